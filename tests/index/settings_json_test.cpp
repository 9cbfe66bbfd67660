#include "index/settings_json.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

constexpr const char* kAll = R"({
 "language":"de","weights":{"title":7,"characters":4},"scoring":{"k1":1.2,"near_words":5},
 "synonyms":[["bts","behind the scenes"],{"from":["wuphf"],"to":["social network"]},
             {"from":["nr","number"],"names_only":true}],
 "stop_words":["der","die"],"protected_words":["Flanders"],
 "attributes":{"season":{"type":"number","facet":true},"length":{"facet":false},"aired":{}},
 "kinds":[{"attribute":"category","value":"Episodes","kind":"episode"}],
 "pins":[{"q":"finale","ids":["Finale","Goodbye"],"hide":["Spoof"]}],
 "spoiler":{"unplaced":"hide"},"boilerplate":["Share on X"],"distinct":"work_id","pairs":false})";

TEST(SettingsJson, ReadsEveryMember) {
  const Settings settings = settings_from_json(kAll);
  EXPECT_EQ(settings.language, "de");
  EXPECT_EQ(settings.weights, (FieldWeights{.title = 7}));
  EXPECT_EQ(settings.attribute_weights, (AttributeWeights{{"character", 4}}));
  EXPECT_EQ(settings.scoring.k1, 1.2);
  EXPECT_EQ(settings.scoring.near_words, 5U);
  EXPECT_EQ(settings.scoring.b, Scoring().b);
  EXPECT_EQ(settings.synonyms, (std::vector<SynonymRule>{{{"bts", "behind the scenes"}},
                                                         {{"wuphf"}, {"social network"}},
                                                         {{"nr", "number"}, {}, true}}));
  EXPECT_EQ(settings.stop_words, (Strings{"der", "die"}));
  EXPECT_EQ(settings.protected_words, Strings{"Flanders"});
  EXPECT_EQ(settings.attributes.at("season"), (AttributeSettings{AttributeType::number, true}));
  EXPECT_EQ(settings.attributes.at("length"), (AttributeSettings{std::nullopt, false}));
  EXPECT_EQ(settings.kinds, (std::vector<KindRule>{{"category", "Episodes", "episode"}}));
  EXPECT_EQ(settings.pins, (std::vector<Pin>{{"finale", {"Finale", "Goodbye"}, {"Spoof"}}}));
  EXPECT_EQ(settings.unplaced, Unplaced::hide);
  EXPECT_EQ(settings.boilerplate, Strings{"Share on X"});
  EXPECT_EQ(settings.distinct, "work_id");
  EXPECT_FALSE(settings.pairs);
}

TEST(SettingsJson, WhatIsShownReadsBackToTheSame) {
  for (const char* given : {"{}", kAll, R"({"stop_words":[]})", R"({"distinct":""})"}) {
    const std::string shown = settings_to_json(settings_from_json(given));
    EXPECT_EQ(settings_to_json(settings_from_json(shown)), shown) << given;
  }
  EXPECT_NE(settings_to_json(settings_from_json(kAll))
                .find(R"("weights":{"title":7,"aliases":4,"headings":2,"attributes":2,"body":1,)"
                      R"("character":4})"),
            std::string::npos);
  const std::string defaults = settings_to_json(Settings());
  EXPECT_NE(defaults.find(R"("scoring":{"k1":1.5,"b":0.7,)"), std::string::npos) << defaults;
  EXPECT_NE(defaults.find(R"("stop_words":["a","an","and",)"), std::string::npos);
  EXPECT_NE(defaults.find(R"("spoiler":{"unplaced":"title"})"), std::string::npos);
}

TEST(SettingsJson, WithoutMembersAllIsAsShipped) {
  const Settings settings = settings_from_json("{}");
  EXPECT_FALSE(settings.stop_words);
  EXPECT_EQ(settings.weights, FieldWeights());
  EXPECT_EQ(settings_to_json(settings), settings_to_json(*default_settings()));
}

struct Refused {
  const char* json;
  const char* where;
  const char* told;  // stands in the message
};

TEST(SettingsJson, WhatIsWrongIsRefusedByItsPlace) {
  for (const Refused& refused : {
           Refused{R"({"language":7})", "language", "a string, not a number"},
           Refused{R"({"language":"not a code"})", "language", "pt-BR"},
           Refused{R"({"weights":{"title":0}})", "weights.title", "from 1 to 100"},
           Refused{R"({"weights":{"character":101}})", "weights.character", "from 1 to 100"},
           Refused{R"({"attributes":{"lang":{"type":"number"}}})", "attributes.lang.type",
                   "is text"},
           Refused{R"({"weights":{"title":1.5}})", "weights.title", "whole number"},
           Refused{R"({"weights":{"title":"5"}})", "weights.title", "not a string"},
           Refused{R"({"scoring":{"b":1.5}})", "scoring.b", "from 0 to 1"},
           Refused{R"({"scoring":{"k1":-1}})", "scoring.k1", "from 0.01 to 100"},
           Refused{R"({"scoring":{"near_words":1.5}})", "scoring.near_words", "whole number"},
           Refused{R"({"scoring":[1]})", "scoring", "an object, not a list"},
           Refused{R"({"synonyms":[["alone"]]})", "synonyms[0]", "one side"},
           Refused{R"({"synonyms":[["a",1]]})", "synonyms[0][1]", "not a number"},
           Refused{R"({"synonyms":[{"to":["a"]}]})", "synonyms[0]", "from and to"},
           Refused{R"({"synonyms":["bts"]})", "synonyms[0]", "not a string"},
           Refused{R"({"stop_words":"the"})", "stop_words", "a list, not a string"},
           Refused{R"({"stop_words":[" "]})", "stop_words[0]", "empty"},
           Refused{R"({"attributes":{"season":{"type":"date time"}}})", "attributes.season.type",
                   "text, number, boolean, date"},
           Refused{R"({"attributes":{"season":{"facet":1}}})", "attributes.season.facet",
                   "true or false"},
           Refused{R"({"kinds":[{"attribute":"a","value":"b"}]})", "kinds[0]", "one is missing"},
           Refused{R"({"pins":[{"ids":["a"]}]})", "pins[0].q", "missing"},
           Refused{R"({"pins":[{"q":"a","ids":"b"}]})", "pins[0].ids", "a list"},
           Refused{R"({"spoiler":{"unplaced":"never"}})", "spoiler.unplaced", "title, show, hide"},
           Refused{R"({"distinct":true})", "distinct", "not a boolean"},
           Refused{R"({"pairs":1})", "pairs", "true or false"},
       }) {
    try {
      settings_from_json(refused.json);
      ADD_FAILURE() << "taken: " << refused.json;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << refused.json;
      EXPECT_EQ(error.where(), refused.where) << refused.json;
      EXPECT_NE(std::string(error.what()).find(refused.told), std::string::npos) << error.what();
    }
  }
}

TEST(SettingsJson, AnUnknownMemberIsRefusedWithTheNearestKnownOne) {
  for (const auto& [json, where, near] :
       {std::tuple(R"({"synonims":[]})", "synonims", "synonyms"),
        std::tuple(R"({"scoring":{"k2":1}})", "scoring.k2", "k1"),
        std::tuple(R"({"weights":{"titel":1}})", "weights.titel", "title"),
        std::tuple(R"({"pins":[{"q":"a","id":[]}]})", "pins[0].id", "ids"),
        std::tuple(R"({"kinds":[{"atribute":"a"}]})", "kinds[0].atribute", "attribute"),
        std::tuple(R"({"attributes":{"season":{"typ":"text"}}})", "attributes.season.typ", "type"),
        std::tuple(R"({"spoiler":{"unplaces":"hide"}})", "spoiler.unplaces", "unplaced"),
        std::tuple(R"({"somethingelse":1})", "somethingelse", "")}) {
    try {
      settings_from_json(json);
      ADD_FAILURE() << "taken: " << json;
    } catch (const UnknownSetting& error) {
      EXPECT_EQ(error.where(), where);
      EXPECT_EQ(error.nearest(), near) << json;
    }
  }
}

TEST(SettingsJson, EveryConstantOfTheScoreHasARangeThatHoldsItsDefault) {
  for (const ScoringValue& one : scoring_values(Scoring())) {
    const auto with = [&](const std::string& value) {
      return settings_from_json("{\"scoring\":{\"" + one.name + "\":" + value + "}}");
    };
    EXPECT_NO_THROW(with(text_of(Value(one.value)))) << one.name;
    EXPECT_THROW(with("-1"), Error) << one.name;
    EXPECT_THROW(with("1e10"), Error) << one.name;
  }
}

// Whatever is sent, it is settings that are shown and read back the same, or a refusal.
TEST(SettingsJson, RandomlyChangedTextIsReadOrRefused) {
  const std::uint32_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string all = kAll;
  std::size_t read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = all;
    for (auto i = random() % 3 + 1; i > 0; --i) {
      const std::size_t at = random() % text.size();
      const std::size_t other = random() % all.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 20);
          break;
        case 2:
          text.insert(at, all.substr(other, random() % 30));
          break;
        default:
          text[at] = all[other];
      }
      if (text.empty()) text = "{}";
    }
    try {
      const std::string shown = settings_to_json(settings_from_json(text));
      ASSERT_EQ(settings_to_json(settings_from_json(shown)), shown) << text;
      ++read;
    } catch (const Error& error) {
      ASSERT_NE(std::string(error.what()), "");
    }
  }
  EXPECT_GT(read, 100U);
}

TEST(SettingsJson, NoMemberIsOverlooked) {
  EXPECT_THROW(settings_from_json(R"({"pairs":true,"pairs":false})"), Error) << "given twice";
  EXPECT_THROW(settings_from_json("[]"), Error);
  EXPECT_THROW(settings_from_json(""), Error);
  EXPECT_THROW(settings_from_json(R"({"pairs":true} x)"), Error);
  EXPECT_THROW(settings_from_json(std::string(SettingsLimits::bytes_max, ' ') + "{}"), Error);
}

}  // namespace
}  // namespace coldopen

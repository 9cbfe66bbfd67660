#include "query/corrections.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>

#include "corpus/open_reader.hpp"
#include "query/near_words.hpp"
#include "query/typed_words.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TestIndex office() {
  TestIndex index;
  index.add(article("Michael_Scott").text("The manager of the branch."));
  index.add(article("Rainn_Wilson").text("He plays Dwight."));
  index.add(article("Dwight_Schrute").text("Dwight sells paper. Dwight grows beets."));
  index.add(article("Dwights_Speech").title("Dwight's Speech").text("Dwight speaks."));
  index.add(article("Dinner_Party").with("season", 4.0).text("Michael and Jan have guests."));
  index.add(article("Dinner_Rules").text("How to eat."));
  index.add(article("Threat_Level_Midnight").text("A film."));
  index.add(article("The_Client").text("Who is Dwigt? Rain falls on the parking lot."));
  return index;
}

SearchResponse ask(const TestIndex& index, SearchRequest request) {
  const SearchResponse whole = index.search(request);
  for (const std::size_t segments : {2U, 5U}) {
    const SearchResponse parts = index.search(request, segments);
    EXPECT_EQ(ids_of(parts), ids_of(whole)) << request.q;
    EXPECT_EQ(parts.corrected.has_value(), whole.corrected.has_value()) << request.q;
    EXPECT_EQ(parts.did_you_mean.has_value(), whole.did_you_mean.has_value()) << request.q;
  }
  return whole;
}

std::string corrected(const std::string& q) {
  const SearchResponse response = ask(office(), asking(q));
  if (response.corrected) {
    EXPECT_EQ(response.corrected->from, q);
    EXPECT_EQ(ids_of(response), office().ids(response.corrected->to)) << "the hits of the other";
  }
  return response.corrected ? response.corrected->to : "";
}

std::string offered(const std::string& q) {
  const SearchResponse response = ask(office(), asking(q));
  if (!response.did_you_mean) return "";
  SearchRequest other = asking(response.did_you_mean->q);
  EXPECT_EQ(response.did_you_mean->total, office().search(other).total);
  other.q = q;
  other.typo = Typo::off;
  EXPECT_EQ(ids_of(response), ids_of(office().search(other))) << "an offer changes no hits";
  return response.did_you_mean->q;
}

TEST(Corrections, OfWhatNobodyHasAreAppliedAndTold) {
  EXPECT_EQ(corrected("micheal scott"), "michael scott");
  EXPECT_EQ(corrected("Micheal"), "michael");
  EXPECT_EQ(corrected("dwigth beets"), "dwight beets");
  EXPECT_EQ(corrected("thret levle midnight"), "threat level midnight");
  EXPECT_EQ(corrected("rainwilson"), "rainn wilson") << "typed as one, and a letter is missing";
  EXPECT_EQ(corrected("dinn erparty"), "") << "found as typed: its name but for spaces";
}

TEST(Corrections, ThatCostTooMuchAreOfferedOnly) {
  EXPECT_EQ(offered("thret levle midnigth"), "threat level midnight") << "an error in each word";
}

TEST(Corrections, OfWordsThatSomebodyHasAreOfferedOnly) {
  EXPECT_EQ(offered("dwigt"), "dwight");
  EXPECT_EQ(offered("rain wilson"), "rainn wilson") << "the pair decides";
}

TEST(Corrections, KeepWhatIsNotAWord) {
  EXPECT_EQ(corrected("season:4 diner party"), "season:4 dinner party");
  EXPECT_EQ(corrected("diner party season:4"), "dinner party season:4");
  EXPECT_EQ(corrected("+micheal -guests"), "+michael -guests");
  EXPECT_EQ(corrected("(micheal OR nowhere) scott"), "(michael OR nowhere) scott");
  EXPECT_EQ(offered("micheal \"the manager\""), "michael \"the manager\"");
}

TEST(Corrections, AreNoneOfQuotesPrefixesFieldsNumbersAndShortWords) {
  for (const char* q : {"\"micheal\"", "micha*z", "michaex*", "title:micheal", "jam", "michae1",
                        "2005", "s04e13", "-micheal", "zzzzqq", ""}) {
    EXPECT_EQ(corrected(q), "") << q;
    EXPECT_EQ(offered(q), "") << q;
  }
}

TEST(Corrections, AreNoneOnLaterPagesAndWhereTheyAreOff) {
  SearchRequest request = asking("micheal scott");
  request.offset = 1;
  EXPECT_FALSE(office().search(request).corrected);
  request.offset = 0;
  request.typo = Typo::off;
  EXPECT_FALSE(office().search(request).corrected);
  EXPECT_EQ(office().search(request).total, 0U);
}

TEST(Corrections, CountOnlyIfTheyFindMore) {
  EXPECT_EQ(corrected("season:9 diner party"), "");
  SearchRequest filtered = asking("micheal scott");
  filtered.filters.push_back(parse_condition("season:4", office().types()));
  EXPECT_FALSE(office().search(filtered).corrected);
}

TEST(Corrections, ToWordsOfTheDeadAloneAreNone) {
  TestIndex index = office();
  index.add(article("Mose").text("kaleidoscope"));
  EXPECT_EQ(index.search(asking("kaleidoscpe")).total, 1U);
  index.remove("Mose");
  EXPECT_EQ(index.search(asking("kaleidoscpe")).total, 0U);
}

TEST(Corrections, TwoThatAreAlikeAreOfferedNotApplied) {
  TestIndex index;
  index.add(article("one").text("gravel"));
  index.add(article("two").text("gravex"));
  const SearchResponse response = index.search(asking("gravez"));
  EXPECT_FALSE(response.corrected);
  EXPECT_TRUE(response.did_you_mean);
}

TEST(Corrections, APairInANameDecides) {
  TestIndex index;
  index.add(article("Rainn_Wilson_Fan_Club").text("A club."));
  for (int i = 0; i < 30; ++i)
    index.add(article("weather_" + std::to_string(i)).text("train rains in the plain"));
  const SearchResponse response = index.search(asking("rainm wilson"));
  ASSERT_TRUE(response.corrected);
  EXPECT_EQ(response.corrected->to, "rainn wilson");
}

TEST(TypedWords, AreSaidAgainAsTheyWereTyped) {
  const Analyzer analyzer;
  const AttributeTypes types = {{"season", AttributeType::number}};
  const auto with = [&](const std::string& q, const Strings& terms) {
    return TypedWords(parse(q, types).tree, analyzer).with(terms);
  };
  EXPECT_EQ(with("Micheal Scott, season:4", {"michael", "scott"}), "michael Scott, season:4");
  EXPECT_EQ(with("steve-carrel", {"steve", "carell"}), "steve carell");
  EXPECT_EQ(with("+a -b (c OR \"d\") e*", {"x", "y"}), "+x -b (y OR \"d\") e*");
  const TypedWords alone(parse("season:4 diner party", types).tree, analyzer);
  EXPECT_TRUE(alone.alone());
  EXPECT_EQ(alone.with_name("dinner party"), "season:4 dinner party");
  EXPECT_FALSE(TypedWords(parse("diner season:4 party", types).tree, analyzer).alone());
  EXPECT_FALSE(TypedWords(parse("diner \"party\"", types).tree, analyzer).alone());
}

// --- Words that are right, in all fan data

TEST(Corrections, OfRareNamesThatAreSpeltRightAreNone) {
  const std::string fan = COLDOPEN_SOURCE_DIR "/../shared/data/fan/series/";
  if (!std::filesystem::exists(fan)) GTEST_SKIP() << "no fan data: NOTHING IS TESTED: " << fan;
  TestIndex index;
  for (const char* file :
       {"comic-characters.jsonl.xz", "star-trek-books.jsonl.xz", "doctor-who-episodes.jsonl",
        "friends-episodes.jsonl", "got-characters.jsonl", "bobs-burgers-episodes.jsonl"}) {
    const auto reader = open_corpus({fan + file}, {});
    while (auto item = reader->next())
      if (auto* read = std::get_if<ReadArticle>(&*item)) index.add(read->article);
  }
  const Snapshot snapshot = index.snapshot(2);
  Strings rare;
  for (const SegmentView& view : snapshot.segments)
    view.segment->for_each_term(
        Space::field, std::string("title") + kFieldSeparator,
        [&](std::string_view name, const TermInfo& info) {
          const std::string word(name.substr(6));
          if (word.size() >= 4 && info.df == 1 && living_holders(snapshot, Space::exact, word) <= 2)
            rare.push_back(word);
          return true;
        });
  ASSERT_GT(rare.size(), 1000U);
  std::mt19937 random(test_seed());
  std::ranges::shuffle(rare, random);
  rare.resize(1000);
  for (const std::string& word : rare) {
    const SearchResponse response = search(snapshot, asking(word));
    EXPECT_GT(response.total, 0U) << word;
    EXPECT_FALSE(response.corrected) << word << " is " << response.corrected->to;
    EXPECT_FALSE(response.did_you_mean) << word << " or " << response.did_you_mean->q;
  }
}

}  // namespace
}  // namespace coldopen

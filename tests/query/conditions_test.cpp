// Filters and sort orders as people write them.
#include "query/conditions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

using testing::HasSubstr;

const AttributeTypes kTypes = {
    {"air_date", AttributeType::date},   {"cast", AttributeType::text},
    {"lang", AttributeType::text},       {"director", AttributeType::text},
    {"season", AttributeType::number},   {"series", AttributeType::text},
    {"wrapped", AttributeType::boolean},
};

Condition condition(std::string_view clause) { return parse_condition(clause, kTypes); }

std::string problem(std::string_view clause) {
  try {
    condition(clause);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(error.where(), "filter");
    return error.what();
  }
  ADD_FAILURE() << clause << " is accepted";
  return {};
}

double day(const char* date) { return days_since_epoch(*parse_date(date)); }

TEST(Conditions, ValuesAreAlternativesAndQuotesKeepCommas) {
  EXPECT_EQ(condition("cast:Amy Ryan, Ed Helms").texts, (Strings{"Amy Ryan", "Ed Helms"}));
  EXPECT_EQ(condition("cast:\"Ryan, Amy\",x").texts, (Strings{"Ryan, Amy", "x"}));
  EXPECT_EQ(condition("season:4,5").ranges.size(), 2U);
  EXPECT_TRUE(condition("-cast:\"Amy Ryan\"").negated);
  EXPECT_TRUE(condition("cast:*").any_value);
  EXPECT_EQ(condition("cast:\"*\"").texts, Strings{"*"});
}

TEST(Conditions, ALanguageIsMeantWhateverItsCountry) {
  EXPECT_EQ(condition("lang:DE,de-AT,pt_BR,deu").texts, (Strings{"de", "de", "pt", "de"}));
  EXPECT_EQ(condition("lang:german").texts, Strings{"german"}) << "found nowhere";
}

TEST(Conditions, NamesMayBeWrittenAsArticlesWriteThem) {
  EXPECT_EQ(condition("directors:x").attribute, "director");
  EXPECT_EQ(condition("Season:4").attribute, "season");
}

TEST(Conditions, RangesMayBeOpenOrEmpty) {
  const auto open = condition("season:3..").ranges.at(0);
  EXPECT_EQ(open.from, 3);
  EXPECT_FALSE(open.to);
  const auto empty = condition("season:5..3").ranges.at(0);
  EXPECT_EQ(empty.from, 5);
  EXPECT_EQ(empty.to, 3);
  EXPECT_EQ(condition("season:-1.5..2").ranges.at(0).from, -1.5);
}

TEST(Conditions, ADateMayBeAYearAMonthOrADay) {
  const auto year = condition("air_date:2008").ranges.at(0);
  EXPECT_EQ(year.from, day("2008-01-01"));
  EXPECT_EQ(year.to, day("2008-12-31"));
  const auto month = condition("air_date:2008-02").ranges.at(0);
  EXPECT_EQ(month.to, day("2008-02-29"));
  const auto span = condition("air_date:2008-04-10..2009").ranges.at(0);
  EXPECT_EQ(span.from, day("2008-04-10"));
  EXPECT_EQ(span.to, day("2009-12-31"));
}

TEST(Conditions, BooleansAreTrueOrFalse) {
  EXPECT_EQ(condition("wrapped:yes").ranges.at(0).from, 1);
  EXPECT_EQ(condition("wrapped:false").ranges.at(0).to, 0);
  EXPECT_THAT(problem("wrapped:perhaps"), HasSubstr("true or false"));
}

TEST(Conditions, MistakesNameTheCharacterAndWhatToDo) {
  EXPECT_THAT(problem("season:"), HasSubstr("character 8"));
  EXPECT_THAT(problem("season:4,,5"), HasSubstr("character 10"));
  EXPECT_THAT(problem("season:1..2..3"), HasSubstr("not '2..3'"));
  EXPECT_THAT(problem(":4"), HasSubstr("needs a name"));
  EXPECT_THAT(problem("season"), HasSubstr("name:value"));
  EXPECT_THAT(problem("season:four"), HasSubstr("season is a number"));
  EXPECT_THAT(problem("season:nan"), HasSubstr("season is a number"));
  EXPECT_THAT(problem("season:1e999"), HasSubstr("season is a number"));
  EXPECT_THAT(problem("air_date:2008-02-30"), HasSubstr("air_date is a date"));
  EXPECT_THAT(problem("cast:\"Amy"), HasSubstr("not closed"));
  EXPECT_THAT(problem("cast:\"Amy\" Ryan"), HasSubstr("comma"));
}

TEST(Conditions, AnUnknownNameGetsItsNeighbours) {
  EXPECT_THAT(problem("seson:4"), HasSubstr("did you mean season"));
  EXPECT_THAT(problem("sereis:x"), HasSubstr("did you mean series"));
  EXPECT_THAT(problem("zzzzzzzzzz:x"), HasSubstr("some there are: "));
}

TEST(Conditions, NearNamesComeNearestFirstAndEqualOnesByName) {
  AttributeTypes types;
  for (const char* name : {"seat", "reason", "seasons", "season", "mason"}) {
    types[name] = AttributeType::number;
  }
  const auto near_ones = [&types](std::string_view clause) {
    try {
      parse_condition(clause, types);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(near_ones("seasom:4"),
            "there is no attribute 'seasom'; did you mean season, reason, seasons");
  EXPECT_EQ(near_ones("banana_split:4"),
            "there is no attribute 'banana_split'; some there are: "
            "mason, reason, season, seasons, seat");
}

TEST(Conditions, TooManyValuesAreRefused) {
  std::string clause = "season:1";
  for (int i = 0; i < 256; ++i) clause += ",1";
  EXPECT_THAT(problem(clause), HasSubstr("at most 256"));
}

TEST(Sort, NamesMayBeTurnedRound) {
  const auto keys = parse_sort("-air_date, title,_score", kTypes);
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys[0].attribute, "air_date");
  EXPECT_TRUE(keys[0].descending);
  EXPECT_EQ(keys[1].attribute, "title");
  EXPECT_FALSE(keys[1].descending);
  EXPECT_TRUE(keys[2].descending) << "by score means the best first";
  EXPECT_TRUE(parse_sort(" ", kTypes).empty());
}

TEST(Sort, MistakesAreRefused) {
  for (const char* sort : {"-", "title,", "nope", "title,title,title,title,title"}) {
    try {
      parse_sort(sort, kTypes);
      ADD_FAILURE() << sort << " is accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), "sort");
    }
  }
}

}  // namespace
}  // namespace coldopen

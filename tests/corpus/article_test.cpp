#include "corpus/article.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

Article dundies() {
  Article article;
  article.id = "The_Dundies";
  article.title = "The Dundies";
  return article;
}

// The code and place that check() says, or "fine".
std::string verdict(const Article& article) {
  try {
    check(article);
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + " " + error.where();
  }
  return "fine";
}

TEST(Dates, DaysAndRfc3339TimesAreDates) {
  EXPECT_EQ(parse_date("2005-03-24"), (Date{2005, 3, 24}));
  EXPECT_EQ(parse_date("2005-03-24T21:30:00Z"), (Date{2005, 3, 24}));
  EXPECT_EQ(parse_date("2005-03-24T21:30:00.25+02:00"), (Date{2005, 3, 24}));
  EXPECT_EQ(parse_date("0001-01-01"), (Date{1, 1, 1}));
}

TEST(Dates, R17DaysThatAreNotInTheCalendarAreNone) {
  for (const char* text :
       {"2008-02-30", "2008-13-01", "10000-01-01", "2008-01-01T24:00:00Z", "2008-1-1", "0000-01-01",
        "2008-01-01 ", "2008-01-01T10:00", "2008-01-01T10:00:00", "20080101", "", "2008-02-3x"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

TEST(Dates, DaysAreCountedFrom1970AndBack) {
  EXPECT_EQ(days_since_epoch({1970, 1, 1}), 0);
  EXPECT_EQ(days_since_epoch({2005, 3, 24}), 12866);
  for (const int days : {-719162, -1, 0, 59, 12866, 2932896}) {
    EXPECT_EQ(days_since_epoch(date_of_days(days)), days);
  }
  EXPECT_EQ(to_string(date_of_days(-719162)), "0001-01-01");
}

TEST(Values, UntypedTextIsReadByItsForm) {
  EXPECT_EQ(value_of_text("4"), Value(4.0));
  EXPECT_EQ(value_of_text("-1.5e2"), Value(-150.0));
  EXPECT_EQ(value_of_text("007"), Value(std::string("007")));
  EXPECT_EQ(value_of_text("1."), Value(std::string("1.")));
  EXPECT_EQ(value_of_text("nan"), Value(std::string("nan")));
  EXPECT_EQ(value_of_text("inf"), Value(std::string("inf")));
  EXPECT_EQ(value_of_text("true"), Value(true));
  EXPECT_EQ(value_of_text("2005-03-24"), Value(Date{2005, 3, 24}));
  EXPECT_EQ(value_of_text("Pam"), Value(std::string("Pam")));
}

TEST(Attributes, PluralsMeetTheirSingular) {
  Article article = dundies();
  give(article, "characters", {std::string("Pam")}, true);
  give(article, "character", {std::string("Jim"), std::string("Pam")}, true);
  give(article, "date", {Date{2005, 9, 20}}, false);
  ASSERT_EQ(article.attributes.size(), 2U);
  EXPECT_EQ(find_attribute(article, "character")->values.size(), 2U);
  EXPECT_NE(find_attribute(article, "air_date"), nullptr);
  EXPECT_EQ(find_attribute(article, "characters"), nullptr);
  EXPECT_EQ(verdict(article), "fine");
}

TEST(Attributes, AListOfSeveralTypesIsText) {
  std::vector<Value> values = {1.0, std::string("x"), true, Date{2005, 3, 24}};
  EXPECT_TRUE(unify(values));
  EXPECT_EQ(values, (std::vector<Value>{std::string("1"), std::string("x"), std::string("true"),
                                        std::string("2005-03-24")}));
}

TEST(Check, R12AnIdIsNeededAndHoldsNoControlCharacters) {
  Article article = dundies();
  EXPECT_EQ(verdict(article), "fine");
  for (const char* id : {"a/b", ".", "..", "a b", "caf\u00e9"}) {
    article.id = id;
    EXPECT_EQ(verdict(article), "fine") << id;
  }
  for (const std::string& id :
       {std::string(), std::string(513, 'x'), std::string("a\nb"), std::string("a\0b", 3),
        std::string("a\u0085"), std::string("a\xFF")}) {
    article.id = id;
    EXPECT_EQ(verdict(article), "invalid-argument id") << id.size();
  }
}

TEST(Check, R13AnArticleNeedsWordsAndHasABodyOrPassages) {
  Article article = dundies();
  article.title.clear();
  EXPECT_EQ(verdict(article), "invalid-argument title");
  article.body = "Michael hosts.";
  EXPECT_EQ(verdict(article), "fine");
  article.passages.push_back({"", "", 0, "Pam is banned."});
  EXPECT_EQ(verdict(article), "invalid-argument passages");
}

TEST(Check, R15LimitsAreNamed) {
  Article many = dundies();
  many.aliases.assign(1025, "x");
  EXPECT_EQ(verdict(many), "invalid-argument aliases");
  many.aliases.pop_back();
  many.passages = {{"", "", 0, "x", {"y"}}};
  EXPECT_EQ(verdict(many), "invalid-argument aliases") << "with those of passages";
  many.aliases.pop_back();
  EXPECT_EQ(verdict(many), "fine");
  many.passages[0].aliases[0] = "\xff";
  EXPECT_EQ(verdict(many), "invalid-argument passages");
  many = dundies();
  many.passages.assign(10'001, {"", "", 0, "x"});
  EXPECT_EQ(verdict(many), "invalid-argument passages");
  many = dundies();
  for (int i = 0; i < 257; ++i) give(many, "a" + std::to_string(i), {1.0}, false);
  EXPECT_EQ(verdict(many), "invalid-argument attributes");
  many = dundies();
  many.body.assign((std::size_t{8} << 20) + 1, 'x');
  EXPECT_EQ(verdict(many), "too-large article");
  for (const std::string& name : {std::string("a.b:c"), std::string(65, 'a'), std::string()}) {
    many = dundies();
    many.attributes.push_back({name, {1.0}, false});
    EXPECT_THAT(verdict(many), testing::StartsWith("invalid-argument")) << name;
  }
}

TEST(Check, AListIsOfOneTypeAndNeverEmpty) {
  Article article = dundies();
  article.attributes = {{"season", {}, true}};
  EXPECT_EQ(verdict(article), "invalid-argument season");
  article.attributes = {{"season", {1.0, std::string("two")}, true}};
  EXPECT_EQ(verdict(article), "invalid-argument season");
  article.attributes = {{"body", {1.0}, false}};
  EXPECT_EQ(verdict(article), "invalid-argument body");
}

}  // namespace
}  // namespace coldopen

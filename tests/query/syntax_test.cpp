// From typed text to the tree: what each form means, and that nothing typed is an error.
#include "query/syntax.hpp"

#include <gtest/gtest.h>
#include <random>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

const AttributeTypes kTypes = {
    {"air_date", AttributeType::date}, {"cast", AttributeType::text},
    {"director", AttributeType::text}, {"kind", AttributeType::text},
    {"season", AttributeType::number}, {"wrapped", AttributeType::boolean},
};

std::string reading(std::string_view typed) { return print(parse(typed, kTypes).tree); }

bool flat(std::string_view typed) { return is_flat(parse(typed, kTypes).tree); }

Strings notes(std::string_view typed) {
  Strings codes;
  for (const Note& note : parse(typed, kTypes).notes) codes.push_back(note.code);
  return codes;
}

template <class Leaf>
Leaf only_leaf(std::string_view typed) {
  const Query tree = parse(typed, kTypes).tree;
  const Leaf* leaf = std::get_if<Leaf>(&tree.is);
  EXPECT_NE(leaf, nullptr) << typed << " is read as " << print(tree);
  return leaf == nullptr ? Leaf{} : *leaf;
}

TEST(Syntax, WordsSideBySideAreFlat) {
  EXPECT_EQ(reading("  dinner \t party\n"), "dinner party");
  EXPECT_TRUE(flat("dinner party"));
  EXPECT_TRUE(flat("dinner \"party games\" off* title:dundies season:3..5"));
  EXPECT_TRUE(parse(" \t\u00a0\u3000", kTypes).blank);
  EXPECT_FALSE(parse("((", kTypes).blank);
}

TEST(Syntax, SpacesOfEveryScriptAndNulSeparate) {
  using namespace std::string_view_literals;
  EXPECT_EQ(reading("a\u3000b\u2009c\u00a0d\0e"sv), "a b c d e");
}

TEST(Syntax, QuotesOfEveryKindMakeAPhrase) {
  EXPECT_EQ(only_leaf<Phrase>("\"a b\"").text, "a b");
  EXPECT_EQ(only_leaf<Phrase>("\u201ca b\u201d").text, "a b");
  EXPECT_EQ(reading("say\"a b\"c"), "say \"a b\" c");
}

TEST(Syntax, AnOpenQuoteGoesToTheEndAndIsNoted) {
  EXPECT_EQ(reading("x \"the pretzel"), "x \"the pretzel\"");
  EXPECT_EQ(notes("\"the pretzel"), Strings{"unbalanced-quote"});
  EXPECT_EQ(reading("title:\"x"), "title:\"x\"");
  EXPECT_EQ(notes("title:\"x"), Strings{"unbalanced-quote"});
}

TEST(Syntax, SignsStandAtTheStartOfAWordOnly) {
  EXPECT_EQ(only_leaf<Words>("spider-man").text, "spider-man");
  EXPECT_EQ(only_leaf<Words>("c++").text, "c++");
  EXPECT_EQ(reading("dinner - party"), "dinner - party");
  EXPECT_TRUE(flat("dinner - party"));
  EXPECT_FALSE(flat("dinner -party"));
  EXPECT_FALSE(flat("+dinner"));
}

TEST(Syntax, OrBindsLooserThanWordsSideBySide) {
  const Query tree = parse("dinner party OR chair model", kTypes).tree;
  const Or* either = std::get_if<Or>(&tree.is);
  ASSERT_NE(either, nullptr);
  ASSERT_EQ(either->alternatives.size(), 2U);
  EXPECT_EQ(print(either->alternatives[0]), "dinner party");
  EXPECT_EQ(print(either->alternatives[1]), "chair model");
  EXPECT_EQ(reading("jim (pam OR dwight)"), "jim (pam OR dwight)");
}

TEST(Syntax, NotIsMinusAndAndSaysNothing) {
  EXPECT_EQ(reading("jim NOT pam"), "jim -pam");
  EXPECT_EQ(reading("jim AND NOT (pam OR roy)"), "jim -(pam OR roy)");
  EXPECT_EQ(reading("jim AND pam"), "jim pam");
  EXPECT_TRUE(flat("jim AND pam"));
  EXPECT_EQ(reading("jim and pam or not"), "jim and pam or not");
  EXPECT_TRUE(flat("jim and pam or not"));
}

TEST(Syntax, OperatorsWithNothingBesideThemAreWords) {
  EXPECT_EQ(reading("a AND"), "a and");
  EXPECT_EQ(reading("OR OR"), "or or");
  EXPECT_EQ(reading("a OR OR b"), "a or OR b");
  EXPECT_EQ(reading("NOT"), "not");
  EXPECT_EQ(notes("a OR"), Strings{"dangling-operator"});
  EXPECT_TRUE(flat("a OR"));
}

TEST(Syntax, ParenthesesWithoutOperatorsArePunctuation) {
  EXPECT_EQ(reading("The Office (US)"), "The Office US");
  EXPECT_TRUE(flat("The Office (US)"));
}

TEST(Syntax, ParenthesesWithoutPartnersAreNoted) {
  EXPECT_EQ(reading("a))"), "a");
  EXPECT_EQ(notes("a))"), Strings{"unbalanced-parenthesis"});
  EXPECT_EQ(reading("x (a OR b"), "x (a OR b)");
  EXPECT_EQ(reading("(((("), "");
  EXPECT_EQ(reading("a -() b"), "a b");
}

TEST(Syntax, DepthIsCountedWhereSomethingIsInside) {
  EXPECT_EQ(parse(std::string(400, '('), kTypes).depth, 0U);
  EXPECT_EQ(parse("((a) (b (c)))", kTypes).depth, 3U);
  EXPECT_EQ(parse(std::string(17, '(') + "a", kTypes).depth, 17U);
}

TEST(Syntax, FieldsAreThoseOfTheArticleAndItsTextAttributes) {
  EXPECT_EQ(only_leaf<InField>("cast:carell"), (InField{"cast", "carell", false}));
  EXPECT_EQ(only_leaf<InField>("title:\"dinner party\""), (InField{"title", "dinner party", true}));
  EXPECT_EQ(only_leaf<InField>("aliases:bts"), (InField{"alias", "bts", false}));
  EXPECT_EQ(only_leaf<Words>("http://example.com").text, "http://example.com");
  EXPECT_EQ(only_leaf<Words>("title:").text, "title:");
  EXPECT_EQ(only_leaf<Words>(":").text, ":");
  EXPECT_EQ(notes("cast:carel*"), Strings{"prefix-in-field"});
}

TEST(Syntax, NumbersDatesBooleansAndMarksAreFilters) {
  const Filter season = only_leaf<Filter>("season:3..5");
  ASSERT_EQ(season.condition.ranges.size(), 1U);
  EXPECT_EQ(season.condition.ranges[0].from, 3);
  EXPECT_EQ(season.condition.ranges[0].to, 5);
  EXPECT_EQ(only_leaf<Filter>("wrapped:true").condition.ranges.size(), 1U);
  EXPECT_EQ(only_leaf<Filter>("kind:episode").condition.texts, Strings{"episode"});
  EXPECT_EQ(only_leaf<Filter>("kind:\"behind the scenes\"").condition.texts,
            Strings{"behind the scenes"});
  EXPECT_EQ(only_leaf<Words>("season:four").text, "season:four");
  EXPECT_EQ(notes("season:four"), Strings{"not-a-filter"});
}

TEST(Syntax, AStarAtTheEndOfAWordIsAPrefixAndElsewhereText) {
  EXPECT_EQ(only_leaf<Prefix>("off*").text, "off");
  EXPECT_EQ(only_leaf<Words>("*").text, "*");
  EXPECT_EQ(only_leaf<Words>("*a").text, "*a");
  EXPECT_EQ(only_leaf<Words>("a*b*c*").text, "a*b*c*");
}

TEST(Syntax, OperatorsOfOtherLanguagesAreText) {
  for (const char* typed : {"word^1e308", "/.*(a+)+$/", "${jndi:ldap}", "%s%n", "../../etc/passwd",
                            "word~99", "{\"a\":1}", "';--"})
    EXPECT_NO_THROW(parse(typed, kTypes)) << typed;
}

TEST(Syntax, WhatIsPrintedIsReadAsTheSameTree) {
  const std::vector<std::string> pieces = {
      "a",       "b",           "OR",      "AND",          "NOT",     "(",
      ")",       "-",           "+",       "\"",           "\"a b\"", "title:",
      "title:a", "season:3..5", "season:", "season:x",     "off*",    "*",
      " ",       " ",           " ",       "kind:\"x y\"", ":",       "\u201c",
      "\u3000",  "--a",         "cast:a,b"};
  const unsigned seed = test_seed();
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string typed;
    const std::size_t length = 1 + random() % 12;
    for (std::size_t i = 0; i < length; ++i) typed += pieces[random() % pieces.size()];
    const Query tree = parse(typed, kTypes).tree;
    const std::string printed = print(tree);
    ASSERT_EQ(parse(printed, kTypes).tree, tree)
        << "seed " << seed << ": '" << typed << "' is printed as '" << printed << "', read as '"
        << reading(printed) << "'";
  }
}

}  // namespace
}  // namespace coldopen

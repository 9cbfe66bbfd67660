#include "corpus/article_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "corpus/error.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using testing::HasSubstr;

// "code where: message" of what article_from_json throws, or "fine".
std::string verdict(std::string_view json) {
  try {
    article_from_json(json);
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + " " + error.where() + ": " + error.what();
  }
  return "fine";
}

TEST(ArticleJson, AMemberThatIsNotReservedIsAnAttribute) {
  const Article article = article_from_json(
      R"({"id":"s2e1","title":"The Dundies","season":2,"cast":["Steve Carell"],"rerun":false,)"
      R"("date":"2005-09-20","directors":"Greg Daniels","aliases":"Dundies"})");
  EXPECT_EQ(article.aliases, Strings{"Dundies"});
  EXPECT_EQ(*find_attribute(article, "season"), (Attribute{"season", {2.0}, false}));
  EXPECT_EQ(*find_attribute(article, "cast"),
            (Attribute{"cast", {std::string("Steve Carell")}, true}));
  EXPECT_EQ(*find_attribute(article, "rerun"), (Attribute{"rerun", {false}, false}));
  EXPECT_EQ(*find_attribute(article, "air_date"),
            (Attribute{"air_date", {Date{2005, 9, 20}}, false}));
  EXPECT_EQ(*find_attribute(article, "director"),
            (Attribute{"director", {std::string("Greg Daniels")}, false}));
}

TEST(ArticleJson, APassageHasAliasesOneOrSeveral) {
  Strings warnings;
  const std::string text =
      R"({"id":"a","passages":[{"text":"x","aliases":"Jello"},{"text":"y","aliases":["P","Q"]}]})";
  const Article article = article_from_json(text, &warnings);
  EXPECT_TRUE(warnings.empty());
  EXPECT_EQ(article.passages.at(0).aliases, Strings{"Jello"});
  EXPECT_EQ(article.passages.at(1).aliases, (Strings{"P", "Q"}));
  EXPECT_EQ(every_alias(article), (Strings{"Jello", "P", "Q"}));
  EXPECT_EQ(article_from_json(article_to_json(article)), article);
  EXPECT_THAT(verdict(R"({"id":"a","passages":[{"text":"x","aliases":[3]}]})"),
              HasSubstr("passages[0].aliases"));
}

TEST(ArticleJson, NullsAndObjectsAreLeftOutWithAWarning) {
  Strings warnings;
  const Article article = article_from_json(
      R"({"id":1,"title":12,"names":{"ja":"x"},"season":null,"cast":[]})", &warnings);
  EXPECT_EQ(article.id, "1");
  EXPECT_EQ(article.title, "12");
  EXPECT_TRUE(article.attributes.empty());
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("names"), HasSubstr("season")));
}

TEST(ArticleJson, R02WhatIsNotOneObjectIsRefusedWithItsByte) {
  EXPECT_THAT(verdict("["), HasSubstr("bad-input byte 1"));
  EXPECT_THAT(verdict("{\"id\":"), HasSubstr("bad-input byte 6"));
  EXPECT_THAT(verdict("{\"id\":\"a\",}"), HasSubstr("bad-input byte"));
  EXPECT_THAT(verdict("{\"id\":\"a\"/*x*/}"), HasSubstr("bad-input byte"));
  EXPECT_THAT(verdict("{\"id\":\"a\"} {}"), HasSubstr("byte 11: text after"));
  EXPECT_THAT(verdict("{\"id\":\"a\"}x"), HasSubstr("byte 10: text after"));
  EXPECT_THAT(verdict(std::string_view("{\"id\":\"a\"}\0", 11)), HasSubstr("byte 10"));
  EXPECT_THAT(verdict("[1]"), HasSubstr("an article is a JSON object"));
  EXPECT_THAT(verdict("  "), HasSubstr("empty"));
}

TEST(ArticleJson, R03AByteOrderMarkIsAccepted) {
  EXPECT_EQ(article_from_json("\xEF\xBB\xBF{\"id\":\"a\",\"title\":\"t\"}").id, "a");
}

TEST(ArticleJson, R04R05TextThatIsNotUtf8IsRefusedWithItsByte) {
  EXPECT_THAT(verdict("{\"id\":\"\xC0\xAF\"}"), HasSubstr("bad-input byte 7: not UTF-8"));
  EXPECT_THAT(verdict("{\"id\":\"\xED\xA0\x80\"}"), HasSubstr("bad-input byte 7: not UTF-8"));
  EXPECT_THAT(verdict("\xEF\xBB\xBF{\"id\":\"\xE9\"}"), HasSubstr("byte 10: not UTF-8"));
  EXPECT_THAT(verdict(std::string_view("\xFF\xFE{\0", 4)), HasSubstr("byte 0: not UTF-8"));
}

TEST(ArticleJson, R06LoneSurrogatesAreRefused) {
  for (const char* id : {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\u0041"}) {
    EXPECT_THAT(verdict("{\"id\":\"" + std::string(id) + "\"}"), HasSubstr("lone surrogate")) << id;
  }
  EXPECT_EQ(article_from_json("{\"id\":\"\\ud83d\\ude00\",\"title\":\"t\"}").id, "\U0001F600");
}

TEST(ArticleJson, R07ANulIsKeptInTextAndRefusedInTheId) {
  const Article article = article_from_json("{\"id\":\"a\",\"body\":\"a\\u0000b\"}");
  EXPECT_EQ(article.body, std::string("a\0b", 3));
  EXPECT_EQ(article_from_json(article_to_json(article)), article);
  EXPECT_THAT(verdict("{\"id\":\"a\\u0000b\",\"body\":\"x\"}"), HasSubstr("invalid-argument id"));
}

TEST(ArticleJson, ProgramsTellRefusalsApartByTheirReasons) {
  const std::pair<std::string, std::string_view> rows[] = {
      {"  ", "empty-body"},
      {"{\"id\":\"\xFF\"}", "not-utf8"},
      {R"({"id":"\ud800"})", "lone-surrogate"},
      {std::string(33, '['), "too-deep"},
      {R"({"id":"a","x":1e400})", "number"},
      {R"({"id":"a","x":)" + std::string(65, '1') + "}", "number"},
      {R"({"id":"a","id":"b"})", "duplicate-member"},
      {R"({"id":)", ""},
  };
  for (const auto& [text, reason] : rows) {
    try {
      article_from_json(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.reason(), reason) << text;
    }
  }
}

TEST(ArticleJson, AnIdFromElsewhereStandsOnlyWhereTheTextHasNone) {
  EXPECT_EQ(article_from_json(R"({"title":"t"})", nullptr, "given").id, "given");
  EXPECT_EQ(article_from_json(R"({"id":"own","title":"t"})", nullptr, "given").id, "own");
  EXPECT_THROW(article_from_json(R"({"id":"","title":"t"})", nullptr, "given"), Error);
}

TEST(ArticleJson, R08NestingEndsAt32) {
  const auto nested = [](std::size_t depth) {
    return R"({"id":"a","title":"t","x":)" + std::string(depth, '[') + std::string(depth, ']') +
           "}";
  };
  EXPECT_EQ(verdict(nested(31)), "fine");
  EXPECT_THAT(verdict(nested(32)), HasSubstr("too deep"));
  EXPECT_THAT(verdict(std::string(1'000'000, '[')), HasSubstr("too deep"));
}

TEST(ArticleJson, R09NumbersThatAreNotFiniteAreRefused) {
  for (const char* number : {"1e400", "-1e400", "1e99999999999", "NaN", "Infinity"}) {
    EXPECT_THAT(verdict(R"({"id":"a","title":"t","x":)" + std::string(number) + "}"),
                HasSubstr("bad-input"))
        << number;
  }
}

TEST(ArticleJson, R10NumbersAreExactOrRefused) {
  const auto number = [](const std::string& text) {
    const Article article = article_from_json(R"({"id":"a","title":"t","x":)" + text + "}");
    return std::get<double>(article.attributes.at(0).values.at(0));
  };
  EXPECT_EQ(number("18446744073709551616"), 18446744073709551616.0);
  EXPECT_EQ(number("-0"), 0.0);
  EXPECT_EQ(number("1e-400"), 0.0);
  EXPECT_EQ(number("0.1"), 0.1);
  EXPECT_EQ(number("9.0021001462105063"), 9.0021001462105063);
  EXPECT_THAT(verdict(R"({"id":"a","title":"t","x":)" + std::string(1'000'000, '1') + "}"),
              HasSubstr("more than 64 characters"));
}

TEST(ArticleJson, R11AMemberThatStandsTwiceIsRefusedAtEveryDepth) {
  EXPECT_THAT(verdict(R"({"id":"a","id":"b","title":"t"})"), HasSubstr("duplicate member \"id\""));
  EXPECT_THAT(verdict(R"({"id":"a","passages":[{"text":"x","text":"y"}]})"),
              HasSubstr("duplicate member \"text\""));
  EXPECT_THAT(verdict(R"({"id":"a","\u0069d":"b"})"), HasSubstr("duplicate member"));
}

TEST(ArticleJson, R14WrongTypesNameMemberAndType) {
  EXPECT_THAT(verdict(R"({"id":"a","title":{}})"), HasSubstr("title is a string, not an object"));
  EXPECT_THAT(verdict(R"({"id":"a","passages":[1]})"),
              HasSubstr("passages[0] is an object, not a number"));
  EXPECT_THAT(verdict(R"({"id":"a","passages":[{"text":3}]})"), HasSubstr("passages[0].text"));
  EXPECT_THAT(verdict(R"({"id":"a","aliases":[3]})"), HasSubstr("aliases"));
  EXPECT_THAT(verdict(R"({"id":"a","passages":[{"ordinal":1.5}]})"), HasSubstr("ordinal"));
}

TEST(ArticleJson, R15MembersOfBadNamesAndArticlesBeyondTheLimitAreRefused) {
  EXPECT_THAT(verdict(R"({"id":"a","title":"t","a.b:c":1})"), HasSubstr("invalid-argument a.b:c"));
  std::string many = R"({"id":"a","title":"t")";
  for (int i = 0; i < 5000; ++i) many += ",\"a" + std::to_string(i) + "\":1";
  EXPECT_THAT(verdict(many + "}"), HasSubstr("invalid-argument attributes"));
  EXPECT_THAT(verdict(R"({"id":"a","x":[)" + std::string(1'200'000, '[')), HasSubstr("too deep"));
}

TEST(ArticleJson, R17DatesThatAreNoneAreTextWithAWarning) {
  Strings warnings;
  const Article article =
      article_from_json(R"({"id":"a","title":"t","date":"2008-02-30"})", &warnings);
  EXPECT_EQ(article.attributes.at(0).values.at(0), Value(std::string("2008-02-30")));
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("date is read as text")));
}

TEST(ArticleJson, AMixedListIsTextAndStaysSo) {
  Strings warnings;
  const Article article = article_from_json(
      R"({"id":"a","title":"t","x":[1,"b"],"y":["2005-03-24","unknown"]})", &warnings);
  EXPECT_EQ(warnings.size(), 2U);
  EXPECT_EQ(article_from_json(article_to_json(article)), article);
  EXPECT_EQ(find_attribute(article, "x")->values,
            (std::vector<Value>{std::string("1"), std::string("b")}));
}

class RandomArticles {
 public:
  explicit RandomArticles(std::uint32_t seed) : random_(seed) {}

  Article next() {
    Article article;
    article.id = "id" + text();
    std::erase_if(article.id,
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    article.title = "t" + text();
    article.url = text();
    for (std::size_t n = up_to(3); n > 0; --n) article.aliases.push_back(text());
    if (up_to(1) == 0) article.body = text();
    for (std::size_t n = article.body.empty() ? up_to(4) : 0; n > 0; --n) {
      article.passages.push_back(
          {text(), text(), static_cast<std::uint32_t>(random_() >> up_to(31)), text()});
      for (std::size_t i = up_to(2); i > 0; --i) article.passages.back().aliases.push_back(text());
    }
    for (std::size_t n = up_to(4); n > 0; --n) {
      const std::size_t type = up_to(3), count = 1 + up_to(2);
      std::vector<Value> values;
      for (std::size_t i = 0; i < count; ++i) values.push_back(value(type));
      give(article, "a" + std::to_string(n), values, count > 1 || up_to(1) == 0);
    }
    return article;
  }

 private:
  std::size_t up_to(std::size_t most) { return random_() % (most + 1); }

  std::string text() {
    static const Strings kPieces = {"a",      "\"",        "\\",         "\n", std::string(1, '\0'),
                                    "\u00e9", "\u2028",    "\U0001F600", " ",  "</script>",
                                    "\x7f",   "2005-03-24"};
    std::string out;
    for (std::size_t n = up_to(6); n > 0; --n) out += kPieces[up_to(kPieces.size() - 2)];
    return out;
  }

  Value value(std::size_t type) {
    if (type == 0) return text();
    if (type == 1) return static_cast<double>(static_cast<std::int32_t>(random_())) / 1e3 * 7.1e-9;
    if (type == 2) return up_to(1) == 0;
    return date_of_days(static_cast<std::int32_t>(up_to(40'000)));
  }

  std::mt19937 random_;
};

TEST(ArticleJson, EveryArticleComesBackFromItsJson) {
  const std::uint32_t seed = test_seed();
  RandomArticles articles(seed);
  for (int i = 0; i < 2000; ++i) {
    const Article article = articles.next();
    const std::string json = article_to_json(article);
    ASSERT_EQ(json.find('\n'), std::string::npos) << "seed " << seed;
    ASSERT_EQ(article_from_json(json), article) << "seed " << seed << "\n" << json;
  }
}

}  // namespace
}  // namespace coldopen

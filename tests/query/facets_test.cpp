// Facets of texts: what is one value, how it is shown, in which order.
#include <gtest/gtest.h>
#include <string>

#include "tests/support/judged.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

SearchRequest counting(const std::string& attribute, std::uint32_t limit = 20) {
  SearchRequest request;
  request.facets = {attribute};
  request.facet_limit = limit;
  return request;
}

std::string facet(const TestIndex& index, const SearchRequest& request, std::size_t segments) {
  return joined(told(index.search(request, segments).facets.at(0)));
}

TestIndex directed(std::initializer_list<const char*> directors) {
  TestIndex index;
  std::size_t number = 0;
  for (const char* name : directors)
    index.add(article("a" + std::to_string(++number)).with("director", name));
  return index;
}

TEST(Facets, SpellingsOfOneNameAreOneValueInTheCommonestSpelling) {
  const TestIndex index = directed(
      {"BJ Novak", "B.J. Novak", "Amy", "b.j. novak", "B.J. Novak", "BJ Novak", "B.J. Novak"});
  for (const std::size_t segments : {1U, 2U, 7U})
    EXPECT_EQ(facet(index, counting("director"), segments), "B.J. Novak: 6, Amy: 1") << segments;
}

TEST(Facets, PagesAreCountedFilteredAndAskedForByTheirLanguage) {
  TestIndex index;
  for (const char* lang : {"de", "de-AT", "DE", "fr", "", "en-GB"})
    index.add(article("page-" + std::string(lang)).title("haus").lang(lang));
  for (const std::size_t segments : {1U, 3U, 6U}) {
    const Snapshot snapshot = index.snapshot(segments);
    SearchRequest request = counting("lang");
    EXPECT_EQ(joined(told(search(snapshot, request).facets[0])), "de: 3, en: 1, fr: 1");
    request.filters = {parse_condition("lang:de-CH", snapshot.types)};
    const SearchResponse german = search(snapshot, request);
    EXPECT_EQ(german.total, 3U);
    EXPECT_EQ(joined(told(german.facets[0])), "*de: 3, en: 1, fr: 1");
    request.filters = {parse_condition("-lang:*", snapshot.types)};
    EXPECT_EQ(ids_of(search(snapshot, request)), Ids{"page-"});
    EXPECT_EQ(search(snapshot, asking("lang:de haus")).total, 3U);
    EXPECT_EQ(search(snapshot, asking("haus -lang:de,en")).total, 2U);
  }
  EXPECT_EQ(index.remove("page-fr").ids("lang:fr"), Ids{});
}

TEST(Facets, OfEquallyCommonSpellingsTheFirstByBytesIsShown) {
  const TestIndex index = directed({"bj novak", "BJ Novak", "bj novak", "BJ Novak"});
  for (const std::size_t segments : {1U, 3U})
    EXPECT_EQ(facet(index, counting("director"), segments), "BJ Novak: 4") << segments;
}

TEST(Facets, AnArticleWithTwoSpellingsCountsOnce) {
  TestIndex index;
  index.add(article("a").with("director", "BJ Novak").with("director", "B.J. Novak"));
  index.add(article("b").with("director", "B.J. Novak"));
  for (const std::size_t segments : {1U, 2U})
    EXPECT_EQ(facet(index, counting("director"), segments), "B.J. Novak: 2") << segments;
}

TEST(Facets, AFilterOnAnySpellingFindsAllAndTicksTheShownOne) {
  const TestIndex index = directed({"BJ Novak", "B.J. Novak", "Amy", "b.j. novak", "B.J. Novak"});
  SearchRequest request = counting("director");
  request.filters = {parse_condition("director:\"b j novak\"", index.types())};
  for (const std::size_t segments : {1U, 3U}) {
    const SearchResponse response = index.search(request, segments);
    EXPECT_EQ(response.total, 4U);
    EXPECT_EQ(joined(told(response.facets[0])), "*B.J. Novak: 4, Amy: 1");
    EXPECT_EQ(response.facets[0].values[0].typed, "b j novak");
  }
}

TEST(Facets, WhatIsTickedAndCountsNowhereIsShownAsTyped) {
  TestIndex index = directed({"B.J. Novak", "Amy"});
  index.add(article("other").text("nothing like it").with("director", "Ken"));
  SearchRequest request = counting("director");
  request.q = "like";
  request.filters = {parse_condition("director:\"bj novak\",nobody", index.types())};
  EXPECT_EQ(facet(index, request, 1), "Ken: 1, *bj novak: 0, *nobody: 0");
}

TEST(Facets, EqualCountsComeInTheOrderOfTheLanguage) {
  const TestIndex index =
      directed({"Zoe", "Émile", "eve", "Eva", "Ångström", "anna", "Özil", "Otto"});
  for (const std::size_t segments : {1U, 3U})
    EXPECT_EQ(facet(index, counting("director"), segments),
              "Ångström: 1, anna: 1, Émile: 1, Eva: 1, eve: 1, Otto: 1, Özil: 1, Zoe: 1")
        << segments;
}

TEST(Facets, TheFirstOfManyEqualOnesAreTheFirstOfTheLanguage) {
  TestIndex index;
  for (int i = 0; i < 5'000; ++i)
    index.add(article("a" + std::to_string(i))
                  .with("code", ((i % 2 == 0 ? "b " : "É ") + std::to_string(10'000 + i)).c_str()));
  for (const std::size_t segments : {1U, 3U}) {
    const Snapshot snapshot = index.snapshot(segments);
    const auto codes = [&](std::uint32_t limit) {
      return search(snapshot, counting("code", limit)).facets[0].values;
    };
    EXPECT_EQ(joined(told({"code", codes(3)})), "b 10000: 1, b 10002: 1, b 10004: 1");
    ASSERT_EQ(codes(1'000).size(), 1'000U);
    EXPECT_EQ(codes(1'000)[999].value, "b 11998");
  }
}

// `(z 1` stands before `b 1` and is of the value that is shown as `z 1`, which stands behind.
TEST(Facets, OfManyEqualOnesASpellingThatIsNotShownLeadsNobodyAstray) {
  TestIndex index;
  for (int of = 0; of < 3; ++of) {
    ArticleBuilder list = article("a" + std::to_string(of));
    for (int i = 10'000; i < 13'000; ++i) {
      list.with("code", ("b " + std::to_string(i)).c_str());
      list.with("code", ((of == 0 ? "(z " : "z ") + std::to_string(i)).c_str());
    }
    index.add(list);
  }
  for (int i = 0; i < 300; ++i) index.add(article("other" + std::to_string(i)));
  EXPECT_EQ(facet(index, counting("code", 2), 1), "b 10000: 3, b 10001: 3");
}

TEST(Facets, CountsAreTheSameOnEveryPage) {
  TestIndex index;
  for (int i = 0; i < 60; ++i)
    index.add(article("a" + std::to_string(i))
                  .text("office")
                  .with("season", static_cast<double>(i % 12))
                  .with("director", i % 3 == 0 ? "Ken" : "Amy"));
  SearchRequest request = counting("season");
  request.facets.emplace_back("director");
  request.q = "office";
  const SearchResponse first = index.search(request);
  EXPECT_EQ(told(first.facets[0]).front(), "0: 5");
  EXPECT_EQ(told(first.facets[0]).back(), "11: 5");
  for (const auto& [offset, limit] : {std::pair{10U, 10U}, {50U, 100U}, {0U, 0U}, {500U, 3U}}) {
    request.offset = offset;
    request.limit = limit;
    const SearchResponse page = index.search(request);
    EXPECT_EQ(page.total, 60U);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(told(page.facets[i]), told(first.facets[i]));
  }
}

}  // namespace
}  // namespace coldopen

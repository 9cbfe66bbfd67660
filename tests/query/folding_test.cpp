// Near-duplicates are one hit, whatever finds them; what is only similar stays several.
#include "query/folding.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "corpus/open_reader.hpp"
#include "index/segment/merger.hpp"
#include "query/spoiler_guard.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// Words that stand nowhere else: the n-th of them from `first` on.
std::string words(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = first; i < first + count; ++i)
    text += std::string(i == first ? "" : " ") + static_cast<char>('a' + i % 26) + "word" +
            std::to_string(i);
  return text;
}

const std::string kRecap =
    "The warehouse crew plays the office at basketball and the loser works on Saturday. " +
    words(0, 166);  // 180 words, 178 runs of three

SearchRequest asking_for(const std::string& q, const std::string& filter = "",
                         const AttributeTypes& types = {}) {
  SearchRequest request = asking(q);
  request.limit = SearchLimits::limit_max;
  if (!filter.empty()) request.filters = {parse_condition(filter, types)};
  return request;
}

// Found by `q` as "id (folded ids)".
Strings told(const SearchResponse& response) {
  Strings all;
  for (const Hit& hit : response.hits) {
    std::string one = hit.id;
    for (const std::string& id : hit.similar) one += " (" + id + ")";
    all.push_back(one);
  }
  EXPECT_EQ(response.total, response.hits.size());
  return all;
}

Strings found(const TestIndex& index, const SearchRequest& request) {
  const Strings one = told(index.search(request, 1));
  EXPECT_EQ(one, told(index.search(request, 3))) << "in three segments";
  EXPECT_EQ(one, told(index.search(request, 10))) << "in ten segments";
  return one;
}
Strings found(const TestIndex& index, const std::string& q) { return found(index, asking_for(q)); }

// --- What is alike

TEST(Folding, ACopyFromAnotherAddressIsOneHit) {
  TestIndex index;
  index.add(article("Basketball").text(kRecap));
  index.add(article("mirror/Basketball").title("Basketball").text(kRecap));
  EXPECT_EQ(found(index, "warehouse crew"), (Strings{"Basketball (mirror/Basketball)"}));
}

TEST(Folding, ACopyWithANewHeaderAndTailIsOneHit) {
  TestIndex index;
  index.add(article("Basketball").text(kRecap));
  index.add(article("Recap")
                .passage("All recaps", "", "Welcome back, dear readers!")
                .text(kRecap)
                .text("Tell us what you think of it below"));
  EXPECT_EQ(found(index, "warehouse crew").size(), 1U);
}

TEST(Folding, ItDoesNotMatterHowTheTextIsCut) {
  TestIndex index;
  index.add(article("Basketball").text(kRecap));
  ArticleBuilder parts = article("Parts");
  for (std::size_t at = 0, end = 0; at < kRecap.size(); at = end + 1) {
    end = std::min(kRecap.find(' ', std::min(at + 200, kRecap.size())), kRecap.size());
    parts.text(kRecap.substr(at, end - at));
  }
  index.add(parts);
  EXPECT_EQ(found(index, "warehouse crew").size(), 1U);
}

TEST(Folding, CasePunctuationAndAccentsMakeNoOtherArticle) {
  std::string loud = kRecap;
  for (char& c : loud)
    if (c == ' ')
      c = ',';
    else if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  TestIndex index;
  index.add(article("Basketball").text(kRecap));
  index.add(article("Loud").text(loud));
  EXPECT_EQ(found(index, "warehouse crew").size(), 1U);
}

TEST(Folding, NinetyOneOfAHundredFoldAndEightyNineDoNot) {
  // 178 runs of words in both; each word behind is one more.
  for (const auto& [more, hits] : {std::pair{17, 1}, {19, 1}, {20, 2}, {22, 2}}) {
    TestIndex index;
    index.add(article("Basketball").text(kRecap));
    index.add(article("Longer").text(kRecap).text(words(1000, static_cast<std::size_t>(more))));
    EXPECT_EQ(found(index, "warehouse crew").size(), static_cast<std::size_t>(hits)) << more;
  }
}

TEST(Folding, NinetyOfAHundredFold) {
  TestIndex index;  // 98 of 108 and 99 of 110 runs
  index.add(article("a").text("warehouse " + words(0, 100)));
  index.add(article("b").text("warehouse " + words(0, 100) + " " + words(500, 11)));
  EXPECT_EQ(found(index, "warehouse").size(), 1U);
  index.add(article("c").text("basket " + words(2000, 100)));
  index.add(article("d").text("basket " + words(2000, 100) + " " + words(600, 12)));
  EXPECT_EQ(found(index, "basket").size(), 2U);
}

TEST(Folding, StubsThatDifferInANameStayTwo) {
  TestIndex index;
  const std::string stub = " is a guard of the warehouse who appears in one scene, " + words(0, 60);
  index.add(article("Gus").text("Gus" + stub));
  index.add(article("Bert").text("Bert" + stub));
  EXPECT_EQ(found(index, "guard warehouse").size(), 2U);
}

TEST(Folding, EqualTextsOfNinetyNineWordsStayTwoAndOfAHundredFold) {
  TestIndex index;
  index.add(article("a").text("warehouse " + words(0, 98)));
  index.add(article("b").text("warehouse " + words(0, 98)));
  index.add(article("c").text("basket " + words(500, 99)));
  index.add(article("d").text("basket " + words(500, 99)));
  EXPECT_EQ(found(index, "warehouse").size(), 2U);
  EXPECT_EQ(found(index, "basket").size(), 1U);
}

TEST(Folding, TitlesAndAttributesDoNotMakeItHundredWords) {
  TestIndex index;
  for (const char* id : {"a", "b"})
    index.add(article(id).title("Warehouse " + words(0, 99)).with("cast", words(0, 50).c_str()));
  EXPECT_EQ(found(index, "warehouse").size(), 2U);
}

TEST(Folding, PartOneAndPartTwoOfAnEpisodeStayTwo) {
  TestIndex index;
  const std::string cast = "Michael and Pam drive from branch to branch and lecture. ";
  index.add(article("Lecture_1").title("Lecture Circuit (Part 1)").text(cast + words(0, 150)));
  index.add(article("Lecture_2").title("Lecture Circuit (Part 2)").text(cast + words(500, 150)));
  EXPECT_EQ(found(index, "lecture branch").size(), 2U);
}

TEST(Folding, PagesOfOneTemplateStaySeveral) {
  TestIndex index;  // one word in ten is their own
  for (std::size_t page = 0; page < 5; ++page) {
    std::string text = "warehouse";
    for (std::size_t i = 0; i < 20; ++i)
      text += " " + words(i * 10, 9) + " own" + std::to_string(page * 100 + i);
    index.add(article("page" + std::to_string(page)).text(text));
  }
  EXPECT_EQ(found(index, "warehouse").size(), 5U);
}

TEST(Folding, CopiesAmongHundredPagesOfATemplateAreFound) {
  TestIndex index;  // most share bands with more than kFullBucket others
  const auto page = [](std::size_t i) {
    return "warehouse " + words(0, 170) + " " + words(1000 + i * 100, 15);
  };
  for (std::size_t i = 0; i < 100; ++i)
    index.add(article("page" + std::to_string(i)).text(page(i)));
  for (std::size_t i = 0; i < 20; ++i)
    index.add(article("copy" + std::to_string(i)).text(page(i) + " " + words(90'000 + i * 100, 8)));
  const Strings all = found(index, "warehouse");
  EXPECT_EQ(all.size(), 100U);
  for (std::size_t i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_TRUE(std::ranges::any_of(all, [&](const std::string& one) {
      return one == "page" + number + " (copy" + number + ")" ||
             one == "copy" + number + " (page" + number + ")";
    })) << number;
  }
}

// --- Who stays

TEST(Folding, TheBestRankedStays) {
  TestIndex index;
  index.add(article("a").title("Somewhere else").text(kRecap));
  index.add(article("b").title("The warehouse crew").text(kRecap));
  EXPECT_EQ(found(index, "warehouse crew loser"), (Strings{"b (a)"}));
}

TEST(Folding, OfEqualOnesTheOneThatOthersLinkTo) {
  TestIndex index;
  index.add(article("a").title("Copy").text(kRecap));
  index.add(article("b").title("Page").text(kRecap));
  for (const char* id : {"x", "y", "z"}) index.add(article(id).with("links", "Page"));
  EXPECT_EQ(found(index, "crew loser"), (Strings{"b (a)"}));
}

TEST(Folding, AnExactTitleOrAliasIsNeverFoldedAway) {
  TestIndex index;
  index.add(article("a").title("Basketball").text(kRecap));
  index.add(article("b").title("The game").alias("Basketball").text(kRecap));
  index.add(article("c").title("Basketball (episode)").text(kRecap));
  index.add(article("d").title("Another game").text("Basketball. " + kRecap));
  EXPECT_EQ(found(index, "basketball"), (Strings{"a (d)", "c", "b"}));
  EXPECT_EQ(found(index, "the game").front().substr(0, 1), "b");
}

TEST(Folding, OfSeveralWithTheSameTitleTheNameLeadsToOne) {
  TestIndex index;
  index.add(article("a").title("Basketball").text(kRecap));
  index.add(article("b").title("Basketball").text(kRecap));
  EXPECT_EQ(found(index, "basketball"), (Strings{"a (b)"}));
}

// --- Chains, many, deletes

TEST(Folding, AGroupIsLinkedByPairsAndDeathParts) {
  TestIndex index;  // a and c are too far apart, b lies between
  index.add(article("a").text("warehouse " + words(0, 200)));
  index.add(article("b").text("warehouse " + words(0, 200) + " " + words(500, 15)));
  index.add(article("c").text("warehouse " + words(0, 200) + " " + words(500, 15) + " " +
                              words(700, 15)));
  EXPECT_EQ(found(index, "warehouse").size(), 1U);
  index.remove("b");
  EXPECT_EQ(found(index, "warehouse").size(), 2U);
}

TEST(Folding, ADeadCopyIsNotSimilar) {
  TestIndex index;
  for (const char* id : {"a", "b", "c"}) index.add(article(id).text(kRecap));
  index.remove("a");
  EXPECT_EQ(found(index, "warehouse"), (Strings{"b (c)"}));
}

TEST(Folding, ANewVersionThatIsNoCopyStands) {
  TestIndex index;
  index.add(article("a").text(kRecap)).add(article("b").text(kRecap));
  EXPECT_EQ(found(index, "warehouse").size(), 1U);
  index.add(article("b").text("warehouse " + words(800, 150)));
  EXPECT_EQ(found(index, "warehouse").size(), 2U);
}

TEST(Folding, HundredsOfEqualArticlesAreOneHit) {
  TestIndex index;
  for (std::size_t i = 0; i < 300; ++i) index.add(article("a" + std::to_string(i)).text(kRecap));
  const SearchResponse response = index.search(asking_for("warehouse"), 3);
  ASSERT_EQ(response.total, 1U);
  EXPECT_EQ(response.hits[0].similar.size(), 299U);
}

TEST(Folding, HundredsOfNearlyEqualArticlesAreOneHit) {
  TestIndex index;
  for (std::size_t i = 0; i < 300; ++i)
    index.add(article("a" + std::to_string(i)).text(kRecap + " number" + std::to_string(i)));
  EXPECT_EQ(index.search(asking_for("warehouse"), 1).total, 1U);
  EXPECT_EQ(index.search(asking_for("warehouse"), 4).total, 1U);
}

// --- Filters, facets, pages

TestIndex two_sites() {
  TestIndex index;
  for (const char* site : {"fan", "news"}) {
    const std::string of = site;
    index.add(article(of + "_a").text(kRecap).with("site", site).with("season", 1.0));
    index.add(article(of + "_b")
                  .text("warehouse " + words(900, 150))
                  .with("site", site)
                  .with("season", 2.0));
  }
  index.add(article("alone").text("warehouse").with("site", "fan").with("season", 3.0));
  return index;
}

TEST(Folding, AFilterOnEitherFindsThatOne) {
  const TestIndex index = two_sites();
  EXPECT_EQ(found(index, asking_for("crew", "site:fan", index.types())), (Strings{"fan_a"}));
  EXPECT_EQ(found(index, asking_for("crew", "site:news", index.types())), (Strings{"news_a"}));
  EXPECT_EQ(found(index, asking_for("crew", "site:fan,news", index.types())),
            (Strings{"fan_a (news_a)"}));
}

std::string counts(const SearchResponse& response) {
  std::string text;
  for (const Facet& facet : response.facets)
    for (const FacetValue& value : facet.values)
      text += value.value + ":" + std::to_string(value.count) + " ";
  return text;
}

TEST(Folding, FacetsAndTotalsCountAFoldOnce) {
  const TestIndex index = two_sites();
  SearchRequest request = asking("warehouse");
  request.facets = {"season", "site"};
  for (std::uint32_t offset = 0; offset < 5; ++offset) {  // equal on every page
    request.offset = offset;
    request.limit = 1;
    const SearchResponse response = index.search(request, 2);
    EXPECT_EQ(response.total, 3U);
    EXPECT_EQ(counts(response), "1:1 2:1 3:1 fan:3 ");
    EXPECT_EQ(response.hits.size(), offset < 3 ? 1U : 0U);
  }
}

TEST(Folding, AFacetThatIsFilteredCountsFoldsOfAllItsValues) {
  const TestIndex index = two_sites();
  SearchRequest request = asking_for("warehouse", "site:news", index.types());
  request.facets = {"season", "site"};
  const SearchResponse response = index.search(request, 2);
  EXPECT_EQ(response.total, 2U);
  EXPECT_EQ(counts(response), "1:1 2:1 fan:3 news:0 ");
}

TEST(Folding, FoldOffShowsAll) {
  const TestIndex index = two_sites();
  SearchRequest request = asking_for("warehouse");
  request.fold = false;
  EXPECT_EQ(found(index, request).size(), 5U);
}

TEST(Folding, SortedByAnAttributeTheFirstStays) {
  TestIndex index;
  index.add(article("a").text(kRecap).with("season", 3.0));
  index.add(article("b").text(kRecap).with("season", 2.0));
  index.add(article("c").text("crew").with("season", 1.0));
  SearchRequest request = asking_for("crew");
  request.sort = {{"season", true}};
  EXPECT_EQ(found(index, request), (Strings{"a (b)", "c"}));
  request.sort = {{"season", false}};
  EXPECT_EQ(found(index, request), (Strings{"c", "b (a)"}));
}

TEST(Folding, WithoutWordsAllArticlesFoldToo) { EXPECT_EQ(found(two_sites(), "").size(), 3U); }

TEST(Folding, PagesGoOnWhereTheOneBeforeEnded) {
  TestIndex index;
  for (std::size_t i = 0; i < 40; ++i)
    for (const char* copy : {"x", "y"})
      index.add(article(copy + std::to_string(i)).text("warehouse " + words(i * 200, 120)));
  Ids all;
  SearchRequest request = asking("warehouse");
  for (request.offset = 0; request.offset < 45; request.offset += 10)
    for (const Hit& hit : index.search(request, 3).hits) {
      EXPECT_EQ(hit.similar.size(), 1U);
      all.push_back(hit.id);
    }
  EXPECT_EQ(all.size(), 40U);
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST(Folding, WhatIsOfferedInsteadIsCountedFolded) {
  TestIndex index;
  for (std::size_t i = 0; i < 3; ++i)
    for (const char* copy : {"x", "y"})
      index.add(article(copy + std::to_string(i))
                    .title("Game " + std::to_string(i))
                    .text("warehouse " + words(i * 200, 120)));
  index.add(article("typo").text("warehose"));
  const SearchResponse response = index.search(asking("warehose"));
  if (response.did_you_mean) EXPECT_EQ(response.did_you_mean->total, 3U);
  EXPECT_EQ(index.search(asking("warehouze")).total, 3U);
}

// --- What lies ahead

TEST(Folding, WhatLiesAheadIsNotTold) {
  TestIndex index;
  index.add(article("early").text(kRecap).with("season", 1.0).with("episode", 1.0));
  index.add(article("late").text(kRecap).with("season", 5.0).with("episode", 1.0));
  const auto whole = std::make_shared<const Snapshot>(index.snapshot());
  EXPECT_EQ(told(search(*whole, asking("warehouse"))), (Strings{"early (late)"}));
  EXPECT_EQ(told(search(*guarded(whole, "S02E01"), asking("warehouse"))), (Strings{"early"}));
}

// --- Distinct

TEST(Folding, OnePageInFiveLanguagesFillsOnePlace) {
  TestIndex index;
  for (const char* lang : {"de", "en", "es", "fr", "it"}) {
    Article one = article(std::string("heist-") + lang).text("heist").with("work", "La casa");
    one.lang = lang;
    index.add(one);
  }
  index.add(article("other").text("a heist").with("work", "Another"));
  index.add(article("none").text("no heist at all"));
  Snapshot snapshot = index.snapshot(3);
  EXPECT_EQ(search(snapshot, asking("heist")).total, 7U);
  auto settings = std::make_shared<Settings>();
  settings->distinct = "work";
  Snapshot distinct = snapshot;
  distinct.settings = settings;
  SearchRequest request = asking("heist");
  request.fold = false;  // another matter
  const Strings told_distinct = told(search(distinct, request));
  EXPECT_EQ(told_distinct,
            (Strings{"heist-en (heist-de) (heist-es) (heist-fr) (heist-it)", "other", "none"}));
  request.lang = "es";
  EXPECT_EQ(told(search(distinct, request)).front(),
            "heist-es (heist-de) (heist-en) (heist-fr) (heist-it)");
  request.lang = "ja";
  EXPECT_EQ(search(distinct, request).hits.front().id, "heist-en") << "the index's language";
}

Strings found_distinct(const TestIndex& index) {
  Snapshot snapshot = index.snapshot(3);
  auto settings = std::make_shared<Settings>();
  settings->distinct = "work";
  snapshot.settings = settings;
  Strings all = told(search(snapshot, asking("heist")));
  std::ranges::sort(all);
  return all;
}

TEST(Folding, DistinctValuesAreThoseOfFilters) {
  TestIndex index;
  int number = 0;
  for (const char* value : {"B.J. Novak", "BJ Novak", "1 12", "11 2"})
    index.add(article("a" + std::to_string(number++)).text("heist").with("work", value));
  EXPECT_EQ(found_distinct(index), (Strings{"a1 (a0)", "a2", "a3"}));
}

TEST(Folding, WhatIsNoNumberIsDistinctFromAll) {
  TestIndex index;
  const double none = std::numeric_limits<double>::quiet_NaN();
  int number = 0;
  for (const double value : {2.5, none, 1.5, none, 2.5, 1.5})
    index.add(article("a" + std::to_string(number++)).text("heist").with("work", value));
  EXPECT_EQ(found_distinct(index), (Strings{"a0 (a4)", "a1", "a2 (a5)", "a3"}));
}

// --- Merges

TEST(Folding, MergesKeepWhatIsAlike) {
  const TestIndex index = [] {
    TestIndex made = two_sites();
    made.remove("news_b");
    return made;
  }();
  Snapshot snapshot = index.snapshot(3);
  const Strings before = told(search(snapshot, asking("warehouse")));
  std::vector<MergeInput> inputs;
  for (const SegmentView& view : snapshot.segments) inputs.push_back({view.segment, view.dead});
  SegmentMaking making;
  making.analyzer = snapshot.analyzer.get();
  making.scoring = snapshot.scoring;
  Snapshot merged = snapshot;
  merged.segments = {{Segment::open(merge_segments(
                          inputs, making, {snapshot.analyzer->fingerprint(), "main", 9, "en"})),
                      nullptr}};
  EXPECT_EQ(merged.segments[0].segment->sketches().size(), 3U);
  EXPECT_EQ(told(search(merged, asking("warehouse"))), before);
}

TEST(Sketches, ASectionThatIsNoListOfRisingDocumentsIsRefused) {
  SketchesWriter writer;
  writer.add(3, Sketch{});
  writer.add(3, Sketch{});
  const ByteBuffer twice = whole(writer.finish());
  EXPECT_FALSE(Sketches::open(twice, 10));
  const Bytes one = Bytes(twice).first(twice.size() / 2);
  EXPECT_TRUE(Sketches::open(one, 10));
  EXPECT_FALSE(Sketches::open(one, 3));
  EXPECT_FALSE(Sketches::open(one.first(one.size() - 1), 10));
}

// --- The photographs, if they are here

TEST(Folding, ASeedFromAnotherAddressWithOtherEdgesIsOneHit) {
  const std::filesystem::path seeds = COLDOPEN_SOURCE_DIR "/../shared/data/seeds";
  if (!std::filesystem::exists(seeds)) GTEST_SKIP() << "NOT RUN: no " << seeds;
  TestIndex index;
  std::size_t longest = 0;
  std::vector<Article> articles;
  for (const auto& entry : std::filesystem::directory_iterator(seeds)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream in(entry.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    Article one = article(entry.path().stem().string());
    one.title = text.substr(0, text.find('\n'));
    one.body = text;
    articles.push_back(one);
    if (one.body.size() > articles[longest].body.size()) longest = articles.size() - 1;
  }
  if (articles.empty()) GTEST_SKIP() << "NOT RUN: no texts in " << seeds;
  Article copy = articles[longest];
  copy.id = "copy";
  copy.title = "Photos that you have never seen";
  copy.body = "A new header of another site\n\n" + copy.body + "\n\nRelated posts\n\nAnother list";
  for (const Article& one : articles) index.add(one);
  index.add(copy);
  SearchRequest request = asking_for("office");
  const SearchResponse folded = index.search(request, 2);
  EXPECT_EQ(folded.total, articles.size());
  request.fold = false;
  EXPECT_EQ(index.search(request, 2).total, articles.size() + 1);
}

}  // namespace
}  // namespace coldopen

// The three seed articles as a reader cuts them, and thirty questions of a fan: the passage that
// answers is the first one, or nearly. Ten passages that are not part of an article never show.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <variant>

#include "corpus/open_reader.hpp"
#include "corpus/text.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

const std::string kSeeds = COLDOPEN_SOURCE_DIR "/../shared/data/seeds";

struct Row {
  std::string query, file, passage;
};

std::vector<Row> rows_of(const std::string& name) {
  std::vector<Row> rows;
  std::ifstream in(kSeeds + "/" + name);
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;
    rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                    line.substr(second + 1, line.find('\t', second + 1) - second - 1)});
  }
  return rows;
}

std::optional<TestIndex> seeds() {
  if (!std::filesystem::exists(kSeeds)) return std::nullopt;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(kSeeds))
    if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  TestIndex index;
  const auto reader = open_corpus(paths, {});
  while (auto item = reader->next())
    if (auto* read = std::get_if<ReadArticle>(&*item)) index.add(read->article);
  return index;
}

struct Found {
  std::string name;  // article#anchor
  std::string shown;
};

// The first passages of the answer, hit after hit.
std::vector<Found> first_passages(const Snapshot& snapshot, const std::string& q,
                                  std::size_t count) {
  SearchRequest request;
  request.q = q;
  request.passages = 3;
  std::vector<Found> found;
  for (const Hit& hit : search(snapshot, request).hits)
    for (const FoundPassage& passage : hit.passages)
      if (found.size() < count)
        found.push_back({hit.id + "#" + passage.anchor, passage.snippet.text});
  return found;
}

std::string name_of(const Row& row) {
  return row.file.substr(0, row.file.rfind('.')) + "#" + row.passage;
}

TEST(Seeds, ThePassageThatAnswersComesFirst) {
  const auto index = seeds();
  if (!index) GTEST_SKIP() << "SKIPPED: no seed articles at " << kSeeds;
  ASSERT_EQ(index->articles().size(), 3U);
  const Snapshot snapshot = index->snapshot();
  const std::vector<Row> gold = rows_of("gold.tsv");
  ASSERT_EQ(gold.size(), 30U);
  int first = 0;
  int among_three = 0;
  for (const Row& row : gold) {
    const std::vector<Found> found = first_passages(snapshot, row.query, 3);
    const auto at = std::ranges::find(found, name_of(row), &Found::name);
    first += at != found.end() && at == found.begin() ? 1 : 0;
    among_three += at != found.end() ? 1 : 0;
    if (found.empty() || at != found.begin())
      std::cout << row.query << ": " << name_of(row) << " wanted, not "
                << (found.empty() ? "nothing" : found[0].name) << "\n";
  }
  EXPECT_EQ(first, 30);
  EXPECT_EQ(among_three, 30);
  std::cout << first << " of 30 first, " << among_three << " among the first three\n";
}

// A query and the passage that its first hit shows first.
struct Case {
  const char *query, *passage;
};
const std::string kPhotos = "listicle-25-behind-the-scenes-photos#";
const std::string kSlides = "gallery-cast-bts-pics#";
const std::string kSecrets = "essay-secrets-behind-the-office#";

TEST(Seeds, TheHitIsTheItemTheSlideOrTheParagraph) {
  const auto index = seeds();
  if (!index) GTEST_SKIP() << "SKIPPED: no seed articles at " << kSeeds;
  const Snapshot snapshot = index->snapshot();
  const std::vector<std::pair<std::string, std::vector<Case>>> cases = {
      {kPhotos,
       {{"prosthetic leg", "item-23"},
        {"bryan cranston", "item-8"},
        {"bus photobomb", "item-18"},
        {"inflatable sumo", "item-4"},
        {"call sheet", "item-20"},
        {"creed alone in the back", "item-26"},
        {"oscar watching sports", "item-10"},
        {"finger covering the lens", "item-3"},
        {"dwight angela baby contract", "item-24"},
        {"ed helms director", "item-13"},
        {"first table read", "item-1"},
        {"i love this photo of us giggling", "item-3"}}},
      {kSlides,
       {{"zoom wedding dance", "slide-1"},
        {"jake lacy", "slide-3"},
        {"when steve said goodbye", "slide-6"},
        {"first aired 24 march 2005", "slide-1"}}},
      {kSecrets,
       {{"why was the office almost cancelled", "p-2"},
        {"steve carell final episode farewell", "p-4"},
        {"keep going until it gets weird", "p-7"}}},
  };
  for (const auto& [article, asked] : cases)
    for (const Case& one : asked) {
      const std::vector<Found> found = first_passages(snapshot, one.query, 1);
      ASSERT_FALSE(found.empty()) << one.query;
      EXPECT_EQ(found[0].name, article + one.passage) << one.query;
    }
}

Ids ids_of_hits(const Snapshot& snapshot, const std::string& q) {
  return ids_of(search(snapshot, asking(q)));
}

TEST(Seeds, WordsThatMeanTheSameFindEachOtherAndTheWrittenOnesComeFirst) {
  const auto index = seeds();
  if (!index) GTEST_SKIP() << "SKIPPED: no seed articles at " << kSeeds;
  const Snapshot snapshot = index->snapshot();
  EXPECT_EQ(ids_of_hits(snapshot, "behind the scenes photos"),
            (Ids{"listicle-25-behind-the-scenes-photos", "gallery-cast-bts-pics"}));
  EXPECT_EQ(ids_of_hits(snapshot, "bts pictures").front(), "gallery-cast-bts-pics");
  const Ids bts = ids_of_hits(snapshot, "bts pictures");
  EXPECT_NE(std::ranges::find(bts, "listicle-25-behind-the-scenes-photos"), bts.end());
  const Ids photos = ids_of_hits(snapshot, "behind the scenes");
  EXPECT_EQ(photos.size(), 3U) << "also the two that write BTS";
}

TEST(Seeds, ATitleAloneLeadsToTheTopAndAnItemToItsAnchor) {
  const auto index = seeds();
  if (!index) GTEST_SKIP() << "SKIPPED: no seed articles at " << kSeeds;
  const Snapshot snapshot = index->snapshot();
  const auto first = [&](const std::string& q) { return search(snapshot, asking(q)).hits.at(0); };
  EXPECT_EQ(first("totally change how you know it").passages.at(0).index, 0U);
  const Hit hit = first("prosthetic leg");
  EXPECT_EQ(hit.passages.at(0).ordinal, 23U);
  EXPECT_EQ(hit.passages.at(0).anchor, "item-23");
}

TEST(Seeds, WhatIsNoPartOfAnArticleDoesNotShow) {
  const auto index = seeds();
  if (!index) GTEST_SKIP() << "SKIPPED: no seed articles at " << kSeeds;
  const Snapshot snapshot = index->snapshot();
  const std::vector<Row> negatives = rows_of("boilerplate-negatives.tsv");
  ASSERT_EQ(negatives.size(), 10U);
  for (const char* q : {"photo credit instagram", "1 / 13", "10 year challenge",
                        "parks and recreation", "photo credit"})
    EXPECT_TRUE(ids_of_hits(snapshot, q).empty()) << q;
  for (const Row& row : negatives)
    for (const Found& found : first_passages(snapshot, row.query, 3)) {
      EXPECT_NE(found.name, name_of(row)) << row.query << ": " << found.shown;
      EXPECT_EQ(ascii_lower(found.shown).find(row.query), std::string::npos)
          << row.query << ": " << found.name << ": " << found.shown;
    }
}

}  // namespace
}  // namespace coldopen

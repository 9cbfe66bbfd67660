// The logic of queries over the documents of a segment: what each matcher finds, against sets.
#include "query/matcher.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using Docs = std::set<DocId>;

constexpr std::uint32_t kSize = kChunkDocs + 1000;  // two chunks, the last one short

// The seam's other side: documents given by the test.
class ListedDocuments final : public Matcher {
 public:
  explicit ListedDocuments(Docs docs) : docs_(std::move(docs)) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    bits.clear();
    for (const DocId doc : docs_)
      if (doc / kChunkDocs == chunk) bits.set(doc % kChunkDocs);
  }

 private:
  Docs docs_;
};

Docs found(const Matcher& matcher) {
  Docs docs;
  for (std::uint32_t chunk = 0; chunk < 2; ++chunk) {
    ChunkBits bits;
    bits.words.fill(~std::uint64_t{0});  // what stood there before must not matter
    matcher.match(chunk, bits);
    for_each_bit(bits, [&](std::uint32_t bit) { docs.insert(chunk * kChunkDocs + bit); });
  }
  return docs;
}

Matchers listed(const std::vector<Docs>& lists) {
  Matchers matchers;
  for (const Docs& docs : lists) matchers.push_back(std::make_unique<ListedDocuments>(docs));
  return matchers;
}

ElementList list_of(const Docs& docs) {
  return ElementList(MergedList{{docs.begin(), docs.end()}, std::vector<double>(docs.size(), 1)});
}

class RandomSets : public testing::Test {
 protected:
  Docs docs(std::uint32_t most) {
    Docs docs;
    for (std::uint32_t i = below(most); i > 0; --i) docs.insert(below(kSize));
    for (const DocId border : {0U, kChunkDocs - 1, kChunkDocs, kSize - 1})
      if (random_() % 2 == 0) docs.insert(border);
    return docs;
  }
  const unsigned seed_ = test_seed();
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

  std::mt19937 random_{seed_};
};

TEST_F(RandomSets, AndOrNotAreThoseOfSets) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  for (int round = 0; round < 20; ++round) {
    const std::vector<Docs> lists = {docs(3000), docs(3000), docs(10)};
    Docs all, any, none;
    for (DocId doc = 0; doc < kSize; ++doc) {
      const auto holders =
          std::ranges::count_if(lists, [&](const Docs& list) { return list.contains(doc); });
      if (holders == 3) all.insert(doc);
      if (holders > 0) any.insert(doc);
      if (holders == 0) none.insert(doc);
    }
    ASSERT_EQ(found(*match_all_of(listed(lists), kSize)), all);
    ASSERT_EQ(found(*match_any_of(listed(lists))), any);
    ASSERT_EQ(found(*match_none_of(listed(lists), kSize)), none);
  }
}

TEST_F(RandomSets, AListMatchesItsDocumentsAndAShareThoseThatWeighEnough) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  const std::vector<Docs> lists = {docs(2000), docs(2000), docs(2000)};
  const std::vector<ElementList> stored = {list_of(lists[0]), list_of(lists[1]), list_of(lists[2])};
  EXPECT_EQ(found(*match_list(stored[0])), lists[0]);
  Docs wanted;  // two of three, but not the two that tell nothing
  for (DocId doc = 0; doc < kSize; ++doc) {
    const int weight = lists[0].contains(doc) + lists[1].contains(doc) + lists[2].contains(doc);
    if (weight >= 2 && lists[0].contains(doc)) wanted.insert(doc);
  }
  EXPECT_EQ(
      found(*match_share(
          {{&stored[0], 1.0, true}, {&stored[1], 1.0, false}, {&stored[2], 1.0, false}}, 2.0)),
      wanted);
}

TEST(Matcher, WithoutChildrenAllIsEverythingAndAnyIsNothing) {
  EXPECT_EQ(found(*match_everything(kSize)).size(), kSize);
  EXPECT_EQ(found(*match_all_of({}, kSize)).size(), kSize);
  EXPECT_EQ(found(*match_none_of({}, kSize)).size(), kSize);
  EXPECT_TRUE(found(*match_any_of({})).empty());
  EXPECT_TRUE(found(*match_nothing()).empty());
}

}  // namespace
}  // namespace coldopen

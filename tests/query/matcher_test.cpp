// The logic of queries over the documents of a segment: what each matcher finds, against sets.
#include "query/matcher.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "index/segment/postings_writer.hpp"
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

// Stored lists of every container, and any tree over them.
class RandomTrees : public RandomSets {
 protected:
  RandomTrees() {
    for (const std::uint32_t size : {0U, 1U, 4U, 100U, 250U, 2000U, 4200U, 30'000U, kSize}) {
      Docs docs;
      while (docs.size() < std::min(size, 30'000U)) docs.insert(below(kSize));
      for (DocId doc = 0; size == kSize && doc < kSize; ++doc) docs.insert(doc);
      lists_.push_back(std::move(docs));
    }
    const std::vector<std::uint8_t> lengths(kSize, 30);
    SpoolPlace memory;
    PostingsWriter writer(lengths, {}, false, memory);
    std::vector<TermInfo> infos;
    for (const Docs& docs : lists_) {
      std::vector<Posting> postings;
      for (const DocId doc : docs) postings.push_back({doc, 1, 0});
      const std::size_t at = records_.size();
      infos.push_back(postings.empty() ? TermInfo{}
                                       : writer.add(Space::joined, postings, {}, records_));
      if (list_form(infos.back().df) == ListForm::in_record) infos.back().postings_at = at;
    }
    const PostingsWriter::Sections made = writer.finish();
    written_ = {whole(made.short_lists), whole(made.directories), whole(made.containers),
                whole(made.codes)};
    sections_.doc_count = kSize;
    sections_.dictionary_data = records_;
    sections_.short_lists = written_.short_lists;
    sections_.directories = written_.directories;
    sections_.containers = written_.containers;
    sections_.codes = written_.codes;
    for (std::size_t i = 0; i < infos.size(); ++i) {
      stored_.emplace_back(PostingList(sections_, infos[i]));
      made_.push_back(list_of(lists_[i]));
    }
  }

  struct Tree {
    MatcherPtr matcher;
    std::vector<bool> holds;
  };

  Tree tree(std::uint32_t depth) {
    const std::uint32_t kind = depth == 0 ? 0 : below(4);
    if (kind == 0) {
      const std::size_t list = random_() % lists_.size();
      Tree leaf{match_list(below(2) == 0 ? stored_[list] : made_[list]), std::vector<bool>(kSize)};
      for (const DocId doc : lists_[list]) leaf.holds[doc] = true;
      return leaf;
    }
    Matchers children;
    std::vector<bool> all(kSize, true), any(kSize);
    for (std::uint32_t left = below(4); left > 0; --left) {
      Tree child = tree(depth - 1);
      children.push_back(std::move(child.matcher));
      for (DocId doc = 0; doc < kSize; ++doc) {
        all[doc] = all[doc] && child.holds[doc];
        any[doc] = any[doc] || child.holds[doc];
      }
    }
    if (kind == 1) return {match_all_of(std::move(children), kSize), all};
    if (kind == 2) return {match_any_of(std::move(children)), any};
    any.flip();
    return {match_none_of(std::move(children), kSize), any};
  }

  std::vector<Docs> lists_;
  ByteBuffer records_;
  struct {
    ByteBuffer short_lists, directories, containers, codes;
  } written_;
  PostingSections sections_;
  std::vector<ElementList> stored_;
  std::vector<ElementList> made_;
};

TEST_F(RandomTrees, MatchAddRestrictAndTheMostAreThoseOfTheTree) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  for (int round = 0; round < 40; ++round) {
    const Tree tree = this->tree(3);
    for (std::uint32_t chunk = 0; chunk < 2; ++chunk) {
      ChunkBits other;
      for (std::uint64_t& word : other.words) word = (std::uint64_t{random_()} << 32) | random_();
      for (std::uint32_t bit = kSize - kChunkDocs; chunk == 1 && bit < kChunkDocs; ++bit)
        other.reset(bit);
      ChunkBits matched = other;
      ChunkBits added = other;
      ChunkBits restricted = other;
      tree.matcher->match(chunk, matched);
      tree.matcher->add_to(chunk, added);
      tree.matcher->restrict(chunk, restricted);
      std::uint32_t count = 0;
      for (std::uint32_t bit = 0; bit < kChunkDocs; ++bit) {
        const DocId doc = chunk * kChunkDocs + bit;
        const bool holds = doc < kSize && tree.holds[doc];
        count += holds ? 1 : 0;
        ASSERT_EQ(matched.test(bit), holds) << "round " << round << " document " << doc;
        ASSERT_EQ(added.test(bit), holds || other.test(bit)) << "round " << round;
        ASSERT_EQ(restricted.test(bit), holds && other.test(bit)) << "round " << round;
      }
      ASSERT_GE(tree.matcher->most(chunk), count) << "round " << round;
    }
  }
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

// Lists added up, whatever kind each is and however many postings they have: the sums are those of
// adding document by document.

#include "query/list_sums.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// Word i stands in one of 2^i documents, so lists are of every length.
constexpr int kWords = 9;

Snapshot random_snapshot(std::mt19937& random, int articles) {
  TestIndex index;
  for (int i = 0; i < articles; ++i) {
    std::string text = "all";
    for (int word = 0; word < kWords; ++word)
      for (int times = random() % (1U << word) == 0 ? 1 + static_cast<int>(random() % 3) : 0;
           times > 0; --times)
        text += " w" + std::to_string(word);
    index.add(article("article" + std::to_string(i)).text(text));
    if (random() % 10 == 0) index.remove("article" + std::to_string(i));
  }
  return index.snapshot(1);
}

PostingList stored(const SegmentView& view, std::size_t word) {
  return find_list(*view.segment, Space::exact, "w" + std::to_string(word % kWords));
}

// A stored list, one made for the query, or a stored one with changes.
ElementList random_list(const SegmentView& view, std::mt19937& random) {
  const PostingList list = stored(view, random());
  if (random() % 3 == 0) return ElementList(list);
  if (random() % 2 == 0) return ElementList(unite(view, {list, stored(view, random())}));
  const ElementList rare(stored(view, kWords - 1));
  return add_up(view, ElementList(stored(view, random() % 3)), {{&rare, .5, {}}});
}

using Counts = std::map<DocId, double>;

double count_in(const ElementList& list, DocId doc) {
  const auto rank = list.find(doc);
  return rank ? list.count(*rank) : 0;
}

Counts counts_of(const SegmentView& view, const ElementList& list) {
  std::vector<DocId> documents;
  list.documents(documents);
  Counts counts;
  for (const DocId doc : documents)
    if (view.alive(doc)) counts[doc] = count_in(list, doc);
  return counts;
}

class ListSums : public testing::Test {
 protected:
  std::mt19937 random{test_seed()};
  Snapshot snapshot = random_snapshot(random, 700);
  const SegmentView& view = snapshot.segments[0];
  DocId end = view.segment->size();
};

TEST_F(ListSums, AreThoseOfAddingDocumentByDocument) {
  bool some_changed = false;
  for (int round = 0; round < 200; ++round) {
    const ElementList first(stored(view, random()));
    std::vector<ElementList> lists;
    for (std::size_t count = 1 + random() % 3; count > 0; --count)
      lists.push_back(random_list(view, random));
    const ElementList except = random_list(view, random);
    std::vector<Addend> addends;
    for (const ElementList& list : lists) {
      addends.push_back({&list, random() % 2 == 0 ? 1 : .25, {}});
      if (random() % 3 == 0) addends.back().except.push_back(&except);
      some_changed = some_changed || list.changed() != nullptr;
    }
    Counts expected;
    for (DocId doc = 0; doc < end; ++doc) {
      double sum = count_in(first, doc);
      for (const Addend& addend : addends)
        if (addend.except.empty() || !except.find(doc))
          sum += addend.factor * count_in(*addend.list, doc);
      if (sum != 0 && view.alive(doc)) expected[doc] = sum;
    }
    ASSERT_EQ(counts_of(view, add_up(view, first, addends)), expected) << "round " << round;
  }
  EXPECT_TRUE(some_changed);
}

TEST_F(ListSums, OfStoredListsAddUpTheirCounts) {
  for (int round = 0; round < 100; ++round) {
    std::vector<PostingList> lists;
    for (std::size_t count = random() % 5; count > 0; --count)
      lists.push_back(stored(view, random()));
    Counts expected;
    for (DocId doc = 0; doc < end; ++doc)
      for (const PostingList& list : lists)
        if (view.alive(doc) && list.find(doc)) expected[doc] += list.count(*list.find(doc));
    const MergedList united = unite(view, lists);
    EXPECT_TRUE(std::ranges::is_sorted(united.documents));
    ASSERT_EQ(counts_of(view, ElementList(united)), expected) << "round " << round;
  }
}

TEST_F(ListSums, WithoutAListLeavesTheOthersTheirCounts) {
  for (int round = 0; round < 100; ++round) {
    const ElementList list = random_list(view, random);
    const ElementList except = random_list(view, random);
    Counts expected = counts_of(view, list);
    std::erase_if(expected, [&](const auto& each) { return except.find(each.first); });
    ASSERT_EQ(counts_of(view, ElementList(without(list, except))), expected) << "round " << round;
  }
}

TEST_F(ListSums, AnyOfListsCountsEachDocumentOnce) {
  for (int round = 0; round < 100; ++round) {
    const ElementList a = random_list(view, random);
    const ElementList b = random_list(view, random);
    Counts expected;
    for (DocId doc = 0; doc < end; ++doc)
      if (view.alive(doc) && (a.find(doc) || b.find(doc))) expected[doc] = 1;
    ASSERT_EQ(counts_of(view, ElementList(any_of(view, {&a, &b}))), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace coldopen

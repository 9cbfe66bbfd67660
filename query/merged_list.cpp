#include "query/merged_list.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

namespace {

struct DfOf {
  std::uint32_t operator()(const PostingList& list) const { return list.df(); }
  std::uint32_t operator()(const MergedList& list) const {
    return static_cast<std::uint32_t>(list.documents.size());
  }
};

// Calls visit(doc, count) for each posting of a list.
template <class Visit>
void for_each_count(const PostingList& list, Visit&& visit) {
  list.for_each([&](DocId doc, Rank rank) { visit(doc, static_cast<double>(list.count(rank))); });
}

template <class Visit>
void for_each_count(const ElementList& list, Visit&& visit) {
  std::vector<DocId> documents;
  list.documents(documents);
  for (Rank rank = 0; rank < documents.size(); ++rank) visit(documents[rank], list.count(rank));
}

// Counts by document, added in the order in which they come.
class Adder {
 public:
  Adder(const SegmentView& view, std::uint64_t postings)
      // Sorting a posting costs about as much as clearing and reading sixteen counts.
      : view_(view), dense_(postings * 16 >= view.segment->size()) {
    if (dense_) sums_.resize(view.segment->size());
  }

  void begin_list() { ++list_; }
  void add(DocId doc, double count) {
    if (dense_) {
      sums_[doc] += count;
    } else {
      postings_.push_back({doc, list_, count});
    }
  }

  MergedList finish() {
    if (!dense_) {
      std::ranges::sort(postings_, {}, [](const Counted& c) { return std::pair(c.doc, c.list); });
      for (const Counted& counted : postings_) append(counted.doc, counted.count);
    } else {
      for (DocId doc = 0; doc < sums_.size(); ++doc)
        if (sums_[doc] != 0) append(doc, sums_[doc]);
    }
    return std::move(merged_);
  }

 private:
  void append(DocId doc, double count) {
    if (!view_.alive(doc)) return;
    if (!merged_.documents.empty() && merged_.documents.back() == doc) {
      merged_.counts.back() += count;
    } else {
      merged_.documents.push_back(doc);
      merged_.counts.push_back(count);
    }
  }

  struct Counted {
    DocId doc = 0;
    std::uint32_t list = 0;
    double count = 0;
  };

  const SegmentView& view_;
  bool dense_;
  std::uint32_t list_ = 0;
  std::vector<double> sums_;       // dense: by document
  std::vector<Counted> postings_;  // else
  MergedList merged_;
};

}  // namespace

std::uint32_t ElementList::df() const noexcept { return std::visit(DfOf{}, list_); }

std::optional<Rank> ElementList::find(DocId doc) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) return stored->find(doc);
  const std::vector<DocId>& documents = std::get_if<MergedList>(&list_)->documents;
  const auto at = std::ranges::lower_bound(documents, doc);
  if (at == documents.end() || *at != doc) return std::nullopt;
  return static_cast<Rank>(at - documents.begin());
}

double ElementList::count(Rank rank) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) return stored->count(rank);
  return std::get_if<MergedList>(&list_)->counts[rank];
}

void ElementList::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) {
    stored->add_to(chunk, bits);
    return;
  }
  const std::vector<DocId>& documents = std::get_if<MergedList>(&list_)->documents;
  const DocId first = chunk * kChunkDocs;
  for (auto at = std::ranges::lower_bound(documents, first);
       at != documents.end() && *at - first < kChunkDocs; ++at)
    bits.set(*at - first);
}

void ElementList::documents(std::vector<DocId>& out) const {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) {
    stored->documents(out);
  } else {
    out = std::get_if<MergedList>(&list_)->documents;
  }
}

std::uint64_t ElementList::living(const SegmentView& view) const {
  const PostingList* stored = std::get_if<PostingList>(&list_);
  return stored != nullptr ? count_alive(view, *stored) : df();
}

std::uint64_t count_alive(const SegmentView& view, const PostingList& list) {
  if (!view.dead || view.dead->count() == 0) return list.df();
  std::uint64_t dead = 0;
  if (view.dead->count() < list.df()) {
    for (const DocId doc : view.dead->documents()) dead += list.find(doc) ? 1 : 0;
  } else {
    list.for_each([&](DocId doc, Rank) { dead += view.alive(doc) ? 0 : 1; });
  }
  return list.df() - dead;
}

PostingList find_list(const Segment& segment, Space space, std::string_view term) {
  const auto info = segment.find(space, term);
  return info ? segment.postings(*info) : PostingList();
}

std::uint64_t living_holders(const Snapshot& snapshot, Space space, std::string_view term) {
  std::uint64_t holders = 0;
  for (const SegmentView& view : snapshot.segments)
    if (const auto info = view.segment->find(space, term))
      holders += count_alive(view, view.segment->postings(*info));
  return holders;
}

MergedList unite(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::uint64_t postings = 0;
  for (const PostingList& list : lists) postings += list.df();
  Adder adder(view, postings);
  for (const PostingList& list : lists) {
    adder.begin_list();
    for_each_count(list, [&](DocId doc, double count) { adder.add(doc, count); });
  }
  return adder.finish();
}

MergedList add_up(const SegmentView& view, const ElementList& first,
                  const std::vector<Addend>& addends) {
  std::uint64_t postings = first.df();
  for (const Addend& addend : addends) postings += addend.list->df();
  Adder adder(view, postings);
  for_each_count(first, [&](DocId doc, double count) { adder.add(doc, count); });
  for (const Addend& addend : addends) {
    adder.begin_list();
    for_each_count(*addend.list, [&](DocId doc, double count) {
      if (addend.except == nullptr || !addend.except->find(doc))
        adder.add(doc, addend.factor * count);
    });
  }
  return adder.finish();
}

MergedList any_of(const SegmentView& view, const std::vector<const ElementList*>& lists) {
  std::vector<Addend> addends;
  for (const ElementList* list : lists) addends.push_back({list, 1, nullptr});
  MergedList merged = add_up(view, ElementList(), addends);
  std::ranges::fill(merged.counts, 1.0);
  return merged;
}

}  // namespace coldopen

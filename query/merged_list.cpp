#include "query/merged_list.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "index/segment/kernels.hpp"

namespace coldopen {

namespace {

// What ElementList asks of each kind of list.
std::uint32_t df_of(const PostingList& list) { return list.df(); }
std::uint32_t df_of(const MergedList& list) {
  return static_cast<std::uint32_t>(list.documents.size());
}
std::uint32_t df_of(const ChangedList& list) { return list.stored.df() + list.added; }

std::optional<Rank> rank_of(const PostingList& list, DocId doc) { return list.find(doc); }
std::optional<Rank> rank_of(const MergedList& list, DocId doc) {
  const auto at = std::ranges::lower_bound(list.documents, doc);
  if (at == list.documents.end() || *at != doc) return std::nullopt;
  return static_cast<Rank>(at - list.documents.begin());
}
std::optional<Rank> rank_of(const ChangedList& list, DocId doc) {
  if (const auto changed = rank_of(list.changes, doc)) return list.stored.df() + *changed;
  return list.stored.find(doc);
}

double count_of(const PostingList& list, Rank rank) { return list.count(rank); }
double count_of(const MergedList& list, Rank rank) { return list.counts[rank]; }
double count_of(const ChangedList& list, Rank rank) {
  const std::uint32_t stored = list.stored.df();
  return rank < stored ? list.stored.count(rank) : list.changes.counts[rank - stored];
}

void add_bits(const PostingList& list, std::uint32_t chunk, ChunkBits& bits) {
  list.add_to(chunk, bits);
}
void add_bits(const MergedList& list, std::uint32_t chunk, ChunkBits& bits) {
  const DocId first = chunk * kChunkDocs;
  for (auto at = std::ranges::lower_bound(list.documents, first);
       at != list.documents.end() && *at - first < kChunkDocs; ++at)
    bits.set(*at - first);
}
void add_bits(const ChangedList& list, std::uint32_t chunk, ChunkBits& bits) {
  add_bits(list.stored, chunk, bits);
  add_bits(list.changes, chunk, bits);
}

std::uint32_t most_of(const PostingList& list, std::uint32_t chunk) {
  return list.cardinality(chunk);
}
std::uint32_t most_of(const MergedList& list, std::uint32_t chunk) {
  const auto begin = std::ranges::lower_bound(list.documents, chunk * kChunkDocs);
  const DocId last = chunk * kChunkDocs + (kChunkDocs - 1);
  const auto end = std::upper_bound(begin, list.documents.end(), last);
  return static_cast<std::uint32_t>(end - begin);
}
std::uint32_t most_of(const ChangedList& list, std::uint32_t chunk) {
  return most_of(list.stored, chunk) + most_of(list.changes, chunk);
}

void documents_of(const PostingList& list, std::vector<DocId>& out) { list.documents(out); }
void documents_of(const MergedList& list, std::vector<DocId>& out) { out = list.documents; }
void documents_of(const ChangedList& list, std::vector<DocId>& out) {
  std::vector<DocId> stored;
  list.stored.documents(stored);
  out.clear();
  std::ranges::set_union(stored, list.changes.documents, std::back_inserter(out));
}

std::uint64_t living_of(const PostingList& list, const SegmentView& view) {
  return count_alive(view, list);
}
std::uint64_t living_of(const MergedList& list, const SegmentView&) { return df_of(list); }
std::uint64_t living_of(const ChangedList& list, const SegmentView& view) {
  return count_alive(view, list.stored) + list.added;
}

// Calls visit(doc, count) for each posting of a list.
template <class Visit>
void for_each_count(const PostingList& list, Visit&& visit) {
  std::vector<DocId> documents;
  std::vector<std::uint32_t> counts;
  list.documents(documents);
  list.counts(kernels(), counts);
  for (Rank rank = 0; rank < documents.size(); ++rank) visit(documents[rank], counts[rank]);
}

template <class Visit>
void for_each_count(const ElementList& list, Visit&& visit) {
  if (const PostingList* stored = list.stored()) return for_each_count(*stored, visit);
  std::vector<DocId> documents;
  list.documents(documents);
  for (Rank rank = 0; rank < documents.size(); ++rank) visit(documents[rank], list.count(rank));
}

struct Counted {
  DocId doc = 0;
  double count = 0;
};

// Runs of rising documents as one; those of one document in the order of their runs. Two by two.
void merge_runs(std::vector<Counted>& postings, std::vector<std::size_t> begins) {
  std::vector<Counted> merged(begins.size() > 1 ? postings.size() : 0);
  while (begins.size() > 1) {
    std::vector<std::size_t> next;
    for (std::size_t i = 0; i < begins.size(); i += 2) {
      const auto at = [&](std::size_t run) {
        const std::size_t begin = run < begins.size() ? begins[run] : postings.size();
        return postings.begin() + static_cast<std::ptrdiff_t>(begin);
      };
      next.push_back(begins[i]);
      std::merge(at(i), at(i + 1), at(i + 1), at(i + 2),
                 merged.begin() + static_cast<std::ptrdiff_t>(begins[i]),
                 [](const Counted& a, const Counted& b) { return a.doc < b.doc; });
    }
    postings.swap(merged);
    begins = std::move(next);
  }
}

// Counts by document, added in the order in which they come: list after list, documents rising.
class Adder {
 public:
  Adder(const SegmentView& view, std::uint64_t postings)
      // To merge a posting costs about as much as to clear and read eight counts.
      : view_(view), dense_(postings * 8 >= view.segment->size()) {
    if (dense_) {
      sums_.resize(view.segment->size());
    } else {
      postings_.reserve(postings);
    }
  }

  void begin_list() {
    if (begins_.empty() || begins_.back() != postings_.size()) begins_.push_back(postings_.size());
  }
  void add(DocId doc, double count) {
    if (dense_) {
      sums_[doc] += count;
    } else {
      postings_.push_back({doc, count});
    }
  }

  MergedList finish() {
    if (dense_) return finish_dense();
    merge_runs(postings_, std::move(begins_));
    for (const Counted& counted : postings_) append(counted.doc, counted.count);
    return std::move(merged_);
  }

 private:
  MergedList finish_dense() {
    const auto held =
        static_cast<std::size_t>(std::ranges::count_if(sums_, [](double sum) { return sum != 0; }));
    merged_.documents.reserve(held);
    merged_.counts.reserve(held);
    for (DocId doc = 0; doc < sums_.size(); ++doc) {
      if (sums_[doc] == 0 || !view_.alive(doc)) continue;
      merged_.documents.push_back(doc);
      merged_.counts.push_back(sums_[doc]);
    }
    return std::move(merged_);
  }

  void append(DocId doc, double count) {
    if (!view_.alive(doc)) return;
    const DocId before = merged_.documents.empty() ? 0 : merged_.documents.back();
    if (!merged_.documents.empty() && doc <= before) {
      if (doc == before) merged_.counts.back() += count;  // never lower, but by wrong bytes
    } else {
      merged_.documents.push_back(doc);
      merged_.counts.push_back(count);
    }
  }

  const SegmentView& view_;
  bool dense_;
  std::vector<double> sums_;         // dense: by document
  std::vector<Counted> postings_;    // else, list after list
  std::vector<std::size_t> begins_;  // of the lists
  MergedList merged_;
};

void add(const std::vector<Addend>& addends, Adder& adder) {
  for (const Addend& addend : addends) {
    adder.begin_list();
    for_each_count(*addend.list, [&](DocId doc, double count) {
      const auto holds = [doc](const ElementList* list) { return list->find(doc).has_value(); };
      if (std::ranges::none_of(addend.except, holds)) adder.add(doc, addend.factor * count);
    });
  }
}

// Reads the stored list only at the documents of the addends, which have `postings`.
ChangedList changed_list(const SegmentView& view, const PostingList& stored,
                         const std::vector<Addend>& addends, std::uint64_t postings) {
  ChangedList changed{stored, {}, 0};
  Adder documents(view, postings);
  add(addends, documents);
  Adder sums(view, postings * 2);
  sums.begin_list();
  for (const DocId doc : documents.finish().documents) {
    if (const auto rank = stored.find(doc)) {
      sums.add(doc, stored.count(*rank));
    } else {
      ++changed.added;
    }
  }
  add(addends, sums);
  changed.changes = sums.finish();
  return changed;
}

// Whole counts of many postings: sums by document.
MergedList unite_many(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::vector<std::uint32_t> sums(view.segment->size());
  std::vector<DocId> documents;
  std::vector<std::uint32_t> counts;
  std::size_t held = 0;
  for (const PostingList& list : lists) {
    list.documents(documents);
    list.counts(kernels(), counts);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      std::uint32_t& sum = sums[documents[i]];
      held += sum == 0 ? 1 : 0;
      sum += counts[i];
    }
  }
  MergedList merged;
  merged.documents.reserve(held);
  merged.counts.reserve(held);
  for (DocId doc = 0; doc < sums.size(); ++doc) {
    if (sums[doc] == 0 || !view.alive(doc)) continue;
    merged.documents.push_back(doc);
    merged.counts.push_back(sums[doc]);
  }
  return merged;
}

}  // namespace

std::uint32_t ElementList::df() const noexcept {
  return std::visit([](const auto& list) { return df_of(list); }, list_);
}

std::optional<Rank> ElementList::find(DocId doc) const noexcept {
  return std::visit([&](const auto& list) { return rank_of(list, doc); }, list_);
}

double ElementList::count(Rank rank) const noexcept {
  return std::visit([&](const auto& list) { return count_of(list, rank); }, list_);
}

void ElementList::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  std::visit([&](const auto& list) { add_bits(list, chunk, bits); }, list_);
}

void ElementList::restrict(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  if (const PostingList* list = stored()) return list->restrict(chunk, bits);
  ChunkBits own;
  add_to(chunk, own);
  kernels().and_into(bits.words.data(), own.words.data(), own.words.size());
}

std::uint32_t ElementList::most(std::uint32_t chunk) const noexcept {
  return std::visit([&](const auto& list) { return most_of(list, chunk); }, list_);
}

void ElementList::documents(std::vector<DocId>& out) const {
  std::visit([&](const auto& list) { documents_of(list, out); }, list_);
}

void ElementList::ranks(const std::vector<DocId>& documents, std::vector<Rank>& out) const {
  out.clear();
  const ChangedList* list = std::get_if<ChangedList>(&list_);
  if (list == nullptr) return;
  std::vector<DocId> stored;
  list->stored.documents(stored);
  Rank at_stored = 0;
  Rank at_changed = 0;
  for (const DocId doc : documents) {
    const bool is_stored = at_stored < stored.size() && stored[at_stored] == doc;
    const bool is_changed =
        at_changed < list->changes.documents.size() && list->changes.documents[at_changed] == doc;
    out.push_back(is_changed ? list->stored.df() + at_changed : at_stored);
    at_stored += is_stored ? 1 : 0;
    at_changed += is_changed ? 1 : 0;
  }
}

std::uint64_t ElementList::living(const SegmentView& view) const {
  return std::visit([&](const auto& list) { return living_of(list, view); }, list_);
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
  if (postings * 16 >= view.segment->size()) return unite_many(view, lists);
  Adder adder(view, postings);
  for (const PostingList& list : lists) {
    adder.begin_list();
    for_each_count(list, [&](DocId doc, double count) { adder.add(doc, count); });
  }
  return adder.finish();
}

ElementList add_up(const SegmentView& view, const ElementList& first,
                   const std::vector<Addend>& addends) {
  std::uint64_t added = 0;
  for (const Addend& addend : addends) added += addend.list->df();
  const PostingList* stored = first.stored();
  if (stored != nullptr && added * 8 < stored->df())
    return ElementList(changed_list(view, *stored, addends, added));
  Adder adder(view, added + first.df());
  adder.begin_list();
  for_each_count(first, [&](DocId doc, double count) { adder.add(doc, count); });
  add(addends, adder);
  return ElementList(adder.finish());
}

MergedList without(const ElementList& list, const ElementList& except) {
  std::vector<DocId> unwanted;
  except.documents(unwanted);
  MergedList kept;
  auto at = unwanted.begin();
  std::vector<DocId> documents;
  std::vector<Rank> ranks;
  list.documents(documents);
  list.ranks(documents, ranks);
  for (Rank place = 0; place < documents.size(); ++place) {
    while (at != unwanted.end() && *at < documents[place]) ++at;
    if (at != unwanted.end() && *at == documents[place]) continue;
    kept.documents.push_back(documents[place]);
    kept.counts.push_back(list.count(ranks.empty() ? place : ranks[place]));
  }
  return kept;
}

MergedList any_of(const SegmentView& view, const std::vector<const ElementList*>& lists) {
  std::uint64_t postings = 0;
  for (const ElementList* list : lists) postings += list->df();
  Adder adder(view, postings);
  for (const ElementList* list : lists) {
    adder.begin_list();
    for_each_count(*list, [&](DocId doc, double) { adder.add(doc, 1); });
  }
  MergedList merged = adder.finish();
  std::ranges::fill(merged.counts, 1.0);
  return merged;
}

}  // namespace coldopen

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

}  // namespace coldopen

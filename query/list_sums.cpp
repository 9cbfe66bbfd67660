#include "query/list_sums.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "index/segment/kernels.hpp"
#include "query/scored_list.hpp"
#include "query/workspace.hpp"

namespace coldopen {

namespace {

// Fewer postings a chunk are sorted: to clear and read the bits of a chunk costs about as much.
constexpr std::uint64_t kFewInAChunk = 32;

struct Counted {
  DocId doc = 0;
  std::uint32_t place = 0;  // among all postings
  double count = 0;
};

// Calls visit(doc, count) for each posting of a list.
template <class Visit>
void for_each_count(const ElementList& list, Visit&& visit) {
  std::vector<DocId> documents;
  std::vector<Rank> ranks;
  list.documents(documents);
  list.ranks(documents, ranks);
  for (Rank place = 0; place < documents.size(); ++place)
    visit(documents[place], list.count(ranks.empty() ? place : ranks[place]));
}

// The documents of `bits` that there are and that live.
void keep_living(const SegmentView& view, std::uint32_t chunk, ChunkBits& bits) {
  const std::uint32_t here = std::min(view.segment->size() - chunk * kChunkDocs, kChunkDocs);
  if (here % 64 != 0) bits.words[here / 64] &= (std::uint64_t{1} << (here % 64)) - 1;
  for (std::uint32_t word = (here + 63) / 64; word < bits.words.size(); ++word)
    bits.words[word] = 0;
  if (view.dead) view.dead->remove_from(chunk, bits);
}

bool holds(const std::vector<const ElementList*>& lists, DocId doc) {
  return std::ranges::any_of(lists,
                             [doc](const auto* list) { return list->find(doc).has_value(); });
}

// Adds lists up, a chunk at a time. Uses the scratch memory of the thread.
class ChunkSums {
 public:
  explicit ChunkSums(const SegmentView& view)
      : view_(view), with_(kernels()), scratch_(scratch_of_thread()) {
    scratch_.reset();
    sums_ = scratch_.take<double>(kChunkDocs);
    docs_ = scratch_.take<std::uint16_t>(kChunkDocs + kBehind);
    counts_ = scratch_.take<double>(kChunkDocs);
  }

  void add(const PostingList& stored) {
    parts_.push_back({ScoredList(stored, scratch_), nullptr, nullptr, 1, {}});
  }
  void add(const Addend& addend) {
    Part part{{}, addend.list->merged(), nullptr, addend.factor, addend.except};
    if (const PostingList* stored = addend.list->stored()) part.stored = {*stored, scratch_};
    if (const ChangedList* changed = addend.list->changed()) {
      Part unchanged = part;
      unchanged.stored = {changed->stored, scratch_};
      unchanged.changes = &changed->changes;
      parts_.push_back(std::move(unchanged));
      part.merged = &changed->changes;
    }
    parts_.push_back(std::move(part));
  }

  // Of lists that have so many postings.
  MergedList finish(std::uint64_t postings) {
    const std::size_t most = std::min<std::uint64_t>(postings, view_.segment->size());
    sum_.documents.reserve(most);
    sum_.counts.reserve(most);
    for (std::uint32_t chunk = 0; chunk < view_.segment->chunk_count(); ++chunk) {
      held_ = {};
      bool some = false;
      for (const Part& part : parts_) some = add_chunk(part, chunk) || some;
      if (some) append(chunk);
    }
    return std::move(sum_);
  }

 private:
  static constexpr std::size_t kBehind =
      64;  // values that kernels may write behind those they give

  struct Part {
    ScoredList stored;                   // or
    const MergedList* merged = nullptr;  // this
    const MergedList* changes =
        nullptr;  // documents of `stored` that count otherwise: a part apart
    double factor = 1;
    std::vector<const ElementList*> except;
  };

  // False where the part has nothing in the chunk.
  bool add_chunk(const Part& part, std::uint32_t number) {
    if (part.merged != nullptr) {
      const DocId first = number * kChunkDocs;
      const auto begin = std::ranges::lower_bound(part.merged->documents, first);
      std::uint32_t n = 0;
      for (auto at = begin; at != part.merged->documents.end() && *at - first < kChunkDocs; ++at)
        docs_[n++] = static_cast<std::uint16_t>(*at);
      const auto place = static_cast<std::size_t>(begin - part.merged->documents.begin());
      return add_postings(part, number, docs_.data(), part.merged->counts.data() + place, n);
    }
    const ListChunk* chunk = part.stored.chunk(number);
    if (chunk == nullptr) return false;
    std::uint32_t n = chunk->cardinality;
    const std::uint16_t* docs = docs_.data();
    if (chunk->type == ChunkType::bitmap) {
      n = std::min(n, with_.set_bits(chunk->bits(), kChunkDocs / 64, docs_.data()));
    } else {
      docs = chunk->docs();
    }
    part.stored.counts(with_, chunk->first_rank, n, counts_.data());
    return add_postings(part, number, docs, counts_.data(), n);
  }

  bool add_postings(const Part& part, std::uint32_t number, const std::uint16_t* docs,
                    const double* counts, std::uint32_t n) {
    if (n == 0) return false;
    if (part.except.empty() && part.changes == nullptr) {
      for (std::uint32_t i = 0; i < n; ++i) add_posting(docs[i], part.factor * counts[i]);
      return true;
    }
    ChunkBits refused;
    for (const ElementList* list : part.except) list->add_to(number, refused);
    if (part.changes != nullptr)
      for (auto at = std::ranges::lower_bound(part.changes->documents, number * kChunkDocs);
           at != part.changes->documents.end() && *at / kChunkDocs == number; ++at)
        refused.set(*at % kChunkDocs);
    for (std::uint32_t i = 0; i < n; ++i)
      if (!refused.test(docs[i])) add_posting(docs[i], part.factor * counts[i]);
    return true;
  }

  // What sums_ has of a document counts from its bit on.
  void add_posting(std::uint16_t doc, double count) {
    std::uint64_t& word = held_.words[doc / 64];
    const std::uint64_t bit = std::uint64_t{1} << (doc % 64);
    sums_[doc] = ((word & bit) != 0 ? sums_[doc] : 0) + count;
    word |= bit;
  }

  void append(std::uint32_t chunk) {
    keep_living(view_, chunk, held_);
    const std::uint32_t n = with_.set_bits(held_.words.data(), held_.words.size(), docs_.data());
    for (const std::uint16_t doc : docs_.first(n)) {
      sum_.documents.push_back(chunk * kChunkDocs + doc);
      sum_.counts.push_back(sums_[doc]);
    }
  }

  const SegmentView& view_;
  const Kernels& with_;
  Workspace& scratch_;
  std::vector<Part> parts_;
  ChunkBits held_;
  std::span<double> sums_;
  std::span<std::uint16_t> docs_;
  std::span<double> counts_;
  MergedList sum_;
};

bool is_few(const SegmentView& view, std::uint64_t postings) {
  return postings < kFewInAChunk * view.segment->chunk_count();
}

void add_counted(std::vector<Counted>& postings, DocId doc, double count) {
  postings.push_back({doc, static_cast<std::uint32_t>(postings.size()), count});
}

// Postings list after list as one list.
MergedList sorted_up(const SegmentView& view, std::vector<Counted> postings) {
  std::ranges::sort(postings, [](const Counted& a, const Counted& b) {
    return a.doc != b.doc ? a.doc < b.doc : a.place < b.place;
  });
  MergedList sum;
  for (const Counted& posting : postings) {
    if (!view.alive(posting.doc)) continue;
    if (!sum.documents.empty() && sum.documents.back() == posting.doc) {
      sum.counts.back() += posting.count;
    } else {
      sum.documents.push_back(posting.doc);
      sum.counts.push_back(posting.count);
    }
  }
  return sum;
}

MergedList sum_of(const SegmentView& view, const std::vector<Addend>& lists) {
  std::uint64_t postings = 0;
  for (const Addend& each : lists) postings += each.list->df();
  if (!is_few(view, postings)) {
    ChunkSums sums(view);
    for (const Addend& each : lists) sums.add(each);
    return sums.finish(postings);
  }
  std::vector<Counted> counted;
  for (const Addend& each : lists)
    for_each_count(*each.list, [&](DocId doc, double count) {
      if (!holds(each.except, doc)) add_counted(counted, doc, each.factor * count);
    });
  return sorted_up(view, std::move(counted));
}

// Reads the stored list only at the documents of the addends.
ChangedList changed_list(const SegmentView& view, const PostingList& stored,
                         std::vector<Addend> addends) {
  ChangedList changed{stored, {}, 0};
  MergedList own;
  for (const DocId doc : sum_of(view, addends).documents) {
    if (const auto rank = stored.find(doc)) {
      own.documents.push_back(doc);
      own.counts.push_back(stored.count(*rank));
    } else {
      ++changed.added;
    }
  }
  const ElementList first(std::move(own));
  addends.insert(addends.begin(), {&first, 1, {}});
  changed.changes = sum_of(view, addends);
  return changed;
}

}  // namespace

MergedList unite(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::uint64_t postings = 0;
  for (const PostingList& list : lists) postings += list.df();
  if (!is_few(view, postings)) {
    ChunkSums sums(view);
    for (const PostingList& list : lists) sums.add(list);
    return sums.finish(postings);
  }
  std::vector<Counted> counted;
  for (const PostingList& list : lists)
    list.for_each([&](DocId doc, Rank rank) { add_counted(counted, doc, list.count(rank)); });
  return sorted_up(view, std::move(counted));
}

ElementList add_up(const SegmentView& view, const ElementList& first,
                   const std::vector<Addend>& addends) {
  std::uint64_t added = 0;
  for (const Addend& addend : addends) added += addend.list->df();
  const PostingList* stored = first.stored();
  if (stored != nullptr && added * 8 < stored->df())
    return ElementList(changed_list(view, *stored, addends));
  std::vector<Addend> all = {{&first, 1, {}}};
  all.insert(all.end(), addends.begin(), addends.end());
  return ElementList(sum_of(view, all));
}

MergedList without(const ElementList& list, const ElementList& except) {
  std::vector<DocId> unwanted;
  except.documents(unwanted);
  MergedList kept;
  auto at = unwanted.begin();
  for_each_count(list, [&](DocId doc, double count) {
    while (at != unwanted.end() && *at < doc) ++at;
    if (at != unwanted.end() && *at == doc) return;
    kept.documents.push_back(doc);
    kept.counts.push_back(count);
  });
  return kept;
}

MergedList any_of(const SegmentView& view, const std::vector<const ElementList*>& lists) {
  MergedList merged;
  for (std::uint32_t chunk = 0; chunk < view.segment->chunk_count(); ++chunk) {
    ChunkBits bits;
    bool some = false;
    for (const ElementList* list : lists) {
      if (list->most(chunk) == 0) continue;
      list->add_to(chunk, bits);
      some = true;
    }
    if (!some) continue;
    keep_living(view, chunk, bits);
    std::array<std::uint16_t, kChunkDocs + 64> docs;  // with what set_bits may write behind
    const std::uint32_t n = kernels().set_bits(bits.words.data(), bits.words.size(), docs.data());
    for (std::uint32_t i = 0; i < n; ++i) merged.documents.push_back(chunk * kChunkDocs + docs[i]);
  }
  merged.counts.assign(merged.documents.size(), 1.0);
  return merged;
}

}  // namespace coldopen

#include "query/exact_scorer.hpp"

#include <algorithm>

#include "query/word_class.hpp"

namespace coldopen {

namespace {

std::string term_of(const Snapshot& snapshot, const Segment& segment, const Element& element,
                    const ElementPart& part) {
  if (!element.decorated.empty()) return element.decorated;
  if (part.form == "written" && !element.written.empty()) return element.written;
  return part.form == "stem" ? stem_in(snapshot, segment, element.text) : element.text;
}

// "with spiderman, behind the scenes; typed 2 times"
std::string note_of(const Snapshot& snapshot, const Segment& segment, const Element& element,
                    const ElementPart& part) {
  std::string note;
  if (part.form == "stem" || part.form == "exact") {
    for (const Writing* writing : writings_in(snapshot, segment, element.text, element.writings)) {
      if (part.form == "exact" && writing->kind == WritingKind::synonym) continue;
      note += (note.empty() ? "with " : ", ") + text_of(*writing);
    }
  }
  if (element.times > 1)
    note += (note.empty() ? "" : "; ") + ("typed " + std::to_string(element.times) + " times");
  return note;
}

}  // namespace

ExactScorer::ExactScorer(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
                         const LengthNorms& norms, Workspace& workspace)
    : snapshot_(snapshot),
      segment_(*snapshot.segments[segment].segment),
      norms_(norms),
      k1_(snapshot.scoring.k1),
      workspace_(workspace) {
  const auto stored_of = [&workspace](const ElementList& list) {
    const PostingList* stored = list.stored();
    if (list.changed() != nullptr) stored = &list.changed()->stored;
    return stored == nullptr ? ScoredList() : ScoredList(*stored, workspace);
  };
  for (const std::size_t index : query.scored) {
    const Element& element = query.elements[index];
    for (const ElementPart& part : element.parts) {
      const ElementList& list = part.lists[segment];
      if (list.df() == 0) continue;
      Reader& reader = readers_.emplace_back();
      reader.element = &element;
      reader.part = &part;
      reader.list = &list;
      reader.stored = stored_of(list);
      if (part.except.empty() || part.except[segment].df() == 0) continue;
      reader.except = &part.except[segment];
      reader.except_stored = stored_of(*reader.except);
    }
  }
}

// Makes ready for `docs`, rising and of one chunk.
void ExactScorer::open(std::span<const DocId> docs) {
  constexpr std::size_t kBehind = 64;  // values that kernels may write behind those they give
  if (room_ < docs.size()) {
    room_ = docs.size();
    for (auto* numbers : {&low_, &at_, &ranks_})
      *numbers = workspace_.take<std::uint16_t>(room_ + kBehind);
    for (auto* numbers : {&counts_, &refused_, &found_, &norms_of_, &sums_})
      *numbers = workspace_.take<double>(room_);
  }
  docs_ = docs;
  for (std::size_t i = 0; i < docs.size(); ++i) {
    low_[i] = static_cast<std::uint16_t>(docs[i]);
    norms_of_[i] = norms_[segment_.length_code(docs[i])];
  }
}

// --- Counts of docs_, 0 where a list has not the document ----------------------------------------

void ExactScorer::count_in(const ScoredList& list, std::span<double> counts) {
  const ListChunk* chunk = list.chunk(docs_.front() / kChunkDocs);
  if (chunk == nullptr) return;
  const std::uint32_t found = chunk->find_all(
      kernels(), low_.data(), static_cast<std::uint32_t>(docs_.size()), at_.data(), ranks_.data());
  list.counts(kernels(), chunk->first_rank, ranks_.first(found), found_.data());
  for (std::uint32_t i = 0; i < found; ++i) counts[at_[i]] = found_[i];
}

void ExactScorer::count_in(const MergedList& list, std::span<double> counts) const {
  const auto end = std::ranges::upper_bound(list.documents, docs_.back());
  auto at = std::lower_bound(list.documents.begin(), end, docs_.front());
  // To search costs about as much as to pass eight documents by.
  const bool passes = end - at < std::ssize(docs_) * 8;
  for (std::size_t i = 0; i < docs_.size() && at != end; ++i) {
    if (passes) {
      while (at != end && *at < docs_[i]) ++at;
    } else {
      at = std::lower_bound(at, end, docs_[i]);
    }
    if (at != end && *at == docs_[i])
      counts[i] = list.counts[static_cast<std::size_t>(at - list.documents.begin())];
  }
}

void ExactScorer::count_in(const ElementList& list, const ScoredList& stored,
                           std::span<double> counts) {
  std::ranges::fill(counts, 0.0);
  if (const MergedList* merged = list.merged()) return count_in(*merged, counts);
  count_in(stored, counts);
  if (const ChangedList* changed = list.changed()) count_in(changed->changes, counts);
}

void ExactScorer::count(const Reader& reader) {
  const std::span<double> counts = counts_.first(docs_.size());
  count_in(*reader.list, reader.stored, counts);
  if (reader.except == nullptr) return;
  const std::span<double> refused = refused_.first(docs_.size());
  count_in(*reader.except, reader.except_stored, refused);
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (refused[i] != 0) counts[i] = 0;
}

template <class Visit>
void ExactScorer::visit_counts(Visit&& visit) {
  for (const Reader& reader : readers_) {
    count(reader);
    const bool length_counts = reader.part->length_counts;
    for (std::size_t i = 0; i < docs_.size(); ++i)
      if (counts_[i] != 0) visit(reader, i, counts_[i], length_counts ? norms_of_[i] : k1_);
  }
}

// --- Scores --------------------------------------------------------------------------------------

void ExactScorer::score(std::span<const DocId> docs, std::span<float> scores) {
  for (std::size_t begin = 0, end = 0; begin < docs.size(); begin = end) {
    const std::uint32_t chunk = docs[begin] / kChunkDocs;
    const std::size_t last = std::min(docs.size(), begin + kTogether);
    while (end < last && docs[end] / kChunkDocs == chunk) ++end;
    open(docs.subspan(begin, end - begin));
    std::ranges::fill(sums_.first(docs_.size()), 0.0);
    visit_counts([&](const Reader& reader, std::size_t i, double count, double k) {
      sums_[i] += reader.part->weight * saturated(count, k);
    });
    for (std::size_t i = 0; i < docs_.size(); ++i) scores[begin + i] = static_cast<float>(sums_[i]);
  }
}

float ExactScorer::explain(DocId doc, std::vector<ScorePart>& parts) {
  const double length = segment_.length(doc);
  double sum = 0;
  open({&doc, 1});
  visit_counts([&](const Reader& reader, std::size_t, double count, double k) {
    const Element& element = *reader.element;
    const double points = reader.part->weight * saturated(count, k);
    sum += points;
    parts.push_back({.source = element.field.empty() ? "text" : element.field,
                     .term = term_of(snapshot_, segment_, element, *reader.part),
                     .form = reader.part->form,
                     .idf = reader.part->idf,
                     .count = count,
                     .length = reader.part->length_counts ? length : 0,
                     .points = points,
                     .note = note_of(snapshot_, segment_, element, *reader.part)});
  });
  return static_cast<float>(sum);
}

}  // namespace coldopen

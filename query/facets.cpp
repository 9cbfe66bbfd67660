// Where most documents of a segment match, those that do not are read, and taken from counts of
// all.
#include "query/facets.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "query/facet_numbers.hpp"
#include "query/facet_texts.hpp"

namespace coldopen {

namespace {

using SegmentBits = std::span<const ChunkBits>;

// The documents of a segment whose bit is set or, with `all_but`, is not.
struct Chosen {
  SegmentBits bits;
  std::uint32_t size = 0;  // documents of the segment
  std::uint64_t count = 0;
  bool all_but = false;

  Chosen(SegmentBits of, std::uint32_t documents)
      : bits(of),
        size(static_cast<std::uint32_t>(
            std::min<std::uint64_t>(documents, std::uint64_t{of.size()} * kChunkDocs))) {
    for (const ChunkBits& chunk : bits) count += chunk.count();
    are_most = size == documents && count > size / 2;
  }
  bool are_most = false;  // of the documents of the segment

  std::uint64_t word(DocId first) const {  // of the documents [first, first + 64)
    const std::uint64_t word = bits[first / kChunkDocs].words[first % kChunkDocs / 64];
    if (!all_but) return word;
    const std::uint32_t n = std::min(size - first, 64U);
    return ~word & (n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1);
  }
};

void read_one(const Column& column, DocId doc, ColumnRun& run) {
  run.begins = {0, column.count(doc)};
  run.values.clear();
  run.numbers.clear();
  for (std::uint32_t i = 0; i < run.begins[1]; ++i) {
    if (column.type() == AttributeType::text) {
      run.values.push_back(column.ordinal(doc, i));
    } else {
      run.numbers.push_back(column.number(doc, i));
    }
  }
}

// Calls visit(run, begin, end) for each chosen document; its values are those [begin, end).
template <class Visit>
void for_each_chosen(const Column& column, const Chosen& chosen, Deadline& deadline,
                     Visit&& visit) {
  ColumnRun run;
  for (DocId first = 0; first < chosen.size; first += kRun) {
    // Half of the others would be taken away, and the rest told to who must not see it.
    if (!chosen.all_but && deadline.over()) return;
    const DocId end = first + std::min(chosen.size - first, kRun);
    std::uint32_t wanted = 0;
    for (DocId at = first; at < end; at += 64)
      wanted += static_cast<std::uint32_t>(std::popcount(chosen.word(at)));
    if (wanted == 0) continue;
    const bool together = wanted > (end - first) / kRunsADocument;
    if (together) column.read(first, end - first, run);
    for (DocId at = first; at < end; at += 64)
      for (std::uint64_t left = chosen.word(at); left != 0; left &= left - 1) {
        const DocId doc = at + static_cast<std::uint32_t>(std::countr_zero(left));
        if (!together) read_one(column, doc, run);
        const std::size_t place = together ? doc - first : 0;
        visit(run, run.begins[place], run.begins[place + 1]);
      }
  }
}

class FacetCounter {
 public:
  FacetCounter(const Snapshot& snapshot, const SearchRequest& request, const std::string& attribute)
      : snapshot_(snapshot), request_(request), attribute_(attribute) {
    const auto type = snapshot.types.find(attribute);
    if (type != snapshot.types.end()) type_ = type->second;
    for (const Condition& condition : request.filters) {
      if (condition.attribute != attribute || condition.negated) continue;
      ranges_.insert(ranges_.end(), condition.ranges.begin(), condition.ranges.end());
      for (const std::string& text : condition.texts)
        keys_.emplace(tight_key(snapshot.analyzer->key(text)), text);
    }
  }

  // With a filter on this attribute its counts are those of the request without the filter; of such
  // a request `match` may not look further, though it does with the filter.
  void look_at(const Matches& matches, Folding& folding) {
    filtered_ = std::ranges::any_of(request_.filters, [&](const Condition& condition) {
      return condition.attribute == attribute_;
    });
    if (!filtered_) return;
    first_step_ = true;
    std::uint64_t found = 0;
    for (const SegmentMatches& segment : matches.segments)
      for (std::uint32_t chunk = 0; chunk < segment.covered.size(); ++chunk)
        found += unfiltered(segment, chunk).count();
    first_step_ = found >= snapshot_.scoring.relax_below;
    for (const SegmentMatches& segment : matches.segments) {
      std::vector<ChunkBits>& bits = unfiltered_.emplace_back();
      for (std::uint32_t chunk = 0; chunk < segment.words.size(); ++chunk)
        bits.push_back(unfiltered(segment, chunk));
    }
    folding.fold(unfiltered_);
  }

  Facet count(const Matches& matches, Deadline& deadline) {
    std::vector<Column> columns;
    std::vector<Chosen> chosen;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const Segment& segment = *snapshot_.segments[i].segment;
      const std::optional<Column> column = segment.columns().find(attribute_);
      if (!column || column->type() != type_) continue;
      columns.push_back(*column);
      const SegmentBits bits = filtered_ ? unfiltered_[i] : matches.segments[i].hits;
      chosen.emplace_back(bits, segment.size());
    }
    if (type_ == AttributeType::text) return count_texts(columns, chosen, deadline);
    return count_numbers(columns, chosen, deadline);
  }

 private:
  // As if the request had no filter on this attribute.
  ChunkBits unfiltered(const SegmentMatches& matches, std::uint32_t chunk) const {
    ChunkBits bits =
        first_step_ && !matches.covered.empty() ? matches.covered[chunk] : matches.words[chunk];
    for (const SegmentFilter& filter : matches.filters)
      if (filter.condition().attribute != attribute_) filter.restrict(chunk, bits);
    return bits;
  }

  Facet count_texts(const std::vector<Column>& columns, std::vector<Chosen>& chosen,
                    Deadline& deadline) const {
    std::uint64_t documents = 0;
    if (!deadline.over())
      for (const Chosen& one : chosen) documents += one.count;
    FacetTexts texts(columns, documents);
    for (std::size_t i = 0; i < columns.size() && !deadline.over(); ++i) {
      chosen[i].all_but = texts.in_table() && chosen[i].are_most;
      texts.begin(i, chosen[i].all_but);
      for_each_chosen(columns[i], chosen[i], deadline,
                      [&](const ColumnRun& run, std::uint32_t begin, std::uint32_t end) {
                        texts.count(std::span(run.values).subspan(begin, end - begin));
                      });
    }
    const Collation& collation = collation_of(snapshot_.analyzer->language());
    return {attribute_, texts.values(request_.facet_limit, keys_, collation), false};
  }

  Facet count_numbers(const std::vector<Column>& columns, std::vector<Chosen>& chosen,
                      Deadline& deadline) const {
    FacetNumbers numbers(type_);
    for (std::size_t i = 0; i < columns.size() && !deadline.over(); ++i) {
      chosen[i].all_but = chosen[i].are_most;
      numbers.begin(columns[i], chosen[i].all_but);
      for_each_chosen(columns[i], chosen[i], deadline,
                      [&](const ColumnRun& run, std::uint32_t begin, std::uint32_t end) {
                        numbers.count(run, begin, end);
                      });
    }
    return {attribute_, numbers.values(request_.facet_limit, ranges_), true};
  }

  const Snapshot& snapshot_;
  const SearchRequest& request_;
  const std::string& attribute_;
  AttributeType type_ = AttributeType::text;
  bool filtered_ = false;    // by the request, on this attribute
  MatchBits unfiltered_;     // by the others, where it is
  bool first_step_ = false;  // without that filter the first step of `match` finds enough
  std::vector<Condition::Range> ranges_;  // ticked
  TickedTexts keys_;
};

}  // namespace

std::vector<Facet> count_facets(const Snapshot& snapshot, const SearchRequest& request,
                                const Matches& matches, Folding& folding, Deadline& deadline) {
  const StageTime timed(request.clock, Stage::facets);
  std::vector<Facet> facets;
  for (const std::string& attribute : request.facets) {
    FacetCounter counter(snapshot, request, attribute);
    counter.look_at(matches, folding);
    facets.push_back(counter.count(matches, deadline));
  }
  return facets;
}

}  // namespace coldopen

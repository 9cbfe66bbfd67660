#include "query/facets.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "query/facet_texts.hpp"

namespace coldopen {

namespace {

std::string number_text(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return {text, end};
}

int year_of(double days) { return date_of_days(static_cast<std::int32_t>(days)).year; }

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

  void count(const Matches& matches, std::size_t segment, Deadline& deadline) {
    const SegmentView& view = snapshot_.segments[segment];
    const std::vector<ChunkBits>& hits =
        filtered_ ? unfiltered_[segment] : matches.segments[segment].hits;
    const std::optional<Column> column = view.segment->columns().find(attribute_);
    if (!column || column->type() != type_) return;
    if (type_ == AttributeType::text) texts_.begin(*column, count_of(hits));
    for (std::uint32_t chunk = 0; chunk < hits.size() && !deadline.over(); ++chunk) {
      const ChunkBits& bits = hits[chunk];
      const DocId first = chunk * kChunkDocs;
      const std::uint32_t size = std::min(view.segment->size() - first, kChunkDocs);
      for (std::uint32_t at = 0; at < size; at += kRun)
        count_run(*column, first + at, std::min(size - at, kRun), bits.words.data() + at / 64);
    }
  }

  Facet finish() {
    if (type_ == AttributeType::text)
      return {
          attribute_,
          texts_.values(request_.facet_limit, keys_, collation_of(snapshot_.analyzer->language())),
          false};
    Facet facet{attribute_, {}, true};
    for (FacetValue& value : number_values())
      if (facet.values.size() < request_.facet_limit || value.selected)
        facet.values.push_back(std::move(value));
    return facet;
  }

 private:
  static constexpr std::uint32_t kTallied = 1U << 17;  // seasons, numbers; days of 359 years
  static constexpr double kDaysBefore1970 = 36'525;    // of a century
  double first_tallied() const { return type_ == AttributeType::date ? -kDaysBefore1970 : 0; }

  static std::uint64_t count_of(const std::vector<ChunkBits>& bits) {
    std::uint64_t count = 0;
    for (const ChunkBits& chunk : bits) count += chunk.count();
    return count;
  }

  // As if the request had no filter on this attribute.
  ChunkBits unfiltered(const SegmentMatches& matches, std::uint32_t chunk) const {
    ChunkBits bits =
        first_step_ && !matches.covered.empty() ? matches.covered[chunk] : matches.words[chunk];
    for (const SegmentFilter& filter : matches.filters)
      if (filter.condition().attribute != attribute_) filter.restrict(chunk, bits);
    return bits;
  }

  // The documents [first, first + n) whose bits are set.
  void count_run(const Column& column, DocId first, std::uint32_t n, const std::uint64_t* bits) {
    std::uint32_t wanted = 0;
    for (std::uint32_t word = 0; word * 64 < n; ++word)
      wanted += static_cast<std::uint32_t>(std::popcount(bits[word]));
    if (wanted == 0) return;
    const bool together = wanted > n / kRunsADocument;
    if (together) column.read(first, n, run_);
    for (std::uint32_t word = 0; word * 64 < n; ++word)
      for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
        const std::uint32_t i = word * 64 + static_cast<std::uint32_t>(std::countr_zero(left));
        if (!together) column.read(first + i, 1, run_);
        const std::uint32_t place = together ? i : 0;
        count_document(run_.begins[place], run_.begins[place + 1]);
      }
  }

  // Its values are those of the run from `begin` on; each of them counts once.
  void count_document(std::uint32_t begin, std::uint32_t end) {
    if (type_ == AttributeType::text) {
      texts_.count(std::span(run_.values).subspan(begin, end - begin));
    } else if (end - begin == 1) {
      count_alone(number(begin));
    } else {
      shown_.clear();
      for (std::uint32_t i = begin; i < end; ++i) shown_.push_back(shown(i));
      std::ranges::sort(shown_);
      const auto repeated = std::ranges::unique(shown_);  // two days of one year
      for (auto at = shown_.begin(); at != repeated.begin(); ++at) ++numbers_[*at];
    }
  }

  double number(std::uint32_t i) const {
    return run_.numbers.empty() ? unzigzag(run_.values[i]) : run_.numbers[i];
  }
  double shown_as(double number) const {
    return type_ == AttributeType::date ? year_of(number) : number;
  }
  double shown(std::uint32_t i) const { return shown_as(number(i)); }

  void count_alone(double number) {
    const double place = number - first_tallied();
    if (place >= 0 && place < kTallied && place == std::floor(place)) {
      const auto at = static_cast<std::size_t>(place);
      if (at >= tallies_.size()) tallies_.resize(std::max(at + 1, tallies_.size() * 2));
      ++tallies_[at];
    } else {
      ++numbers_[shown_as(number)];
    }
  }

  bool selected(double number) const {
    return std::ranges::any_of(ranges_, [&](const Condition::Range& range) {
      if (type_ != AttributeType::date) return in_range(number, range);
      return (!range.from || number >= year_of(*range.from)) &&
             (!range.to || number <= year_of(*range.to));
    });
  }

  std::vector<FacetValue> number_values() {
    for (std::size_t i = 0; i < tallies_.size(); ++i)
      if (tallies_[i] != 0)
        numbers_[shown_as(static_cast<double>(i) + first_tallied())] += tallies_[i];
    for (const Condition::Range& range : ranges_) {  // single values that are in no match
      if (!range.from || !range.to) continue;
      if (type_ == AttributeType::date && year_of(*range.from) == year_of(*range.to))
        numbers_.emplace(year_of(*range.from), 0);
      if (type_ != AttributeType::date && *range.from == *range.to)
        numbers_.emplace(*range.from, 0);
    }
    std::vector<FacetValue> values;
    for (const auto& [number, count] : numbers_)
      values.push_back(
          {type_ == AttributeType::boolean ? (number != 0 ? "true" : "false") : number_text(number),
           count, selected(number)});
    return values;
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
  FacetTexts texts_;
  std::map<double, std::uint64_t> numbers_;  // as they are shown
  std::vector<double> shown_;                // of one document
  std::vector<std::uint32_t> tallies_;       // of whole numbers from first_tallied() on
  ColumnRun run_;
};

}  // namespace

std::vector<Facet> count_facets(const Snapshot& snapshot, const SearchRequest& request,
                                const Matches& matches, Folding& folding, Deadline& deadline) {
  const StageTime timed(request.clock, Stage::facets);
  std::vector<Facet> facets;
  for (const std::string& attribute : request.facets) {
    FacetCounter counter(snapshot, request, attribute);
    counter.look_at(matches, folding);
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) counter.count(matches, i, deadline);
    facets.push_back(counter.finish());
  }
  return facets;
}

}  // namespace coldopen

#include "query/facets.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

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
      : request_(request), attribute_(attribute) {
    const auto type = snapshot.types.find(attribute);
    if (type != snapshot.types.end()) type_ = type->second;
    for (const Condition& condition : request.filters) {
      if (condition.attribute != attribute || condition.negated) continue;
      ranges_.insert(ranges_.end(), condition.ranges.begin(), condition.ranges.end());
      for (const std::string& text : condition.texts)
        keys_.emplace(snapshot.analyzer->key(text), text);
    }
  }

  // With a filter on this attribute its counts are those of the request without the filter; of such
  // a request `match` may not look further, though it does with the filter.
  void look_at(const Snapshot& snapshot, const Matches& matches, Folding& folding) {
    filtered_ = std::ranges::any_of(request_.filters, [&](const Condition& condition) {
      return condition.attribute == attribute_;
    });
    if (!filtered_) return;
    first_step_ = true;
    std::uint64_t found = 0;
    for (const SegmentMatches& segment : matches.segments)
      for (std::uint32_t chunk = 0; chunk < segment.covered.size(); ++chunk)
        found += unfiltered(segment, chunk).count();
    first_step_ = found >= snapshot.scoring.relax_below;
    for (const SegmentMatches& segment : matches.segments) {
      std::vector<ChunkBits>& bits = unfiltered_.emplace_back();
      for (std::uint32_t chunk = 0; chunk < segment.words.size(); ++chunk)
        bits.push_back(unfiltered(segment, chunk));
    }
    folding.fold(unfiltered_);
  }

  void count(const Snapshot& snapshot, const Matches& matches, std::size_t segment,
             Deadline& deadline) {
    const SegmentView& view = snapshot.segments[segment];
    const std::vector<ChunkBits>& hits =
        filtered_ ? unfiltered_[segment] : matches.segments[segment].hits;
    const std::optional<Column> column = view.segment->columns().find(attribute_);
    if (!column || column->type() != type_) return;
    if (type_ == AttributeType::text) texts_.push_back({*column, {}, 0});
    if (type_ == AttributeType::text) texts_.back().counts.resize(column->value_count());
    for (std::uint32_t chunk = 0; chunk < hits.size() && !deadline.over(); ++chunk) {
      const ChunkBits& bits = hits[chunk];
      const DocId first = chunk * kChunkDocs;
      const std::uint32_t size = std::min(view.segment->size() - first, kChunkDocs);
      for (std::uint32_t at = 0; at < size; at += kRun)
        count_run(*column, first + at, std::min(size - at, kRun), bits.words.data() + at / 64);
    }
  }

  Facet finish() {
    std::vector<FacetValue> values = type_ == AttributeType::text ? text_values() : number_values();
    Facet facet{attribute_, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i < request_.facet_limit || values[i].selected)
        facet.values.push_back(std::move(values[i]));
    return facet;
  }

 private:
  static constexpr std::uint32_t kTallied = 1U << 17;  // days of 359 years, seasons, numbers

  struct SegmentTexts {
    Column column;
    std::vector<std::uint64_t> counts;  // by ordinal
    std::uint32_t next = 0;             // ordinal
  };

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
      for (std::uint32_t i = begin; i < end; ++i) ++texts_.back().counts[run_.values[i]];
    } else if (end - begin == 1) {
      count_alone(number(begin));
    } else {
      for (std::uint32_t i = begin; i < end; ++i) {
        bool again = false;  // two days of one year
        for (std::uint32_t j = begin; j < i && !again; ++j) again = shown(i) == shown(j);
        if (!again) ++numbers_[shown(i)];
      }
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
    const double place = number + kTallied / 2;
    if (place >= 0 && place < kTallied && place == std::floor(place)) {
      if (tallies_.empty()) tallies_.resize(kTallied);
      ++tallies_[static_cast<std::size_t>(place)];
    } else {
      ++numbers_[shown_as(number)];
    }
  }

  // The values of all segments in their order, each with its count.
  template <class Visit>  // void(std::string_view value, std::string_view key, count)
  void for_each_text(Visit&& visit) {
    for (;;) {
      std::optional<std::string_view> least;
      for (SegmentTexts& texts : texts_) {
        while (texts.next < texts.counts.size() && texts.counts[texts.next] == 0) ++texts.next;
        if (texts.next == texts.counts.size()) continue;
        const std::string_view value = texts.column.value(texts.next);
        if (!least || value < *least) least = value;
      }
      if (!least) return;
      std::uint64_t count = 0;
      std::string_view key;
      for (SegmentTexts& texts : texts_) {
        if (texts.next == texts.counts.size() || texts.column.value(texts.next) != *least) continue;
        key = texts.column.key(texts.next);
        count += texts.counts[texts.next++];
      }
      visit(*least, key, count);
    }
  }

  struct CountedText {
    std::string_view value;
    std::uint64_t count = 0;
    bool selected = false;
  };

  // The most frequent, and those that are ticked.
  std::vector<FacetValue> text_values() {
    const auto more = [](const CountedText& a, const CountedText& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    };
    std::vector<CountedText> found;
    std::vector<std::string_view> ticked;  // keys
    for_each_text([&](std::string_view value, std::string_view key, std::uint64_t count) {
      const bool selected = keys_.contains(key);
      if (selected) ticked.push_back(key);
      found.push_back({value, count, selected});
    });
    for (const auto& [key, text] : keys_)  // ticked, but in no match
      if (std::ranges::find(ticked, key) == ticked.end()) found.push_back({text, 0, true});
    const std::size_t shown = std::min<std::size_t>(request_.facet_limit, found.size());
    std::ranges::nth_element(found, found.begin() + static_cast<std::ptrdiff_t>(shown), more);
    const auto rest = found.begin() + static_cast<std::ptrdiff_t>(shown);
    found.erase(std::remove_if(rest, found.end(), std::not_fn(&CountedText::selected)),
                found.end());
    std::ranges::sort(found, more);
    std::vector<FacetValue> values;
    for (const CountedText& text : found)
      values.push_back({std::string(text.value), text.count, text.selected});
    return values;
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
        numbers_[shown_as(static_cast<double>(i) - kTallied / 2)] += tallies_[i];
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

  const SearchRequest& request_;
  const std::string& attribute_;
  AttributeType type_ = AttributeType::text;
  bool filtered_ = false;    // by the request, on this attribute
  MatchBits unfiltered_;     // by the others, where it is
  bool first_step_ = false;  // without that filter the first step of `match` finds enough
  std::vector<Condition::Range> ranges_;                  // ticked
  std::map<std::string, std::string, std::less<>> keys_;  // ticked texts: key -> as typed
  std::vector<SegmentTexts> texts_;
  std::map<double, std::uint64_t> numbers_;  // as they are shown
  std::vector<std::uint32_t> tallies_;       // of whole numbers from -kTallied / 2 on
  ColumnRun run_;
};

}  // namespace

std::vector<Facet> count_facets(const Snapshot& snapshot, const SearchRequest& request,
                                const Matches& matches, Folding& folding, Deadline& deadline) {
  const StageTime timed(request.clock, Stage::facets);
  std::vector<Facet> facets;
  for (const std::string& attribute : request.facets) {
    FacetCounter counter(snapshot, request, attribute);
    counter.look_at(snapshot, matches, folding);
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i)
      counter.count(snapshot, matches, i, deadline);
    facets.push_back(counter.finish());
  }
  return facets;
}

}  // namespace coldopen

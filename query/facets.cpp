#include "query/facets.hpp"

#include <algorithm>
#include <charconv>
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
      : snapshot_(snapshot), request_(request), attribute_(attribute) {
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
  void look_at(const Snapshot& snapshot, const Matches& matches) {
    filtered_ = std::ranges::any_of(request_.filters, [&](const Condition& condition) {
      return condition.attribute == attribute_;
    });
    if (!filtered_) return;
    first_step_ = true;
    std::uint64_t found = 0;
    for (const SegmentMatches& segment : matches.segments)
      for (std::uint32_t chunk = 0; chunk < segment.covered.size(); ++chunk)
        found += bits_of(segment, chunk).count();
    first_step_ = found >= snapshot.scoring.relax_below;
  }

  void count(const SegmentView& view, const SegmentMatches& matches, Deadline& deadline) {
    const std::optional<Column> column = view.segment->columns().find(attribute_);
    if (!column || column->type() != type_) return;
    std::vector<std::uint64_t> by_ordinal(column->value_count());
    for (std::uint32_t chunk = 0; chunk < matches.words.size(); ++chunk) {
      const ChunkBits bits = bits_of(matches, chunk);
      for_each_bit(bits, [&](std::uint32_t bit) {
        if (deadline.over_at_step()) return;
        const DocId doc = chunk * kChunkDocs + bit;
        if (type_ == AttributeType::text) {
          count_texts(*column, doc, by_ordinal);
        } else {
          count_numbers(*column, doc);
        }
      });
    }
    for (std::uint32_t ordinal = 0; ordinal < by_ordinal.size(); ++ordinal)
      if (by_ordinal[ordinal] > 0) {
        TextCount& text = texts_[std::string(column->value(ordinal))];
        text.count += by_ordinal[ordinal];
        text.selected = keys_.contains(column->key(ordinal));
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
  struct TextCount {
    std::uint64_t count = 0;
    bool selected = false;
  };

  ChunkBits bits_of(const SegmentMatches& matches, std::uint32_t chunk) const {
    if (!filtered_) return matches.hits[chunk];
    ChunkBits bits =
        first_step_ && !matches.covered.empty() ? matches.covered[chunk] : matches.words[chunk];
    for (const SegmentFilter& filter : matches.filters)
      if (filter.condition().attribute != attribute_) filter.restrict(chunk, bits);
    return bits;
  }

  static void count_texts(const Column& column, DocId doc, std::vector<std::uint64_t>& by_ordinal) {
    const std::uint32_t count = column.count(doc);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t ordinal = column.ordinal(doc, i);
      bool again = false;
      for (std::uint32_t j = 0; j < i && !again; ++j) again = column.ordinal(doc, j) == ordinal;
      if (!again) ++by_ordinal[ordinal];
    }
  }

  void count_numbers(const Column& column, DocId doc) {
    const std::uint32_t count = column.count(doc);
    const auto value = [&](std::uint32_t i) {
      const double number = column.number(doc, i);
      return type_ == AttributeType::date ? year_of(number) : number;
    };
    for (std::uint32_t i = 0; i < count; ++i) {
      bool again = false;
      for (std::uint32_t j = 0; j < i && !again; ++j) again = value(j) == value(i);
      if (!again) ++numbers_[value(i)];
    }
  }

  std::vector<FacetValue> text_values() {
    for (const auto& [key, text] : keys_)  // ticked, but in no match
      if (std::ranges::none_of(texts_, [&, &wanted = key](const auto& counted) {
            return counted.second.selected && snapshot_.analyzer->key(counted.first) == wanted;
          }))
        texts_.emplace(text, TextCount{0, true});
    std::vector<FacetValue> values;
    for (const auto& [text, counted] : texts_)
      values.push_back({text, counted.count, counted.selected});
    std::ranges::sort(values, [](const FacetValue& a, const FacetValue& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
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
  bool first_step_ = false;  // without that filter the first step of `match` finds enough
  std::vector<Condition::Range> ranges_;                  // ticked
  std::map<std::string, std::string, std::less<>> keys_;  // ticked texts: key -> as typed
  std::map<std::string, TextCount> texts_;
  std::map<double, std::uint64_t> numbers_;
};

}  // namespace

std::vector<Facet> count_facets(const Snapshot& snapshot, const SearchRequest& request,
                                const Matches& matches, Deadline& deadline) {
  const StageTime timed(request.clock, Stage::facets);
  std::vector<Facet> facets;
  for (const std::string& attribute : request.facets) {
    FacetCounter counter(snapshot, request, attribute);
    counter.look_at(snapshot, matches);
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i)
      counter.count(snapshot.segments[i], matches.segments[i], deadline);
    facets.push_back(counter.finish());
  }
  return facets;
}

}  // namespace coldopen

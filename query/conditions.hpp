// The written form of filters and sort orders, and the words for names that do not exist.
//
// A clause is `name:values`, with a minus in front for its opposite. Values are separated by commas
// (any of them will do) and quoted where they hold one:
//   season:4          season:4,5        season:3..5      season:..3      a number, a range
//   air_date:2008     air_date:2008-04..2009-01-31                       a year, month or day
//   wrapped:true      cast:"Amy Ryan",carell        cast:*               has any value
//   lang:de           lang:de-AT,fr     the language of a page, whatever its country
// Names may be written as articles write them (`directors` is kept as `director`).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "index/segment/inverter.hpp"
#include "query/request.hpp"

namespace coldopen {

// One `filter` clause as written. `types` tells numbers from texts. Errors: Error(invalid_argument)
// with "filter" and the position.
Condition parse_condition(std::string_view clause, const AttributeTypes& types);

// "-air_date,title": names of attributes, `title` or `_score` (the best first); a minus turns the
// order round. Errors: Error(invalid_argument, "sort").
std::vector<SortKey> parse_sort(std::string_view text, const AttributeTypes& types);

// The name under which the index knows `name`: itself, or its canonical form; empty if unknown.
std::string known_attribute(std::string_view name, const AttributeTypes& types);

// A filter, facet or sort order names an attribute that there is not.
class UnknownAttribute final : public Error {
 public:
  UnknownAttribute(const std::string& message, std::string_view where, std::string nearest)
      : Error(ErrorCode::invalid_argument, message, std::string(where)),
        nearest_(std::move(nearest)) {}
  const std::string& nearest() const noexcept { return nearest_; }  // empty: none is near

 private:
  std::string nearest_;
};

// Throws UnknownAttribute, which tells near attributes.
[[noreturn]] void throw_unknown_attribute(std::string_view name, const AttributeTypes& types,
                                          std::string_view where);

// Edits (letter put in, left out, replaced, two swapped) between two short names. O(n * m).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace coldopen

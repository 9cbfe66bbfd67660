// The texts of one attribute, counted: spellings of one key (B.J. Novak, BJ Novak) are one value,
// shown in the commonest spelling, of equally common ones the first by bytes.
//
// The most frequent come first, equal counts in the order of the index's language.
// Cost    where few documents are counted, their values are sorted: O(documents). Where many are,
//         they are counted in a table of all values: O(documents + values), some ns each, and of
//         many equal counts the first come out of value_order, so that no other is compared. What
//         that needs is made once a segment (index/segment/joined_values, value_order).
// Memory  eight bytes a value of the attribute while a request counts in the table.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/analysis/collation.hpp"
#include "index/segment/joined_values.hpp"
#include "query/request.hpp"

namespace coldopen {

// Texts of a filter by their tight keys: what is ticked.
using TickedTexts = std::map<std::string, std::string, std::less<>>;

class FacetTexts {
 public:
  // Columns of one attribute, of type text; `documents` will be counted in all of them.
  FacetTexts(std::vector<Column> columns, std::uint64_t documents);

  // All that is counted from now on lies in the `i`-th column. With `all_but`, which needs the
  // table, all documents of its segment count but those.
  bool in_table() const noexcept { return !counts_.empty(); }
  void begin(std::size_t i, bool all_but);
  // The values of one document, each ordinal once.
  void count(std::span<const std::uint32_t> ordinals) {
    if (table_ != nullptr) {
      for (const std::uint32_t ordinal : ordinals) table_[ordinal] += step_;
    } else {
      for (const std::uint32_t ordinal : ordinals) counted_.push_back(begin_ + ordinal);
    }
    if (ordinals.size() > 1) count_repeated(ordinals);
  }

  // The `limit` most frequent and all that are ticked, in their order.
  std::vector<FacetValue> values(std::size_t limit, const TickedTexts& ticked,
                                 const Collation& collation);

 private:
  using Place = JoinedValues::Place;
  struct Spelling {
    Place group = 0;
    Place place = 0;
    std::uint32_t count = 0;
  };
  struct Group {  // all spellings of a key
    std::uint32_t count = 0;
    Place group = 0;
    Place shown = 0;  // the commonest
    const std::string* ticked = nullptr;
    std::uint64_t prefix = 0;  // of its collation key
  };
  using Groups = std::vector<Group>;

  void count_repeated(std::span<const std::uint32_t> ordinals);
  // Of spellings of one group.
  Place commonest(std::span<Spelling> spellings) const;

  Groups sorted_groups();

  void add_up();
  Groups best_of_table(std::size_t limit, const TickedTexts& ticked, const Collation& collation);
  std::uint32_t least_of_best(std::size_t limit) const;
  void first_of_equal(std::uint32_t count, std::size_t needed, const Collation& collation,
                      std::vector<Place>& groups) const;
  Place shown(Place group) const;

  void tick(Groups& groups, const TickedTexts& ticked) const;
  void keep_best(Groups& groups, std::size_t limit, const Collation& collation) const;

  JoinedValues values_;
  std::size_t column_ = 0;             // that is counted
  Place begin_ = 0;                    // of its values
  std::uint32_t* table_ = nullptr;     // of its values, in counts_
  std::uint32_t step_ = 1;             // or minus one
  std::vector<std::uint32_t> counts_;  // by place; empty: few are counted, and these are sorted
  std::vector<std::uint32_t> totals_;  // by group, those of all others added
  std::vector<bool> several_;          // by group: others were added
  std::vector<Place> counted_;         // each time that one was met
  std::vector<std::uint32_t> room_;
  // Documents with several spellings of one key: by place, how often it was counted too much.
  std::map<Place, std::uint32_t> repeated_;
};

}  // namespace coldopen

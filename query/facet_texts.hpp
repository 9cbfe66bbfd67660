// The texts of one attribute, counted: spellings of one key (B.J. Novak, BJ Novak) are one value,
// shown in the commonest spelling, of equally common ones the first by bytes.
//
// The most frequent come first, equal counts in the order of the index's language.
// Cost  of counting by texts that occur, never by texts that there are: where few documents are
//       counted, their values are sorted instead of kept in a table. The order of many texts with
//       one count needs the beginnings of collation keys, made once a column.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/analysis/collation.hpp"
#include "index/segment/value_keys.hpp"
#include "query/request.hpp"

namespace coldopen {

// Texts of a filter by their tight keys: what is ticked.
using TickedTexts = std::map<std::string, std::string, std::less<>>;

class FacetTexts {
 public:
  // All that is counted from now on lies in this column; at most `documents` will be.
  void begin(const Column& column, std::uint64_t documents);
  // The values of one document, each ordinal once.
  void count(std::span<const std::uint32_t> ordinals);

  // The `limit` most frequent and all that are ticked, in their order.
  std::vector<FacetValue> values(std::size_t limit, const TickedTexts& ticked,
                                 const Collation& collation);

 private:
  struct Counted {  // a spelling of a segment
    std::uint32_t segment = 0;
    std::uint32_t ordinal = 0;
    std::uint64_t count = 0;
  };
  struct Group {  // all spellings of a key
    std::uint64_t count = 0;
    Counted shown;  // the commonest
    const std::string* ticked = nullptr;
    std::uint64_t prefix = 0;  // of its collation key
  };
  using Groups = std::vector<Group>;

  void end_segment();
  Groups groups();
  Groups groups_of_one_segment();
  Groups groups_of_keys();
  void choose_spellings(Groups& groups, const std::vector<std::size_t>& group_of) const;
  void tick(Groups& groups, const TickedTexts& ticked) const;
  void keep_best(Groups& groups, std::size_t limit, const Collation& collation) const;
  std::string_view value(const Counted& one) const;

  std::vector<Column> columns_;  // of the segments that were counted
  const ValueKeys* keys_ = nullptr;
  bool in_table_ = false;
  std::vector<std::uint32_t> table_;     // counts by ordinal
  std::vector<std::uint32_t> ordinals_;  // or each time that one was met
  std::vector<std::uint32_t> firsts_;    // of one document, where spellings share a key
  // A document with two spellings of one key: by (segment, first ordinal), how often too much.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> twice_;
  std::vector<Counted> counted_;  // of segments that are done
};

}  // namespace coldopen

// Which documents of a segment may be suggested, and which of them come last.
//
//   never  the dead, whoever does not pass the filters, pages of users, talk, templates, files and
//          the like (by kind or by "User:" before the title), what the owner of the index hides for
//          just what was typed (query/owner_rules)
//   last   pages that lead to others: disambiguations, lists, redirects, and subpages
//          (Dinner Party/Quotes, where Dinner Party is a page)
//
// The one place that every line of a suggestion passes.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/filter.hpp"
#include "query/owner_rules.hpp"

namespace coldopen {

enum class Standing : std::uint8_t { never, last, page };

class Suggestible {
 public:
  // O(kinds of the segment), and what its filters cost.
  // `pin`: that of what was typed, or null.
  Suggestible(const Snapshot& snapshot, std::size_t segment, std::span<const Condition> filters,
              const Pin* pin);

  Standing operator()(DocId doc) const;
  std::string_view kind(DocId doc) const noexcept;  // its first, as written; empty: none

 private:
  bool is_subpage(std::string_view title) const;

  const Snapshot& snapshot_;
  std::size_t segment_;
  std::vector<SegmentFilter> filters_;
  std::optional<PinnedDocuments> pins_;
  std::optional<Column> kinds_;
  std::vector<Standing> of_kind_;  // by ordinal
};

}  // namespace coldopen

// Who plays whom, from the attributes of articles: `portrayed_by` of characters, `portrays` of
// people.
//
// A character or actor is named by a whole name (title before alias, in any spelling), else by some
// words of it: "kevin" is Kevin Malone if no page of a played character is called Kevin. A role
// asked for by noun ("michael character") wants the actor's whole name. A series behind it must
// be one of the character's, or begin so word by word: "parks and rec".
//
// The fact that answers is stored: one character, and one actor in all spellings of its values.
// Where the attributes tell of two there is none, only the pages.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct PageAt {  // a living document
  std::size_t segment = 0;
  DocId doc = 0;
  auto operator<=>(const PageAt&) const = default;
};

struct CastFact {
  bool asks_actor = false;
  std::string character, actor;
  PageAt from;
  std::string_view attribute;  // in which it stands
  std::optional<PageAt> character_page, actor_page;
};

struct Cast {
  std::vector<PageAt> asked;   // the pages that are meant: those played, sorted
  std::vector<PageAt> beside;  // those who play them, sorted; none of them is in `asked`
  std::optional<CastFact> fact;
};

// `words` as Analyzer::key writes them. Empty where they ask nothing of the kind, or about nobody
// known. O(forms) for other queries; else some look-ups and the postings of the name's rarest word.
Cast find_cast(const Snapshot& snapshot, std::string_view words);

}  // namespace coldopen

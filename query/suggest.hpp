// Suggestions while typing: pages whose name begins with what was typed, at any of its words.
//
// Order, each step before the next:
//   1 the page of the episode or season whose code was typed, or may yet become (4x1, s04)
//   2 names that are what was typed: titles, then aliases
//   3 names that begin so, a leading article counted or not: titles, then aliases, then joined
//     spellings (bj: B.J. Novak)
//   4 names in which another word begins so, in the same order
//   5 what was typed joined (ant m: Antman)
//   6 where there is none of these: what a mistyped word may mean (query/near_names)
// Within a step 2 points where the last word is whole, and ln(1 + links) (query/name_links); then
// the shorter name, then the id. Disambiguations, lists, redirects and subpages come below all.
//
// One line an article. After a space the last word is whole, and names that go on come first.
// Cost     a bisection a segment and one step for each name that begins so; only those that may be
//          among the best are looked at closer. The first call after a start or a write makes the
//          tables of names (query/name_starts, query/name_links).
// Errors   Error(invalid_argument) whose `where` is the parameter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

struct SuggestRequest {
  std::string q;
  std::uint32_t limit = 10;
  std::vector<Condition> filters;
  std::string lang;  // articles of this language first, within a step; empty: all alike
};

struct Suggestion {
  MarkedText text;  // the title
  std::string id, url, lang;
  std::string anchor;       // of the passage whose alias was found, as url has it; may be empty
  std::string description;  // one line that tells it from others; may be empty
  MarkedText matched;       // the alias that was found; empty where the title was
};

struct SuggestionGroup {
  std::string kind;  // may be empty
  std::vector<Suggestion> items;
};

struct SuggestResponse {
  std::vector<SuggestionGroup> groups;  // in the order of their best item
};

struct SuggestLimits {
  static constexpr std::uint32_t limit_max = 100;
};

SuggestResponse suggest(const Snapshot& snapshot, const SuggestRequest& request);

}  // namespace coldopen

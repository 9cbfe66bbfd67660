// Whether a query asks who plays whom, and about whom: "who plays kevin", "kevin malone actor",
// "rainn wilson role in the office". Knows no index: whether there is such a person is asked later.
//
// Input    the exact words of a query with one space between (Analyzer::key).
// Cost     O(length) for each of some seventy forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

struct CastQuestion {
  bool asks_actor = false;  // of a character; else it asks what an actor plays
  bool by_noun = false;     // "kevin actor", "rainn wilson character": the name stands first
  std::string name;
  std::string series;  // behind "in", "on" or "from"; may be empty

  bool operator==(const CastQuestion&) const = default;
};

// All readings, the likeliest first: a part behind "in", "on" or "from" may be a series or belong
// to the name. Empty where the query is no such question.
std::vector<CastQuestion> cast_questions(std::string_view words);

}  // namespace coldopen

// The codes of a query: which episodes, seasons or productions it may mean, and whether it does.
//
// A code covers words; what it means counts only if
//   4x13 beside other words  no article holds all of the informative words as typed (8x10 photo)
//   413, 4.13, 4x4, s4       (codes only as the whole query) the words stand in no title, alias or
//                            text
// episode 413 may also be a production code or season 4 episode 13, where no text has these words.
// Of codes that lie in one another only the longest is meant: season 4 episode 13 is no season. Two
// halves are one: season 4 of the office episode 13.
//
// The end of a season is its episode: season 2 finale, last episode of season 2, season 4 premiere.
// The last one is that of pages which hold the other words (the office season 2 finale).
//
// Words beside the code of an episode choose among its pages; where they choose none they say
// nothing (s04e13 cast, what happens in s4e13), but for 4x13, which may be a measure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "query/deadline.hpp"
#include "query/elements.hpp"

namespace coldopen {

struct MeantCodes {
  Strings codes;                    // as Space::code_key has them, "413" for production codes
  std::vector<std::size_t> beside;  // informative elements that choose among the pages

  // The query is seasons and nothing else.
  bool only_seasons() const noexcept;
};

// Look-ups of the words where the codes are doubtful, O(postings of the rarest). Beside other words
// the pages of the codes, and of all episodes of a season whose end is asked for.
MeantCodes meant_codes(const Snapshot& snapshot, const ResolvedQuery& query, Deadline& deadline);

}  // namespace coldopen

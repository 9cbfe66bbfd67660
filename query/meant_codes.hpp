// The codes of a query: which episodes, seasons or productions it may mean, and whether it does.
//
// A code covers words; what it means counts only if
//   4x13 beside other words  no article holds all of the informative words as typed (8x10 photo)
//   413, 4.13, 4x4, s4       (codes only as the whole query) the words stand in no title, alias or
//                            text
// episode 413 may also be a production code or season 4 episode 13, where no text has these words.
// Of codes that lie in one another only the longest is meant: season 4 episode 13 is no season.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "query/deadline.hpp"
#include "query/elements.hpp"

namespace coldopen {

struct MeantCodes {
  Strings codes;                    // as Space::code_key has them, "413" for production codes
  std::vector<std::size_t> beside;  // informative elements that no code covers

  // The query is seasons and nothing else.
  bool only_seasons() const noexcept;
};

// Look-ups of the words where the codes are doubtful, O(postings of the rarest).
MeantCodes meant_codes(const Snapshot& snapshot, const ResolvedQuery& query, Deadline& deadline);

}  // namespace coldopen

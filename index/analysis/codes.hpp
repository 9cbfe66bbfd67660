// Codes of seasons and episodes, in every spelling fans use: S04E13, 4x13, S4 Ep. 13, season four
// episode thirteen, episode 13 of season 4 -> s04e13; season 4 -> s04; episode 1071 -> e1071.
//
//   S04E13 S04E01E02 4x13 4×13      one word (4×13: two); in 4x13 the second number has two digits
//   season4episode13, s4ep 13       the same
//   S4 E13, S4 Ep. 13, S. 4 E. 13   at most one of . , : ; - – / | _ ( · • between
//   SEASON [sep] EPISODE            SEASON: season 4, season #4, season no. 4, season4, 4th season;
//                                   EPISODE likewise, and E13 beside a season
//   EPISODE [of|from|in] [the] SEASON    and s4 beside an episode
//   4. Staffel 13. Folge            numbers first: both of them, no plurals
//   code - E?02                     a range: larger and within 3; one of - – / & + before it, or a
//                                   space before E02; of several "episodes" also "and"
//   season 4, s04 | episode 13, ep13, episode 4.13      alone
//   413 4.13 4x4 4 x 13 4e13 s4     only as a whole query (rule whole_code)
//
// A code stands beside its words and never replaces them. Words for season and episode are known in
// many languages, in any text.
//
// Input    the words of a text, and the text for what stands between them.
// Cost     linear; a word that begins no code is one look into a table. Looks at most 8 words on.
// Threads  any number at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "index/analysis/beside.hpp"
#include "index/analysis/word_list.hpp"

namespace coldopen {

// Appends the codes in the text to `out`.
void find_codes(std::string_view text, const WordList& words, Beside& out);

// The code that a query is if nothing else stands in it: "413", "4x4".
void find_whole_code(std::string_view text, const WordList& words, Beside& out);

// "s04", "s04e13", "e13": two digits at least. Below 10,000.
std::string season_code(std::uint32_t season);
std::string episode_code(std::uint32_t season, std::uint32_t episode);
std::string absolute_code(std::uint32_t episode);

// Every table of codes as bytes, for the fingerprint.
std::string code_tables();

}  // namespace coldopen

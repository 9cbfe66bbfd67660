// Series as people name them in passing: "the office", "parks and rec".
#pragma once

#include <string_view>

namespace coldopen {

// Whether `typed` begins `series` word by word: "parks and rec" begins "parks and recreation". A
// leading "the" does not matter. Both as Analyzer::key writes them.
bool begins_series(std::string_view typed, std::string_view series);

}  // namespace coldopen

// Numbers in names that are not written in digits: Nine-Nine is also 9, 9 and 99; Rocky II also 2.
//
// Number words are English, zero to ninety, and read where the language has them; roman numerals
// II to XX in capitals. I, V and X alone are letters or words more often than numbers.
//
// Cost     a look into a table a word; asked of names only.
// Threads  any number at once.
#pragma once

#include <string>
#include <string_view>

#include "index/analysis/beside.hpp"
#include "index/analysis/joints.hpp"

namespace coldopen {

// Appends the numbers to `out`. `words`: read number words, too.
void find_number_words(const Neighbours& name, bool words, Beside& out);

// Every table of number words as bytes, for the fingerprint.
std::string number_word_tables();

}  // namespace coldopen

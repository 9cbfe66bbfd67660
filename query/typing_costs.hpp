// What it costs to take one word for another that was meant: edits, weighed by how often hands make
// them.
//
//   another letter                  1, a key beside it .85, one that sounds alike .75 (c and k)
//   a letter too many or too few    1, one of two equal ones .5
//   in all of these, vowels (a e i o u y) among themselves .75
//   two neighbours swapped          .75, at the start of the word 1
//   at the first letter             .15 more, but for a swap
//
// No letter is edited twice (optimal string alignment); the cheapest way counts. Letters are code
// points of exact terms. The figures are measured on lists of real errors (README.md).
// O(length^2) time, three rows of memory; threads: any number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coldopen {

// Valid UTF-8 as code points.
std::u32string letters_of(std::string_view text);

double typing_cost(std::u32string_view typed, std::u32string_view meant);

// How many edits they are, each counted as one: what index/segment/near_terms counts.
std::size_t edits_between(std::u32string_view typed, std::u32string_view meant);

// Edits at most between a word of so many letters and what may be meant by it: up to 3 letters
// none, 4 or 5 one, 6 and more two.
std::size_t edits_allowed(std::size_t letters) noexcept;

// Whether it is of letters of alphabets alone: no digit, no syllable, no ideograph.
bool is_of_letters(std::u32string_view word) noexcept;

// Whether a word can be one mistyped at all: 4 letters or more of an alphabet, no digit. In
// syllables and ideographs one more or less is another word.
bool may_be_mistyped(std::u32string_view word) noexcept;

}  // namespace coldopen

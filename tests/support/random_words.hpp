// Random words, texts and names for the oracle: few words often, many rarely; and among them all
// that a search reads in more than one way: hyphens, initials, possessives, accents, joined
// spellings, codes, numbers, synonyms, short names of unspaced scripts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>

#include "corpus/article.hpp"

namespace coldopen {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit);
bool chance(Random& random, std::size_t percent);

// One of a list of literals.
template <class Choices>
std::string one_of(Random& random, const Choices& choices) {
  return choices[below(random, choices.size())];
}

// Parts that are drawn one after the other: what `+` draws first depends on the compiler.
std::string drawn(std::initializer_list<std::string> parts);

// `vocabulary`: how many words there are beside the fixed ones.
std::string random_word(Random& random, std::size_t vocabulary);
std::string random_text(Random& random, std::size_t vocabulary, std::size_t words_max);
std::string random_title(Random& random, std::size_t vocabulary);
// Season 4, episode 13 in one of its spellings; small numbers, so that articles have them.
std::string random_code(Random& random);
// Who says a line, by one word or two.
std::string random_speaker(Random& random);
// The same name as people may type it: small letters, without spaces, hyphens, articles ...
std::string respelled(Random& random, const std::string& name);

Strings words_in(const std::string& text);  // between its spaces

}  // namespace coldopen

// The keys by which a name is found: names whose spellings mean the same share one.
//
// Input    the tokens of a name, and of the name without a final "(...)".
// Cost     a few short strings a name.
// Threads  any number at once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/token.hpp"

namespace coldopen {

// Each list is without doubles and may be empty.
//   whole  its exact terms with a space between, those with a sign as it stands (c++); once more
//   with possessives kept ("valentine day",
//          "valentines day"), with umlauts written out, and with number words and 'n' as they are
//          meant ("brooklyn 99", "guns and roses")
//   bare   the same of the name without a final "(...)"; and the name without such signs
//   tight  all of these but the last, and those that begin with an article without it: without
//          spaces, apostrophes and points; once more without "and"
struct NameKeys {
  std::vector<std::string> whole, bare, tight;
};

// What of a language matters for keys.
struct KeyWords {
  std::span<const std::string_view> articles;
  std::string_view ampersand;  // "and"
};
KeyWords key_words(std::string_view language, std::string_view ampersand) noexcept;

// The name without a final "(...)" and the spaces before it; empty if it has none.
std::string_view without_final_brackets(std::string_view name) noexcept;

// The exact terms with one space between, those with a sign as it stands.
std::string exact_key(const TokenBuffer& name);

// `bare`: the tokens of without_final_brackets, or none.
NameKeys name_keys(const TokenBuffer& whole, const TokenBuffer& bare, const KeyWords& words);

// Every table of keys as bytes, for the fingerprint.
std::string key_tables();

}  // namespace coldopen

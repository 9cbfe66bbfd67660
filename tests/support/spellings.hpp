// The spellings in which people write a name, by stated rules: initials, accents, apostrophes,
// hyphens, signs, case, joined. Written apart from the analyzer, so that it can judge it.
#pragma once

#include <string>
#include <vector>

namespace coldopen {

struct Spelling {
  std::string text;
  const char* rule;
  bool joined = false;  // all words written as one
};

// The spellings of a name, itself first, each also in lower case; without doubles.
std::vector<Spelling> spellings_of(const std::string& name);

}  // namespace coldopen

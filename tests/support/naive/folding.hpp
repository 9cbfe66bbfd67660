// Which articles of the oracle are nearly the same: every one compared with every other.
//
// Alike     both have 100 words or more in headings and texts, and of the different runs of three
//           words that either has, nine of ten are in both.
// Groups    articles that are linked by such pairs.
#pragma once

#include <vector>

#include "tests/support/naive/corpus.hpp"

namespace coldopen::naive {

// Documents, each in at most one group; groups of two and more.
std::vector<std::vector<std::size_t>> groups_of_alike(const Corpus& corpus);

}  // namespace coldopen::naive

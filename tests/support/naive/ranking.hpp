// What the best articles get beside class and words, in the oracle: proximity and prior.
//
//   prox(d)   sum over neighbouring words u, v of min(idf u, idf v) (k1 + 1)
//             * (next * o / (o + K) + near * w / (w + K))
//             o: places of u with v at the query's distance behind; w: places of u with some v at
//             another place within near_words; both within one place. A word stands wherever one of
//             its class does.
//   prior(d)  w_prior * L^e / (half^e + L^e); L: `importance`, else other articles that link to it
#pragma once

#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen::naive {

double proximity(const Corpus& corpus, const Reading& reading, std::size_t document);
double prior(const Corpus& corpus, std::size_t document);

}  // namespace coldopen::naive

// The formula of the text score and nothing else.
//
//   score(d) = sum over the parts of a query:  w * F / (F + K(d))
//   w        = idf * (k1 + 1)
//   idf      = ln(1 + (N - n + 0.5) / (n + 0.5))
//   K(d)     = k1 * (1 - b + b * len(d) / avglen)
//
// F is the folded count of a word in a document (BM25F: the counts of its fields times their
// weights), len the length as its code decodes, n of N living documents hold the word.
// Origin  Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
//         with the idf that never falls below zero (as Lucene has it).
// Doubles throughout and in the order written here, so that a score is the same on every machine;
// the sum is rounded to float once, at its end.
#pragma once

#include <array>
#include <cstdint>

#include "index/scoring.hpp"

namespace coldopen {

// documents >= holders.
double inverse_document_frequency(std::uint64_t documents, std::uint64_t holders) noexcept;

inline double saturated(double count, double k) noexcept { return count / (count + k); }

// K of every length code.
class LengthNorms {
 public:
  LengthNorms(const Scoring& scoring, double average_length) noexcept;
  double operator[](std::uint8_t code) const noexcept { return k_[code]; }

 private:
  std::array<double, 256> k_{};
};

}  // namespace coldopen

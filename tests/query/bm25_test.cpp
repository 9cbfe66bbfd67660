// The formula against numbers worked out by hand.
#include "query/bm25.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace coldopen {
namespace {

TEST(Bm25, TheRarerTheWordTheHigherItsIdfAndNeverBelowZero) {
  EXPECT_DOUBLE_EQ(inverse_document_frequency(3, 1), std::log(1 + 2.5 / 1.5));
  EXPECT_DOUBLE_EQ(inverse_document_frequency(10, 0), std::log(1 + 10.5 / 0.5));
  EXPECT_GT(inverse_document_frequency(10, 10), 0);
  EXPECT_GT(inverse_document_frequency(10, 1), inverse_document_frequency(10, 2));
}

TEST(Bm25, ADocumentOfAverageLengthHasK1ForK) {
  Scoring scoring;
  scoring.b = 0.75;
  const LengthNorms norms(scoring, 20);
  EXPECT_DOUBLE_EQ(norms[20], 1.5);  // codes below 40 are the length itself
  EXPECT_DOUBLE_EQ(norms[0], 1.5 * 0.25);
  EXPECT_DOUBLE_EQ(norms[10], 1.5 * (0.25 + 0.75 * 0.5));
}

TEST(Bm25, CountsSaturate) {
  EXPECT_DOUBLE_EQ(saturated(1, 1.5), 0.4);
  EXPECT_LT(saturated(1000, 1.5), 1);
}

}  // namespace
}  // namespace coldopen

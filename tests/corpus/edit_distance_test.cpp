#include "corpus/edit_distance.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

TEST(EditDistance, CountsInsertDeleteReplaceAndSwapAsOneEach) {
  EXPECT_EQ(edit_distance("season", "season"), 0U);
  EXPECT_EQ(edit_distance("seasn", "season"), 1U);
  EXPECT_EQ(edit_distance("seasson", "season"), 1U);
  EXPECT_EQ(edit_distance("seaton", "season"), 1U);
  EXPECT_EQ(edit_distance("saeson", "season"), 1U);
  EXPECT_EQ(edit_distance("", "cast"), 4U);
  EXPECT_EQ(edit_distance("cast", ""), 4U);
  EXPECT_EQ(edit_distance("writer", "director"), 5U);  // w-d, ri-ir, +e, +c, e-o
}

TEST(EditDistance, EditsNoByteTwice) { EXPECT_EQ(edit_distance("ca", "abc"), 3U); }

}  // namespace
}  // namespace coldopen

#include "corpus/error.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

TEST(Error, CarriesCodeMessageAndPlace) {
  const Error error(ErrorCode::bad_input, "season is a number", "line 7");
  EXPECT_EQ(error.code(), ErrorCode::bad_input);
  EXPECT_STREQ(error.what(), "season is a number");
  EXPECT_EQ(error.where(), "line 7");
  EXPECT_EQ(to_string(error.code()), "bad-input");
  EXPECT_EQ(to_string(ErrorCode::unavailable), "unavailable");
}

TEST(EnsureDeathTest, ABrokenPromiseStopsTheProcessAndNamesThePlace) {
  EXPECT_DEATH(ensure(false, "terms are sorted"), "error_test.cpp.*terms are sorted");
}

}  // namespace
}  // namespace coldopen

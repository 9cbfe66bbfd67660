// Every constant of the score can be named and tried.
#include "index/scoring.hpp"

#include <gtest/gtest.h>
#include <set>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

TEST(ScoringValues, EachConstantIsSetByItsNameAndNoOther) {
  const auto defaults = scoring_values(Scoring{});
  std::set<std::string> names;
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    EXPECT_TRUE(names.insert(defaults[i].name).second) << defaults[i].name;
    Scoring scoring;
    const double more = defaults[i].name == "b" ? 0.125 : 1;  // b is 1 at most
    set_scoring_value(scoring, defaults[i].name, defaults[i].value + more);
    const auto changed = scoring_values(scoring);
    for (std::size_t j = 0; j < defaults.size(); ++j)
      EXPECT_DOUBLE_EQ(changed[j].value, defaults[j].value + (i == j ? more : 0));
  }
}

TEST(ScoringValues, WrongNamesAndValuesAreRefused) {
  Scoring scoring;
  EXPECT_THROW(set_scoring_value(scoring, "k2", 1), Error);
  EXPECT_THROW(set_scoring_value(scoring, "k1", -1), Error);
  EXPECT_THROW(set_scoring_value(scoring, "k1", 0), Error);  // 0 of 0 would be no score
  set_scoring_value(scoring, "b", 0);
  set_scoring_value(scoring, "b", 1);
  EXPECT_THROW(set_scoring_value(scoring, "b", 1.5), Error);  // K would fall below 0
  EXPECT_THROW(set_scoring_value(scoring, "candidates", 1.5), Error);
}

}  // namespace
}  // namespace coldopen

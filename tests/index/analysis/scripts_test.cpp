// Runs of common signs are cut without ICU; 々 is none of them, so that a run with it is cut by
// ICU.
#include "index/analysis/scripts.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>

#include "tests/support/code_points.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::string pairs_of(ClusterPairs& pairs, const std::string& run) {
  WordList words;
  pairs.fold(run, {SegmentKind::unspaced, 0, static_cast<std::uint32_t>(run.size())}, words);
  std::string all;
  for (const WordList::Word& word : words.words()) {
    if (word.rule != TokenRule::pair) continue;
    all.append(words.term(word)).append("/" + std::to_string(word.begin) + "-");
    all.append(std::to_string(word.end) + " ");
  }
  return all;
}

TEST(ClusterPairs, OfCommonSignsAreThoseThatIcuCuts) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  ClusterPairs pairs;
  const auto in = [&](char32_t first, char32_t last) {
    return first + static_cast<char32_t>(random() % (last - first + 1));
  };
  for (int round = 0; round < 20'000 && !::testing::Test::HasFailure(); ++round) {
    std::string run;
    for (std::uint64_t i = 1 + random() % 6; i > 0; --i) {
      switch (random() % 4) {
        case 0:
          append_utf8(in(0x3041, 0x3096), run);
          break;
        case 1:
          append_utf8(in(0x30A1, 0x30FA), run);
          break;
        case 2:
          append_utf8(in(0x4E00, 0x9FFF), run);
          break;
        default:
          append_utf8(in(0xAC00, 0xD7A3), run);
      }
    }
    const std::string quick = pairs_of(pairs, run), icu = pairs_of(pairs, run + "々");
    EXPECT_EQ(icu.substr(0, quick.size()), quick) << run;
  }
}

TEST(Direction, IsThatOfTheFirstLetterThatHasOne) {
  for (const char* text : {"פאודה", "باب الحارة", "123 שלום", "(א) b", "\u2068Fauda\u2069 פאודה",
                           "۱۲ باب", "\u200Fabc"})
    EXPECT_TRUE(is_right_to_left(text)) << text;
  for (const char* text : {"", "123", "Fauda פאודה", "進撃", "«Fauda» باب", "🥧", "\xff\xfe"})
    EXPECT_FALSE(is_right_to_left(text)) << text;
  EXPECT_FALSE(is_right_to_left(std::string(2'000, '.') + "א")) << "a text begins with its letters";
}

}  // namespace
}  // namespace coldopen

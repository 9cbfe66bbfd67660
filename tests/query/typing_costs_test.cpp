#include "query/typing_costs.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

double cost(const char* typed, const char* meant) {
  return typing_cost(letters_of(typed), letters_of(meant));
}

TEST(TypingCosts, AreAsWorkedOutByHand) {
  EXPECT_DOUBLE_EQ(cost("michael", "michael"), 0);
  EXPECT_DOUBLE_EQ(cost("micheal", "michael"), .75);        // two neighbours swapped
  EXPECT_DOUBLE_EQ(cost("imchael", "michael"), 1);          // at the start
  EXPECT_DOUBLE_EQ(cost("michool", "michael"), .75 + .75);  // two vowels for vowels
  EXPECT_DOUBLE_EQ(cost("dwigth", "dwight"), .75);
  EXPECT_DOUBLE_EQ(cost("dwxght", "dwight"), 1);    // another letter
  EXPECT_DOUBLE_EQ(cost("dwught", "dwight"), .75);  // a vowel, though its key is beside
  EXPECT_DOUBLE_EQ(cost("dwoght", "dwight"), .75);
  EXPECT_DOUBLE_EQ(cost("shfute", "shrute"), .85);        // the key beside
  EXPECT_DOUBLE_EQ(cost("krazinski", "krasinski"), .75);  // sounds alike
  EXPECT_DOUBLE_EQ(cost("shrute", "schrute"), 1);         // one left out
  EXPECT_DOUBLE_EQ(cost("schruute", "schrute"), .5);      // one of two equal ones
  EXPECT_DOUBLE_EQ(cost("carel", "carell"), .5);
  EXPECT_DOUBLE_EQ(cost("kailing", "kaling"), .75);       // a vowel too many
  EXPECT_DOUBLE_EQ(cost("fwight", "dwight"), .85 + .15);  // the key beside, first letter
  EXPECT_DOUBLE_EQ(cost("wight", "dwight"), 1 + .15);
  EXPECT_DOUBLE_EQ(cost("nichael", "michael"), .75 + .15);
  EXPECT_DOUBLE_EQ(cost("krasinky", "krasinski"), 1 + .75);  // s left out, y for i
}

TEST(TypingCosts, TakeTheCheapestWay) {
  // Not ab -> b and back: the swap.
  EXPECT_DOUBLE_EQ(cost("xabx", "xbax"), .75);
  // A doubled letter at the start is not the first one's fault.
  EXPECT_DOUBLE_EQ(cost("sstanley", "stanley"), .5);
}

TEST(TypingCosts, LettersAreCodePoints) {
  EXPECT_DOUBLE_EQ(cost("артём", "артем"), 1);
  EXPECT_EQ(edits_between(letters_of("артём"), letters_of("атрем")), 2U);
  EXPECT_EQ(letters_of("aé進𝄞"), (std::u32string{U'a', U'é', U'進', U'𝄞'}));
}

TEST(TypingCosts, EditsAreCountedAsTheDictionaryCountsThem) {
  const auto edits = [](const char* typed, const char* meant) {
    return edits_between(letters_of(typed), letters_of(meant));
  };
  EXPECT_EQ(edits("micheal", "michael"), 1U);
  EXPECT_EQ(edits("ca", "abc"), 3U);  // no letter is edited twice
  EXPECT_EQ(edits("beasley", "beesly"), 2U);
}

TEST(TypingCosts, ShortWordsNumbersAndSyllablesStandAsTheyAre) {
  EXPECT_EQ(edits_allowed(3), 0U);
  EXPECT_EQ(edits_allowed(4), 1U);
  EXPECT_EQ(edits_allowed(5), 1U);
  EXPECT_EQ(edits_allowed(6), 2U);
  for (const char* word : {"dwigt", "шекспир", "παντα", "mifflin", "georgië"})
    EXPECT_TRUE(may_be_mistyped(letters_of(word))) << word;
  for (const char* word : {"", "jan", "2001", "s04e13", "numb3rs", "進撃の巨人", "ポケモン",
                           "오징어게임", "สันนิวาส", "c++++"})
    EXPECT_FALSE(may_be_mistyped(letters_of(word))) << word;
}

}  // namespace
}  // namespace coldopen

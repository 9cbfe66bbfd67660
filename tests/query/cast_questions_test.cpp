// Which queries ask who plays whom.
#include "query/cast_questions.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

CastQuestion first_of(std::string_view words) {
  const auto readings = cast_questions(words);
  return readings.empty() ? CastQuestion{} : readings.front();
}

TEST(CastQuestions, AskForTheActorOfACharacter) {
  for (const char* words :
       {"who plays kevin", "who played kevin", "actor who plays kevin", "the actor who plays kevin",
        "who is kevin played by", "who is the actor that plays kevin",
        "what is the name of the actor who plays kevin", "name of actor who played kevin",
        "who the actress who plays kevin", "who was the actor for kevin", "actor for kevin",
        "interprete de kevin", "chi interpreta kevin", "schauspieler von kevin"})
    EXPECT_EQ(first_of(words), (CastQuestion{true, false, "kevin", ""})) << words;
  for (const char* words :
       {"what actor plays kevin", "which actress played kevin", "guy who plays kevin",
        "who is the guy that plays kevin", "person playing kevin", "who playing kevin",
        "whos playing kevin", "who acts as kevin", "who acted kevin", "who plays the role of kevin",
        "who played the part of kevin", "who plays the character kevin", "voice of kevin",
        "who is the voice of kevin", "who does the voice of kevin", "whos kevin played by",
        "qui joue le role de kevin"})
    EXPECT_EQ(first_of(words), (CastQuestion{true, false, "kevin", ""})) << words;
  for (const char* words : {"kevin actor", "kevin played by", "kevin actress", "actor kevin",
                            "actress kevin", "kevin was played by", "kevin is played by whom",
                            "kevin was played by who", "kevin in real life"})
    EXPECT_EQ(first_of(words), (CastQuestion{true, true, "kevin", ""})) << words;
}

TEST(CastQuestions, RealLifeMayBeASeriesOrNone) {
  const auto readings = cast_questions("who is kevin in real life");
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0], (CastQuestion{false, false, "kevin", "real life"}));
  EXPECT_EQ(readings[1], (CastQuestion{true, false, "kevin", ""}));
}

TEST(CastQuestions, AskForTheCharactersOfAnActor) {
  EXPECT_EQ(first_of("who does rainn wilson play"),
            (CastQuestion{false, false, "rainn wilson", ""}));
  for (const char* words : {"played by rainn wilson", "character played by rainn wilson",
                            "what is the name of the character rainn wilson plays",
                            "what the character that rainn wilson played"})
    EXPECT_EQ(first_of(words), (CastQuestion{false, false, "rainn wilson", ""})) << words;
  for (const char* words : {"what character did rainn wilson play", "character of rainn wilson"})
    EXPECT_EQ(first_of(words), (CastQuestion{false, false, "rainn wilson", ""})) << words;
  EXPECT_EQ(first_of("rainn wilson plays"), (CastQuestion{false, true, "rainn wilson", ""}));
  EXPECT_EQ(first_of("who was rainn wilson in the office"),
            (CastQuestion{false, false, "rainn wilson", "the office"}));
  EXPECT_EQ(first_of("who is rainn wilson in the office"),
            (CastQuestion{false, false, "rainn wilson", "the office"}));
  EXPECT_EQ(first_of("rainn wilson role"), (CastQuestion{false, true, "rainn wilson", ""}));
}

TEST(CastQuestions, NameASeriesBehindInOnOrFrom) {
  for (const char* words : {"who plays tim on the office uk", "who plays tim from the office uk"})
    EXPECT_EQ(first_of(words), (CastQuestion{true, false, "tim", "the office uk"})) << words;
  EXPECT_EQ(first_of("who plays tim in the office uk"),
            (CastQuestion{true, false, "tim", "the office uk"}));
  EXPECT_EQ(first_of("rainn wilson role in the office"),
            (CastQuestion{false, true, "rainn wilson", "the office"}));
}

TEST(CastQuestions, AreAlsoReadWithInAsPartOfTheName) {
  const auto readings = cast_questions("who plays the man in black in westworld");
  ASSERT_EQ(readings.size(), 3U);
  EXPECT_EQ(readings[0], (CastQuestion{true, false, "the man in black", "westworld"}));
  EXPECT_EQ(readings[2], (CastQuestion{true, false, "the man in black in westworld", ""}));
}

TEST(CastQuestions, AreNoOthers) {
  for (const char* words : {"", "who plays", "actor", "kevin plays drums", "cast of dinner party",
                            "who is in andys play", "dinner party", "in", " in ", "who is kevin",
                            "who is in the office", "what is the name of the boat", "name of the"})
    EXPECT_TRUE(cast_questions(words).empty()) << words;
}

}  // namespace
}  // namespace coldopen

#include "index/analysis/analyzer.hpp"

#include <ctime>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "corpus/article.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/sound_tokens.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Analyzer& english() {
  static const Analyzer analyzer("en");
  return analyzer;
}

Strings words(std::string_view text, TextKind kind = TextKind::text) {
  TokenBuffer tokens;
  english().analyze(text, kind, tokens);
  Strings found;
  for (const Token& token : tokens.tokens()) {
    if (token.lane == Space::exact) found.emplace_back(token.term);
  }
  return found;
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text.append(piece);
  return text;
}

double cpu_seconds(const std::string& text) {
  TokenBuffer tokens;
  const std::clock_t start = std::clock();
  english().analyze(text, TextKind::text, tokens);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void expect_sound(std::string_view text) {
  TokenBuffer tokens;
  english().analyze(text, TextKind::text, tokens);
  ASSERT_EQ(unsound(tokens, text), "");
  english().analyze(text, TextKind::name, tokens);
  ASSERT_EQ(unsound(tokens, text), "");
  english().analyze_query(text, tokens);
  ASSERT_EQ(unsound(tokens, text), "");
}

// --- Bad inputs, class T: cutting never fails, stored text is not ours to change
// ------------------

TEST(Analyzer, ManyMarksOnOneLetterAreCutAndTheLetterIsFound) {
  const std::string zalgo = "z" + repeat("\u0301\u0323", 32'000) + "algo";  // alternating classes
  EXPECT_LT(cpu_seconds(zalgo), 1.0);                                       // ICU alone: 17 s
  EXPECT_THAT(words(zalgo), ElementsAre("zalgo"));
  expect_sound(zalgo);
}

TEST(Analyzer, JoinersBetweenMarksDoNotHideALongRun) {
  const std::string zalgo = "z" + repeat("\u0301\u200D\u0323", 32'000);
  EXPECT_LT(cpu_seconds(zalgo), 1.0);
  EXPECT_THAT(words(zalgo), ElementsAre("z"));
}

TEST(Analyzer, MarksLeftOutStayInsideTheWordsRange) {
  const std::string zalgo = "a" + repeat("\u0301", 40) + "b c";
  TokenBuffer tokens;
  english().analyze(zalgo, TextKind::text, tokens);
  ASSERT_EQ(tokens.tokens().size(), 3U);
  EXPECT_EQ(tokens.tokens()[0].end, 82U);
  EXPECT_EQ(tokens.tokens()[1].lane, Space::written);
  EXPECT_EQ(tokens.tokens()[1].end, 82U);
  EXPECT_EQ(tokens.tokens()[2].begin, 83U);
  EXPECT_EQ(tokens.tokens()[2].end, zalgo.size());
}

TEST(Analyzer, LettersThatGrowInFoldingAreBoundedAndFoundByTheirWords) {
  const Strings ligature = words("\uFDFA");  // 18 letters in four words
  EXPECT_THAT(ligature, ElementsAre("صلي", "الله", "عليه", "وسلم"));
  EXPECT_THAT(words("\uFB01lm \u3300"), ElementsAre("film", "アパ", "パー", "ート", "ト"));
  const std::string many = repeat("\uFDFA", 100'000);
  TokenBuffer tokens;
  english().analyze(many, TextKind::text, tokens);
  EXPECT_LE(tokens.tokens().size(), 1'000U);
  for (const Token& token : tokens.tokens()) EXPECT_LE(token.term.size(), 255U * 4);
  expect_sound(many);
}

TEST(Analyzer, AWordOf255CodePointsAndMoreIsCutAndKeepsItsRange) {
  const std::string endless(10'000'000, 'a');
  TokenBuffer tokens;
  english().analyze(endless, TextKind::text, tokens);
  ASSERT_EQ(tokens.tokens().size(), 1U);
  EXPECT_EQ(tokens.tokens()[0].term, std::string(255, 'a'));
  EXPECT_EQ(tokens.tokens()[0].end, endless.size());
}

TEST(Analyzer, EndlessInitialsAndEmojiChainsAreLinear) {
  EXPECT_EQ(words(repeat("a.", 50'000)).size(), 50'000U);
  const std::string family = repeat("\U0001F468\u200D", 100'000);
  EXPECT_LT(cpu_seconds(family), 2.0);
  EXPECT_EQ(words(family).size(), 1U);
  expect_sound(family);
}

TEST(Analyzer, EndlessGroupsGiveNoJoinedTokensAndAreLinear) {
  for (const std::string_view piece : {"a.",
                                       "a. ",
                                       "A ",
                                       "a-",
                                       "ab-",
                                       "a_",
                                       "1-",
                                       "AB/",
                                       "a*",
                                       "a!",
                                       "a.com.",
                                       "a@",
                                       "²a",
                                       "n'",
                                       "漢・",
                                       "s1 e1 ",
                                       "first ",
                                       "season ",
                                       "episode 1 of the ",
                                       "1x"}) {
    const double once = cpu_seconds(repeat(piece, 25'000));
    const double twice = cpu_seconds(repeat(piece, 50'000));
    EXPECT_LT(twice, 4 * once + 0.2) << piece;
    expect_sound(repeat(piece, 3'000));
  }
  TokenBuffer tokens;
  english().analyze(repeat("a-", 10'000), TextKind::text, tokens);
  EXPECT_EQ(tokens.tokens().size(), 10'000U);
}

TEST(Analyzer, JoinedTokensHaveAtMost40CodePointsAndWrittenForms255) {
  const std::string twenty = repeat("é", 20);
  TokenBuffer tokens;
  english().analyze(twenty + "-" + twenty, TextKind::text, tokens);
  EXPECT_EQ(tokens.tokens()[1].term, repeat("e", 40));
  english().analyze(twenty + "-" + twenty + "é", TextKind::text, tokens);
  EXPECT_EQ(tokens.tokens()[1].lane, Space::written);
  english().analyze(repeat("é", 300) + "'s", TextKind::text, tokens);
  ASSERT_EQ(tokens.tokens().size(), 2U);  // its 's lies beyond what is kept
  EXPECT_EQ(tokens.tokens()[1].term, repeat("é", 255));
}

TEST(Analyzer, AQueryHasTheTokensOfTheTextAndPerhapsOneCodeMore) {
  TokenBuffer text, query;
  for (const std::string_view words : {"413", "4x4", "s4", "Spider-Man 413", "b j novak", ""}) {
    english().analyze(words, TextKind::text, text);
    english().analyze_query(words, query);
    std::size_t more = 0;
    for (const Token& token : query.tokens()) more += token.rule == TokenRule::whole_code;
    EXPECT_EQ(query.tokens().size(), text.tokens().size() + more) << words;
    EXPECT_EQ(more, words.size() < 4 && !words.empty() ? 1U : 0U) << words;
  }
}

TEST(Analyzer, BidiControlsAndZeroWidthSignsAreNotSeen) {
  EXPECT_THAT(words("\u202Emich\u200Eael\u202C \u2066scott\u2069 so\u00ADft\uFEFF"),
              ElementsAre("michael", "scott", "soft"));
  EXPECT_THAT(words("zero\u200Bwidth"), ElementsAre("zero", "width"));  // a place to break a line
}

TEST(Analyzer, PrivateUseNoncharactersAndTagsAreSeparators) {
  EXPECT_THAT(words("a\uE000b\uFFFEc\uFDD0d \U000E0041e"), ElementsAre("a", "b", "c", "d", "e"));
}

TEST(Analyzer, ControlCharactersAreSeparators) {
  EXPECT_THAT(words(std::string_view("a\0b\x01"
                                     "c\x1F"
                                     "d\x7F"
                                     "e\u0085f",
                                     12)),
              ElementsAre("a", "b", "c", "d", "e", "f"));
}

TEST(Analyzer, FullCaseFoldingKnowsTurkishGermanGreekAndKelvin) {
  EXPECT_THAT(words("İstanbul ısı Straße ΟΔΥΣΣΕΑΣ Οδυσσέας \u212A"),
              ElementsAre("istanbul", "isi", "strasse", "οδυσσεασ", "οδυσσεασ", "k"));
  expect_sound("İİİ ßßß \u212A\u212A");
}

TEST(Analyzer, AMillionSignsWithoutSpacesAreLinear) {
  for (const std::string_view sign : {"漢", "ก", "ក", "한", "ሀ"}) {
    const double once = cpu_seconds(repeat(sign, 50'000));
    const double twice = cpu_seconds(repeat(sign, 100'000));
    EXPECT_LT(twice, 4 * once + 0.2) << sign;
    expect_sound(repeat(sign, 1'000));
  }
}

TEST(Analyzer, AnEndlessGraphemeClusterIsCut) {
  const std::string jamo = repeat("\u1100", 100'000);
  EXPECT_LT(cpu_seconds(jamo), 2.0);
  for (const std::string& word : words(jamo)) EXPECT_LE(word.size(), 255U * 4);
}

TEST(Analyzer, ANameOfSignsOnlyIsOneWordAndAnEmptyOneNone) {
  EXPECT_THAT(words("", TextKind::name), IsEmpty());
  EXPECT_THAT(words(" \u200D\u0001 ", TextKind::name), IsEmpty());
  EXPECT_THAT(words("!!!", TextKind::name), ElementsAre("!!!"));
  EXPECT_THAT(words("? ! ?", TextKind::name), ElementsAre("?!?"));
  EXPECT_THAT(words("\u0301", TextKind::name), ElementsAre("\u0301"));
  EXPECT_THAT(words("🥧", TextKind::name), ElementsAre("🥧"));
  EXPECT_THAT(words("The The", TextKind::name), ElementsAre("the", "the"));
  EXPECT_THAT(words("!!!"), IsEmpty());
}

// --- The chain
// ------------------------------------------------------------------------------------

TEST(Analyzer, SpellingsOfOneNameHaveOneKey) {
  const Analyzer& analyzer = english();
  EXPECT_EQ(analyzer.key("Dwight’s Speech"), "dwight speech");
  EXPECT_EQ(analyzer.key("NUÑEZ,  Oscar"), analyzer.key("Nunez Oscar"));
  EXPECT_EQ(analyzer.key("???"), "???");
  EXPECT_EQ(analyzer.key(""), "");
}

TEST(Analyzer, StopWordsAre33AndStillWords) {
  EXPECT_TRUE(english().is_stop_word("the"));
  EXPECT_FALSE(english().is_stop_word("her"));
  EXPECT_THAT(words("to be or not to be"), ElementsAre("to", "be", "or", "not", "to", "be"));
}

TEST(Analyzer, LanguageIsTheFirstPartOfATagAndChangesTheFingerprint) {
  EXPECT_EQ(Analyzer("en-US").language(), "en");
  EXPECT_EQ(Analyzer("en-US").fingerprint(), english().fingerprint());
  EXPECT_NE(Analyzer("de").fingerprint(), english().fingerprint());
}

TEST(Analyzer, APageIsStemmedInItsOwnLanguageIfWeHaveItsRules) {
  const Analyzer english("en"), japanese("ja");
  EXPECT_EQ(english.stem_language(""), "en");
  EXPECT_EQ(english.stem_language("en-GB"), "en");
  EXPECT_EQ(english.stem_language("de"), "de");
  EXPECT_EQ(english.stem_language("DE_at"), "de");
  EXPECT_EQ(english.stem_language("deu"), "de");
  EXPECT_EQ(english.stem_language("nb-NO"), "no");
  for (const char* none : {"ja", "zh-Hant", "pl", "iw"})
    EXPECT_EQ(english.stem_language(none), "") << "no rules";
  for (const char* nothing : {"und", "POSIX", "simple", "mul", "-", " "})
    EXPECT_EQ(english.stem_language(nothing), "en") << nothing;
  EXPECT_EQ(english.stem_language(std::string(100'000, 'd')), "en") << "no language";
  EXPECT_EQ(japanese.stem_language(""), "");
  EXPECT_EQ(japanese.stem_language("en"), "en");
  EXPECT_EQ(english.stem("hauser", "de"), "haus");
  EXPECT_EQ(english.stem("hauser"), "hauser");
  EXPECT_EQ(english.stem("boats", ""), "boats");
}

TEST(Analyzer, ProtectedWordsAreProtectedInEachLanguage) {
  const Analyzer analyzer(AnalyzerOptions{"en", {"Lampen"}, {}});
  EXPECT_EQ(analyzer.stem("lampen", "de"), "lampen");
  EXPECT_EQ(analyzer.stem("netzen", "de"), "netz");
}

TEST(Analyzer, AnUnknownLanguageHasNoStemsAndStillWords) {
  const Analyzer analyzer("xx");
  TokenBuffer tokens;
  analyzer.analyze("Running", TextKind::text, tokens);
  ASSERT_EQ(tokens.tokens().size(), 1U);
  EXPECT_EQ(analyzer.stem(tokens.tokens()[0].term), "running");
}

TEST(Analyzer, TermsStayWhereTheyAreWhileTheBufferGrows) {
  TokenBuffer tokens;
  tokens.add("first", 0, 5, 0);
  const std::string_view first = tokens.tokens()[0].term;
  for (std::uint32_t i = 1; i < 100'000; ++i) tokens.add("another", 0, 7, i);
  EXPECT_EQ(first, "first");
  EXPECT_EQ(tokens.positions(), 100'000U);
  tokens.clear();
  EXPECT_EQ(tokens.positions(), 0U);
}

TEST(Analyzer, ThreadsShareOneAnalyzer) {
  const std::string text = "Dwight’s 1,000 beets in 進撃の巨人, isn't it? " + repeat("a", 300);
  const Strings expected = words(text);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) {
        wrong[i] += words(text) != expected;
        wrong[i] += english().stem("running") != "run";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

TEST(Analyzer, OffsetsOfRandomTextsAreInsideRisingAndOnCodePointLimits) {
  const std::vector<std::string_view> alphabet = {
      "a",      "A",  "z", "Z", "0",      "1",      "9",      "'",      "’",  "-", "–", ".",
      ",",      "/",  "&", "*", "+",      "#",      "@",      "_",      "!",  "$", "x", "×",
      " ",      "é",  "s", "n", "進",     "の",     "ﾎ",      "ﾟ",      "한", "ก", "ำ", "\u0301",
      "\u200D", "🥧", "🇺", "½", "\uFDFA", "\u3300", "\u00AD", "\u202F", "ß",  "İ"};
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (std::uint64_t i = random() % 60; i > 0; --i)
      text.append(alphabet[random() % alphabet.size()]);
    SCOPED_TRACE(text);
    expect_sound(text);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace coldopen

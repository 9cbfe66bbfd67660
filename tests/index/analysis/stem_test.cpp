#include "index/analysis/stem.hpp"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace coldopen {
namespace {

TEST(Stemmer, FormsOfOneWordShareAStem) {
  const Stemmer english("en");
  for (const char* form : {"run", "runs", "running", "ran"}) EXPECT_EQ(english.stem(form), "run");
  for (const char* form : {"write", "writes", "wrote", "written"}) {
    EXPECT_EQ(english.stem(form), "write");
  }
  EXPECT_EQ(english.stem("mice"), english.stem("mouse"));
  EXPECT_EQ(english.stem("women"), english.stem("woman"));
}

TEST(Stemmer, NamesThatEndLikePluralsStayWhole) {
  const Stemmer english("en");
  for (const char* name : {"jones", "james", "phyllis", "friends", "simpsons", "emmys", "series"}) {
    EXPECT_EQ(english.stem(name), name);
  }
}

TEST(Stemmer, FormsThatAreOtherWordsStayThemselves) {
  const Stemmer english("en");
  for (const char* word : {"saw", "left", "rose", "found", "fell"}) {
    EXPECT_EQ(english.stem(word), word);
  }
}

TEST(Stemmer, SingleLettersAndWordsWithDigitsHaveNoStem) {
  const Stemmer english("en");
  for (const char* word : {"s", "é", "90s", "s04e13s", "4.13", ""}) {
    EXPECT_EQ(english.stem(word), word);
  }
}

TEST(Stemmer, WordsThatSnowball3StemsOtherwiseHaveItsStems) {
  const Stemmer english("en");
  EXPECT_EQ(english.stem("university"), "universiti");
  EXPECT_EQ(english.stem("universal"), "universal");
  EXPECT_EQ(english.stem("evening"), "evening");
}

TEST(Stemmer, OtherLanguagesUseTheirOwnSnowball) {
  EXPECT_EQ(Stemmer("de").stem("folgen"), "folg");
  EXPECT_EQ(Stemmer("ru").stem("серии"), "сер");
  EXPECT_EQ(Stemmer("xx").stem("running"), "running");
}

TEST(Stemmer, DiffersFromSnowball2OnlyWhereTheTableSays) {
  std::ifstream file(COLDOPEN_SOURCE_DIR
                     "/../shared/data/conformance/snowball/"
                     "english-differs-in-libstemmer-2.2.0.tsv");
  if (!file.is_open()) GTEST_SKIP() << "SKIPPED: no Snowball pairs beside the source tree";
  const Stemmer english("en");
  std::size_t words = 0;
  for (std::string line; std::getline(file, line); ++words) {
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    EXPECT_EQ(english.stem(line.substr(0, first)), line.substr(first + 1, second - first - 1));
  }
  EXPECT_EQ(words, 57U);
}

TEST(Stemmer, GivesSnowball3StemsOfAWholeVocabularyButForOurTables) {
  const std::string path =
      COLDOPEN_SOURCE_DIR "/../shared/data/conformance/snowball/english.tsv.xz";
  std::FILE* const pipe = ::popen(("xz -dc '" + path + "' 2>/dev/null").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  const Stemmer english("en");
  const std::string tables = '\0' + Stemmer::tables();
  std::size_t words = 0;
  char line[256];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    const std::string row(line);
    const std::size_t tab = row.find('\t');
    const std::string word = row.substr(0, tab), stem = row.substr(tab + 1, row.size() - tab - 2);
    ++words;
    const bool ours = tables.find('\0' + word + '\0') != std::string::npos;
    const bool apart = word.find('\'') != std::string::npos;  // folding leaves no apostrophes
    if (!ours && !apart && word.size() > 1 &&
        word.find_first_of("0123456789") == std::string::npos) {
      EXPECT_EQ(english.stem(word), stem);
    }
  }
  ::pclose(pipe);
  if (words == 0) GTEST_SKIP() << "SKIPPED: no Snowball vocabulary at " << path;
  EXPECT_EQ(words, 42'649U);
}

struct Vocabulary {
  std::string language, file;
  int words = 0, differing = 0;
};

// Snowball 3's words and stems (most of them every second to eighth word of a vocabulary);
// libstemmer 2.2 differs where its algorithm is an older one.
TEST(Stemmer, DiffersFromSnowball3InOtherLanguagesInExactlySoManyWords) {
  const std::vector<Vocabulary> vocabularies = {
      {"da", "danish", 11'916, 0},     {"de", "german", 17'517, 626},
      {"el", "greek", 11'341, 6},      {"es", "spanish", 14'189, 5},
      {"fi", "finnish", 12'490, 0},    {"fr", "french", 10'828, 418},
      {"hu", "hungarian", 3'736, 0},   {"it", "italian", 17'748, 1},
      {"nl", "dutch", 22'835, 10'552}, {"no", "norwegian", 10'448, 61},
      {"pt", "portuguese", 16'008, 0}, {"ro", "romanian", 10'956, 1'687},
      {"ru", "russian", 24'893, 0},    {"sv", "swedish", 15'369, 271},
      {"tr", "turkish", 24'082, 2'332}};
  for (const Vocabulary& vocabulary : vocabularies) {
    const std::string path =
        COLDOPEN_SOURCE_DIR "/../shared/data/conformance/snowball/" + vocabulary.file + ".tsv.xz";
    std::FILE* const pipe = ::popen(("xz -dc '" + path + "' 2>/dev/null").c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    const Stemmer stemmer(vocabulary.language);
    int words = 0, differing = 0;
    char line[512];
    while (std::fgets(line, sizeof line, pipe) != nullptr) {
      const std::string row(line);
      const std::size_t tab = row.find('\t');
      const std::string word = row.substr(0, tab);
      ++words;
      differing += stemmer.stem(word) != row.substr(tab + 1, row.size() - tab - 2);
    }
    ::pclose(pipe);
    if (words == 0) GTEST_SKIP() << "SKIPPED: no Snowball vocabulary at " << path;
    EXPECT_EQ(words, vocabulary.words) << vocabulary.file;
    EXPECT_EQ(differing, vocabulary.differing) << vocabulary.file;
  }
}

}  // namespace
}  // namespace coldopen

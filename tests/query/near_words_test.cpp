// Whether the words that were meant are found, over lists of real errors and of made ones.
#include "query/near_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "index/io/spool.hpp"
#include "index/segment/record.hpp"

namespace coldopen {
namespace {

const std::string kGolden = COLDOPEN_SOURCE_DIR "/../shared/data/golden/";

// A word that one document holds, so often.
void add_word(DictionaryWriter& writer, Space space, std::string_view word, std::uint64_t count) {
  TermInfo info;
  info.df = 1;
  info.cf = std::max<std::uint64_t>(count, 1);
  ByteBuffer posting;
  append_posting(posting, 0, 1, {0, static_cast<std::uint32_t>(info.cf), 0}, false);
  writer.add(space, word, info, posting);
}

struct Written {
  ByteBuffer terms, hash;
  Dictionary dictionary;

  explicit Written(const std::map<std::string, std::uint64_t>& counts) {
    SpoolPlace memory;
    DictionaryWriter writer(memory);
    for (const auto& [word, count] : counts) add_word(writer, Space::exact, word, count);
    const DictionaryWriter::Sections sections = writer.finish();
    terms = whole(sections.dictionary);
    hash = whole(sections.hash);
    dictionary = Dictionary::open(terms, hash).value();
  }
};

std::string unpacked(const std::string& path) {
  std::FILE* const pipe = ::popen(("xz -dc '" + path + "'").c_str(), "r");
  std::string text;
  std::array<char, 65'536> piece{};
  while (pipe != nullptr) {
    const std::size_t bytes = std::fread(piece.data(), 1, piece.size(), pipe);
    if (bytes == 0) break;
    text.append(piece.data(), bytes);
  }
  if (pipe != nullptr) ::pclose(pipe);
  return text;
}

std::map<std::string, std::uint64_t> counts_in(const std::string& path) {
  std::map<std::string, std::uint64_t> counts;
  std::istringstream lines(unpacked(path));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    std::uint64_t count = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), count);
    counts[line.substr(0, tab)] += count;
  }
  return counts;
}

struct Shares {
  double first = 0, among_five = 0;
  std::size_t asked = 0;
};

Shares shares(const char* words, const char* errors) {
  const Written written(counts_in(kGolden + words));
  const Dictionary* const dictionary = &written.dictionary;
  std::ifstream lines(kGolden + errors);
  std::size_t asked = 0, first = 0, among_five = 0;
  for (std::string line; std::getline(lines, line); ++asked) {
    const std::size_t tab = line.find('\t');
    const std::string meant = line.substr(tab + 1);
    std::vector<NearWord> near = near_words({&dictionary, 1}, line.substr(0, tab));
    if (near.size() > 5) near.resize(5);
    first += !near.empty() && near[0].term == meant ? 1 : 0;
    among_five += std::ranges::find(near, meant, &NearWord::term) != near.end() ? 1 : 0;
  }
  const auto share = [&](std::size_t of) {
    return static_cast<double>(of) / std::max<double>(1, static_cast<double>(asked));
  };
  return {share(first), share(among_five), asked};
}

bool lists_are_here() { return std::filesystem::exists(kGolden + "typos-wikipedia.tsv"); }

TEST(NearWords, ThoseThatWikipediansMeantComeFirst) {
  if (!lists_are_here()) GTEST_SKIP() << "no lists in " << kGolden << ": NOTHING IS TESTED";
  const Shares found = shares("words-en-82765.tsv.xz", "typos-wikipedia.tsv");
  EXPECT_EQ(found.asked, 2340U);
  EXPECT_GE(found.first, .85);
  EXPECT_GE(found.among_five, .94);
}

TEST(NearWords, NamesOfFansWithErrorsAreFound) {
  if (!lists_are_here()) GTEST_SKIP() << "no lists in " << kGolden << ": NOTHING IS TESTED";
  const Shares found = shares("terms-fan.tsv.xz", "typos-names.tsv");
  EXPECT_EQ(found.asked, 2815U);
  EXPECT_GE(found.first, .75);
  EXPECT_GE(found.among_five, .91);
}

TEST(NearWords, TheFrequentOneComesFirstWhereCostsAreAlike) {
  const Written written({{"dwight", 5000}, {"wight", 3}, {"dwigts", 1}, {"weight", 900}});
  const Dictionary* const dictionary = &written.dictionary;
  const std::vector<NearWord> near = near_words({&dictionary, 1}, "dwigt");
  ASSERT_EQ(near.size(), 2U);  // one edit from five letters
  EXPECT_EQ(near[0].term, "dwight");
  EXPECT_DOUBLE_EQ(near[0].cost, 1);
  EXPECT_DOUBLE_EQ(near[0].score, 1 - frequency_points(5000));
  EXPECT_EQ(near[1].term, "dwigts");
}

TEST(NearWords, OccurrencesInNamesCountTwentyTimes) {
  SpoolPlace memory;
  DictionaryWriter writer(memory);
  add_word(writer, Space::exact, "dwight", 7);
  add_word(writer, Space::field, std::string("alias") + kFieldSeparator + "dwight", 3);
  add_word(writer, Space::field, std::string("title") + kFieldSeparator + "dwight", 1);
  const DictionaryWriter::Sections sections = writer.finish();
  const ByteBuffer terms = whole(sections.dictionary), hash = whole(sections.hash);
  const Dictionary opened = Dictionary::open(terms, hash).value();
  const std::array dictionaries = {static_cast<const Dictionary*>(&opened),
                                   static_cast<const Dictionary*>(&opened)};
  EXPECT_EQ(occurrences({dictionaries.data(), 1}, "dwight"), 7U + 20 * 2);
  EXPECT_EQ(occurrences(dictionaries, "dwight"), 2 * (7U + 20 * 2));
}

}  // namespace
}  // namespace coldopen

#include "index/segment/near_terms.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "index/io/spool.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (const char byte : text) {
    const auto bits = static_cast<unsigned char>(byte);
    if (bits >= 0xC0) {
      points.push_back(bits & (bits >= 0xE0 ? 0x0FU : 0x1FU));
    } else if (bits >= 0x80) {
      points.back() = points.back() << 6 | (bits & 0x3FU);
    } else {
      points.push_back(bits);
    }
  }
  return points;
}

struct Written {
  ByteBuffer terms, hash;
  Dictionary dictionary;

  explicit Written(const std::vector<Term>& sorted) {
    SpoolPlace place;
    DictionaryWriter writer(place);
    TermInfo info;
    info.df = 1;
    info.cf = 1;
    for (const Term& term : sorted) writer.add(term.space, term.text, info, {});
    const DictionaryWriter::Sections sections = writer.finish();
    terms = whole(sections.dictionary);
    hash = whole(sections.hash);
    dictionary = Dictionary::open(terms, hash).value();
  }
};

using Found = std::map<std::string, std::size_t>;

Found near(const Dictionary& dictionary, std::string_view start, std::string_view typed,
           std::size_t edits, Nearness nearness) {
  Found found;
  NearTerms terms(dictionary, Space::exact, start, typed, edits, nearness);
  while (terms.next()) found.emplace(terms.text(), terms.distance());
  return found;
}

// Of each start of `term`: its distance to `typed`. By the definition, row by row.
std::vector<std::size_t> distances(std::string_view typed, std::string_view term) {
  const std::u32string a = code_points(typed), b = code_points(term);
  std::vector<std::vector<std::size_t>> rows(b.size() + 1, std::vector<std::size_t>(a.size() + 1));
  for (std::size_t j = 0; j <= b.size(); ++j)
    for (std::size_t i = 0; i <= a.size(); ++i) {
      if (i == 0 || j == 0) {
        rows[j][i] = i + j;
        continue;
      }
      rows[j][i] = std::min({rows[j - 1][i] + 1, rows[j][i - 1] + 1,
                             rows[j - 1][i - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[j][i] = std::min(rows[j][i], rows[j - 2][i - 2] + 1);
    }
  std::vector<std::size_t> last;
  for (const auto& row : rows) last.push_back(row.back());
  return last;
}

std::string random_word(std::mt19937& random, std::size_t most) {
  static const std::vector<std::string> kLetters = {"a", "b", "c", "é", "я", "の"};
  std::string word;
  for (std::size_t i = random() % most + 1; i > 0; --i)
    word += kLetters[random() % 8 % kLetters.size()];
  return word;
}

TEST(NearTerms, AreExactlyThoseWithinTheDistanceWhateverTheDictionary) {
  std::mt19937 random(test_seed());
  for (const std::size_t count : {0U, 1U, 16U, 17U, 300U, 3000U}) {
    std::vector<Term> terms;
    for (std::size_t i = 0; i < count; ++i)
      terms.push_back({random() % 4 == 0 ? Space::stem : Space::exact, random_word(random, 9)});
    std::ranges::sort(terms);
    terms.erase(std::ranges::unique(terms).begin(), terms.end());
    const Written written(terms);
    for (int round = 0; round < 60; ++round) {
      const std::string typed = random_word(random, 9);
      const std::string start = round % 3 == 0 ? random_word(random, 2) : "";
      const std::size_t edits = random() % 3;
      const Nearness nearness = round % 2 == 0 ? Nearness::whole : Nearness::start;
      Found expected;
      for (const Term& term : terms) {
        if (term.space != Space::exact || !term.text.starts_with(start)) continue;
        const std::string rest = term.text.substr(start.size());
        const auto all = distances(typed, rest);
        const std::size_t distance =
            nearness == Nearness::whole ? all.back() : *std::ranges::min_element(all);
        if (distance <= edits) expected.emplace(rest, distance);
      }
      ASSERT_EQ(near(written.dictionary, start, typed, edits, nearness), expected)
          << typed << " after '" << start << "', " << edits << " edits, " << count << " terms";
    }
  }
}

TEST(NearTerms, ASwapOfNeighboursIsOneEditAndNoLetterIsEditedTwice) {
  const Written written({{Space::exact, "abc"}, {Space::exact, "acb"}});
  EXPECT_EQ(near(written.dictionary, "", "abc", 2, Nearness::whole),
            (Found{{"abc", 0}, {"acb", 1}}));
  // A swap with a letter between would be two edits; by this distance it is three.
  EXPECT_EQ(near(written.dictionary, "", "ca", 2, Nearness::whole), (Found{{"acb", 2}}));
}

TEST(NearTerms, OfHalfTypedWordsAreTheirEnds) {
  const Written written({{Space::exact, "michael"}, {Space::exact, "mocha"}});
  EXPECT_EQ(near(written.dictionary, "", "mihc", 1, Nearness::start), (Found{{"michael", 1}}));
  EXPECT_EQ(near(written.dictionary, "m", "ichae", 1, Nearness::start), (Found{{"ichael", 0}}));
  EXPECT_EQ(near(written.dictionary, "", "mihc", 1, Nearness::whole), Found{});
}

TEST(NearTerms, OfNothingAndOfWordsBeyondTheLimitAreNone) {
  const std::string longest(NearTerms::kLettersMax, 'x');
  const Written written(
      {{Space::exact, "a"}, {Space::exact, longest}, {Space::exact, longest + "x"}});
  EXPECT_EQ(near(written.dictionary, "", "", 2, Nearness::whole), Found{});
  EXPECT_EQ(near(written.dictionary, "", longest, 1, Nearness::whole),
            (Found{{longest, 0}, {longest + "x", 1}}));
  EXPECT_EQ(near(written.dictionary, "", longest + "x", 1, Nearness::whole), Found{});
}

TEST(NearTerms, WrongBytesEndTheWalk) {
  std::mt19937 random(test_seed());
  std::vector<Term> terms;
  for (int i = 0; i < 400; ++i) terms.push_back({Space::exact, random_word(random, 9)});
  std::ranges::sort(terms);
  terms.erase(std::ranges::unique(terms).begin(), terms.end());
  const Written written(terms);
  for (int round = 0; round < 300; ++round) {
    ByteBuffer bytes = written.terms;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = std::byte(random() % 256);
    const auto opened = Dictionary::open(bytes, written.hash);
    if (!opened) continue;
    NearTerms near_terms(*opened, Space::exact, "", random_word(random, 9), 2, Nearness::whole);
    std::size_t found = 0;
    while (near_terms.next()) ASSERT_LE(++found, bytes.size());
  }
}

}  // namespace
}  // namespace coldopen

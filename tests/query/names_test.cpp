// Two hundred names (tests/judged/names-200.tsv), each in every spelling of people: it finds the
// page of that name first, and texts that hold the name in another spelling.
#include <fstream>
#include <gtest/gtest.h>

#include "tests/support/judged.hpp"
#include "tests/support/spellings.hpp"

namespace coldopen {
namespace {

Strings two_hundred_names() {
  Strings names;
  std::ifstream in(COLDOPEN_SOURCE_DIR "/tests/judged/names-200.tsv");
  for (std::string line; std::getline(in, line);) names.push_back(line.substr(0, line.find('\t')));
  return names;
}

// Whether a text that holds `name` is found by this spelling of it, or the other way round. Words
// typed as one are those of the page's keys, but of a text only the plain ones: at most
// `words_max`, no "'s" and no "&".
bool reaches_texts(const std::string& name, const Spelling& spelling, std::size_t words_max,
                   const Analyzer& analyzer) {
  if (!spelling.joined) return true;
  if (name.find_first_of("'&") != std::string::npos) return false;
  TokenBuffer tokens;
  analyzer.analyze(name, TextKind::name, tokens);
  return tokens.positions() <= words_max;
}

Article clip(std::size_t name, std::size_t number, const std::string& spelling) {
  return article("clip_" + std::to_string(name) + "_" + std::to_string(number))
      .text("Last night the " + spelling + " was on television again.");
}

std::string page_id(std::size_t name) { return "page_" + std::to_string(name); }

bool is_hit(const Snapshot& snapshot, const std::string& q, const std::string& id) {
  SearchRequest request = asking(q);
  request.match = Match::all;
  request.limit = SearchLimits::limit_max;
  const Ids ids = ids_of(search(snapshot, request));
  return std::ranges::find(ids, id) != ids.end();
}

class Misses {  // prints the first hundred
 public:
  void add(const std::string& text) {
    if (++count_ <= 100) ADD_FAILURE() << text;
  }
  std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

TEST(Names, EverySpellingFindsThePageFirstAndTextsWithTheNameAsWritten) {
  const Strings names = two_hundred_names();
  ASSERT_EQ(names.size(), 200U);
  TestIndex index;
  for (std::size_t i = 0; i < names.size(); ++i) {
    index.add(article(page_id(i)).title(names[i]).text("A page of its own."));
    // Three texts each, so that a joined word may be cut into the words of the name.
    for (std::size_t k = 0; k < 3; ++k) index.add(clip(i, k, names[i]));
  }
  const Snapshot snapshot = index.snapshot(2);
  std::size_t asked = 0;
  Misses misses;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const Spelling& one : spellings_of(names[i])) {
      ++asked;
      const Ids hits = hits_of(snapshot, one.text);
      if (hits.empty() || hits.front() != page_id(i)) {
        misses.add(names[i] + " as " + one.text + " (" + one.rule + "): first is " +
                   (hits.empty() ? "nothing" : hits.front()));
      }
      if (!reaches_texts(names[i], one, 2, index.analyzer())) continue;  // it is cut in two
      if (!is_hit(snapshot, one.text, "clip_" + std::to_string(i) + "_0"))
        misses.add(names[i] + " as " + one.text + " (" + one.rule + "): its text is not found");
    }
  }
  EXPECT_GT(asked, 2000U);
  EXPECT_EQ(misses.count(), 0U) << "of " << asked;
}

TEST(Names, ANameFindsTextsThatSpellItInAnotherWay) {
  const Strings names = two_hundred_names();
  TestIndex index;
  for (std::size_t i = 0; i < names.size(); ++i) {
    index.add(article(page_id(i)).title(names[i]).text("A page of its own."));
    const std::vector<Spelling> spellings = spellings_of(names[i]);
    for (std::size_t k = 0; k < spellings.size(); ++k) index.add(clip(i, k, spellings[k].text));
  }
  const Snapshot snapshot = index.snapshot(2);
  Misses misses;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Ids hits = hits_of(snapshot, names[i]);
    if (hits.empty() || hits.front() != page_id(i))
      misses.add(names[i] + ": first is " + (hits.empty() ? "nothing" : hits.front()));
    const std::vector<Spelling> spellings = spellings_of(names[i]);
    for (std::size_t k = 0; k < spellings.size(); ++k) {
      if (!reaches_texts(names[i], spellings[k], 4, index.analyzer())) continue;
      if (!is_hit(snapshot, names[i], "clip_" + std::to_string(i) + "_" + std::to_string(k)))
        misses.add(names[i] + " does not find " + spellings[k].text + " (" + spellings[k].rule +
                   ")");
    }
  }
  EXPECT_EQ(misses.count(), 0U);
}

}  // namespace
}  // namespace coldopen

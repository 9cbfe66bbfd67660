// Lists of phrases, made of containers, pairs and counts of words, against reading every document
// by its steps and weighing each place.

#include "query/phrases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// Stop words that stand everywhere, and names in several spellings, some of them rare.
const std::vector<std::string> kWords = {
    "the", "of",  "and",        "to",        "be",    "or",   "not",  "the",    "spider", "man",
    "x",   "men", "spider-man", "spiderman", "X-Men", "xmen", "ofto", "the-of", "dwight", "beet"};

std::string random_text(std::mt19937& random, std::size_t longest) {
  std::string text;
  for (std::size_t words = random() % (longest + 1); words > 0; --words)
    text += kWords[std::min(random() % kWords.size(), random() % kWords.size())] + " ";
  return text;
}

TestIndex random_articles(std::mt19937& random, int count) {
  TestIndex index;
  for (int i = 0; i < count; ++i) {
    ArticleBuilder made = article("article" + std::to_string(i)).title(random_text(random, 4));
    for (std::size_t aliases = random() % 4; aliases > 0; --aliases)
      made.alias(random_text(random, 6));
    if (random() % 3 == 0) made.with("cast", random_text(random, 4).c_str());
    for (std::size_t passages = 1 + random() % 3; passages > 0; --passages)
      made.passage(random_text(random, 3), "", random_text(random, 20));
    index.add(made);
    if (random() % 10 == 0) index.remove("article" + std::to_string(i));
  }
  return index;
}

std::vector<PhraseWord> random_phrase(std::mt19937& random) {
  static const std::vector<std::string> kTerms = {
      "the", "of", "and", "to", "be", "or", "not", "spider", "man", "x", "men", "dwight", "thewho"};
  std::vector<PhraseWord> words;
  const std::size_t count = 1 + random() % 4;
  std::uint32_t offset = 0;
  for (std::size_t i = 0; i < count; ++i) {
    words.push_back({kTerms[std::min(random() % kTerms.size(), random() % kTerms.size())], offset});
    offset += random() % 12 == 0 ? 2 : 1;
  }
  return words;
}

using Counts = std::map<DocId, double>;

Counts counted(const SegmentView& view, const ElementList& list) {
  std::vector<DocId> documents;
  list.documents(documents);
  Counts counts;
  for (const DocId doc : documents)
    if (view.alive(doc)) counts[doc] = list.count(list.find(doc).value());
  return counts;
}

double weighed(const std::vector<FieldPlace>& places, const std::vector<std::uint32_t>& starts,
               const FieldWeights& weights) {
  double sum = 0;
  std::map<std::uint32_t, std::uint32_t> of_alias;
  std::uint32_t best_alias = 0;
  for (const std::uint32_t start : starts) {
    const FieldPlace* place = place_of(places, start);
    if (place->field == Field::alias) {
      best_alias = std::max(best_alias, ++of_alias[place->item]);
    } else {
      sum += weights.of(place->field);
    }
  }
  return sum + best_alias * weights.aliases;
}

Counts read_by_steps(const SegmentView& view, const std::vector<PhraseWord>& words, bool joined,
                     const FieldWeights& weights) {
  PhraseReader reader(*view.segment, words, joined);
  Counts counts;
  std::vector<std::uint32_t> starts;
  for (DocId doc = 0; doc < view.segment->size(); ++doc) {
    reader.starts(doc, starts);
    if (view.alive(doc) && !starts.empty())
      counts[doc] = weighed(view.segment->documents().places(doc), starts, weights);
  }
  return counts;
}

TEST(Phrases, AreListsOfWhatReadingEveryDocumentFinds) {
  std::mt19937 random(test_seed());
  Deadline deadline{std::chrono::hours(1)};
  const Snapshot snapshot = random_articles(random, 900).snapshot(2);
  for (int round = 0; round < 300; ++round) {
    const std::vector<PhraseWord> words = random_phrase(random);
    std::uint64_t holders = 0;
    for (const SegmentView& view : snapshot.segments) {
      for (const bool joined : {false, true}) {
        const ElementList found =
            find_phrase(view, words, joined, {"", snapshot.weights}, deadline);
        const Counts expected = read_by_steps(view, words, joined, snapshot.weights);
        ASSERT_EQ(counted(view, found), expected) << text_of(words) << " " << joined;
        ASSERT_EQ(found.living(view), expected.size()) << text_of(words) << " " << joined;
        if (!joined) holders += expected.size();
      }
    }
    ASSERT_EQ(count_phrase(snapshot, words, deadline), holders) << text_of(words);
  }
}

TEST(Phrases, OfAFieldCountOnlyThere) {
  std::mt19937 random(test_seed() + 1);
  Deadline deadline{std::chrono::hours(1)};
  const Snapshot snapshot = random_articles(random, 500).snapshot(1);
  const SegmentView& view = snapshot.segments[0];
  for (int round = 0; round < 60; ++round) {
    const std::vector<PhraseWord> words = random_phrase(random);
    FieldWeights only_body{.title = 0, .aliases = 0, .headings = 0, .attributes = 0, .body = 1};
    Counts expected = read_by_steps(view, words, false, only_body);
    std::erase_if(expected, [](const auto& each) { return each.second == 0; });
    const ElementList found = find_phrase(view, words, false, {"body", {}}, deadline);
    ASSERT_EQ(counted(view, found), expected) << text_of(words);
  }
}

}  // namespace
}  // namespace coldopen

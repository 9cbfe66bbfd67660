// Phrases over random segments of few words, so that they occur and repeat, against reading every
// document: with every kernel set, with lists of pairs and without, with deletes and masks.

#include "query/phrase_scorer.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "index/segment/pairs.hpp"
#include "tests/support/made_segment.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kWords = 40;

std::string word(std::uint32_t number) { return "w" + std::to_string(100 + number); }

struct PhraseWorldShape {
  std::vector<std::uint32_t> sizes;  // of segments
  std::uint32_t length = 12;         // of documents, at most
  bool pairs = true;
  std::uint32_t dead_in_a_thousand = 0;
  bool one_length = false;
};

struct Occurrence {
  std::uint32_t position = 0;
  std::uint32_t word = 0;
};

using Starts = std::vector<std::vector<std::uint32_t>>;  // by document

class PhraseWorld {
 public:
  PhraseWorld(std::mt19937& random, const PhraseWorldShape& shape) : shape_(shape) {
    for (const std::uint32_t size : shape.sizes) {
      std::vector<std::vector<Occurrence>>& documents = documents_.emplace_back();
      for (std::uint32_t doc = 0; doc < size; ++doc) documents.push_back(random_document(random));
      std::vector<DocId> dead;
      for (DocId doc = 0; doc < size; ++doc)
        if (random() % 1000 < shape.dead_in_a_thousand) dead.push_back(doc);
      views_.push_back({build(documents), dead.empty() ? nullptr
                                                       : std::make_shared<const Tombstones>(
                                                             Tombstones().with(dead, 0))});
    }
    set_average_length(10);
  }

  void set_average_length(double length) {
    norms_ = std::make_unique<LengthNorms>(scoring_, length);
  }
  void set_mask(std::mt19937& random) {
    for (const SegmentView& view : views_) {
      std::vector<ChunkBits>& mask = masks_.emplace_back(view.segment->chunk_count());
      for (DocId doc = 0; doc < view.segment->size(); ++doc)
        if (random() % 2 == 0) mask[doc / kChunkDocs].set(doc % kChunkDocs);
    }
  }

  PhraseQuery query(std::vector<PhraseWord> words) const {
    PhraseQuery query{.words = std::move(words), .weight = 3.7, .segments = {}};
    query.norms = norms_.get();
    query.k1 = scoring_.k1;
    for (std::size_t i = 0; i < views_.size(); ++i)
      query.segments.push_back(
          {&views_[i], masks_.empty() ? std::span<const ChunkBits>() : masks_[i]});
    return query;
  }

  // Words that stand somewhere as they are asked for, mostly; some are left out in the middle.
  std::vector<PhraseWord> random_phrase(std::mt19937& random) const {
    const auto& documents = documents_[random() % documents_.size()];
    const auto& document = documents[random() % documents.size()];
    const std::size_t count = 1 + random() % 6;
    const std::size_t first = random() % document.size();
    const std::uint32_t left_out = random() % 8 == 0 ? 1 + random() % 4 : 0;
    std::vector<PhraseWord> words;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i != 0 && i == left_out) continue;
      const bool here = first + i < document.size() && random() % 30 != 0;
      words.push_back(
          {word(here ? document[first + i].word : static_cast<std::uint32_t>(random() % kWords)),
           i});
    }
    return words;
  }

  // Where a phrase starts in each living document of the mask.
  Starts starts(std::size_t segment, const std::vector<PhraseWord>& words) const {
    std::vector<Occurrence> wanted;
    for (const PhraseWord& each : words)
      wanted.push_back({each.offset, static_cast<std::uint32_t>(std::stoi(each.term.substr(1)))});
    Starts all;
    for (DocId doc = 0; doc < documents_[segment].size(); ++doc) {
      std::vector<std::uint32_t>& found = all.emplace_back();
      const bool masked =
          !masks_.empty() && !masks_[segment][doc / kChunkDocs].test(doc % kChunkDocs);
      if (masked || !views_[segment].alive(doc)) continue;
      const std::vector<Occurrence>& tokens = documents_[segment][doc];
      for (const Occurrence& first : tokens) {
        if (first.word + 100 != wanted[0].word) continue;
        const bool here = std::ranges::all_of(wanted, [&](const Occurrence& each) {
          const auto at = std::ranges::lower_bound(tokens, first.position + each.position, {},
                                                   &Occurrence::position);
          return at != tokens.end() && at->position == first.position + each.position &&
                 at->word + 100 == each.word;
        });
        if (here) found.push_back(first.position);
      }
    }
    return all;
  }

  std::vector<TopDocument> holders(const PhraseQuery& query) const {
    std::vector<TopDocument> all;
    for (std::uint32_t segment = 0; segment < views_.size(); ++segment) {
      const Starts found = starts(segment, query.words);
      for (DocId doc = 0; doc < found.size(); ++doc) {
        if (found[doc].empty()) continue;
        const double f = static_cast<double>(found[doc].size());
        const double k = (*norms_)[views_[segment].segment->length_code(doc)];
        all.push_back({segment, doc, static_cast<float>(query.weight * (f / (f + k)))});
      }
    }
    std::ranges::sort(all, [](const TopDocument& a, const TopDocument& b) {
      return std::tuple(-a.score, a.segment, a.doc) < std::tuple(-b.score, b.segment, b.doc);
    });
    return all;
  }

  const std::vector<SegmentView>& views() const { return views_; }

 private:
  // Word 0 is in nearly all documents, the last ones in very few. Places are apart, and some
  // documents begin far behind the positions of 16 bits.
  std::vector<Occurrence> random_document(std::mt19937& random) const {
    std::vector<Occurrence> tokens;
    const std::uint32_t begins[] = {0, 0, 0, 65'530, 1'000'000};
    std::uint32_t position = begins[random() % std::size(begins)];
    const auto length = 1 + static_cast<std::uint32_t>(random() % shape_.length);
    for (std::uint32_t i = 0; i < length; ++i) {
      std::uint32_t number = kWords;
      while (number >= kWords) {
        number = 0;
        while (random() % 7 != 0 && number < 3) ++number;
        if (number == 3) number = static_cast<std::uint32_t>(random() % (kWords + 20));
        if (number >= 20 && random() % 50 != 0) number = static_cast<std::uint32_t>(random() % 5);
      }
      tokens.push_back({position, number});
      position += random() % 10 == 0 ? kPositionGap : 1;
    }
    return tokens;
  }

  Shared<Segment> build(const std::vector<std::vector<Occurrence>>& documents) const {
    std::vector<MadeList> lists;
    for (std::uint32_t number = 0; number < kWords; ++number) {
      MadeList& list = lists.emplace_back();
      list.text = word(number);
      for (DocId doc = 0; doc < documents.size(); ++doc) {
        const std::size_t before = list.content.positions.size();
        for (const Occurrence& token : documents[doc])
          if (token.word == number) list.content.positions.push_back(token.position);
        const auto count = static_cast<std::uint32_t>(list.content.positions.size() - before);
        if (count != 0) list.content.postings.push_back({doc, count, count});
      }
    }
    std::vector<std::uint8_t> lengths;
    for (const auto& document : documents) {
      const auto length = static_cast<std::uint32_t>(shape_.one_length ? 10 : document.size());
      lengths.push_back(encode_length(length));
    }
    return Segment::open(made_segment({1, "phrases", 1}, std::move(lengths), lists, scoring_,
                                      {.champions = true, .pairs = shape_.pairs}));
  }

  PhraseWorldShape shape_;
  Scoring scoring_;
  std::vector<std::vector<std::vector<Occurrence>>> documents_;
  std::vector<SegmentView> views_;
  std::vector<std::vector<ChunkBits>> masks_;
  std::unique_ptr<LengthNorms> norms_;
};

std::string said(const std::vector<PhraseWord>& words) {
  std::string text;
  for (const PhraseWord& each : words) text += each.term + "@" + std::to_string(each.offset) + " ";
  return text;
}

void expect_best(std::span<const TopDocument> best, const std::vector<TopDocument>& all,
                 std::uint32_t k, const std::string& what) {
  std::size_t held = std::min<std::size_t>(k, all.size());
  while (held != 0 && held < all.size() && all[held].score == all[held - 1].score) ++held;
  ASSERT_EQ(best.size(), held) << what << k;
  for (std::size_t i = 0; i < held; ++i)
    ASSERT_EQ(best[i], all[i]) << what << k << " at " << i << ": " << best[i].doc << " "
                               << best[i].score << ", not " << all[i].doc << " " << all[i].score;
}

// The phrase as a list of a query beside nothing else.
void expect_list(const PhraseQuery& query, const std::vector<TopDocument>& all,
                 Workspace& workspace, const std::string& what) {
  FlatQuery flat;
  flat.lists = {{.weight = query.weight, .length_counts = true, .occur = Occur::must}};
  flat.norms = query.norms;
  flat.k1 = query.k1;
  for (std::size_t i = 0; i < query.segments.size(); ++i)
    flat.segments.push_back({.view = query.segments[i].view,
                             .lists = {phrase_list(query, i, workspace)},
                             .mask = query.segments[i].mask});
  expect_best(top_documents(flat, 20, workspace), all, 20, what + "as a list ");
}

void expect_all_alike(std::mt19937& random, const PhraseWorld& world, int phrases) {
  Workspace workspace;
  std::vector<std::uint32_t> starts;
  const std::string_view in_use = kernels().name;
  for (int round = 0; round < phrases; ++round) {
    const PhraseQuery query = world.query(world.random_phrase(random));
    const std::vector<TopDocument> all = world.holders(query);
    for (const Kernels* with : runnable_kernels()) {
      ASSERT_TRUE(use_kernels(with->name));
      const std::string what = std::string(with->name) + " " + said(query.words);
      for (const std::uint32_t k : {1U, 10U, 300U}) {
        workspace.reset();
        expect_best(top_phrase(query, k, workspace), all, k, what);
        workspace.reset();
        const PhraseAnswer answer = top_and_count_phrase(query, k, workspace);
        expect_best(answer.best, all, k, what + "counted ");
        EXPECT_EQ(answer.count, all.size()) << what;
        if (testing::Test::HasFatalFailure()) return;
      }
      workspace.reset();
      EXPECT_EQ(count_phrase(query, workspace), all.size()) << what;
      EXPECT_TRUE(top_phrase(query, 0, workspace).empty());
      workspace.reset();
      expect_list(query, all, workspace, what);
      if (testing::Test::HasFailure()) return;
    }
  }
  use_kernels(in_use);
}

TEST(PhraseScorer, FindsWhatReadingEveryDocumentFinds) {
  std::mt19937 random(test_seed());
  for (const bool pairs : {false, true}) {
    for (const bool one_length : {false, true}) {
      PhraseWorld world(random, {.sizes = {900}, .pairs = pairs, .one_length = one_length});
      expect_all_alike(random, world, 15);
      world.set_average_length(25);  // other than the codes were made with
      expect_all_alike(random, world, 8);
    }
  }
}

TEST(PhraseScorer, LeavesOutTheDeadAndTheMasked) {
  std::mt19937 random(test_seed() + 1);
  for (const bool pairs : {false, true}) {
    PhraseWorld world(random,
                      {.sizes = {700, 5, 2'000}, .pairs = pairs, .dead_in_a_thousand = 200});
    expect_all_alike(random, world, 15);
    world.set_mask(random);
    expect_all_alike(random, world, 15);
  }
}

TEST(PhraseScorer, FindsThemInEveryKindOfChunkAndInSeveral) {
  std::mt19937 random(test_seed() + 2);
  for (const bool pairs : {false, true}) {
    const PhraseWorld world(random, {.sizes = {70'000}, .length = 8, .pairs = pairs});
    expect_all_alike(random, world, 4);
  }
}

TEST(PhraseScorer, ReadsLongDocuments) {
  std::mt19937 random(test_seed() + 3);
  for (const bool pairs : {false, true}) {
    const PhraseWorld world(random, {.sizes = {300, 300}, .length = 900, .pairs = pairs});
    expect_all_alike(random, world, 6);
  }
}

TEST(PhraseScorer, TellsWhereAPhraseStarts) {
  std::mt19937 random(test_seed() + 4);
  const PhraseWorld world(random, {.sizes = {1'500}, .length = 60});
  Workspace workspace;
  std::vector<std::uint32_t> starts;
  for (int round = 0; round < 60; ++round) {
    const std::vector<PhraseWord> words = world.random_phrase(random);
    const Starts expected = world.starts(0, words);
    workspace.reset();
    ExactPhrase phrase(*world.views()[0].segment, words, workspace);
    Starts found(expected.size());
    while (phrase.next(0)) {
      phrase.for_each([](DocId) { return true; }, [] { return std::uint8_t{0}; },
                      [&](DocId doc, std::uint32_t at) { phrase.starts(at, found[doc]); });
    }
    ASSERT_EQ(found, expected) << said(words);
  }
}

TEST(PhraseScorer, TwoFrequentWordsAreOneList) {
  std::mt19937 random(test_seed() + 5);
  const PhraseWorld with(random, {.sizes = {1'000}, .pairs = true});
  const PhraseWorld without(random, {.sizes = {1'000}, .pairs = false});
  Workspace workspace;
  const std::vector<PhraseWord> words = {{word(0), 0}, {word(1), 1}};
  EXPECT_NE(ExactPhrase(*with.views()[0].segment, words, workspace).whole(), nullptr);
  EXPECT_EQ(ExactPhrase(*without.views()[0].segment, words, workspace).whole(), nullptr);
}

}  // namespace
}  // namespace coldopen

// What lies ahead does not exist: for whoever asks, whichever way.
#include "query/spoiler_guard.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <variant>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "query/story_place.hpp"
#include "query/suggest.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

const TestIndex& wiki() {
  static const TestIndex index = [] {
    TestIndex read;
    const auto reader = open_corpus({std::string(COLDOPEN_SOURCE_DIR) + "/corpus/the-office"}, {});
    while (auto item = reader->next())
      if (auto* article = std::get_if<ReadArticle>(&*item)) read.add(article->article);
    return read;
  }();
  return index;
}

const Shared<Snapshot>& whole() {
  static const auto snapshot = std::make_shared<const Snapshot>(wiki().snapshot(3));
  return snapshot;
}

SearchResponse search_at(std::string_view seen, const std::string& q) {
  SearchRequest request = asking(q);
  request.limit = 100;
  return search(*guarded(whole(), seen), request);
}

Ids ids_at(std::string_view seen, const std::string& q) { return ids_of(search_at(seen, q)); }

TEST(SpoilerGuard, WithoutAPlaceTheSnapshotIsTheSame) {
  EXPECT_EQ(guarded(whole(), ""), whole());
  EXPECT_THROW(guarded(whole(), "banana"), Error);
}

TEST(SpoilerGuard, LaterEpisodesAreNotFoundAndEarlierOnesAre) {
  for (const auto& [q, id] :
       {std::pair("goodbye michael", "s07e22-goodbye-michael"),
        std::pair("niagara", "s06e04-05-niagara"), std::pair("finale", "s09e24-25-finale"),
        std::pair("goodbye toby", "s04e18-19-goodbye-toby")}) {
    EXPECT_TRUE(std::ranges::count(ids_at("", q), id)) << q;
    EXPECT_FALSE(std::ranges::count(ids_at("S04E13", q), id)) << q;
  }
  for (const char* q : {"s07e22", "6x04"}) EXPECT_EQ(ids_at("S04E13", q), Ids{}) << q;
  EXPECT_EQ(ids_at("S04E13", "dinner party").front(), "s04e13-dinner-party");
  EXPECT_EQ(ids_at("S04E13", "booze cruise").front(), "s02e11-booze-cruise");
}

TEST(SpoilerGuard, WhoAppearsLaterIsNotFound) {
  EXPECT_EQ(ids_at("S04E13", "deangelo vickers"), Ids{});
}

TEST(SpoilerGuard, WhatHasNoPlaceTellsTitleKindAndActorAlone) {
  const SearchResponse found = search_at("S04E13", "michael scott");
  const Hit& hit = found.hits.at(0);
  EXPECT_EQ(hit.id, "michael-scott");
  EXPECT_TRUE(hit.guarded);
  for (const FoundPassage& passage : hit.passages) EXPECT_EQ(passage.snippet.text, "");
  for (const Attribute& attribute : hit.attributes)
    EXPECT_TRUE(attribute.name == "kind" || attribute.name == "portrayed_by") << attribute.name;
  EXPECT_EQ(search_at("S04E13", "who plays dwight").answer->text,
            "Dwight Schrute is played by Rainn Wilson");
}

TEST(SpoilerGuard, FacetsAndTotalsCountWhatIsShownAlone) {
  SearchRequest request;
  request.facets = {"season"};
  request.filters = {parse_condition("kind:episode", wiki().types())};
  const SearchResponse found = search(*guarded(whole(), "S02E05"), request);
  ASSERT_EQ(found.facets[0].values.size(), 2U);
  EXPECT_EQ(found.facets[0].values[1].count, 5U);
  EXPECT_EQ(found.total, found.facets[0].values[0].count + 5);
}

TEST(SpoilerGuard, TheDeadStayDeadAndPlacesAreKept) {
  const auto once = guarded(whole(), "S04E13");
  EXPECT_EQ(once, guarded(whole(), "season 4 episode 13"));
  EXPECT_NE(once, guarded(whole(), "S04E14"));
}

// --- Whatever is asked, no word comes back that stands only in what lies ahead

std::set<std::string> words_of(std::string_view text) {
  TokenBuffer tokens;
  wiki().analyzer().analyze(text, TextKind::text, tokens);
  std::set<std::string> words;
  for (const Token& token : tokens.tokens())
    if (token.lane == Space::exact) words.emplace(token.term);
  return words;
}

std::string shown_of(const Article& article, bool title_only) {
  std::string text = article.title;
  for (const Attribute& attribute : article.attributes) {
    if (title_only && attribute.name != "kind" && attribute.name != "portrayed_by") continue;
    for (const Value& value : attribute.values) text += "\n" + coldopen::text_of(value);
  }
  if (title_only) return text;
  for (const std::string& alias : article.aliases) text += "\n" + alias;
  for (const Passage& passage : article.passages)
    text += "\n" + passage.heading + "\n" + passage.text;
  return text + "\n" + article.body;
}

// All that a response tells, but for the query's own words.
std::string told(const SearchResponse& response) {
  std::string text;
  for (const Hit& hit : response.hits) {
    text += "\n" + hit.title.text;
    for (const FoundPassage& passage : hit.passages)
      text += "\n" + passage.heading + "\n" + passage.snippet.text;
    for (const Attribute& attribute : hit.attributes)
      for (const Value& value : attribute.values) text += "\n" + coldopen::text_of(value);
    if (hit.why)
      for (const ScorePart& part : hit.why->parts) text += "\n" + part.term;
  }
  for (const Facet& facet : response.facets)
    for (const FacetValue& value : facet.values) text += "\n" + value.value;
  for (const Note& note : response.notes) text += "\n" + note.text;
  if (response.answer) text += "\n" + response.answer->text;
  if (response.did_you_mean) text += "\n" + response.did_you_mean->q;
  if (response.corrected) text += "\n" + response.corrected->to;
  return text;
}

std::string told(const SuggestResponse& response) {
  std::string text;
  for (const SuggestionGroup& group : response.groups)
    for (const Suggestion& item : group.items)
      text += "\n" + item.text.text + "\n" + item.description + "\n" + item.matched.text;
  return text;
}

struct Page {
  std::size_t segment = 0;
  DocId doc = 0;
  std::string title;
  std::set<std::string> words, words_of_title;
};

const std::vector<Page>& pages() {
  static const std::vector<Page> all = [] {
    std::vector<Page> read;
    for (std::size_t i = 0; i < whole()->segments.size(); ++i) {
      const Documents& documents = whole()->segments[i].segment->documents();
      for (DocId doc = 0; doc < documents.size(); ++doc) {
        const Article article = documents.article(doc);
        read.push_back({i, doc, article.title, words_of(shown_of(article, false)),
                        words_of(shown_of(article, true))});
      }
    }
    return read;
  }();
  return all;
}

struct AheadOf {
  explicit AheadOf(const std::string& seen) {
    const StorySights sights(*whole(), parse_seen(seen, wiki().analyzer()));
    std::set<std::string> known = {"season", "episode"};  // as lines of suggestions say it
    for (const Page& page : pages()) {
      const Sight sight = sights(page.segment, page.doc);
      words.insert(page.words.begin(), page.words.end());
      const auto& shown = sight == Sight::title_only ? page.words_of_title : page.words;
      if (sight != Sight::none) known.insert(shown.begin(), shown.end());
      if (sight == Sight::none) titles.push_back(page.title);
    }
    for (const std::string& word : known) {
      words.erase(word);
      words.erase(wiki().analyzer().stem(word));  // as explanations name it
    }
  }

  std::set<std::string> words;
  std::vector<std::string> titles;
};

TEST(SpoilerGuard, NoResponseHoldsAWordThatStandsOnlyInWhatLiesAhead) {
  std::mt19937_64 random(test_seed());
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  for (int round = 0; round < 200; ++round) {
    const std::string seen =
        "S0" + std::to_string(1 + below(9)) + "E" + std::to_string(1 + below(26));
    const AheadOf ahead(seen);
    if (ahead.words.empty() || ahead.titles.empty()) continue;
    const auto snapshot = guarded(whole(), seen);
    auto word = ahead.words.begin();
    std::advance(word, static_cast<std::ptrdiff_t>(below(ahead.words.size())));
    const std::string& title = ahead.titles[below(ahead.titles.size())];
    std::string wrong = *word;
    wrong.erase(below(wrong.size()), 1);
    const std::array queries = {*word,
                                title,
                                wrong,
                                *word + "*",
                                "michael " + *word,
                                title.substr(0, 3),
                                "who plays " + title,
                                std::string()};
    for (int i = 0; i < 3; ++i) {
      const std::string& q = queries[below(queries.size())];
      SearchRequest request = asking(q);
      request.limit = 20;
      request.explain = true;
      request.facets = {"kind", "season", "director", "writer", "cast"};
      std::set<std::string> found = words_of(told(search(*snapshot, request)));
      SuggestRequest typed;
      typed.q = q;
      found.merge(words_of(told(suggest(*snapshot, typed))));
      std::set<std::string> asked = words_of(q);
      for (const std::string& one : words_of(q)) asked.insert(wiki().analyzer().stem(one));
      for (const std::string& one : found)
        EXPECT_FALSE(ahead.words.contains(one) && !asked.contains(one))
            << "seen " << seen << ", asked " << q << ": " << one;
    }
  }
}

}  // namespace
}  // namespace coldopen

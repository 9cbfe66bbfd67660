// The passage a hit shows, its cut, its marks and where its link leads.
#include "query/passages.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <span>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "index/segment/inverter.hpp"
#include "query/highlight.hpp"
#include "query/landing.hpp"
#include "tests/fuzz/changed_segment.hpp"
#include "tests/support/marked.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Hit first_hit(const TestIndex& index, std::string q, std::uint32_t passages = 1) {
  SearchRequest request;
  request.q = std::move(q);
  request.passages = passages;
  const SearchResponse found = index.search(request);
  EXPECT_FALSE(found.hits.empty());
  return found.hits.empty() ? Hit{} : found.hits[0];
}

TestIndex listicle() {
  TestIndex index;
  index.add(article("25_photos")
                .url("https://wiki.example/photos")
                .passage("", "", "Photos from behind the scenes of the show.")
                .passage("", "item-1", "The first table read, with the whole crew.")
                .passage("", "item-2", "Mindy and the whole cast at a table, later.")
                .passage("A sumo", "item-3", "Rainn Wilson was dressed as an inflatable wrestler.")
                .passage("", "", "Thanks for reading all of this; the end of the reading list."));
  return index;
}

TEST(Passages, ThePassageWithAllWordsIsShownWithItsAnchor) {
  const Hit hit = first_hit(listicle(), "table read");
  ASSERT_EQ(hit.passages.size(), 1U);
  EXPECT_EQ(hit.passages[0].anchor, "item-1");
  EXPECT_EQ(hit.passages[0].index, 1U);
  EXPECT_EQ(hit.url, "https://wiki.example/photos#item-1");
  EXPECT_EQ(marked(hit.passages[0].snippet), "The first [table] [read], with the whole crew.");
  EXPECT_EQ(hit.passages_matching, 3U);
}

TEST(Passages, FurtherOnesNeedHalfOfTheBestScore) {
  const Hit hit = first_hit(listicle(), "table", 10);
  ASSERT_EQ(hit.passages.size(), 2U);
  EXPECT_EQ(hit.passages[0].anchor, "item-1") << "equal ones: the earlier";
  EXPECT_EQ(hit.passages[1].anchor, "item-2");
}

TEST(Passages, WordsOfAHeadingBelongToThePassageBelowIt) {
  const Hit hit = first_hit(listicle(), "sumo rainn");
  EXPECT_EQ(hit.passages.at(0).anchor, "item-3");
  EXPECT_EQ(hit.passages[0].heading, "A sumo");
}

TEST(Passages, WhereOnlyTheTitleMatchesTheLinkGoesToTheTop) {
  const Hit hit = first_hit(listicle(), "25");
  EXPECT_EQ(hit.url, "https://wiki.example/photos");
  EXPECT_EQ(hit.passages.at(0).index, 0U);
  EXPECT_EQ(hit.passages_matching, 0U);
  EXPECT_EQ(marked(hit.title), "[25] photos");
  EXPECT_EQ(marked(hit.passages[0].snippet), "Photos from behind the scenes of the show.");
}

TEST(Passages, WithoutAnAnchorTheLinkIsATextFragment) {
  const Hit hit = first_hit(listicle(), "thanks");
  EXPECT_EQ(hit.url,
            "https://wiki.example/photos#:~:text=Thanks%20for%20reading%20all%20of%20this%3B%20the"
            "%20end");
  EXPECT_EQ(first_hit(listicle(), "behind").url, "https://wiki.example/photos");
}

TEST(Passages, AnchorsAreWrittenAsLinksNeedThem) {
  EXPECT_EQ(deep_link("u", "Früh & spät", ""), "u#Fr%C3%BCh%20&%20sp%C3%A4t");
  EXPECT_EQ(deep_link("u#old", "new", ""), "u#new");
  EXPECT_EQ(deep_link("u", "", "a-b, c"), "u#:~:text=a%2Db%2C%20c");
  EXPECT_EQ(deep_link("", "new", "x"), "");
}

TEST(Passages, APassageOfStopWordsOnlyIsNone) {
  const Hit hit = first_hit(listicle(), "the 25");
  EXPECT_EQ(hit.passages_matching, 0U);
  EXPECT_EQ(hit.passages.at(0).index, 0U);
}

TEST(Highlight, EveryFormOfAWordIsMarkedAndStopWordsOnlyInPhrases) {
  TestIndex index;
  index.add(article("x").text("He declares bankruptcy. I declare bankruptcy, the end of the day."));
  EXPECT_EQ(marked(first_hit(index, "the declaring").passages[0].snippet),
            "He [declares] bankruptcy. I [declare] bankruptcy, the end of the day.");
  EXPECT_EQ(marked(first_hit(index, "\"the end of the\"").passages[0].snippet),
            "He declares bankruptcy. I declare bankruptcy, [the end of the] day.");
  EXPECT_EQ(marked(first_hit(index, "bank*").passages[0].snippet),
            "He declares [bankruptcy]. I declare [bankruptcy], the end of the day.");
  EXPECT_EQ(marked(first_hit(index, "title:x").passages[0].snippet),
            "He declares bankruptcy. I declare bankruptcy, the end of the day.");
}

TEST(Highlight, MarksStandOnCodePointLimits) {
  TestIndex index;
  index.add(article("x").text("Ein „Früh­stück“ — 日本語のテキスト café."));
  for (const char* q : {"früh*", "日本", "café", "日本語のテキスト"}) {
    const MarkedText shown = first_hit(index, q).passages.at(0).snippet;
    EXPECT_FALSE(shown.marks.empty()) << q;
    for (const Mark& mark : shown.marks)
      for (const std::size_t at : {mark.begin, mark.end})
        EXPECT_TRUE(at == shown.text.size() ||
                    (static_cast<unsigned char>(shown.text[at]) & 0xC0) != 0x80);
  }
}

TEST(Highlight, ALongPassageIsCutAroundItsMatches) {
  TestIndex index;
  std::string text = "\"Quoted\" beginning here. ";
  for (int i = 0; i < 40; ++i) text += "filler ";
  text += "ends. The needle is in this sentence. ";
  for (int i = 0; i < 60; ++i) text += "more ";
  index.add(article("x").text(text + "stop."));
  const Hit hit = first_hit(index, "needle");
  const MarkedText& shown = hit.passages.at(0).snippet;
  EXPECT_LE(count_characters(shown.text), 200U);
  EXPECT_THAT(marked(shown), HasSubstr("The [needle] is in this sentence."));
  EXPECT_THAT(shown.text, StartsWith("\u2026 "));
  EXPECT_THAT(shown.text, EndsWith(" \u2026"));
  const Hit start = first_hit(index, "quoted");
  EXPECT_THAT(start.passages.at(0).snippet.text, StartsWith("\"Quoted\" beginning"));
}

TEST(Highlight, TextsOfAnyShapeAreCutWithinTheBounds) {
  for (const std::string& text :
       {std::string(5000, '.'), std::string(300, 'x'), "word " + std::string(1000, '!') + " word",
        std::string("\u3042\u3044\u3046"), std::string()}) {
    TestIndex index;
    index.add(article("x").text(text));
    const Hit hit = first_hit(index, "title:x");
    for (const FoundPassage& passage : hit.passages)
      EXPECT_LE(count_characters(passage.snippet.text), 304U) << text.substr(0, 20);
  }
}

TEST(Passages, ASpokenLineComesBeforeTheParagraphThatTellsOfIt) {
  TestIndex index;
  index.add(article("Product_Recall")
                .text("He comes in with glasses and a watch, talks of bears, and is told that "
                      "identity theft is not a joke, which nobody there had said before that day.")
                .text("Identity theft is not a joke, Jim!"));
  EXPECT_EQ(first_hit(index, "identity theft is not a joke").passages.at(0).index, 1U);
}

TEST(Passages, WordsSideBySideAsTypedBeatTheSameWordsApart) {
  TestIndex index;
  index.add(article("Signs")
                .text("A lamp stood red beside the door of the house.")
                .text("The door of the house has a red lamp beside it."));
  EXPECT_EQ(first_hit(index, "red lamp").passages.at(0).index, 1U);
}

TEST(Passages, TheNameOfWhoSpeaksStandsBeforeALineThatIsCut) {
  TestIndex index;
  std::string speech = "Dwight: ";
  for (int i = 0; i < 40; ++i) speech += "Fact number " + std::to_string(i) + " is about bears. ";
  index.add(article("Speech").text(speech + "Identity theft is not a joke."));
  const MarkedText shown = first_hit(index, "identity theft").passages.at(0).snippet;
  EXPECT_THAT(marked(shown), StartsWith("Dwight: \u2026 "));
  EXPECT_THAT(marked(shown), HasSubstr("[Identity] [theft]"));
  EXPECT_LE(count_characters(shown.text), 200U);
}

TEST(Passages, WhoIsAskedToSpeakComesBeforeOthersWhoSayTheSame) {
  TestIndex index;
  index
      .add(article("Jim_says_it")
               .text("Jim: Dwight, identity theft is a joke. Dwight? Identity theft, Dwight!"))
      .add(article("Dwight_says_it").text("Dwight: Identity theft is no joke at all, and so on."))
      .add(article("Another_page").text("Something else."));
  for (int i = 0; i < 20; ++i) index.add(article("Other_" + std::to_string(i)).text("Nothing."));
  SearchRequest request = asking("dwight: identity theft");
  request.explain = true;
  const SearchResponse asked = index.search(request);
  EXPECT_EQ(ids_of(asked), (Ids{"Dwight_says_it", "Jim_says_it"}));
  double sum = 0;
  for (const ScorePart& part : asked.hits.at(0).why->parts) sum += part.points;
  EXPECT_NEAR(sum, asked.hits.at(0).score, 1e-4);
  EXPECT_EQ(ids_of(index.search(asking("dwight identity theft"))).front(), "Jim_says_it")
      << "where nobody is asked, words alone count";
}

TEST(Passages, ALineOfAScriptIsSpokenByItsCharacters) {
  TestIndex index;
  index
      .add(article("line-1")
               .with("kind", "line")
               .with("characters", "Jim")
               .text("Oh, Dwight! Dwight! Identity theft, Dwight."))
      .add(article("line-2")
               .with("kind", "line")
               .with("characters", "Dwight")
               .text("Identity theft is not a joke, and it never was one in this family."));
  EXPECT_EQ(ids_of(index.search(asking("dwight: identity theft"))).front(), "line-2");
}

// The places of the speaker's name are read once a document, not once a passage.
TEST(Passages, ASpeakerOfManyLinesCostsNoMoreThanTheLines) {
  TestIndex index;
  Article script = article("script");
  for (int i = 0; i < 10'000; ++i)
    script.passages.push_back(
        {"", "", 0, (i % 3 == 0 ? "Dwight: a fact " : "Jim: a fact ") + std::to_string(i)});
  script.passages.push_back({"", "", 0, "Dwight: identity theft"});
  index.add(script);
  const Hit hit = first_hit(index, "dwight: identity theft");
  EXPECT_EQ(hit.passages.at(0).index, 10'000U);
}

// Bytes that are wrong behind right checksums: passages that an article has not are not shown.
TEST(Passages, OfAnyBytesOfDocumentsAreThoseOfTheArticle) {
  const Article made = article("25_photos")
                           .passage("A heading", "top", "the first table read")
                           .passage("", "item-2", "Dwight: a table, later read")
                           .passage("Table", "", "read of all");
  Snapshot snapshot = memory_index(std::span(&made, 1));
  Inverter inverter(*snapshot.analyzer, snapshot.weights, snapshot.scoring, snapshot.types);
  inverter.add(made);
  ChangedSegment changed(
      inverter.finish({snapshot.analyzer->fingerprint(), snapshot.index_name, 1, "en"}));
  snapshot.segments[0].segment = changed.open(nullptr, 0);
  const SegmentLayout& layout = snapshot.segments[0].segment->layout();
  const Bytes documents = layout.section(SectionKind::documents);
  const auto begin = static_cast<std::size_t>(documents.data() - layout.sealed.data());
  for (std::size_t at = begin; at < begin + documents.size(); ++at) {
    for (const unsigned value : {1U, 2U, 8U, 0x40U, 0x80U, 0xFFU}) {
      const std::array<std::uint8_t, 4> change = {
          static_cast<std::uint8_t>(at), static_cast<std::uint8_t>(at >> 8U),
          static_cast<std::uint8_t>(at >> 16U), static_cast<std::uint8_t>(value)};
      snapshot.segments[0].segment = nullptr;
      try {
        snapshot.segments[0].segment = changed.open(change.data(), change.size());
      } catch (const Error&) {
        continue;  // seen when it is opened
      }
      SearchRequest request = asking("dwight: table read");
      request.passages = 10;
      SearchResponse found;
      EXPECT_NO_THROW(found = search(snapshot, request)) << "byte " << at << ", " << value;
      for (const Hit& hit : found.hits)
        for (const FoundPassage& passage : hit.passages) EXPECT_LT(passage.index, 1'000U);
    }
  }
}

}  // namespace
}  // namespace coldopen

// What a segment keeps beside its lists, and what happens to it when bytes change.

#include "index/segment/segment.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <random>

#include "corpus/error.hpp"
#include "index/segment/inverter.hpp"
#include "index/segment/merger.hpp"
#include "index/segment/tombstones.hpp"
#include "tests/index/segment/model.hpp"

namespace coldopen {
namespace {

using Texts = std::vector<std::string>;

const Analyzer& analyzer() {
  static const Analyzer chain;
  return chain;
}

std::vector<std::byte> invert(const std::vector<Article>& articles,
                              const AttributeTypes& types = {}) {
  Inverter inverter(analyzer(), {}, {}, types);
  for (const Article& article : articles) inverter.add(article);
  return inverter.finish({1, "wiki", 2, "en"});
}

Article titled(const std::string& title) {
  Article article;
  article.id = title;
  article.title = title;
  return article;
}

TEST(Segment, TheHeaderSaysWhoseItIs) {
  const auto segment = Segment::open(invert({titled("Beets"), titled("Dwight Schrute")}));
  EXPECT_EQ(segment->identity(), (SegmentIdentity{1, "wiki", 2, "en"}));
  EXPECT_EQ(segment->size(), 2U);
  EXPECT_EQ(segment->chunk_count(), 1U);
  EXPECT_EQ(segment->total_length(), 3U);
  EXPECT_EQ(segment->impact_parameters(), (ImpactParameters{1.5, 0.7, 1.5}));
  EXPECT_EQ(segment->weights(), FieldWeights());
}

TEST(Segment, OneWithoutDocumentsIsWhole) {
  const auto segment = Segment::open(invert({}));
  EXPECT_EQ(segment->size(), 0U);
  EXPECT_EQ(segment->chunk_count(), 0U);
  EXPECT_FALSE(segment->find(Space::exact, "beet"));
  EXPECT_FALSE(segment->documents().find("beet"));
  EXPECT_EQ(segment->columns().count(), 0U);
  EXPECT_EQ(find_breaches(*segment), Texts());
}

TEST(Segment, TermsOfASpaceAreWalkedByPrefix) {
  const auto segment = Segment::open(invert({titled("beet beets bee bear beeps zebra")}));
  Texts found;
  segment->for_each_term(Space::exact, "bee", [&](std::string_view text, const TermInfo& info) {
    EXPECT_EQ(info.df, 1U);
    found.emplace_back(text);
    return text != "beet";
  });
  EXPECT_EQ(found, (Texts{"bee", "beeps", "beet"}));
}

TEST(Segment, AStemThatIsAnotherWordsNameIsNotTakenForItsClass) {
  const auto segment = Segment::open(invert({titled("dundies beets seller")}));
  EXPECT_EQ(segment->class_members("beet"), Texts{"beets"});
  EXPECT_EQ(segment->class_members(analyzer().stem("seller")), Texts{"seller"});
  EXPECT_EQ(segment->class_members("office"), Texts());
  EXPECT_FALSE(segment->find_class("beets")) << "beets is the word of another class";
  EXPECT_TRUE(segment->find_class("beet"));
}

TEST(Inverter, ManyAliasesCountAsTheBestOneAndAllTheirPositionsStay) {
  Article article = titled("Michael");
  article.aliases = {"Prison Mike", "Mike Mike", "Mike"};
  const auto segment = Segment::open(invert({article}));
  const PostingList list = segment->postings(*segment->find(Space::exact, "mike"));
  EXPECT_EQ(list.count(0), 8U);
  std::vector<std::uint32_t> positions;
  list.positions(0, positions);
  EXPECT_EQ(positions, (std::vector<std::uint32_t>{66, 131, 132, 197}));
  EXPECT_EQ(segment->length(0), 1U + 2U) << "in words, of aliases the longest";
  const auto field = segment->find(Space::field, std::string("alias\x1f") + "mike");
  ASSERT_TRUE(field);
  EXPECT_EQ(segment->postings(*field).count(0), 4U);
  EXPECT_TRUE(segment->find(Space::alias_key, "prison mike"));
  EXPECT_TRUE(segment->find(Space::title_key, "michael"));
}

TEST(Inverter, AliasesOfPassagesAreAliasesAndStayWithTheirPassage) {
  Article article = titled("Pranks");
  article.aliases = {"Jim's pranks"};
  article.passages = {{"", "", 0, "Many.", {}}, {"Desk", "desk", 0, "Gelatin.", {"Jello", "Jell"}}};
  const auto segment = Segment::open(invert({article, titled("Jim")}));
  EXPECT_EQ(segment->documents().article(0), article);
  EXPECT_TRUE(segment->documents().has_passage_aliases(0));
  EXPECT_FALSE(segment->documents().has_passage_aliases(1));
  EXPECT_EQ(segment->documents().head(0).aliases, article.aliases);
  EXPECT_TRUE(segment->find(Space::alias_key, "jello"));
  EXPECT_TRUE(segment->find(Space::field, std::string("alias\x1f") + "jell"));
  EXPECT_EQ(segment->documents().places(0)[2].item, 1U) << "behind those of the article";
  EXPECT_EQ(find_breaches(*segment), Texts());
}

TEST(Inverter, CountsAndPositionsBeyondSixteenBitsAreKept) {
  Article article = titled("Beet");
  for (int i = 0; i < 80'000; ++i) article.body += "beet ";
  const auto segment = Segment::open(invert({article, titled("Jim")}));
  const auto info = segment->find(Space::exact, "beet");
  const PostingList list = segment->postings(*info);
  EXPECT_EQ(list.count(0), 80'005U);
  EXPECT_EQ(list.position_count(0), 80'001U);
  std::vector<std::uint32_t> positions;
  list.positions(0, positions);
  EXPECT_GT(positions.back(), 80'000U);
  EXPECT_EQ(find_breaches(*segment), Texts());
}

TEST(Inverter, AListOverManyChunksIsWhole) {
  Inverter inverter(analyzer(), {}, {}, {});
  std::vector<Article> articles(kChunkDocs + 5000, titled("x"));
  for (std::size_t i = 0; i < articles.size(); i += 3) articles[i].title = "y";
  for (std::size_t i = 0; i < articles.size(); i += 20) articles[i].title = "z";
  for (const Article& article : articles) inverter.add(article);
  EXPECT_GT(inverter.memory_bytes(), articles.size() * 10);
  const auto segment = Segment::open(inverter.finish({1, "wiki", 2, "en"}));
  EXPECT_EQ(inverter.size(), 0U);
  EXPECT_EQ(segment->chunk_count(), 2U);
  const auto info = segment->find(Space::exact, "z");
  EXPECT_EQ(info->df, (articles.size() + 19) / 20);
  segment->postings(*info).for_each([](DocId doc, Rank rank) { ASSERT_EQ(doc, rank * 20); });
}

TEST(Inverter, AWeightOfZeroIsRefused) {
  FieldWeights weights;
  weights.body = 0;
  EXPECT_THROW(Inverter(analyzer(), weights, {}, {}), Error);
}

Article with(std::string id, const std::string& name, std::vector<Value> values) {
  Article article = titled(std::move(id));
  article.attributes.push_back({name, std::move(values), false});
  return article;
}

TEST(Columns, HoldTheValuesOfTheirTypeAlone) {
  const std::vector<Article> articles = {
      with("a", "season", {Value(4.0), Value(4.0), Value(2.0)}),
      with("b", "season", {Value(std::string("four"))}),
      with("c", "cast",
           {Value(std::string("Steve CARELL")), Value(std::string("Amy")),
            Value(std::string("Steve CARELL"))}),
      with("d", "air_date", {Value(Date{1970, 1, 11})}),
      with("e", "canon", {Value(true)}),
      with("f", "links", {Value(std::string("Beets"))}),
      with("g", "kind", {Value(std::string("episode"))})};
  const auto segment = Segment::open(invert(articles, {{"season", AttributeType::number}}));
  const Columns& columns = segment->columns();
  Texts names;
  for (std::uint32_t i = 0; i < columns.count(); ++i) names.emplace_back(columns.at(i).name());
  EXPECT_EQ(names, (Texts{"air_date", "canon", "cast", "kind", "season"}));
  const Column season = columns.find("season").value();
  EXPECT_EQ(season.count(0), 2U) << "each value once";
  EXPECT_EQ(season.number(0, 1), 2.0);
  EXPECT_EQ(season.count(1), 0U);
  EXPECT_EQ(season.count(99), 0U);
  const Column cast = columns.find("cast").value();
  EXPECT_EQ(cast.type(), AttributeType::text);
  ASSERT_EQ(cast.value_count(), 2U);
  EXPECT_EQ(cast.value(1), "Steve CARELL");
  EXPECT_EQ(cast.key(1), "steve carell");
  EXPECT_EQ(cast.count(2), 2U);
  EXPECT_EQ(cast.ordinal(2, 0), 1U);
  EXPECT_EQ(cast.ordinal(2, 1), 0U);
  EXPECT_EQ(columns.find("air_date")->number(3, 0), 10.0);
  EXPECT_EQ(columns.find("canon")->number(4, 0), 1.0);
  EXPECT_FALSE(columns.find("links"));
  EXPECT_FALSE(segment->find(Space::exact, "episode")) << "a mark is not searched";
}

TEST(Columns, GiveEveryNumberBackAsItWas) {
  const std::vector<double> whole = {0, 3, -7, 2'147'483'647.0, -2'147'483'648.0};
  const std::vector<double> others = {0.5, -0.0, 2'147'483'648.0, -2'147'483'649.0, 1e300, 9.95};
  const auto column_of = [](const std::vector<double>& numbers) {
    std::vector<Article> articles;
    for (const double number : numbers) {
      articles.push_back(titled("beet"));
      articles.back().attributes = {{"rating", {Value(number), Value(7.0)}, true}};
    }
    return Segment::open(invert(articles));
  };
  const auto expect_kept = [&](const std::vector<double>& numbers) {
    const auto segment = column_of(numbers);
    const Column column = *segment->columns().find("rating");
    for (DocId doc = 0; doc < numbers.size(); ++doc) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(column.number(doc, 0)),
                std::bit_cast<std::uint64_t>(numbers[doc]));
      EXPECT_EQ(column.number(doc, 1), 7.0);
    }
    EXPECT_EQ(find_breaches(*segment), Texts());
  };
  expect_kept(whole);
  for (const double other : others) expect_kept({1, other, 2});
  const std::vector<double> years(1'000, 1999);
  EXPECT_LT(column_of(years)->layout().section(SectionKind::columns).size(), 8'000U)
      << "doubles take 16,000";
}

TEST(Documents, KeepAttributesShortAndLongAndEqualOnesOnce) {
  std::vector<Article> articles;
  for (const std::size_t length : {1U, 55U, 56U, 57U, 1'000U, 55U, 56U}) {
    articles.push_back(titled("beet"));
    articles.back().attributes = {{"cast", {Value(std::string(length, 'x'))}, true},
                                  {"season", {Value(2.0)}, false}};
  }
  const auto segment = Segment::open(invert(articles));
  for (DocId doc = 0; doc < articles.size(); ++doc) {
    EXPECT_EQ(segment->documents().article(doc).attributes, articles[doc].attributes);
  }
  EXPECT_EQ(find_breaches(*segment), Texts());
  const Bytes section = segment->layout().section(SectionKind::documents);
  EXPECT_EQ(load<std::uint32_t>(section, 4), 3U) << "two of cast, one of season";
}

TEST(Documents, OfTwoWithOneIdTheLastIsFound) {
  const auto segment = Segment::open(invert({titled("b"), titled("a"), titled("b")}));
  EXPECT_EQ(segment->documents().find("b"), 2U);
  EXPECT_EQ(segment->documents().find("a"), 1U);
  EXPECT_FALSE(segment->documents().find("c"));
  EXPECT_FALSE(segment->documents().find(""));
  EXPECT_EQ(segment->documents().id(99), "");
}

TEST(Tombstones, KnowTheDeadAndWhatTheyWeighed) {
  const Tombstones nobody;
  const std::vector<DocId> first = {5, 70'000};
  const std::vector<DocId> second = {5, 6};
  const Tombstones some = nobody.with(first, 30).with(second, 4);
  EXPECT_EQ(nobody.count(), 0U);
  EXPECT_EQ(some.count(), 3U);
  EXPECT_EQ(some.length(), 34U);
  EXPECT_EQ(some.documents(), (std::vector<DocId>{5, 6, 70'000}));
  EXPECT_TRUE(some.dead(70'000));
  EXPECT_FALSE(some.dead(4'000'000));
  ChunkBits bits;
  bits.set(5);
  bits.set(7);
  bits.set(70'000 - kChunkDocs);
  ChunkBits other = bits;
  some.remove_from(0, bits);
  EXPECT_EQ(bits.count(), 2U);
  some.remove_from(1, other);
  EXPECT_EQ(other.count(), 2U);
  some.remove_from(9, other);
  EXPECT_EQ(other.count(), 2U);
}

std::vector<std::byte> small_segment() {
  std::mt19937 random(21);
  return invert(random_articles(random, 12));
}

bool opens(std::vector<std::byte> bytes) {
  try {
    Segment::open(std::move(bytes));
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::damaged);
    EXPECT_FALSE(error.where().empty());
    return false;
  }
}

TEST(Segment, AFlippedBitInAnyByteIsRefused) {
  const std::vector<std::byte> whole = small_segment();
  ASSERT_TRUE(opens(whole));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::vector<std::byte> bytes = whole;
    bytes[i] ^= static_cast<std::byte>(1U << (i % 8));
    ASSERT_FALSE(opens(std::move(bytes))) << i;
  }
}

TEST(Segment, OneCutOrGrownAtAnyLengthIsRefused) {
  const std::vector<std::byte> whole = small_segment();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ASSERT_FALSE(opens({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}));
  }
  std::vector<std::byte> grown = whole;
  grown.push_back(std::byte{0});
  EXPECT_FALSE(opens(grown));
}

TEST(Segment, ListsThatAreNoLongerItsOwnAreFoundBehindRightChecksums) {
  std::mt19937 random(22);
  const std::vector<std::byte> whole = invert(random_articles(random, 250));
  const SegmentLayout layout = open_layout(whole);
  for (const SectionKind kind :
       {SectionKind::lengths, SectionKind::directories, SectionKind::containers, SectionKind::codes,
        SectionKind::counts, SectionKind::position_counts, SectionKind::position_starts,
        SectionKind::positions, SectionKind::inline_positions, SectionKind::stem_classes}) {
    const Bytes section = layout.section(kind);
    ASSERT_FALSE(section.empty());
    constexpr std::size_t kTries = 6;
    std::size_t found = 0;
    for (std::size_t i = 0; i < kTries; ++i) {
      std::vector<std::byte> bytes(layout.sealed.begin(), layout.sealed.end());
      const auto at = static_cast<std::size_t>(section.data() - whole.data());
      bytes[at + random() % section.size()] ^= std::byte{0x10};
      seal(bytes);
      try {
        found += find_breaches(*Segment::open(bytes)).empty() ? 0 : 1;
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::damaged);
        ++found;
      }
    }
    EXPECT_GE(found, kTries - 2) << "section " << static_cast<int>(kind);  // there is padding too
  }
}

TEST(Inverter, WordsOfAnAttributeWeighWhatItsNameSays) {
  Article article = titled("Party");
  article.attributes = {{"character", {std::string("Jim Halpert"), std::string("Jim")}, true},
                        {"director", {std::string("Jim")}, false}};
  const SegmentOptions options{.attribute_weights = {{"character", 7}, {"nobody", 9}}};
  const AttributeTypes types;
  Inverter inverter(analyzer(), {}, {}, types, options);
  inverter.add(article);
  const auto made = Segment::open(inverter.finish({1, "wiki", 2, "en"}));
  const auto merged =
      Segment::open(merge_segments({{made, nullptr}}, {&analyzer(), {}, {}}, {1, "wiki", 2, "en"}));
  for (const auto& segment : {made, merged}) {
    EXPECT_EQ(segment->postings(*segment->find(Space::exact, "jim")).count(0), 7U + 7U + 2U);
    EXPECT_EQ(segment->postings(*segment->find(Space::exact, "halpert")).count(0), 7U);
    EXPECT_EQ(segment->postings(*segment->find(Space::exact, "party")).count(0), 5U);
    EXPECT_EQ(segment->documents().places(0).at(1).own_weight, 7U);
    EXPECT_EQ(segment->documents().places(0).at(3).own_weight, 0U);
    EXPECT_EQ(find_breaches(*segment), Strings{});
  }
  EXPECT_THROW(Inverter(analyzer(), {}, {}, {}, {.attribute_weights = {{"character", 0}}}), Error);
}

TEST(Inverter, TheLanguageOfAPageIsAColumn) {
  Article german = titled("Haus"), strange = titled("?");
  german.lang = "DE-at";
  strange.lang = "no language";
  const auto segment = Segment::open(invert({german, strange, titled("House")}));
  const Column column = segment->columns().find("lang").value();
  EXPECT_EQ(column.type(), AttributeType::text);
  EXPECT_EQ(column.value_count(), 1U);
  EXPECT_EQ(column.value(0), "de");
  EXPECT_EQ(column.count(0), 1U);
  EXPECT_EQ(column.count(1), 0U);
  EXPECT_EQ(column.count(2), 0U);
  EXPECT_EQ(find_breaches(*segment), Strings{});
}

TEST(Merger, SegmentsOfOtherWeightsOrOfAnotherLanguageAreRefused) {
  FieldWeights weights;
  weights.title = 9;
  Inverter inverter(analyzer(), weights, {}, {});
  inverter.add(titled("Beets"));
  const auto heavy = Segment::open(inverter.finish({1, "wiki", 1, "en"}));
  const auto plain = Segment::open(invert({titled("Jim")}));
  EXPECT_THROW(merge_segments({{plain, nullptr}}, {&analyzer(), {}, {}}, {1, "wiki", 3, "de"}),
               Error)
      << "of another language";
  EXPECT_THROW(merge_segments({{plain, nullptr}, {heavy, nullptr}}, {&analyzer(), {}, {}},
                              {1, "wiki", 3, "en"}),
               Error);
}

TEST(Merger, ASegmentWhoseDocumentsAreAllDeadLeavesNothing) {
  const auto segment = Segment::open(invert({titled("Beets"), titled("Jim")}));
  const std::vector<DocId> all = {0, 1};
  const auto dead = std::make_shared<Tombstones>(Tombstones().with(all, segment->total_length()));
  EXPECT_EQ(merge_segments({{segment, dead}}, {&analyzer(), {}, {}}, {1, "wiki", 2, "en"}),
            invert({}));
  EXPECT_EQ(merge_segments({}, {&analyzer(), {}, {}}, {1, "wiki", 2, "en"}), invert({}));
}

TEST(Merger, AClassThatIsTheStemAloneInOnePartIsMergedWithTheOther) {
  const auto one = Segment::open(invert({titled("beet")}));
  const auto two = Segment::open(invert({titled("beets")}));
  EXPECT_FALSE(one->find(Space::stem, "beet"));
  const auto both = Segment::open(merge_segments({{one, nullptr}, {two, nullptr}},
                                                 {&analyzer(), {}, {}}, {1, "wiki", 3, "en"}));
  EXPECT_EQ(both->class_members("beet"), (Texts{"beet", "beets"}));
  EXPECT_EQ(both->find_class("beet")->df, 2U);
}

}  // namespace
}  // namespace coldopen

#include "tests/index/segment/model.hpp"

#include <gtest/gtest.h>

#include "index/segment/inverter.hpp"
#include "index/segment/merger.hpp"

namespace coldopen {
namespace {

const Analyzer& analyzer() {
  static const Analyzer chain;
  return chain;
}

std::vector<std::byte> invert(const std::vector<Article>& articles, std::uint64_t number = 7) {
  Inverter inverter(analyzer(), {}, {}, {{"season", AttributeType::number}});
  for (const Article& article : articles) inverter.add(article);
  return inverter.finish({analyzer().fingerprint(), "wiki", number, "en"});
}

void expect_list(const Segment& segment, const Term& term,
                 const std::map<DocId, ModelPosting>& expected) {
  const auto info = segment.find(term.space, term.text);
  ASSERT_TRUE(info) << term.text;
  EXPECT_EQ(info->df, expected.size()) << term.text;
  const PostingList list = segment.postings(*info);
  std::map<DocId, ModelPosting> found;
  std::uint64_t cf = 0;
  list.for_each([&](DocId doc, Rank rank) {
    EXPECT_EQ(list.find(doc), rank);
    ModelPosting& posting = found[doc];
    posting.count = list.count(rank);
    list.positions(rank, posting.positions);
    cf += posting.count;
  });
  EXPECT_EQ(found, expected) << term.text;
  EXPECT_EQ(info->cf, cf);
}

void expect_segment(const Segment& segment, const std::vector<Article>& articles) {
  const Model model = ModelMaker(analyzer(), {}).make(articles);
  ASSERT_EQ(segment.size(), articles.size());
  EXPECT_EQ(find_breaches(segment), std::vector<std::string>());
  EXPECT_EQ(segment.term_count(), model.lists.size());
  for (const auto& [term, list] : model.lists) expect_list(segment, term, list);
  for (const auto& [stem, words] : model.classes) {
    EXPECT_EQ(segment.class_members(stem), words) << stem;
    EXPECT_TRUE(segment.find_class(stem)) << stem;
  }
  for (DocId doc = 0; doc < articles.size(); ++doc) {
    EXPECT_EQ(segment.length(doc), model.lengths[doc]);
    EXPECT_EQ(segment.documents().places(doc), model.places[doc]);
    Article stored = articles[doc];
    stored.passages = passages_of(stored);
    stored.body.clear();
    EXPECT_EQ(segment.documents().article(doc), stored);
    EXPECT_EQ(segment.documents().id(doc), stored.id);
    EXPECT_EQ(segment.documents().title(doc), stored.title);
    EXPECT_EQ(segment.documents().find(stored.id), doc);
  }
}

TEST(Inverter, ASegmentHoldsWhatReadingEveryArticleFinds) {
  for (const std::uint32_t count : {0U, 1U, 2U, 5U, 60U, 300U}) {
    SCOPED_TRACE(count);
    std::mt19937 random(count);
    const std::vector<Article> articles = random_articles(random, count);
    expect_segment(*Segment::open(invert(articles)), articles);
  }
}

TEST(Merger, AMergedSegmentIsTheOneMadeOfItsLivingArticles) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<MergeInput> inputs;
    std::vector<Article> living;
    for (std::uint32_t part = 0; part < 3; ++part) {
      const std::vector<Article> articles =
          random_articles(random, static_cast<std::uint32_t>(random() % 120));
      std::vector<DocId> dead;
      for (DocId doc = 0; doc < articles.size(); ++doc) {
        if (random() % 4 == 0) {
          dead.push_back(doc);
        } else {
          living.push_back(articles[doc]);
        }
      }
      inputs.push_back({Segment::open(invert(articles)),
                        std::make_shared<Tombstones>(Tombstones().with(dead, 0))});
    }
    EXPECT_EQ(
        merge_segments(inputs, {&analyzer(), {}, {}}, {analyzer().fingerprint(), "wiki", 9, "en"}),
        invert(living, 9));
  }
}

}  // namespace
}  // namespace coldopen

// The three texts the project started from, cut as a person would cut them. They are not in the
// tree; beside it where they may be used.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/open_reader.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

const std::string kSeeds = COLDOPEN_SOURCE_DIR "/../shared/data/seeds/";

class Seeds : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kSeeds)) {
      GTEST_SKIP() << "the seed texts are not beside the tree: " << kSeeds << " NOTHING IS TESTED";
    }
  }

  static ReadArticle read(const std::string& name) {
    const auto corpus = open_corpus({kSeeds + name + ".txt"}, {});
    std::optional<ReadItem> item = corpus->next();
    EXPECT_TRUE(item && std::holds_alternative<ReadArticle>(*item));
    ReadArticle out = std::get<ReadArticle>(*item);
    EXPECT_EQ(corpus->next(), std::nullopt);
    EXPECT_EQ(out.article.id, name);
    for (const DroppedLine& line : out.dropped) {
      EXPECT_FALSE(line.reason.empty());
      EXPECT_GT(line.line, 0U);
    }
    return out;
  }

  static Strings reasons(const ReadArticle& read) {
    Strings out;
    for (const DroppedLine& line : read.dropped) out.push_back(line.reason);
    return out;
  }
};

TEST_F(Seeds, TheListicleIsIntroAnd26Items) {
  const ReadArticle read_article = read("listicle-25-behind-the-scenes-photos");
  const std::vector<Passage>& passages = read_article.article.passages;
  EXPECT_EQ(read_article.article.title,
            "25+ Behind The Scenes Photos From 'The Office' That Can Totally Change How You Know "
            "It");
  ASSERT_EQ(passages.size(), 27U);
  EXPECT_EQ(passages.front().anchor, "intro");
  for (std::uint32_t item = 1; item <= 26; ++item) {
    EXPECT_EQ(passages[item].ordinal, item);
    EXPECT_EQ(passages[item].anchor, "item-" + std::to_string(item));
    EXPECT_FALSE(passages[item].text.starts_with(std::to_string(item)));
  }
  EXPECT_EQ(read_article.dropped.size(), 10U);
  EXPECT_EQ(reasons(read_article).front(), "closing call");
  EXPECT_EQ(read_article.dropped[1].text, "Related posts");
}

TEST_F(Seeds, TheGalleryIs13SlidesWithTheirCaptionsOnce) {
  const ReadArticle read_article = read("gallery-cast-bts-pics");
  const std::vector<Passage>& passages = read_article.article.passages;
  ASSERT_EQ(passages.size(), 14U);
  EXPECT_EQ(passages[0].anchor, "intro");
  EXPECT_TRUE(passages[0].text.starts_with("The Office cast surely gave"));
  EXPECT_TRUE(passages[0].text.ends_with("American sitcom."));
  for (std::uint32_t slide = 1; slide <= 13; ++slide) {
    EXPECT_EQ(passages[slide].ordinal, slide);
    EXPECT_EQ(passages[slide].anchor, "slide-" + std::to_string(slide));
    EXPECT_FALSE(passages[slide].heading.empty());
    EXPECT_EQ(passages[slide].text.find(passages[slide].heading), std::string::npos);
  }
  EXPECT_EQ(passages[6].heading, "When Steve said Goodbye");
  EXPECT_EQ(passages[6].text, "Fans of the show will never forget this episode.");
  const Strings why = reasons(read_article);
  EXPECT_EQ(std::count(why.begin(), why.end(), "photo credit"), 13);
  EXPECT_EQ(std::count(why.begin(), why.end(), "slide counter"), 13);
  EXPECT_EQ(std::count(why.begin(), why.end(), "repeated caption"), 13);
  EXPECT_EQ(std::count(why.begin(), why.end(), "repeated title"), 1);
  EXPECT_EQ(std::count(why.begin(), why.end(), "byline"), 1);
  EXPECT_EQ(why.size(), 41U);
}

TEST_F(Seeds, TheEssayIsTenParagraphs) {
  const ReadArticle read_article = read("essay-secrets-behind-the-office");
  const std::vector<Passage>& passages = read_article.article.passages;
  ASSERT_EQ(passages.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(passages[i].anchor, "p-" + std::to_string(i + 1));
  EXPECT_TRUE(passages[0].text.starts_with("More than a decade"));
  EXPECT_TRUE(passages[9].text.starts_with("Fans will likely"));
  EXPECT_EQ(reasons(read_article), Strings{"rating"});
}

TEST_F(Seeds, NoPhraseOfPageFurnitureIsLeftInAPassage) {
  std::ifstream rows(kSeeds + "boilerplate-negatives.tsv");
  std::size_t count = 0;
  for (std::string row; std::getline(rows, row); ++count) {
    const std::size_t tab = row.find('\t');
    const std::string phrase = row.substr(0, tab);
    std::string name = row.substr(tab + 1, row.find('\t', tab + 1) - tab - 1);
    name.resize(name.size() - 4);
    for (const Passage& passage : read(name).article.passages) {
      EXPECT_EQ(ascii_lower(passage.text + passage.heading).find(phrase), std::string::npos)
          << phrase << " in " << passage.anchor;
    }
  }
  EXPECT_EQ(count, 10U);
}

TEST_F(Seeds, BoilerplateIsKeptWhereItIsAskedFor) {
  ReadOptions options;
  options.keep_boilerplate = true;
  const auto corpus = open_corpus({kSeeds + "essay-secrets-behind-the-office.txt"}, options);
  const auto item = corpus->next();
  EXPECT_EQ(std::get<ReadArticle>(*item).article.passages.size(), 11U);
}

}  // namespace
}  // namespace coldopen

// A snapshot of given articles: who lives in it, and that parts change nothing.
#include "index/live/memory_index.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

Article article_of(std::string id, std::string body) {
  Article article;
  article.id = std::move(id);
  article.body = std::move(body);
  return article;
}

std::vector<std::string> living(const Snapshot& snapshot) {
  std::vector<std::string> found;
  for (const SegmentView& view : snapshot.segments)
    for (DocId doc = 0; doc < view.segment->size(); ++doc)
      if (view.alive(doc))
        found.push_back(std::string(view.segment->documents().id(doc)) + ": " +
                        view.segment->documents().article(doc).passages.at(0).text);
  return found;
}

TEST(MemoryIndex, TheLastArticleOfAnIdLivesAndRemovedOnesDoNot) {
  const std::vector<Article> articles = {article_of("a", "one"), article_of("b", "two"),
                                         article_of("c", "three"), article_of("a", "four five")};
  const std::vector<std::string> expected = {"c: three", "a: four five"};
  for (const std::size_t segments : {1U, 2U, 3U, 9U}) {
    MemoryIndexOptions options;
    options.segments = segments;
    options.removed = {"b", "unknown"};
    const Snapshot snapshot = memory_index(articles, options);
    EXPECT_EQ(living(snapshot), expected) << segments;
    EXPECT_EQ(snapshot.segments.size(), std::min<std::size_t>(segments, 4));
    EXPECT_EQ(snapshot.stats.documents, 2U);
    EXPECT_EQ(snapshot.stats.length, 3U);
  }
}

TEST(MemoryIndex, NothingIsAnIndexToo) { EXPECT_TRUE(memory_index({}).segments.empty()); }

TEST(MemoryIndex, WeightsFoldIntoTheCountsAndDoNotLengthen) {
  Article article = article_of("a", "one");
  article.title = "two";
  MemoryIndexOptions options;
  options.weights.title = 3;
  const Snapshot snapshot = memory_index(std::vector{article}, options);
  EXPECT_EQ(snapshot.stats.length, 2U);
  const Segment& segment = *snapshot.segments.at(0).segment;
  EXPECT_EQ(segment.postings(*segment.find(Space::exact, "two")).count(0), 3U);
}

}  // namespace
}  // namespace coldopen

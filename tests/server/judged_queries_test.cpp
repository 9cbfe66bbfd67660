// Judged queries, judgements and rankings as people and other programs write them.
#include "server/judged_queries.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class JudgedFiles : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    const auto path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  static std::string message_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      return error.where() + ": " + error.what();
    }
    return "no error";
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(JudgedFiles, AQuerySaysWhatMustComeFirst) {
  const auto queries = read_judged_queries(
      file("q.ndjson", R"({"q":"big tuna","first":"Jim","not":["Tuna"],"behaviour":1}
{"q":"the client","first":["A","B"],"in":3,"id":"x7","relevant":{"A":3,"C":0},"note":"why"}

{"q":"who","in3":["The_Who","Doctor_Who"],"in10":"You","has":["Her"],"order":["Her","You"]}
{"q":"snip","first":"A","passage":2,"snippet_has":"Jan:","link":"#x","told":""}
{"q":"zzz","none":true,"params":{"match":"any","filter":"season:4"}})"),
      "");
  ASSERT_THAT(queries, SizeIs(5));
  EXPECT_EQ(queries[0].q, "big tuna");
  EXPECT_EQ(queries[0].id, "1");
  EXPECT_EQ(queries[0].behaviour, "1");
  EXPECT_THAT(queries[0].first, ElementsAre("Jim"));
  EXPECT_EQ(queries[0].first_within, 1U);
  EXPECT_THAT(queries[0].absent, ElementsAre("Tuna"));
  EXPECT_EQ(queries[1].id, "x7");
  EXPECT_EQ(queries[1].first_within, 3U);
  EXPECT_THAT(queries[1].relevant, UnorderedElementsAre(Pair("A", 3), Pair("C", 0)));
  ASSERT_THAT(queries[2].within, SizeIs(3));
  EXPECT_EQ(queries[2].within[0].depth, 3U);
  EXPECT_THAT(queries[2].within[0].ids, ElementsAre("The_Who", "Doctor_Who"));
  EXPECT_EQ(queries[2].within[1].depth, 10U);
  EXPECT_EQ(queries[2].within[2].depth, 100U);
  EXPECT_THAT(queries[2].order, ElementsAre("Her", "You"));
  EXPECT_EQ(queries[3].passage, "2");
  EXPECT_EQ(queries[3].snippet_has, "Jan:");
  EXPECT_EQ(queries[3].link, "#x");
  EXPECT_EQ(queries[3].told, "");
  EXPECT_TRUE(queries[4].none);
  EXPECT_EQ(queries[4].match, Match::any);
  EXPECT_THAT(queries[4].filters, ElementsAre("season:4"));
}

TEST_F(JudgedFiles, AMistypedMemberIsToldWithItsLine) {
  const auto path =
      file("q.ndjson", "{\"q\":\"a\",\"first\":\"A\"}\n{\"q\":\"b\",\"frist\":\"B\"}\n");
  EXPECT_THAT(message_of([&] { read_judged_queries(path, ""); }),
              AllOf(HasSubstr("q.ndjson:2"), HasSubstr("'frist'")));
}

TEST_F(JudgedFiles, WhatIsLikeAnArticleIsJudgedByIdsAlone) {
  const auto read = [&](const std::string& members) {
    return message_of([&] {
      const auto path = file("q.ndjson", R"({"related_to":"A","none":true)" + members + "}\n");
      read_judged_queries(path, "");
    });
  };
  EXPECT_EQ(read(R"(,"first":"B","not":"A","params":{"seen":"S04"})"), "no error");
  for (const char* wrong :
       {R"(,"q":"a")", R"(,"similar":["B"])", R"(,"passage":"p")", R"(,"snippet_has":"a")",
        R"(,"link":"#a")", R"(,"told":"")", R"(,"answer":"")", R"(,"total":2)",
        R"(,"facets":{"season":["2: 1"]})", R"(,"params":{"filter":"season:4"})",
        R"(,"params":{"match":"any"})", R"(,"params":{"facets":["season"]})"})
    EXPECT_THAT(read(wrong), HasSubstr("q.ndjson:1: related_to is judged by ids alone")) << wrong;
}

TEST_F(JudgedFiles, QueriesWithoutAnyJudgementAreRefused) {
  const auto path = file("queries.tsv", "1\tdinner party\n");
  EXPECT_THAT(message_of([&] { read_judged_queries(path, ""); }), HasSubstr("--qrels"));
  const auto foreign = file("qrels.txt", "99 0 a 1\n");
  EXPECT_THAT(message_of([&] { read_judged_queries(path, foreign); }), HasSubstr("belong"));
}

TEST_F(JudgedFiles, TrecQueriesArePlainWords) {
  const auto queries = read_judged_queries(
      file("queries.tsv", "7\tWHAT (e.g. \"papers\") -NOT OR cast:a well-known s4*\n"),
      file("qrels.txt", "7 0 doc1 2\r\n7 0 doc2 0\n8 0 doc9 1\n"));
  ASSERT_THAT(queries, SizeIs(1));
  EXPECT_EQ(queries[0].q, "WHAT e.g. papers not or cast a well-known s4");
  EXPECT_THAT(queries[0].relevant, UnorderedElementsAre(Pair("doc1", 2), Pair("doc2", 0)));
}

TEST_F(JudgedFiles, TopicsAreReadByTheirTitles) {
  const auto queries = read_judged_queries(
      file("topics.txt",
           "<top>\n<num> Number: 301\n<title> Organized Crime\n<desc> Description:\nLong words\n"
           "</top>\n<top>\n<num>302</num>\n<title>\npolio\n</title>\n</top>\n"),
      file("qrels.txt", "301\t0\tA doc\t1\n302 0 b 1\n"));
  ASSERT_THAT(queries, SizeIs(2));
  EXPECT_EQ(queries[0].id, "301");
  EXPECT_EQ(queries[0].q, "Organized Crime");
  EXPECT_THAT(queries[0].relevant, ElementsAre(Pair("A doc", 1)));
  EXPECT_EQ(queries[1].id, "302");
  EXPECT_EQ(queries[1].q, "polio");
}

TEST_F(JudgedFiles, ARunIsOrderedByScoreAndEqualScoresStayAsTheyStand) {
  const auto run = read_run(file("run",
                                 "1 Q0 low 1 0.5 x\n1 Q0 tie_b 2 7 x\n2 Q0 other 1 1e3 x\n"
                                 "1 Q0 tie_a 3 7.0 x\n1 Q0 top 4 8 x\n"));
  EXPECT_THAT(run.at("1"), ElementsAre("top", "tie_b", "tie_a", "low"));
  EXPECT_THAT(run.at("2"), ElementsAre("other"));
}

TEST_F(JudgedFiles, AWrittenRunIsReadBackInItsOrderAlsoWhereScoresAreEqual) {
  std::vector<RankedId> hits = {{"b", 7'000.1}, {"a a", 7'000.1}, {"c", 7'000.1}, {"d", -1}};
  const auto run = read_run(file("run", run_lines("q 1", hits, "me")));
  EXPECT_THAT(run.at("q 1"), ElementsAre("b", "a a", "c", "d"));
}

TEST_F(JudgedFiles, WhatIsNoRunSaysWhereAndWhy) {
  const auto path = file("run", "1 Q0 a 1 0.5 x\n1 Q0 a\n");
  EXPECT_THAT(message_of([&] { read_run(path); }),
              AllOf(HasSubstr("run:2"), HasSubstr("6 columns")));
  EXPECT_THAT(message_of([&] { read_run("missing"); }), HasSubstr("missing"));
}

}  // namespace
}  // namespace coldopen

// coldopen eval as a shell sees it: measures, cases, comparisons, floors, exit codes.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>

#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ended {
  int code = -1;
  std::string text;  // standard output and error
};

class EvalCommand : public ::testing::Test {
 protected:
  EvalCommand() {
    corpus_ = file("wiki.jsonl",
                   R"({"id":"party","title":"Dinner Party","body":"Jan and Michael have guests."}
{"id":"script","title":"The script","body":"The dinner party of dinner parties: a party, a dinner party."}
{"id":"boat","title":"Booze Cruise","body":"A dinner on a boat.","aliases":["Big Tuna"]}
{"id":"money","title":"Money","body":"He declares bankruptcy. A big tuna."}
)");
    judged_ =
        file("judged.ndjson",
             R"({"q":"dinner party","first":"party","relevant":{"party":3,"script":1},"behaviour":1}
{"q":"big tuna","first":"boat","relevant":{"boat":2},"behaviour":1}
{"q":"bankruptcy","relevant":{"money":1}}
)");
  }

  std::string file(const std::string& name, const std::string& text) const {
    const auto path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

  static Ended eval(const std::string& words) {
    Ended ended;
    FILE* pipe = ::popen((std::string(COLDOPEN_BINARY) + " eval " + words + " 2>&1").c_str(), "r");
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) ended.text += part.data();
    const int status = ::pclose(pipe);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
  }
  Ended eval_corpus(const std::string& words) const {
    return eval(judged_ + " --quiet --corpus " + corpus_ + " " + words);
  }

  std::string corpus_, judged_;

 private:
  TemporaryDirectory directory_;
};

TEST_F(EvalCommand, AQuestionForAPassageIsMeasuredByThePassageShownFirst) {
  const std::string one = file("one.jsonl", R"({"id":"a","title":"A","passages":[)"
                                            R"({"anchor":"p-1","text":"A red door."},)"
                                            R"({"anchor":"p-2","text":"A green lamp and a door."}]}
{"id":"b","title":"B","body":"A lamp of glass."}
)");
  const std::string right = file("right.ndjson", R"({"q":"green lamp","first":"a","passage":"p-2"}
{"q":"lamp glass","first":"b","passage":"p-1"}
)");
  const std::string wrong = file("wrong.ndjson", R"({"q":"green lamp","first":"a","passage":"p-1"}
)");
  EXPECT_EQ(eval(right + " --quiet --corpus " + one + " --min mrr@10=1 --min cases=1").code, 0);
  EXPECT_EQ(eval(wrong + " --quiet --corpus " + one + " --min mrr@10=0.1").code, 1);
}

TEST_F(EvalCommand, AHundredQuestionsFindThePassageThatAnswers) {
  const std::string root = COLDOPEN_SOURCE_DIR;
  const std::string asked = root + "/tests/judged/questions.ndjson --quiet --corpus " + root +
                            "/corpus/the-office --min mrr@10=";
  const Ended ended = eval(asked + "0.9");
  EXPECT_EQ(ended.code, 0) << ended.text;
  EXPECT_EQ(eval(asked + "1").code, 1);
}

TEST_F(EvalCommand, MeasuresAndCasesOfACorpus) {
  const Ended ended = eval_corpus("");
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.text,
              AllOf(HasSubstr("3 queries, 3 with judgements"), HasSubstr("ndcg@10       1.0000\n"),
                    HasSubstr("p@1           1.0000"), HasSubstr("zero hits     0.0000"),
                    HasSubstr("cases         1.0000   2 of 2 hold"), HasSubstr("ranking ms")));
}

TEST_F(EvalCommand, AFailingCaseSaysWhatCameFirst) {
  const auto wrong = file("wrong.ndjson",
                          "{\"q\":\"bankruptcy\",\"first\":\"party\"}\n"
                          "{\"q\":\"dinner\",\"not\":\"boat\"}\n"
                          "{\"q\":\"bankruptcy\",\"none\":true}\n");
  const Ended ended = eval(wrong + " --quiet --corpus " + corpus_);
  EXPECT_EQ(ended.code, 0) << "only --min makes it an answer of no";
  EXPECT_THAT(
      ended.text,
      AllOf(HasSubstr("FAILED bankruptcy: party should be first, is not found, first is money"),
            ContainsRegex("FAILED dinner: boat should not be found, is number [123]"),
            HasSubstr("nothing should be found, first is money")));
}

TEST_F(EvalCommand, BelowAFloorIsOne) {
  EXPECT_EQ(eval_corpus("--min ndcg@10=0.99 --min cases=1").code, 0);
  const Ended below = eval_corpus("--without aliases --min cases=1");
  EXPECT_EQ(below.code, 1) << below.text;
  EXPECT_THAT(below.text, HasSubstr("cases is 0.5000, below 1.0000"));
}

TEST_F(EvalCommand, ARunIsMeasuredLikeTheSearchThatWroteIt) {
  const std::string run = path("full.run");
  EXPECT_EQ(eval_corpus("--write-run " + run).code, 0);
  const Ended again = eval(judged_ + " --run " + run + " --min ndcg@10=1 --min cases=1");
  EXPECT_EQ(again.code, 0) << again.text;
  const Ended compared = eval_corpus("--without aliases --compare " + run);
  EXPECT_THAT(compared.text, AllOf(HasSubstr("compared with"),
                                   ContainsRegex("p@1 +0.6667 +1.0000 +-0.3333 +1.0000 +0 +1 +2")));
  EXPECT_THAT(eval_corpus("--json --compare " + run).text,
              AllOf(HasSubstr(R"("compared":{"target":)"), HasSubstr(R"("p":1)"),
                    HasSubstr(R"("per_query":[{"id":"1","ndcg@10":1)"), Not(HasSubstr("nan"))));
}

TEST_F(EvalCommand, AnyPartOfTheScoreCanBeChanged) {
  EXPECT_EQ(eval_corpus("--set scoring.k1=1.2 --set weights.title=1 --without stems").code, 0);
  EXPECT_THAT(eval_corpus("--without aliases").text, HasSubstr("1 of 2 hold"));
}

TEST_F(EvalCommand, AChangedWeightLeavesTheOthersOfTheSettings) {
  const std::string lamps =
      file("lamps.jsonl", R"({"id":"name","title":"Lamp","body":"Made of wood."}
{"id":"text","title":"Wood","body":"Made of lamp."}
)");
  const std::string asked = file("lamp.ndjson", "{\"q\":\"lamp\",\"first\":\"text\"}\n") +
                            " --quiet --corpus " + lamps + " --without classes --min cases=1";
  const std::string settings =
      " --settings " + file("weights.json", R"({"weights":{"title":1,"body":50}})");
  EXPECT_EQ(eval(asked).code, 1);
  EXPECT_EQ(eval(asked + settings).code, 0);
  EXPECT_EQ(eval(asked + settings + " --set weights.headings=3").code, 0);
  EXPECT_EQ(eval(asked + settings + " --without titles").code, 0);
  EXPECT_EQ(eval(asked + settings + " --set weights.title=50 --set weights.body=1").code, 1);
}

TEST_F(EvalCommand, AFailingCaseOfWhatIsAlikeNamesTheArticle) {
  const auto alike = file("alike.ndjson", R"({"related_to":"money","first":"nobody"})");
  EXPECT_THAT(eval(alike + " --quiet --corpus " + corpus_).text,
              HasSubstr("FAILED money: nobody should be first"));
}

TEST_F(EvalCommand, WrongWordsAreTold) {
  EXPECT_THAT(eval_corpus("--set scoring.k3=1").text, HasSubstr("no constant of the score"));
  EXPECT_THAT(eval_corpus("--set k1=1").text, HasSubstr("--set begins with scoring. or weights."));
  EXPECT_THAT(eval_corpus("--without everything").text, HasSubstr("--without is one of"));
  EXPECT_EQ(eval_corpus("--min speed=3").code, 64);
  EXPECT_EQ(eval(judged_ + " --run x --without stems").code, 64);
  EXPECT_EQ(eval(judged_ + " --without titles").code, 64);
  EXPECT_EQ(eval(judged_ + " --data " + path("none")).code, 66);
  EXPECT_EQ(eval(path("missing") + " --corpus " + corpus_).code, 66);
  EXPECT_EQ(eval(file("bad", "{\"q\":1,}\n") + " --corpus " + corpus_).code, 65);
}

}  // namespace
}  // namespace coldopen

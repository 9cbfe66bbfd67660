// No change may make rankings worse: nDCG@10 on judged collections stays above the floors that
// `./dev bench relevance` wrote (bench/results/relevance.floors.tsv). Seconds.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>

namespace coldopen {
namespace {

TEST(Relevance, StaysAboveItsFloorOnJudgedCollections) {
  const std::filesystem::path root = COLDOPEN_SOURCE_DIR;
  const std::filesystem::path judged = root / "../shared/data/judged";
  if (!std::filesystem::exists(judged)) GTEST_SKIP() << "no judged collections at " << judged;
  std::ifstream floors(root / "bench/results/relevance.floors.tsv");
  ASSERT_TRUE(floors) << "./dev bench relevance writes it";
  int asked = 0;
  for (std::string line; std::getline(floors, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    const std::filesystem::path folder = judged / line.substr(0, tab);
    auto qrels = folder / "qrels-no-source.txt";
    if (!std::filesystem::exists(qrels)) qrels = folder / "qrels.txt";
    const std::string command = std::string(COLDOPEN_BINARY) + " eval " +
                                (folder / "queries.tsv").string() + " --qrels " + qrels.string() +
                                " --corpus " + (folder / "corpus.jsonl.gz").string() +
                                " --match any --quiet --min ndcg@10=" + line.substr(tab + 1);
    const int status = std::system(command.c_str());
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command;
    ++asked;
  }
  EXPECT_GE(asked, 2);
}

}  // namespace
}  // namespace coldopen

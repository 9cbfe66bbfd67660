// What `analyze` says of a text: the table of the terminal and the JSON.
#include "server/analysis_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/command_analyze.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Analyzer& english() {
  static const Analyzer analyzer;
  return analyzer;
}

TEST(AnalysisReport, ATokenSaysItsRuleItsPlaceItsSourceAndItsStem) {
  const AnalysisReport report = analysis_of("Café racing", AnalysisKind::text, english());
  const std::string json = analysis_json(report);
  EXPECT_THAT(json, HasSubstr(R"({"term":"cafe","lane":"exact","rule":"word","position":0,)"
                              R"("length":1,"begin":0,"end":5,"source":"Café"})"));
  EXPECT_THAT(json, HasSubstr(R"("source":"racing","stem":"race"})"));
  EXPECT_THAT(json, Not(HasSubstr("keys"))) << "a text is no name";
}

TEST(AnalysisReport, AQueryHasTheKeysByWhichItFindsNames) {
  const AnalysisReport report = analysis_of("The Dundies", AnalysisKind::query, english());
  ASSERT_FALSE(report.keys.whole.empty());
  EXPECT_EQ(report.keys.whole.front(), "the dundies");
  EXPECT_THAT(analysis_json(report), HasSubstr(R"("kind":"query")"));
  EXPECT_TRUE(analysis_of(" ", AnalysisKind::query, english()).keys.whole.empty());
}

TEST(AnalysisReport, TheColumnsOfTheTableStandUnderEachOther) {
  const AnalysisReport report = analysis_of("late 巨人", AnalysisKind::text, english());
  const std::string text = analysis_text(report, Console());
  EXPECT_THAT(text, HasSubstr("  term  stem  source\n"));
  EXPECT_THAT(text, HasSubstr("  late        late\n"));
  EXPECT_THAT(text, HasSubstr("  巨人        巨人\n")) << "a letter of East Asia is two wide";
  EXPECT_THAT(text, HasSubstr("  人          人\n"));
}

}  // namespace
}  // namespace coldopen

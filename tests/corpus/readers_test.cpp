// Every folder of tests/readers is a test: `input.*` must become the articles of `expected.ndjson`.
// Beside them what the readers owe to bad input, each case by its number (F files, R records, T
// text).
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "corpus/article_json.hpp"
#include "corpus/html.hpp"
#include "corpus/open_reader.hpp"
#include "corpus/readers/csv.hpp"
#include "corpus/readers/html_page.hpp"
#include "corpus/readers/markdown.hpp"
#include "corpus/readers/ndjson.hpp"
#include "corpus/readers/plain_text.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Outcome {
  std::vector<ReadArticle> articles;
  std::vector<ReadProblem> problems;
};

Outcome all(Reader& reader) {
  Outcome out;
  while (std::optional<ReadItem> item = reader.next()) {
    if (auto* read = std::get_if<ReadArticle>(&*item)) {
      out.articles.push_back(std::move(*read));
    } else {
      out.problems.push_back(std::get<ReadProblem>(*item));
    }
  }
  return out;
}

using Open = std::unique_ptr<Reader> (*)(ByteSource, SourceName);

Outcome read(Open open, std::string bytes) {
  return all(*open(ByteSource::of_memory(std::move(bytes)), {"input", "input", false}));
}

Strings ids(const Outcome& outcome) {
  Strings out;
  for (const ReadArticle& read : outcome.articles) out.push_back(read.article.id);
  return out;
}

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Pairs : public testing::TestWithParam<std::string> {};

Strings pair_folders() {
  Strings out;
  for (const auto& entry : fs::directory_iterator(COLDOPEN_SOURCE_DIR "/tests/readers")) {
    if (entry.is_directory()) out.push_back(entry.path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST_P(Pairs, InputBecomesTheExpectedArticles) {
  const std::string folder = COLDOPEN_SOURCE_DIR "/tests/readers/" + GetParam() + "/";
  std::string input;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("input.")) input = entry.path().string();
  }
  const Outcome outcome = all(*open_corpus({input}, {}));
  std::ostringstream got, expected;
  for (const ReadArticle& article : outcome.articles) {
    got << article_to_json(article.article) << '\n';
  }
  expected << std::ifstream(folder + "expected.ndjson").rdbuf();
  EXPECT_EQ(got.str(), expected.str());
}

INSTANTIATE_TEST_SUITE_P(Readers, Pairs, testing::ValuesIn(pair_folders()),
                         [](const auto& test) { return test.param; });

TEST(Ndjson, R01BlankLinesArePassedOverAndR20TheLastNeedsNoLineFeed) {
  const Outcome outcome = read(
      open_ndjson, "\n  \r\n{\"id\":\"a\",\"title\":\"t\"}\r\n\n{\"id\":\"b\",\"title\":\"t\"}");
  EXPECT_THAT(ids(outcome), ElementsAre("a", "b"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(Ndjson, ABadLineCostsThatLineOnlyAndIsNamed) {
  const Outcome outcome =
      read(open_ndjson,
           "{\"id\":\"a\",\"title\":\"t\"}\n{\"id\":\n{\"title\":\"t\"}\n{\"id\":\"\xFF\"}\n"
           "{\"id\":\"b\",\"title\":\"t\"}\n{\"id\":\"cut");
  EXPECT_THAT(ids(outcome), ElementsAre("a", "b"));
  ASSERT_EQ(outcome.problems.size(), 4U);
  EXPECT_EQ(outcome.problems[0].where, "line 2");
  EXPECT_EQ(outcome.problems[1].where, "line 3");
  EXPECT_THAT(outcome.problems[1].reason, HasSubstr("needs an id"));
  EXPECT_THAT(outcome.problems[2].reason, HasSubstr("not UTF-8"));
  EXPECT_EQ(outcome.problems[3].where, "line 6");
  for (const ReadProblem& problem : outcome.problems) EXPECT_FALSE(problem.fatal);
}

TEST(Ndjson, R03AMarkAtTheFirstLineIsNoText) {
  EXPECT_THAT(ids(read(open_ndjson, "\xEF\xBB\xBF{\"id\":\"a\",\"title\":\"t\"}\n")),
              ElementsAre("a"));
}

TEST(Ndjson, R19ALineBeyond8MiBIsReadPastInBoundedMemory) {
  std::uint64_t given = 0;
  const std::uint64_t line_bytes = std::uint64_t{100} << 20;
  const std::string tail = "\n{\"id\":\"b\",\"title\":\"t\"}\n";
  ByteSource source([&](std::span<char> into) {
    std::size_t count = 0;
    for (; count < into.size() && given < line_bytes + tail.size(); ++count, ++given) {
      into[count] = given < line_bytes ? 'x' : tail[given - line_bytes];
    }
    return count;
  });
  const Outcome outcome = all(*open_ndjson(std::move(source), {"input", "input", false}));
  EXPECT_THAT(ids(outcome), ElementsAre("b"));
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_EQ(outcome.problems[0].where, "line 1");
  EXPECT_THAT(outcome.problems[0].reason, HasSubstr("8 MiB"));
}

TEST(Ndjson, R21ALoneCarriageReturnBetweenValuesIsRefused) {
  const Outcome outcome =
      read(open_ndjson, "{\"id\":\"a\",\"title\":\"t\"}\r{\"id\":\"b\",\"title\":\"t\"}\n");
  EXPECT_THAT(ids(outcome), IsEmpty());
  EXPECT_EQ(outcome.problems.size(), 1U);
}

TEST(Json, AListThatIsCutGivesWhatCameBefore) {
  const Outcome outcome = read(open_json, R"([{"id":"a","title":"t"},{"id":"b","ti)");
  EXPECT_THAT(ids(outcome), ElementsAre("a"));
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_TRUE(outcome.problems[0].fatal);
}

TEST(Json, OneArticleMayStandOverSeveralLines) {
  EXPECT_THAT(ids(read(open_json, "{\n \"id\": \"a\",\n \"title\": \"t\"\n}\n")), ElementsAre("a"));
  EXPECT_THAT(ids(read(open_json, "[]")), IsEmpty());
  EXPECT_EQ(read(open_json, "[{\"id\":\"a\",\"title\":\"t\"}] x").problems.size(), 1U);
}

TEST(Csv, R22AHeaderIsNeededAndTheProblemShowsOne) {
  const Outcome outcome = read(open_csv, "office-2x01,The Dundies\nx,y\n");
  EXPECT_THAT(outcome.articles, IsEmpty());
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_TRUE(outcome.problems[0].fatal);
  EXPECT_THAT(outcome.problems[0].reason, HasSubstr("id,title,body"));
}

TEST(Csv, R22BadRowsAreSkippedAndNamedByTheirLine) {
  const Outcome outcome = read(open_csv,
                               "id,title\na,\"two\nlines\"\nb\nc,d,e\nd,\"x\"y\n,none\ne,ok\r\n"
                               "f,\"never closed\ng,h\n");
  EXPECT_THAT(ids(outcome), ElementsAre("a", "e"));
  Strings where;
  for (const ReadProblem& problem : outcome.problems) where.push_back(problem.where);
  EXPECT_THAT(where, ElementsAre("line 4", "line 5", "line 6", "line 7", "line 9"));
  EXPECT_THAT(outcome.problems.back().reason, HasSubstr("never closes"));
}

TEST(Csv, R22Utf16WithItsMarkIsRead) {
  const std::u16string text = u"id,title\na,Caf\u00e9 \U0001F600\n";
  for (const bool big_endian : {false, true}) {
    std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      bytes += big_endian ? high : low;
      bytes += big_endian ? low : high;
    }
    const Outcome outcome = read(open_csv, bytes);
    ASSERT_EQ(outcome.articles.size(), 1U);
    EXPECT_EQ(outcome.articles[0].article.title, "Caf\u00e9 \U0001F600");
  }
}

TEST(Csv, R22ACellBeyondTheLimitCostsItsRow) {
  const std::string cell(std::size_t{9} << 20, 'x');
  const Outcome outcome = read(open_csv, "id,body\na," + cell + "\nb,fine\n");
  EXPECT_THAT(ids(outcome), ElementsAre("b"));
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_THAT(outcome.problems[0].reason, HasSubstr("8 MiB"));
}

TEST(Html, R28DeepNestingIsFlattenedInLinearTimeAndKeepsItsText) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<div>";
  const double took = seconds([&] {
    const Outcome outcome = read(open_html_page, html + "Pam paints. <p>Jim smirks.");
    ASSERT_EQ(outcome.articles.size(), 1U);
    std::string text;
    for (const Passage& passage : outcome.articles[0].article.passages) text += passage.text;
    EXPECT_EQ(text, "Pam paints.\nJim smirks.");
  });
  EXPECT_LT(took, 5.0);
}

TEST(Html, R28NestingCannotHideFromTheCount) {
  for (const std::string& piece :
       {std::string("<b>"), std::string("<p><font a=1>"), std::string("<div></span>"),
        std::string("<table><tr><td>"), std::string("<ul><li>"), std::string("<b></div>"),
        std::string("<a x='>'><i>"), std::string("<x-y>")}) {
    std::string html;
    for (int i = 0; i < 30'000; ++i) html += piece;
    EXPECT_LT(seconds([&] { read_html(html + "text", false); }), 5.0) << piece;
  }
}

TEST(Html, ManyAttributesInOneTagCostLinearTime) {
  std::string html = "<p ";
  for (int i = 0; i < 300'000; ++i) html += "a" + std::to_string(i) + " ";
  EXPECT_LT(seconds([&] { read_html(html + ">text", false); }), 5.0);
}

TEST(Html, R28ScriptsStylesCommentsAndBadReferencesAreNoText) {
  const HtmlPage page = read_html(
      "<p>a&#x110000;b&#0;c</p><script>one<!-- </p></script><style>two</style>"
      "<p>last</p><!-- never closed <p>hidden",
      false);
  ASSERT_EQ(page.blocks.size(), 2U);
  EXPECT_EQ(page.blocks[0].text, "a\uFFFDb\uFFFDc");
  EXPECT_EQ(page.blocks[1].text, "last");
  Strings reasons;
  for (const DroppedLine& line : page.dropped) reasons.push_back(line.reason);
  EXPECT_THAT(reasons, ElementsAre("script", "style"));
}

TEST(Html, WhatIsDroppedIsReportedWithItsLine) {
  const HtmlPage page = read_html(
      "<nav>Home</nav>\n<p>text</p>\n<footer>Imprint</footer>\n<aside>Ads</aside>", false);
  ASSERT_EQ(page.dropped.size(), 3U);
  EXPECT_EQ(page.dropped[1].text, "Imprint");
  EXPECT_EQ(page.dropped[1].reason, "footer");
  EXPECT_EQ(page.dropped[1].line, 3U);
  EXPECT_EQ(read_html("<nav>Home</nav><p>text</p>", true).blocks.size(), 2U);
}

TEST(Html, R30MarkupInFieldsIsStoredAsGiven) {
  const Outcome outcome = read(open_html_page, "<h1>&lt;img src=x onerror=alert(1)&gt;</h1><p>x");
  EXPECT_EQ(outcome.articles.at(0).article.title, "<img src=x onerror=alert(1)>");
}

TEST(Html, NumberedHeadingsAreItems) {
  const Outcome outcome = read(open_html_page,
                               "<h1>Three pranks</h1><p>Intro.</p><h2>1. Jello</h2><p>Stapler.</p>"
                               "<p>Again.</p><h2>2. Altoids</h2><p>Bell.</p>"
                               "<h2>3. Fax</h2><p>Future.</p><h2>See also</h2><p>More.</p>");
  Strings anchors, headings;
  for (const Passage& passage : outcome.articles.at(0).article.passages) {
    anchors.push_back(passage.anchor);
    headings.push_back(passage.heading);
  }
  EXPECT_THAT(headings, ElementsAre("", "Jello", "Altoids", "Fax", "See also"));
  EXPECT_THAT(anchors, ElementsAre("", "item-1", "item-2", "item-3", "see-also"));
}

TEST(Markdown, R29HostileMarkdownIsTextInLinearTime) {
  for (const std::string& piece : {std::string("> "), std::string("*"), std::string("["),
                                   std::string("```\n"), std::string("- "), std::string("&a;")}) {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += piece;
    const double took = seconds([&] { read(open_markdown, "# T\n\n" + text + "x"); });
    EXPECT_LT(took, 8.0) << piece;
  }
}

TEST(Markdown, FrontMatterThatIsNotUnderstoodIsLeftOutWithAWarning) {
  const Outcome outcome = read(open_markdown,
                               "---\ntitle: Pilot\nbody: no\ntext: |\n  folded\nbad key: 1\n"
                               "list: [a, b\nmap: {a: 1}\nempty:\n---\nHello.\n");
  ASSERT_EQ(outcome.articles.size(), 1U);
  const ReadArticle& read_article = outcome.articles[0];
  EXPECT_EQ(read_article.article.title, "Pilot");
  EXPECT_GE(read_article.warnings.size(), 4U);
  EXPECT_EQ(read_article.article.passages.at(0).text, "Hello.");
}

TEST(Markdown, ARuleInTheTextIsNoFrontMatter) {
  const Outcome outcome = read(open_markdown, "---\n\nHello.\n");
  EXPECT_EQ(outcome.articles.at(0).article.passages.at(0).text, "Hello.");
}

TEST(Markdown, LinesOfDroppedTextAreThoseOfTheFile) {
  const Outcome outcome =
      read(open_markdown, "---\ntitle: T\n---\n# T\n\nText\nmore.\n\nRate this post\n");
  ASSERT_EQ(outcome.articles.at(0).dropped.size(), 1U);
  EXPECT_EQ(outcome.articles[0].dropped[0].line, 9U);
}

TEST(PlainText, T12BadBytesBecomeReplacementsAndAreCounted) {
  const Outcome outcome = read(open_plain_text, "Title\n\n" + std::string(500, 'a') + "\xFF!");
  EXPECT_TRUE(outcome.articles.at(0).article.passages.at(0).text.ends_with("a\uFFFD!"));
  EXPECT_THAT(outcome.articles[0].warnings, ElementsAre(HasSubstr("1 bytes are not UTF-8")));
}

TEST(PlainText, F08ABinaryFileIsSkipped) {
  for (const std::string& bytes : {std::string("\x7F"
                                               "ELF\0\0\0\0\0\0",
                                               10),
                                   std::string("caf\xE9 \xE0 Paris")}) {
    const Outcome outcome = read(open_plain_text, bytes);
    EXPECT_THAT(outcome.articles, IsEmpty());
    ASSERT_EQ(outcome.problems.size(), 1U);
    EXPECT_THAT(outcome.problems[0].reason, HasSubstr("binary"));
  }
}

TEST(PlainText, F02AnEmptyFileGivesNothing) {
  const Outcome outcome = read(open_plain_text, " \n\n");
  EXPECT_TRUE(outcome.articles.empty() && outcome.problems.empty());
}

TEST(PlainText, ALongFirstLineIsTextAndTheNameTheTitle) {
  const Outcome outcome = read(open_plain_text, std::string(201, 'a') + "\n");
  EXPECT_EQ(outcome.articles.at(0).article.title, "input");
  EXPECT_EQ(outcome.articles[0].article.passages.size(), 1U);
}

}  // namespace
}  // namespace coldopen

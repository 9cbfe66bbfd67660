// Runs every example of query/SYNTAX.md.
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

struct Example {
  std::size_t line = 0;
  std::string typed;
  std::set<std::string> finds;
  std::string note;
};

std::string trimmed_cell(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

Strings cells(const std::string& line) {
  Strings cells;
  std::istringstream in(line.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) cells.push_back(trimmed_cell(cell));
  return cells;
}

struct Page {
  TestIndex index;
  std::vector<Example> examples;
};

void add_article(const Strings& cells, TestIndex& index) {
  ArticleBuilder made = article(cells[0]).title(cells[1]).text(cells[3]);
  if (!cells[2].empty()) made.alias(cells[2]);
  if (!cells[4].empty()) made.with("season", Value(std::stod(cells[4])));
  if (!cells[5].empty()) made.with("air_date", Value(*parse_date(cells[5])));
  if (!cells[6].empty()) made.with("cast", cells[6].c_str());
  index.add(made.with("kind", cells[7].c_str()));
}

Page read_page() {
  Page page;
  std::ifstream in(std::string(COLDOPEN_SOURCE_DIR) + "/query/SYNTAX.md");
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.starts_with("| ")) continue;
    if (line.starts_with("| `")) {
      const std::size_t end = line.rfind('`');
      Example example{.line = number, .typed = line.substr(3, end - 3), .finds = {}, .note = {}};
      const Strings rest = cells(line.substr(line.find('|', end)));
      std::istringstream ids(rest.at(0));
      for (std::string id; ids >> id;) example.finds.insert(id);
      example.note = rest.size() > 1 ? rest[1] : "";
      page.examples.push_back(std::move(example));
    } else if (cells(line).size() == 8 && cells(line)[0] != "id") {
      add_article(cells(line), page.index);
    }
  }
  return page;
}

TEST(SyntaxPage, EveryExampleFindsWhatItSays) {
  const Page page = read_page();
  ASSERT_EQ(page.index.articles().size(), 7U);
  ASSERT_GT(page.examples.size(), 50U);
  const Snapshot snapshot = page.index.snapshot(2);
  for (const Example& example : page.examples) {
    SearchRequest request;
    request.q = example.typed;
    const SearchResponse response = search(snapshot, request);
    std::set<std::string> found;
    for (const Hit& hit : response.hits) found.insert(hit.id);
    EXPECT_EQ(found, example.finds) << "SYNTAX.md:" << example.line << ": " << example.typed;
    std::set<std::string> notes;
    for (const Note& note : response.notes) notes.insert(note.code);
    const std::set<std::string> wanted =
        example.note.empty() ? std::set<std::string>{} : std::set{example.note};
    if (example.note.empty() || example.note != "unbalanced-parenthesis")
      EXPECT_EQ(notes, wanted) << "SYNTAX.md:" << example.line << ": " << example.typed;
    else
      EXPECT_TRUE(notes.contains(example.note)) << "SYNTAX.md:" << example.line;
  }
}

}  // namespace
}  // namespace coldopen

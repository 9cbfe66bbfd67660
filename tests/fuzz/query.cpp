// Any text is a query: it is read in linear time, what is printed of it is read as the same tree,
// and what is found is what a scan of the articles finds.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "query/syntax.hpp"
#include "tests/support/naive_search.hpp"
#include "tests/support/test_index.hpp"

namespace {

using namespace coldopen;

TestIndex make_index() {
  TestIndex index;
  index.add(article("dinner")
                .title("Dinner Party")
                .with("season", 4.0)
                .cast("Melora Hardin")
                .with("kind", "episode")
                .text("Jan and Michael. Snip snap, that's what she said."));
  index.add(article("boat")
                .title("Booze Cruise")
                .alias("the boat")
                .with("season", 2.0)
                .cast("Amy Adams")
                .passage("Jim", "jim", "Dinner on a boat; a party. Off we go."));
  index.add(article("dead").title("Dinner").text("dinner party jim pam off season"));
  index.add(article("spider").title("Spider-Man").text("日本語のテキスト, a b c."));
  index.add(article("script")
                .with("season", 2.0)
                .passage("Off", "off", "Jim: a party?\nPam: No party.")
                .text("Jan Levinson (off): That's what she said."));
  index.add(article("line")
                .with("kind", "line")
                .with("character", "Jim")
                .with("character", "Spider-Man Jan")
                .text("Snip a boat."));
  index.add(article("marks").title("!!!").text("Office offices official, jim and pam."));
  return index.remove("dead");
}

struct World {
  TestIndex index = make_index();
  Snapshot snapshot = index.snapshot(2);
  NaiveSearch scan{index.living(), index.analyzer(), snapshot.scoring, snapshot.weights,
                   index.types()};
};

void check_tree(const std::string& text, const AttributeTypes& types) {
  const std::clock_t start = std::clock();  // of this process: others may be busy
  const ParsedQuery parsed = parse(text, types);
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  // 10 us a byte is a hundred times what it takes, sanitizers included.
  ensure(took < 0.05 + 1e-5 * static_cast<double>(text.size()), "a query is read in linear time");
  if (parsed.depth > SearchLimits::depth_max) return;
  ensure(parse(print(parsed.tree), types).tree == parsed.tree,
         "what is printed is read as the same tree");
}

// Whether an unspaced run is in it: of those the scan asks for the last letter alone as well.
bool has_pairs(const Analyzer& analyzer, const std::string& text) {
  TokenBuffer tokens;
  analyzer.analyze(text, TextKind::text, tokens);
  const Token* before = nullptr;
  for (const Token& token : tokens.tokens()) {
    if (before != nullptr && token.begin < before->end) return true;
    before = &token;
  }
  return false;
}

void check_answer(const World& world, const std::string& text) {
  SearchRequest request;
  request.q = text;
  request.limit = SearchLimits::limit_max;
  request.timeout = std::chrono::milliseconds(SearchLimits::timeout_ms_max);
  SearchResponse response;
  try {
    search(world.snapshot, request);  // with its corrections, which the scan knows nothing of
    request.typo = Typo::off;
    response = search(world.snapshot, request);
  } catch (const Error& error) {
    ensure(error.code() == ErrorCode::invalid_argument && error.where() == "q",
           "a query fails by its length, its words or its depth only");
    return;
  }
  if (has_pairs(world.index.analyzer(), text)) return;
  const NaiveAnswer expected = world.scan.search(request);
  ensure(response.total == expected.hits.size(), "a search finds as much as a scan");
  for (std::size_t i = 0; i < response.hits.size(); ++i) {
    ensure(response.hits[i].id == expected.hits[i].id, "a search orders as a scan does");
    ensure(response.hits[i].score == expected.hits[i].score, "a search scores as a scan does");
    for (const FoundPassage& passage : response.hits[i].passages) {
      std::uint32_t end = 0;
      for (const Mark& mark : passage.snippet.marks) {
        ensure(mark.begin >= end && mark.begin < mark.end, "marks rise and do not overlap");
        end = mark.end;
      }
      ensure(end <= passage.snippet.text.size(), "marks stand inside their text");
      ensure(utf8_error(passage.snippet.text) == std::string::npos, "no character is cut");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  std::size_t bad_bytes = 0;
  const std::string text = repaired_utf8({reinterpret_cast<const char*>(data), size}, bad_bytes);
  check_tree(text, world.index.types());
  check_answer(world, text);
  return 0;
}

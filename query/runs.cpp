#include "query/runs.hpp"

#include <algorithm>

namespace coldopen {

namespace {

std::size_t first_word_at(const std::vector<RunWord>& words, std::uint32_t position) {
  const auto at = std::ranges::lower_bound(words, position, {}, &RunWord::position);
  return static_cast<std::size_t>(at - words.begin());
}

void add_words(const TokenBuffer& buffer, Run& run) {
  const Token* before = nullptr;
  for (const Token& token : buffer.tokens()) {
    if (token.lane != Space::exact) continue;
    if (before != nullptr && before->begin < token.begin && token.end <= before->end) continue;
    before = &token;
    run.words.push_back({std::string(token.term), {}, token.position});
  }
}

}  // namespace

Run read_run(const Analyzer& analyzer, std::string_view text, RunReading reading,
             TokenBuffer& buffer) {
  if (reading == RunReading::name) {
    analyzer.analyze(text, TextKind::name, buffer);
  } else {
    analyzer.analyze_query(text, buffer);
  }
  Run run;
  add_words(buffer, run);
  for (const Token& token : buffer.tokens()) {
    if (token.lane == Space::exact) continue;
    if (token.rule == TokenRule::whole_code && reading != RunReading::whole) continue;
    const std::size_t first = first_word_at(run.words, token.position);
    const std::size_t last = first_word_at(run.words, token.position + token.length);
    if (first == last) continue;  // of a letter that was left out
    if (token.lane == Space::written) run.words[first].written = token.term;
    RunToken made{std::string(token.term), token.rule, first, last,
                  std::string(text.substr(token.begin, token.end - token.begin))};
    const bool lost = last - first == 1 && token.length > 1;  // its other words were left out
    if (token.lane == Space::joined && !lost)
      run.joined.push_back(std::move(made));
    else if (token.lane == Space::code)
      run.codes.push_back(std::move(made));
  }
  const std::uint32_t start = run.words.empty() ? 0 : run.words.front().position;
  for (RunWord& word : run.words) word.position -= start;
  return run;
}

std::vector<PhraseWord> phrase_words(const Run& run) {
  std::vector<PhraseWord> words;
  for (const RunWord& word : run.words) words.push_back({word.term, word.position});
  return words;
}

}  // namespace coldopen

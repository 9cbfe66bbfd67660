#include "query/typed_words.hpp"

#include <utility>
#include <variant>

#include "query/runs.hpp"

namespace coldopen {

namespace {

// Calls visit(Words&, stands beside the one before) for each that may be another, in their order.
template <class Visit>
void for_each_words(Query& query, bool beside, Visit&& visit) {
  if (Words* words = std::get_if<Words>(&query.is)) return visit(*words, beside);
  if (Or* either = std::get_if<Or>(&query.is)) {
    for (Query& alternative : either->alternatives) for_each_words(alternative, false, visit);
    return;
  }
  Group* group = std::get_if<Group>(&query.is);
  if (group == nullptr) return;
  bool after_words = false;
  for (Clause& clause : group->clauses) {
    if (clause.sign == Sign::must_not) {
      after_words = false;
      continue;
    }
    for_each_words(clause.query, after_words && clause.sign == Sign::plain, visit);
    after_words = clause.sign == Sign::plain && std::holds_alternative<Words>(clause.query.is);
  }
}

// Whether words, in one stretch, and filters are all there is.
bool words_alone(const Query& tree) {
  const Group* group = std::get_if<Group>(&tree.is);
  if (group == nullptr) return std::holds_alternative<Words>(tree.is);
  std::size_t stretches = 0;
  bool in_words = false;
  for (const Clause& clause : group->clauses) {
    const bool words = std::holds_alternative<Words>(clause.query.is);
    const bool fits = words || std::holds_alternative<Filter>(clause.query.is);
    if (!fits || clause.sign != Sign::plain) return false;
    stretches += words && !in_words ? 1 : 0;
    in_words = words;
  }
  return stretches == 1;
}

}  // namespace

TypedWords::TypedWords(const Query& tree, const Analyzer& analyzer)
    : tree_(tree), alone_(words_alone(tree)) {
  std::size_t leaf = 0;
  TokenBuffer buffer;
  for_each_words(tree_, false, [&](const Words& words, bool beside) {
    for (RunWord& word : read_run(analyzer, words.text, RunReading::part, buffer).words) {
      words_.push_back({std::move(word.term), leaf, beside && !words_.empty()});
      beside = true;
    }
    ++leaf;
  });
}

std::string TypedWords::joined(std::string_view between) const {
  std::string text;
  for (const TypedWord& word : words_) {
    if (!text.empty()) text += between;
    text += word.term;
  }
  return text;
}

std::string TypedWords::with(const std::vector<std::string>& terms) const {
  Query changed = tree_;
  std::size_t leaf = 0, next = 0;
  for_each_words(changed, false, [&](Words& words, bool) {
    std::string text;
    bool same = true;
    for (; next < words_.size() && words_[next].leaf == leaf; ++next) {
      same = same && terms[next] == words_[next].term;
      text += (text.empty() ? "" : " ") + terms[next];
    }
    if (!same) words.text = text;
    ++leaf;
  });
  return print(changed);
}

std::string TypedWords::with_name(const std::string& name) const {
  Query changed = tree_;
  Group* group = std::get_if<Group>(&changed.is);
  if (group == nullptr) return name;
  bool put = false;
  std::vector<Clause> clauses;
  for (Clause& clause : group->clauses) {
    if (Words* words = std::get_if<Words>(&clause.query.is)) {
      if (std::exchange(put, true)) continue;
      words->text = name;
    }
    clauses.push_back(std::move(clause));
  }
  group->clauses = std::move(clauses);
  return print(changed);
}

}  // namespace coldopen

#include "tests/support/naive/reading.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "tests/support/naive/speech.hpp"

namespace coldopen::naive {

namespace {

const std::string* words_in(const Query& query) {
  const auto* words = std::get_if<Words>(&query.is);
  return words == nullptr ? nullptr : &words->text;
}

// Words side by side, perhaps filters before or behind them, and nothing else.
bool is_one_run(const Query& tree) {
  const auto* group = std::get_if<Group>(&tree.is);
  if (group == nullptr) return words_in(tree) != nullptr;
  std::size_t runs = 0;
  bool in_run = false;
  for (const Clause& clause : group->clauses) {
    const bool words = words_in(clause.query) != nullptr;
    if (clause.sign != Sign::plain) return false;
    if (!words && !std::holds_alternative<Filter>(clause.query.is)) return false;
    runs += words && !in_run ? 1 : 0;
    in_run = words;
  }
  return runs == 1;
}

}  // namespace

Reading::Reading(const Corpus& corpus, Elements& elements, const Query& tree, TextKind kind,
                 bool apart)
    : corpus_(corpus), maker_(elements), kind_(kind), apart_(apart), one_run_(is_one_run(tree)) {
  collect(tree, true);
  speaker_ = asked_speaker(corpus, tree);
  const bool optional = !std::ranges::all_of(elements_, &Element::stop_word);
  for (std::size_t place = 0; place < elements_.size(); ++place) {
    Element& element = elements_[place];
    element.stop_word = element.stop_word && optional;
    if (element.stop_word) times_[place] = std::min(times_[place], 1.0);
  }
}

std::size_t Reading::add(Element element) {
  const auto same = std::ranges::find(elements_, element.key, &Element::key);
  if (same != elements_.end()) return static_cast<std::size_t>(same - elements_.begin());
  elements_.push_back(std::move(element));
  times_.push_back(0);
  return elements_.size() - 1;
}

PhraseTerms Reading::terms_of(std::string_view text) const {
  PhraseTerms terms;
  const RunReading reading = kind_ == TextKind::name ? RunReading::name : RunReading::plain;
  for (const RunWord& word : read_run(corpus_, text, reading, true).words) {
    terms.push_back({word.term, word.position});
  }
  return terms;
}

void Reading::add_words(const PhraseTerms& terms, Leaf& leaf) {
  for (const PhraseTerm& term : terms) {
    Run plain;
    plain.words.emplace_back().term = term.term;
    leaf.push_back(add(maker_.word(plain, 0)));
  }
}

Leaf Reading::elements_of(const Query& query) {
  Leaf leaf;
  if (const auto* phrase = std::get_if<Phrase>(&query.is)) {
    const PhraseTerms terms = terms_of(phrase->text);
    if (terms.empty()) return leaf;
    Element element = maker_.phrase(terms);
    if (apart_ && holders(element.parts[0].counts) == 0) {
      add_words(terms, leaf);
    } else {
      leaf.push_back(add(std::move(element)));
    }
  } else if (const auto* prefix = std::get_if<Prefix>(&query.is)) {
    PhraseTerms terms = terms_of(prefix->text);
    if (terms.empty()) return leaf;
    const std::string start = terms.back().term;
    terms.pop_back();
    add_words(terms, leaf);
    leaf.push_back(add(maker_.prefix(start)));
  } else if (const auto* in = std::get_if<InField>(&query.is)) {
    const PhraseTerms terms = terms_of(in->text);
    if (in->phrase && !terms.empty()) return {add(maker_.in_field(in->field, terms, true))};
    for (const PhraseTerm& term : terms) {
      leaf.push_back(add(maker_.in_field(in->field, {term}, false)));
    }
  }
  return leaf;
}

void Reading::set_leaf(const Query& query, Leaf leaf, bool positive) {
  for (const std::size_t place : leaf) {
    if (!positive) break;
    if (times_[place] == 0) scored_.push_back(place);
    times_[place] += 1;
  }
  leaves_[&query] = std::move(leaf);
}

void Reading::add_neighbours(const Run& run, const Leaf& leaf) {
  for (std::size_t i = 1; i < leaf.size(); ++i) {
    const Neighbours pair{leaf[i - 1], leaf[i], run.words[i].position - run.words[i - 1].position};
    const bool known = std::ranges::any_of(neighbours_, [&](const Neighbours& other) {
      return other.first == pair.first && other.second == pair.second;
    });
    if (!known && pair.first != pair.second) neighbours_.push_back(pair);
  }
}

void Reading::collect_run(const Query& first, const std::string& text, bool positive) {
  const RunReading reading = kind_ == TextKind::name ? RunReading::name
                             : one_run_              ? RunReading::whole
                                                     : RunReading::text;
  Run run = read_run(corpus_, text, reading, !positive);
  Leaf leaf;
  for (std::size_t i = 0; i < run.words.size(); ++i) leaf.push_back(add(maker_.word(run, i)));
  if (positive) add_neighbours(run, leaf);
  elements_of_runs_.push_back(leaf);
  set_leaf(first, std::move(leaf), positive);
  runs_.push_back(std::move(run));
}

void Reading::collect_group(const Group& group, bool positive) {
  for (std::size_t i = 0; i < group.clauses.size(); ++i) {
    const Clause& clause = group.clauses[i];
    const std::string* words = words_in(clause.query);
    if (words == nullptr || clause.sign != Sign::plain) {
      collect(clause.query, positive && clause.sign != Sign::must_not);
      continue;
    }
    std::string text = *words;
    for (; i + 1 < group.clauses.size(); ++i) {
      const Clause& next = group.clauses[i + 1];
      const std::string* more = words_in(next.query);
      if (more == nullptr || next.sign != Sign::plain) break;
      text += " " + *more;
      leaves_[&next.query] = {};
    }
    collect_run(clause.query, text, positive);
  }
}

void Reading::collect(const Query& query, bool positive) {
  if (const auto* group = std::get_if<Group>(&query.is)) {
    collect_group(*group, positive);
  } else if (const auto* either = std::get_if<Or>(&query.is)) {
    for (const Query& alternative : either->alternatives) collect(alternative, positive);
  } else if (const auto* filter = std::get_if<Filter>(&query.is)) {
    filters_.push_back(&filter->condition);
  } else if (const std::string* words = words_in(query)) {
    collect_run(query, *words, positive);
  } else {
    set_leaf(query, elements_of(query), positive);
  }
}

double Reading::idf_sum() const {
  double sum = 0;
  for (std::size_t place = 0; place < elements_.size(); ++place) sum += idf(place);
  return sum;
}

double Reading::text_score(std::size_t document) const {
  double sum = 0;
  for (const std::size_t place : scored_) {
    for (const Part& part : elements_[place].parts) {
      if (part.counts[document] == 0) continue;
      const double f = part.counts[document];
      const double k = corpus_.k(document, part.length_counts);
      sum += part.weight * times_[place] * (f / (f + k));
    }
  }
  return static_cast<float>(sum);
}

double Reading::points_max() const {
  double sum = 0;
  for (const std::size_t place : scored_) {
    for (const Part& part : elements_[place].parts) sum += part.weight * times_[place];
  }
  for (const Neighbours& pair : neighbours_) {
    sum += std::min(elements_[pair.first].idf, elements_[pair.second].idf) *
           (corpus_.scoring.k1 + 1) * (corpus_.scoring.next + corpus_.scoring.near);
  }
  return sum + speech_max();
}

// The words of the name as they are typed there; again in the rest they weigh nothing.
double Reading::speech_max() const {
  double idf = 0;
  const std::set<std::string> name(speaker_.begin(), speaker_.end());
  std::set<std::string> counted;
  for (const Element& element : elements_) {
    const bool named = element.form == ElementForm::word && name.contains(element.typed);
    if (named && counted.insert(element.typed).second) idf += element.idf;
  }
  return idf * (corpus_.scoring.k1 + 1);
}

double Reading::speech(std::size_t document) const {
  if (speaker_.empty()) return 0;
  std::vector<const Element*> said;
  for (const std::size_t place : scored_) {
    const Element& element = elements_[place];
    const bool named = element.form == ElementForm::word &&
                       std::ranges::find(speaker_, element.typed) != speaker_.end();
    if (!element.stop_word && !named) said.push_back(&element);
  }
  return speech_max() * most_said(corpus_, corpus_.documents[document], speaker_, said);
}

std::optional<bool> Reading::matches(const Query& query, std::size_t document) const {
  if (const auto* filter = std::get_if<Filter>(&query.is)) {
    return corpus_.passes(filter->condition, document);
  }
  if (const auto* either = std::get_if<Or>(&query.is)) {
    std::optional<bool> any;
    for (const Query& alternative : either->alternatives) {
      if (const auto match = matches(alternative, document)) any = any.value_or(false) || *match;
    }
    return any;
  }
  if (const auto* group = std::get_if<Group>(&query.is)) {
    // A must of words nobody can search says nothing, so it makes no other clause optional.
    const bool has_must = std::ranges::any_of(group->clauses, [&](const Clause& clause) {
      return clause.sign == Sign::must && matches(clause.query, document).has_value();
    });
    std::optional<bool> all;
    for (const Clause& clause : group->clauses) {
      const auto match = matches(clause.query, document);
      if (!match) continue;
      const bool optional = clause.sign == Sign::plain && has_must &&
                            !std::holds_alternative<Filter>(clause.query.is);
      all = all.value_or(true) && (optional || *match == (clause.sign != Sign::must_not));
    }
    return all;
  }
  const Leaf& leaf = leaves_.at(&query);
  if (leaf.empty()) return std::nullopt;
  return std::ranges::all_of(leaf,
                             [&](std::size_t place) { return elements_[place].matches(document); });
}

}  // namespace coldopen::naive

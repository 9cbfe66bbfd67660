#include "query/resolve.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/error.hpp"
#include "query/element_lists.hpp"
#include "query/speech.hpp"

namespace coldopen {

namespace {

// Whether all that is typed is one run of words, with filters beside it at most.
bool is_one_run(const Query& tree) {
  if (!is_flat(tree)) return false;
  const Group* group = std::get_if<Group>(&tree.is);
  if (group == nullptr) return std::holds_alternative<Words>(tree.is);
  std::size_t runs = 0;
  bool in_run = false;
  for (const Clause& clause : group->clauses) {
    const bool words = std::holds_alternative<Words>(clause.query.is);
    if (!words && !std::holds_alternative<Filter>(clause.query.is)) return false;
    runs += words && !in_run ? 1 : 0;
    in_run = words;
  }
  return runs == 1;
}

// Collects the elements of a tree in query order; their lists come when all are known.
class Resolver {
 public:
  Resolver(const Snapshot& snapshot, const Query& tree, bool as_name, Deadline& deadline,
           const ResolveOptions& options)
      : snapshot_(snapshot),
        reading_(as_name            ? RunReading::name
                 : is_one_run(tree) ? RunReading::whole
                                    : RunReading::part),
        deadline_(deadline),
        options_(options) {}

  // Null: nothing in it can be searched.
  std::optional<MatchNode> node(const Query& query, bool negated) {
    if (const Group* group = std::get_if<Group>(&query.is)) return group_node(*group, negated);
    if (const Or* either = std::get_if<Or>(&query.is)) {
      MatchNode any{.kind = MatchNode::Kind::any_of, .index = 0, .children = {}};
      for (const Query& alternative : either->alternatives)
        if (auto child = node(alternative, negated)) any.children.push_back(std::move(*child));
      if (any.children.empty()) return std::nullopt;
      return any;
    }
    if (const Filter* filter = std::get_if<Filter>(&query.is)) {
      result.filters.push_back(filter->condition);
      return MatchNode{MatchNode::Kind::filter, result.filters.size() - 1, {}};
    }
    if (const Words* words = std::get_if<Words>(&query.is)) return run_node(words->text, negated);
    return leaf_node(query, negated);
  }

  ResolvedQuery result;

 private:
  std::optional<MatchNode> group_node(const Group& group, bool negated) {
    std::vector<MatchNode> must, plain, must_not, filters;
    for (std::size_t i = 0; i < group.clauses.size(); ++i) {
      const Clause& clause = group.clauses[i];
      std::optional<MatchNode> child;
      if (const std::size_t words = words_from(group, i); words > 1) {
        std::string text;
        for (std::size_t word = i; word < i + words; ++word)
          text += (text.empty() ? "" : " ") + std::get<Words>(group.clauses[word].query.is).text;
        child = run_node(text, negated);
        i += words - 1;
      } else {
        child = node(clause.query, negated || clause.sign == Sign::must_not);
      }
      if (!child) continue;
      if (clause.sign == Sign::must_not) {
        must_not.push_back(std::move(*child));
      } else if (clause.sign == Sign::must) {
        must.push_back(std::move(*child));
      } else {
        const bool restricts = std::holds_alternative<Filter>(clause.query.is);
        (restricts ? filters : plain).push_back(std::move(*child));
      }
    }
    if (must.empty() && plain.empty() && must_not.empty() && filters.empty()) return std::nullopt;
    MatchNode all;
    for (auto& required : must.empty() ? plain : must) all.children.push_back(std::move(required));
    for (auto& filter : filters) all.children.push_back(std::move(filter));
    if (!must_not.empty())
      all.children.push_back({MatchNode::Kind::none_of, 0, std::move(must_not)});
    return all;
  }

  // How many clauses from `begin` on are words without a sign.
  static std::size_t words_from(const Group& group, std::size_t begin) {
    std::size_t end = begin;
    while (end < group.clauses.size() && group.clauses[end].sign == Sign::plain &&
           std::holds_alternative<Words>(group.clauses[end].query.is))
      ++end;
    return end - begin;
  }

  std::optional<MatchNode> run_node(const std::string& text, bool negated) {
    Run run = read(text, reading_);
    if (run.words.empty()) return std::nullopt;
    const WrittenRun written = find_writings(snapshot_, std::move(run), !negated, deadline_);
    std::vector<std::size_t> units;  // of the run -> of the query
    for (const Unit& unit : written.units) units.push_back(unit_index(unit));
    std::vector<std::size_t> elements;
    std::vector<MatchNode> nodes;
    for (const WrittenWord& word : written.words) {
      Element element = of_words(ElementForm::word, "", {{word.word.term, 0}});
      element.written = word.word.written;
      element.decorated = word.decorated;
      element.writings = word.writings;
      if (word.unit) element.unit = units[*word.unit];
      nodes.push_back(element_node(std::move(element), negated));
      elements.push_back(nodes.back().index);
    }
    if (!negated) {
      add_pairs(written, elements);
      add_codes(written, elements);
    }
    return all_of(std::move(nodes));
  }

  std::size_t unit_index(const Unit& unit) {
    std::vector<ElementUnit>& units = result.units;
    const auto same = std::ranges::find(units, unit, &ElementUnit::is);
    const auto index = static_cast<std::size_t>(same - units.begin());
    if (same == units.end()) units.push_back({unit, {}});
    return index;
  }

  void add_pairs(const WrittenRun& run, const std::vector<std::size_t>& elements) {
    for (std::size_t i = 1; i < elements.size(); ++i) {
      const WordPair pair{elements[i - 1], elements[i],
                          run.words[i].word.position - run.words[i - 1].word.position};
      const bool known = std::ranges::any_of(result.pairs, [&](const WordPair& other) {
        return other.first == pair.first && other.second == pair.second;
      });
      if (pair.first != pair.second && !known) result.pairs.push_back(pair);
    }
  }

  void add_codes(const WrittenRun& run, const std::vector<std::size_t>& elements) {
    for (const RunToken& token : run.codes)
      result.codes.push_back({token,
                              {elements.begin() + static_cast<std::ptrdiff_t>(token.first),
                               elements.begin() + static_cast<std::ptrdiff_t>(token.last)}});
  }

  static MatchNode all_of(std::vector<MatchNode> nodes) {
    if (nodes.size() == 1) return std::move(nodes[0]);
    return {MatchNode::Kind::all_of, 0, std::move(nodes)};
  }

  std::optional<MatchNode> leaf_node(const Query& query, bool negated) {
    std::vector<Element> made = std::visit([&](const auto& leaf) { return make(leaf); }, query.is);
    if (made.empty()) return std::nullopt;
    std::vector<MatchNode> nodes;
    for (Element& element : made) nodes.push_back(element_node(std::move(element), negated));
    return all_of(std::move(nodes));
  }

  MatchNode element_node(Element element, bool negated) {
    std::vector<Element>& elements = result.elements;
    const auto same = std::ranges::find_if(elements, [&](const Element& known) {
      return known.form == element.form && known.field == element.field &&
             known.text == element.text && known.written == element.written &&
             known.decorated == element.decorated && known.writings == element.writings &&
             known.unit == element.unit;
    });
    const auto index = static_cast<std::size_t>(same - elements.begin());
    if (same == elements.end()) elements.push_back(std::move(element));
    if (!negated && elements[index].times++ == 0) result.scored.push_back(index);
    return MatchNode{MatchNode::Kind::element, index, {}};
  }

  Run read(const std::string& text, RunReading reading) {
    Run run = read_run(*snapshot_.analyzer, text, reading, buffer_);
    terms_ += run.words.size();
    if (terms_ > options_.terms_max)
      throw Error(ErrorCode::invalid_argument,
                  "a query has at most " + std::to_string(options_.terms_max) +
                      " words; leave out the less telling ones",
                  "q");
    return run;
  }

  std::vector<PhraseWord> words(const std::string& text) {
    return phrase_words(
        read(text, reading_ == RunReading::name ? RunReading::name : RunReading::part));
  }

  static Element of_words(ElementForm form, std::string field, std::vector<PhraseWord> words) {
    Element element;
    element.form = form;
    element.field = std::move(field);
    element.text = text_of(words);
    element.words = std::move(words);
    return element;
  }

  static std::vector<Element> one_by_one(ElementForm form, const std::string& field,
                                         const std::vector<PhraseWord>& words) {
    std::vector<Element> elements;
    for (const PhraseWord& word : words)
      elements.push_back(of_words(form, field, {{word.term, 0}}));
    return elements;
  }

  std::vector<Element> make(const Phrase& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    Element element = of_words(ElementForm::phrase, "", found);
    if (std::ranges::find(options_.phrases_apart, element.text) != options_.phrases_apart.end())
      return one_by_one(ElementForm::word, "", found);
    return {std::move(element)};
  }
  std::vector<Element> make(const Prefix& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    const PhraseWord last = found.back();
    found.pop_back();
    std::vector<Element> elements = one_by_one(ElementForm::word, "", found);
    elements.push_back(of_words(ElementForm::prefix, "", {{last.term, 0}}));
    return elements;
  }
  std::vector<Element> make(const InField& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    if (!leaf.phrase) return one_by_one(ElementForm::field_word, leaf.field, found);
    return {of_words(ElementForm::field_phrase, leaf.field, std::move(found))};
  }
  template <class Other>
  std::vector<Element> make(const Other&) {
    return {};  // compound nodes and filters are no leaves
  }

  const Snapshot& snapshot_;
  RunReading reading_;
  Deadline& deadline_;
  const ResolveOptions& options_;
  TokenBuffer buffer_;
  std::size_t terms_ = 0;
};

ResolvedQuery collect(const Snapshot& snapshot, const Query& tree, bool as_name, Deadline& deadline,
                      const ResolveOptions& options) {
  Resolver resolver(snapshot, tree, as_name, deadline, options);
  if (auto root = resolver.node(tree, false)) resolver.result.root = std::move(*root);
  resolver.result.as_name = as_name;
  resolver.result.flat = is_flat(tree);
  return std::move(resolver.result);
}

}  // namespace

ResolvedQuery resolve(const Snapshot& snapshot, const Query& tree, Deadline& deadline,
                      const ResolveOptions& options) {
  ResolvedQuery resolved = collect(snapshot, tree, false, deadline, options);
  if (resolved.elements.empty()) resolved = collect(snapshot, tree, true, deadline, options);
  if (const std::string name = asked_speaker(tree); !name.empty()) {
    TokenBuffer tokens;
    for (const RunWord& word : read_run(*snapshot.analyzer, name, RunReading::part, tokens).words)
      resolved.speaker.push_back(word.term);
  }
  fill_lists(snapshot, resolved, deadline);
  return resolved;
}

}  // namespace coldopen

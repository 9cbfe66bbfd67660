#include "tests/support/naive_search.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>

#include "corpus/passages.hpp"
#include "query/syntax.hpp"

namespace coldopen {

std::uint32_t stored_length(std::uint32_t folded_length) {
  if (folded_length < 40) return folded_length;
  const std::uint32_t above = folded_length - 24;
  const auto shift = static_cast<unsigned>(std::bit_width(above)) - 4;
  return 24 + (above >> shift << shift);
}

namespace {

using Counts = std::unordered_map<std::string, std::uint32_t>;

// One field value: the words of a title, an alias, an attribute's value, a heading or a text.
struct Place {
  Field field = Field::body;
  std::string name;  // title, alias, heading, body, or the attribute's
  Strings words;
};

struct Document {
  Article article;
  std::vector<Place> places;
  Counts words;   // folded counts F
  Counts stems;   // the same, summed over all words with the stem
  Counts fields;  // name + separator + word -> occurrences
  double length = 0;
};

std::uint32_t count_in(const Counts& counts, const std::string& word) {
  const auto found = counts.find(word);
  return found == counts.end() ? 0 : found->second;
}

// Counts of the fields folded into one: the best single alias, and the sums of the others.
class FoldedCount {
 public:
  explicit FoldedCount(const FieldWeights& weights) : weights_(weights) {}
  void add(Field field, std::uint32_t count) {  // all occurrences of one place
    if (field == Field::alias) {
      best_alias_ = std::max(best_alias_, count);
    } else {
      others_ += weights_.of(field) * count;
    }
  }
  std::uint32_t value() const { return others_ + weights_.aliases * best_alias_; }

 private:
  const FieldWeights& weights_;
  std::uint32_t others_ = 0, best_alias_ = 0;
};

struct Part {
  double weight = 0;
  std::vector<std::uint32_t> counts;  // F of each document
  bool uses_length = true;
};

struct Element {
  std::string key;  // equal for elements that are the same
  std::vector<Part> parts;
  double idf = 0;
  bool stop_word = false;
  bool matches(std::size_t document) const { return parts[0].counts[document] > 0; }
};

// One leaf of the tree: the places of its elements in the query's list. None: it says nothing.
using Leaf = std::vector<std::size_t>;

// All articles, read and counted; makes the elements of a query.
struct Corpus {
  const Analyzer& analyzer;
  Scoring scoring;
  FieldWeights weights;
  AttributeTypes types;
  std::vector<Document> documents;
  double average_length = 1;
  mutable std::map<std::string, Element> made{};  // elements of words

  double idf(std::size_t holders) const {
    const auto all = static_cast<double>(documents.size());
    const auto n = static_cast<double>(holders);
    return std::log(1 + (all - n + 0.5) / (n + 0.5));
  }

  Strings words_of(std::string_view text, TextKind kind) const {
    TokenBuffer tokens;
    analyzer.analyze(text, kind, tokens);
    Strings words;
    for (const Token& token : tokens.tokens()) {
      if (token.lane == Space::exact) words.emplace_back(token.term);
    }
    return words;
  }

  void read(Article article);

  std::vector<std::uint32_t> counts(const std::function<std::uint32_t(const Document&)>& of) const {
    std::vector<std::uint32_t> found;
    for (const Document& document : documents) found.push_back(of(document));
    return found;
  }
  static std::size_t holders(const std::vector<std::uint32_t>& counts) {
    return static_cast<std::size_t>(
        std::ranges::count_if(counts, [](std::uint32_t count) { return count > 0; }));
  }

  const Element& word(const std::string& term) const;  // made once, kept
  Element prefix(const std::string& start) const;
  Element phrase(const Strings& terms) const;
  Element in_field(const std::string& name, const Strings& terms) const;
  std::uint32_t phrase_count(const Document& document, const Strings& terms) const;

  double k(std::size_t document, bool uses_length) const {
    if (!uses_length) return scoring.k1;
    return scoring.k1 * (1 - scoring.b + scoring.b * documents[document].length / average_length);
  }
  bool passes(const Condition& condition, std::size_t document) const;
};

void Corpus::read(Article article) {
  Document document;
  const auto add = [&](Field field, const std::string& name, std::string_view text) {
    const bool is_name = field != Field::heading && field != Field::body;
    document.places.push_back(
        {field, name, words_of(text, is_name ? TextKind::name : TextKind::text)});
  };
  add(Field::title, "title", article.title);
  for (const std::string& alias : article.aliases) add(Field::alias, "alias", alias);
  for (const Attribute& attribute : article.attributes) {
    if (!is_searchable_attribute(attribute.name)) continue;
    for (const Value& value : attribute.values) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        add(Field::attribute, attribute.name, *text);
      }
    }
  }
  for (const Passage& passage : passages_of(article)) {
    if (!passage.heading.empty()) add(Field::heading, "heading", passage.heading);
    add(Field::body, "body", passage.text);
  }
  std::map<std::string, FoldedCount> folded;
  FoldedCount length(weights);
  for (const Place& place : document.places) {
    std::map<std::string, std::uint32_t> here;
    for (const std::string& word : place.words) ++here[word];
    for (const auto& [word, count] : here) {
      folded.try_emplace(word, weights).first->second.add(place.field, count);
      document.fields[place.name + kFieldSeparator + word] += count;
    }
    length.add(place.field, static_cast<std::uint32_t>(place.words.size()));
  }
  for (const auto& [word, count] : folded) {
    document.words[word] = count.value();
    document.stems[analyzer.stem(word)] += count.value();
  }
  document.length = stored_length(length.value());
  document.article = std::move(article);
  documents.push_back(std::move(document));
}

const Element& Corpus::word(const std::string& term) const {
  const auto known = made.find(term);
  if (known != made.end()) return known->second;
  const std::string stem = analyzer.stem(term);
  Part any, exact;
  any.counts = counts([&](const Document& d) { return count_in(d.stems, stem); });
  exact.counts = counts([&](const Document& d) { return count_in(d.words, term); });
  Element element;
  element.key = "word " + term;
  element.idf = idf(holders(any.counts));
  any.weight = element.idf * (scoring.k1 + 1);
  exact.weight = scoring.exact * idf(holders(exact.counts)) * (scoring.k1 + 1);
  element.parts = {any, exact};
  element.stop_word = analyzer.is_stop_word(term);
  return made[term] = std::move(element);
}

Element Corpus::prefix(const std::string& start) const {
  std::map<std::string, std::uint64_t> found;  // with their folded counts in all documents
  for (const Document& document : documents) {
    for (const auto& [word, count] : document.words) {
      if (word.starts_with(start)) found[word] += count;
    }
  }
  std::vector<std::pair<std::string, std::uint64_t>> words(found.begin(), found.end());
  std::ranges::sort(words, [](const auto& x, const auto& y) {
    return x.second != y.second ? x.second > y.second : x.first < y.first;
  });
  if (words.size() > SearchLimits::prefix_terms_max) words.resize(SearchLimits::prefix_terms_max);
  Part part;
  part.counts = counts([&](const Document& document) {
    std::uint32_t count = 0;
    for (const auto& [word, all] : words) count += count_in(document.words, word);
    return count;
  });
  Element element;
  element.key = "prefix " + start;
  element.idf = idf(holders(part.counts));
  part.weight = element.idf * (scoring.k1 + 1);
  element.parts = {part};
  return element;
}

// Where the words stand side by side within one place.
std::uint32_t starts_in(const Place& place, const Strings& terms) {
  std::uint32_t starts = 0;
  for (auto at = place.words.begin(); at != place.words.end(); ++at) {
    const auto left = static_cast<std::size_t>(place.words.end() - at);
    starts += left >= terms.size() && std::equal(terms.begin(), terms.end(), at);
  }
  return starts;
}

std::uint32_t starts_in_field(const Document& document, const Strings& terms,
                              std::string_view name) {
  std::uint32_t starts = 0;
  for (const Place& place : document.places) {
    if (place.name == name) starts += starts_in(place, terms);
  }
  return starts;
}

// Starts of the phrase, each worth its field's weight.
std::uint32_t Corpus::phrase_count(const Document& document, const Strings& terms) const {
  FoldedCount count(weights);
  for (const Place& place : document.places) count.add(place.field, starts_in(place, terms));
  return count.value();
}

bool Corpus::passes(const Condition& condition, std::size_t document) const {
  bool holds = false;
  if (const Attribute* attribute =
          find_attribute(documents[document].article, condition.attribute)) {
    for (const Value& value : attribute->values) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        holds = holds || std::ranges::any_of(condition.texts, [&](const std::string& wanted) {
                  return analyzer.key(wanted) == analyzer.key(*text);
                });
      } else {
        const double number = std::holds_alternative<double>(value) ? std::get<double>(value)
                              : std::holds_alternative<bool>(value)
                                  ? std::get<bool>(value)
                                  : days_since_epoch(std::get<Date>(value));
        holds =
            holds || std::ranges::any_of(condition.ranges, [&](const Condition::Range& range) {
              return (!range.from || number >= *range.from) && (!range.to || number <= *range.to);
            });
      }
    }
    holds = holds || (condition.any_value && !attribute->values.empty());
  }
  return holds != condition.negated;
}

Element Corpus::phrase(const Strings& terms) const {
  Element element;
  element.key = "phrase";
  for (const std::string& term : terms) {
    element.key += " " + term;
    element.idf += idf(holders(counts([&](const Document& d) { return count_in(d.words, term); })));
  }
  Part part;
  part.weight = element.idf * (scoring.k1 + 1);
  part.counts = counts([&](const Document& d) { return phrase_count(d, terms); });
  element.parts = {part};
  return element;
}

Element Corpus::in_field(const std::string& name, const Strings& terms) const {
  Element element;
  element.key = "field " + name;
  for (const std::string& term : terms) {
    element.key += " " + term;
    element.idf += idf(holders(counts(
        [&](const Document& d) { return count_in(d.fields, name + kFieldSeparator + term); })));
  }
  Part part;
  part.weight = element.idf * (scoring.k1 + 1);
  part.uses_length = false;
  part.counts = counts([&](const Document& d) { return starts_in_field(d, terms, name); });
  element.parts = {part};
  return element;
}

// A query read against the documents: its elements in order, and who matches its tree.
class Reading {
 public:
  // `kind`: how the query's words are analysed. `apart`: phrases that occur nowhere become words.
  Reading(const Corpus& corpus, const Query& tree, TextKind kind, bool apart)
      : corpus_(corpus), kind_(kind), apart_(apart) {
    collect(tree, true);
    const bool all_stop_words = std::ranges::all_of(elements_, &Element::stop_word);
    for (Element& element : elements_) element.stop_word = element.stop_word && !all_stop_words;
  }

  const std::vector<Element>& elements() const { return elements_; }
  const std::vector<const Condition*>& filters() const { return filters_; }

  double idf(std::size_t place) const { return elements_[place].idf * times_[place]; }
  double idf_sum() const;
  double text_score(std::size_t document) const;

  // Does the tree match by its own operators? None: it says nothing.
  std::optional<bool> matches(const Query& query, std::size_t document) const;

 private:
  void collect(const Query& query, bool positive);
  Leaf elements_of(const Query& leaf);
  std::size_t add(Element element);
  Leaf add_words(const Strings& terms);

  const Corpus& corpus_;
  TextKind kind_;
  bool apart_;
  std::vector<Element> elements_;    // each once, in the order of first places
  std::vector<double> times_;        // typed without a minus; 0: never scores
  std::vector<std::size_t> scored_;  // elements by their first place without a minus
  std::vector<const Condition*> filters_;
  std::map<const Query*, Leaf> leaves_;
};

std::size_t Reading::add(Element element) {
  const auto same = std::ranges::find(elements_, element.key, &Element::key);
  if (same != elements_.end()) return static_cast<std::size_t>(same - elements_.begin());
  elements_.push_back(std::move(element));
  times_.push_back(0);
  return elements_.size() - 1;
}

Leaf Reading::add_words(const Strings& terms) {
  Leaf places;
  for (const std::string& term : terms) places.push_back(add(corpus_.word(term)));
  return places;
}

Leaf Reading::elements_of(const Query& leaf) {
  if (const auto* words = std::get_if<Words>(&leaf.is)) {
    return add_words(corpus_.words_of(words->text, kind_));
  }
  if (const auto* phrase = std::get_if<Phrase>(&leaf.is)) {
    const Strings terms = corpus_.words_of(phrase->text, kind_);
    if (terms.empty()) return {};
    Element element = corpus_.phrase(terms);
    if (apart_ && Corpus::holders(element.parts[0].counts) == 0) return add_words(terms);
    return {add(std::move(element))};
  }
  if (const auto* prefix = std::get_if<Prefix>(&leaf.is)) {
    Strings terms = corpus_.words_of(prefix->text, kind_);
    if (terms.empty()) return {};
    const std::string start = terms.back();
    terms.pop_back();
    Leaf places = add_words(terms);
    places.push_back(add(corpus_.prefix(start)));
    return places;
  }
  Leaf places;
  if (const auto* in = std::get_if<InField>(&leaf.is)) {
    const Strings terms = corpus_.words_of(in->text, kind_);
    if (in->phrase && !terms.empty()) {
      Element element = corpus_.in_field(in->field, terms);
      element.key += '"';  // title:"jones" is not title:jones typed twice
      return {add(std::move(element))};
    }
    for (const std::string& term : terms)
      places.push_back(add(corpus_.in_field(in->field, {term})));
  }
  return places;
}

void Reading::collect(const Query& query, bool positive) {
  if (const auto* group = std::get_if<Group>(&query.is)) {
    for (const Clause& clause : group->clauses) {
      collect(clause.query, positive && clause.sign != Sign::must_not);
    }
  } else if (const auto* either = std::get_if<Or>(&query.is)) {
    for (const Query& alternative : either->alternatives) collect(alternative, positive);
  } else if (const auto* filter = std::get_if<Filter>(&query.is)) {
    filters_.push_back(&filter->condition);
  } else {
    const Leaf leaf = leaves_[&query] = elements_of(query);
    if (!positive) return;
    for (const std::size_t place : leaf) {
      if (times_[place] == 0) scored_.push_back(place);
      times_[place] += 1;
    }
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
      const double k = corpus_.k(document, part.uses_length);
      sum += part.weight * times_[place] * (f / (f + k));
    }
  }
  return static_cast<float>(sum);
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

// Who matches a flat query, and with what score.
class FlatMatch {
 public:
  // `apart` reads the same query with the phrases that occur nowhere taken apart.
  FlatMatch(const Corpus& corpus, const SearchRequest& request, const Query& tree,
            const Reading& whole, const Reading& apart)
      : corpus_(corpus), request_(request), whole_(whole), apart_(apart) {
    const auto* phrase = std::get_if<Phrase>(&tree.is);
    name_ = corpus.analyzer.key(phrase == nullptr ? request.q : phrase->text);
  }

  // Document -> score of all that `match` lets in and the filters let pass.
  std::map<std::size_t, double> run(const std::function<bool(std::size_t)>& passes) const {
    const Scoring& scoring = corpus_.scoring;
    const bool automatic = request_.match == Match::automatic;
    const bool covers = automatic && whole_.elements().size() <= scoring.covered_elements_max;
    std::map<std::size_t, double> found;
    for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
      if (passes(document) && holds(whole_, document)) {
        const double least = covers ? 1 : 0;
        found[document] = class_points(document, least) + whole_.text_score(document);
      }
    }
    if (!automatic || found.size() >= scoring.relax_below) return found;
    for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
      if (passes(document) && !found.contains(document) && nearly(apart_, document)) {
        found[document] = class_points(document, 0) + apart_.text_score(document);
      }
    }
    return found;
  }

 private:
  // Seven times the height for the page of that title, five times for one that is also called so;
  // else `least` times. A line, a quote, a stage direction, a scene: their titles name the page
  // they are from.
  double class_points(std::size_t document, double least) const {
    if (request_.match != Match::automatic) return 0;
    const Article& article = corpus_.documents[document].article;
    const auto is_name = [&](const std::string& text) {
      return !name_.empty() && corpus_.analyzer.key(text) == name_;
    };
    double times = least;
    if (std::ranges::any_of(article.aliases, is_name)) times = 5;
    if (is_name(article.title)) times = 7;
    if (const Attribute* kind = find_attribute(article, "kind")) {
      for (const Value& value : kind->values) {
        const std::string key = corpus_.analyzer.key(text_of(value));
        if (key == "line" || key == "quote" || key == "stage" || key == "scene") times = least;
      }
    }
    return times * height(whole_);
  }

  // The most a text score can be and then some, so that a class stands above the ones below it.
  double height(const Reading& reading) const {
    return std::ceil((1 + corpus_.scoring.exact) * (corpus_.scoring.k1 + 1) * reading.idf_sum() *
                         1.3 +
                     corpus_.scoring.w_prior);
  }

  bool holds(const Reading& reading, std::size_t document) const {
    const auto matches = [&](const Element& element) { return element.matches(document); };
    if (request_.match == Match::any) return std::ranges::any_of(reading.elements(), matches);
    return std::ranges::all_of(reading.elements(), [&](const Element& element) {
      const bool may_lack = request_.match == Match::automatic && element.stop_word;
      return may_lack || matches(element);
    });
  }

  bool nearly(const Reading& reading, std::size_t document) const {
    double matched = 0;
    bool informative = false;
    for (std::size_t place = 0; place < reading.elements().size(); ++place) {
      const Element& element = reading.elements()[place];
      if (!element.matches(document)) continue;
      matched += reading.idf(place);
      informative = informative || !element.stop_word;
    }
    const Scoring& scoring = corpus_.scoring;
    const double share = reading.elements().size() <= scoring.covered_elements_max
                             ? scoring.relax_short
                             : scoring.relax_long;
    return informative && matched >= share * reading.idf_sum();
  }

  const Corpus& corpus_;
  const SearchRequest& request_;
  const Reading& whole_;
  const Reading& apart_;
  std::string name_;  // the key of what was typed
};

}  // namespace

struct NaiveSearch::State {
  Corpus corpus;
};

NaiveSearch::NaiveSearch(std::vector<Article> articles, const Analyzer& analyzer,
                         const Scoring& scoring, const FieldWeights& weights,
                         const AttributeTypes& types)
    : state_(new State{Corpus{analyzer, scoring, weights, types, {}, 1}}) {
  Corpus& corpus = state_->corpus;
  for (Article& article : articles) corpus.read(std::move(article));
  double sum = 0;
  for (const Document& document : corpus.documents) sum += document.length;
  if (!corpus.documents.empty()) {
    corpus.average_length = sum / static_cast<double>(corpus.documents.size());
  }
}
NaiveSearch::~NaiveSearch() = default;

NaiveAnswer NaiveSearch::search(const SearchRequest& request) const {
  const Corpus& corpus = state_->corpus;
  const ParsedQuery parsed = parse(request.q, corpus.types);
  const Reading as_text(corpus, parsed.tree, TextKind::text, false);
  const bool has_words = !as_text.elements().empty();
  const Reading as_name(corpus, parsed.tree, TextKind::name, false);  // "!!!"
  const Reading& reading = has_words ? as_text : as_name;
  const Reading apart(corpus, parsed.tree, has_words ? TextKind::text : TextKind::name, true);

  // Matches and their scores, as if the request had no filters on `but`.
  const auto found_without = [&](std::string_view but) {
    const auto passes = [&](std::size_t document) {
      return std::ranges::all_of(request.filters, [&](const Condition& condition) {
        return condition.attribute == but || corpus.passes(condition, document);
      });
    };
    const auto passes_text_too = [&](std::size_t document) {
      return passes(document) &&
             std::ranges::all_of(reading.filters(), [&](const Condition* condition) {
               return corpus.passes(*condition, document);
             });
    };
    if (is_flat(parsed.tree) && !reading.elements().empty()) {
      return FlatMatch(corpus, request, parsed.tree, reading, apart).run(passes_text_too);
    }
    std::map<std::size_t, double> found;
    for (std::size_t document = 0; document < corpus.documents.size(); ++document) {
      const bool match = parsed.blank || reading.matches(parsed.tree, document).value_or(false);
      if (match && passes(document)) found[document] = reading.text_score(document);
    }
    return found;
  };

  NaiveAnswer answer;
  for (const auto& [document, score] : found_without("")) {
    answer.hits.push_back({corpus.documents[document].article.id, score});
  }
  std::ranges::sort(answer.hits, [](const NaiveHit& a, const NaiveHit& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  for (const std::string& name : request.facets) {
    auto& counts = answer.facets[name];
    for (const auto& [document, score] : found_without(name)) {
      const Attribute* attribute = find_attribute(corpus.documents[document].article, name);
      if (attribute == nullptr) continue;
      std::set<std::string> values;
      for (const Value& value : attribute->values) {
        const Date* date = std::get_if<Date>(&value);
        values.insert(date != nullptr ? std::to_string(date->year) : text_of(value));
      }
      for (const std::string& value : values) ++counts[value];
    }
  }
  return answer;
}

}  // namespace coldopen

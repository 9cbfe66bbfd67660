#include "tests/support/naive/corpus.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

#include "corpus/passages.hpp"
#include "index/analysis/languages.hpp"

namespace coldopen::naive {

std::uint32_t stored_length(std::uint32_t words) {
  if (words < 40) return words;
  const std::uint32_t above = words - 24;
  const auto shift = static_cast<unsigned>(std::bit_width(above)) - 4;
  return 24 + (above >> shift << shift);
}

std::size_t holders(const List& list) {
  return static_cast<std::size_t>(
      std::ranges::count_if(list, [](double count) { return count > 0; }));
}

std::uint32_t Document::count(Space space, const std::string& term) const {
  const auto found = counts.find({space, term});
  return found == counts.end() ? 0 : found->second;
}

void FoldedCount::add(const Place& place, std::uint32_t count) {
  if (place.field == Field::alias) {
    best_alias_ = std::max(best_alias_, count);
  } else {
    others_ += place.weight * count;
  }
}

Corpus::Corpus(std::vector<Article> articles, const Analyzer& of_words, const Scoring& constants,
               const FieldWeights& folding, const AttributeTypes& of_attributes,
               AttributeWeights of_names)
    : analyzer(of_words),
      scoring(constants),
      weights(folding),
      attribute_weights(std::move(of_names)),
      types(of_attributes),
      synonyms(of_words) {
  for (Article& article : articles) read(std::move(article));
  double sum = 0;
  for (const Document& document : documents) {
    sum += document.length;
    for (const auto& [term, count] : document.counts) ++df_[term];
  }
  nowhere_.resize(documents.size());
  if (!documents.empty()) average_length = sum / static_cast<double>(documents.size());
}

std::size_t Corpus::df(Space space, const std::string& term) const {
  const auto found = df_.find({space, term});
  return found == df_.end() ? 0 : found->second;
}

Strings Corpus::terms(Space space, const std::string& start) const {
  Strings found;
  for (auto at = df_.lower_bound({space, start}); at != df_.end(); ++at) {
    if (at->first.first != space || !at->first.second.starts_with(start)) break;
    found.push_back(at->first.second);
  }
  return found;
}

const List& Corpus::list(Space space, const std::string& term) const {
  if (df(space, term) == 0) return nowhere_;
  const auto [at, is_new] = lists_.try_emplace({space, term});
  if (is_new) {
    for (const Document& document : documents) at->second.push_back(document.count(space, term));
  }
  return at->second;
}

const List& Corpus::class_of(const std::string& term) const {
  if (!scoring.parts.stems) return list(Space::exact, term);
  const auto [at, is_new] = classes_.try_emplace(term);
  if (is_new) {
    for (const Document& document : documents)
      at->second.push_back(document.count(Space::stem, analyzer.stem(term, document.language)));
  }
  return at->second;
}

bool Corpus::lives(const std::string& term, const std::string& language) const {
  return std::ranges::any_of(documents, [&](const Document& document) {
    return document.language == language && document.count(Space::exact, term) > 0;
  });
}

List Corpus::in_names(const std::string& term) const {
  List sum = list(Space::field, std::string("title") + kFieldSeparator + term);
  const List& aliases = list(Space::field, std::string("alias") + kFieldSeparator + term);
  for (std::size_t document = 0; document < sum.size(); ++document) {
    sum[document] += aliases[document];
  }
  return sum;
}

bool Corpus::same_class(const std::string& a, const std::string& b,
                        const std::string& language) const {
  return a == b ||
         (scoring.parts.stems && analyzer.stem(a, language) == analyzer.stem(b, language));
}

double Corpus::idf(std::size_t holders) const {
  const auto all = static_cast<double>(documents.size());
  const auto n = static_cast<double>(holders);
  return std::log(1 + (all - n + 0.5) / (n + 0.5));
}

double Corpus::k(std::size_t document, bool length_counts) const {
  if (!length_counts) return scoring.k1;
  return scoring.k1 * (1 - scoring.b + scoring.b * documents[document].length / average_length);
}

Place Corpus::place_of(Field field, const std::string& name, std::string_view text,
                       Document& document,
                       std::map<std::pair<Space, std::string>, FoldedCount>& folded) const {
  const bool is_text = field == Field::heading || field == Field::body;
  Place place;
  place.field = field;
  place.name = name;
  const auto own = attribute_weights.find(name);
  place.weight =
      field == Field::attribute && own != attribute_weights.end() ? own->second : weights.of(field);
  place.language = document.language;
  TokenBuffer tokens;
  analyzer.analyze(text, is_text ? TextKind::text : TextKind::name, tokens);
  std::map<std::pair<Space, std::string>, std::uint32_t> here;
  for (const Token& token : tokens.tokens()) {
    std::string term(token.term);
    if (token.lane == Space::written) term = place.words.back() + kFieldSeparator + term;
    ++here[{token.lane, term}];
    if (token.lane == Space::exact) {
      const auto position = static_cast<std::int64_t>(place.words.size());
      place.words.push_back(term);
      place.of_word[term].push_back(position);
      place.of_stem[analyzer.stem(term, document.language)].push_back(position);
    }
    if (token.lane == Space::joined) place.joined.push_back({term, token.position, token.length});
    if (token.lane == Space::code) place.codes.push_back(term);
    if (!is_text && (token.lane == Space::exact || token.lane == Space::joined)) {
      ++document.counts[{Space::field, name + kFieldSeparator + term}];
    }
  }
  for (const auto& [term, count] : here) {
    folded.try_emplace(term, weights).first->second.add(place, count);
  }
  return place;
}

void Corpus::read(Article article) {
  Document document;
  document.language = analyzer.stem_language(article.lang);
  std::map<std::pair<Space, std::string>, FoldedCount> folded;
  const auto add = [&](Field field, const std::string& name, std::string_view text) {
    document.places.push_back(place_of(field, name, text, document, folded));
  };
  add(Field::title, "title", article.title);
  document.title = analyzer.keys(article.title);
  for (const std::string& alias : every_alias(article)) {
    add(Field::alias, "alias", alias);
    document.aliases.push_back(analyzer.keys(alias));
  }
  for (const Attribute& attribute : article.attributes) {
    if (!is_searchable_attribute(attribute.name)) continue;
    for (const Value& value : attribute.values) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        add(Field::attribute, attribute.name, *text);
      }
    }
  }
  if (const Attribute* links = find_attribute(article, "links")) {
    for (const Value& value : links->values) {
      if (const auto* title = std::get_if<std::string>(&value)) {
        document.links.push_back(analyzer.key(*title));
      }
    }
  }
  for (const Passage& passage : passages_of(article)) {
    if (!passage.heading.empty()) add(Field::heading, "heading", passage.heading);
    add(Field::body, "body", passage.text);
  }
  std::uint32_t length = 0, longest_alias = 0;
  for (const Place& place : document.places) {
    const auto words = static_cast<std::uint32_t>(place.words.size());
    if (place.field == Field::alias) {
      longest_alias = std::max(longest_alias, words);
    } else {
      length += words;
    }
  }
  document.length = stored_length(length + longest_alias);
  for (const auto& [term, count] : folded) {
    document.counts[term] = count.value();
    if (term.first == Space::exact) {
      document.counts[{Space::stem, analyzer.stem(term.second, document.language)}] +=
          count.value();
    }
  }
  document.article = std::move(article);
  documents.push_back(std::move(document));
}

bool Corpus::passes(const Condition& condition, std::size_t document) const {
  const std::vector<Value> values = values_of(documents[document].article, condition.attribute);
  const auto has = [&](const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      return std::ranges::any_of(condition.texts, [&](const std::string& wanted) {
        return spelling_key(wanted, analyzer) == spelling_key(*text, analyzer);
      });
    }
    const double number = std::holds_alternative<double>(value) ? std::get<double>(value)
                          : std::holds_alternative<bool>(value)
                              ? std::get<bool>(value)
                              : days_since_epoch(std::get<Date>(value));
    return std::ranges::any_of(condition.ranges, [&](const Condition::Range& range) {
      return (!range.from || number >= *range.from) && (!range.to || number <= *range.to);
    });
  };
  const bool holds = (condition.any_value && !values.empty()) || std::ranges::any_of(values, has);
  return holds != condition.negated;
}

std::vector<Value> values_of(const Article& article, const std::string& name) {
  if (name == "lang") {
    const std::string code = language_code(article.lang);
    return code.empty() ? std::vector<Value>() : std::vector<Value>{code};
  }
  const Attribute* attribute = find_attribute(article, name);
  return attribute == nullptr ? std::vector<Value>() : attribute->values;
}

std::string spelling_key(std::string_view text, const Analyzer& analyzer) {
  std::string key = analyzer.key(text);
  const auto digit_at = [&](std::size_t at) {
    return at < key.size() && std::isdigit(static_cast<unsigned char>(key[at])) != 0;
  };
  for (std::size_t space = key.find(' '); space != std::string::npos;
       space = key.find(' ', space)) {
    if (space > 0 && digit_at(space - 1) && digit_at(space + 1)) {
      ++space;
    } else {
      key.erase(space, 1);
    }
  }
  return key;
}

Strings kinds_of(const Article& article, const Analyzer& analyzer) {
  Strings kinds;
  if (const Attribute* kind = find_attribute(article, "kind")) {
    for (const Value& value : kind->values) kinds.push_back(analyzer.key(text_of(value)));
  }
  return kinds;
}

}  // namespace coldopen::naive

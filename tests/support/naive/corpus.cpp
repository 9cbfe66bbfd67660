#include "tests/support/naive/corpus.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

#include "corpus/passages.hpp"

namespace coldopen::naive {

std::uint32_t stored_length(std::uint32_t folded_length) {
  if (folded_length < 40) return folded_length;
  const std::uint32_t above = folded_length - 24;
  const auto shift = static_cast<unsigned>(std::bit_width(above)) - 4;
  return 24 + (above >> shift << shift);
}

std::size_t holders(const List& list) {
  return static_cast<std::size_t>(
      std::ranges::count_if(list, [](double count) { return count > 0; }));
}

std::uint32_t count_in(const Counts& counts, const std::string& word) {
  const auto found = counts.find(word);
  return found == counts.end() ? 0 : found->second;
}

void FoldedCount::add(Field field, std::uint32_t count) {
  if (field == Field::alias) {
    best_alias_ = std::max(best_alias_, count);
  } else {
    others_ += weights_.of(field) * count;
  }
}

Corpus::Corpus(std::vector<Article> articles, const Analyzer& of_words, const Scoring& constants,
               const FieldWeights& folding, const AttributeTypes& of_attributes)
    : analyzer(of_words), scoring(constants), weights(folding), types(of_attributes) {
  for (Article& article : articles) read(std::move(article));
  double sum = 0;
  for (const Document& document : documents) sum += document.length;
  if (!documents.empty()) average_length = sum / static_cast<double>(documents.size());
}

Strings Corpus::words_of(std::string_view text, TextKind kind) const {
  TokenBuffer tokens;
  analyzer.analyze(text, kind, tokens);
  Strings words;
  for (const Token& token : tokens.tokens()) {
    if (token.lane == Space::exact) words.emplace_back(token.term);
  }
  return words;
}

List Corpus::list(const std::function<double(const Document&)>& count) const {
  List made;
  for (const Document& document : documents) made.push_back(count(document));
  return made;
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

bool Corpus::passes(const Condition& condition, std::size_t document) const {
  const Attribute* attribute = find_attribute(documents[document].article, condition.attribute);
  if (attribute == nullptr) return condition.negated;
  const auto has = [&](const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      return std::ranges::any_of(condition.texts, [&](const std::string& wanted) {
        return analyzer.key(wanted) == analyzer.key(*text);
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
  const bool holds = (condition.any_value && !attribute->values.empty()) ||
                     std::ranges::any_of(attribute->values, has);
  return holds != condition.negated;
}

}  // namespace coldopen::naive

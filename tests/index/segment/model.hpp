// What a segment must hold, worked out the slow way: maps, and one pass an article.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "corpus/passages.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/segment/names.hpp"
#include "index/segment/pairs.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {

struct ModelPosting {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> positions;
  bool operator==(const ModelPosting&) const = default;
};

struct Model {
  std::map<Term, std::map<DocId, ModelPosting>> lists;
  std::map<std::string, std::vector<std::string>> classes;  // all stems, those alone too
  std::vector<std::uint32_t> lengths;
  std::vector<std::vector<FieldPlace>> places;
};

class ModelMaker {
 public:
  ModelMaker(const Analyzer& analyzer, const FieldWeights& weights)
      : analyzer_(analyzer), weights_(weights) {}

  Model make(const std::vector<Article>& articles) {
    for (const Article& article : articles) add(article);
    for (const auto& [term, list] : exact()) {
      model_.classes[analyzer_.stem(term)].push_back(term);
    }
    for (const auto& [stem, words] : model_.classes) {
      if (words.size() == 1 && words[0] == stem) continue;
      for (const std::string& word : words) {
        for (const auto& [doc, posting] : model_.lists[{Space::exact, word}]) {
          model_.lists[{Space::stem, stem}][doc].count += posting.count;
        }
      }
    }
    add_pairs();
    return std::move(model_);
  }

 private:
  // Words next to each other, where both are in enough documents, counted as their starts are.
  void add_pairs() {
    std::map<DocId, std::map<std::uint32_t, std::string>> words;
    for (const auto& [term, list] : exact()) {
      if (!is_frequent(static_cast<std::uint32_t>(list.size()),
                       static_cast<std::uint32_t>(model_.lengths.size()))) {
        continue;
      }
      for (const auto& [doc, posting] : list) {
        for (const std::uint32_t position : posting.positions) words[doc][position] = term;
      }
    }
    for (const auto& [doc, at] : words) {
      std::map<Term, std::map<std::pair<Field, std::uint32_t>, std::uint32_t>> counts;
      for (const auto& [position, first] : at) {
        const auto second = at.find(position + 1);
        if (second == at.end()) continue;
        for (const FieldPlace& place : model_.places[doc]) {
          if (position < place.begin || position >= place.end) continue;
          const std::pair where{place.field, place.field == Field::alias ? place.item : 0};
          ++counts[{Space::pair, pair_of(first, second->second)}][where];
        }
      }
      for (const auto& [term, by_value] : counts) {
        model_.lists[term][doc].count = fold(by_value, weights_);
      }
    }
    const auto all = static_cast<std::uint32_t>(model_.lengths.size());
    std::erase_if(model_.lists, [&](const auto& list) {
      const auto& [term, postings] = list;
      if (term.space != Space::pair) return false;
      const std::size_t cut = term.text.find(kFieldSeparator);
      const auto df = [&](const std::string& word) {
        return static_cast<std::uint32_t>(model_.lists[{Space::exact, word}].size());
      };
      return !has_pair_list(df(term.text.substr(0, cut)), df(term.text.substr(cut + 1)),
                            static_cast<std::uint32_t>(postings.size()), all);
    });
  }

  struct Value {
    Field field;
    std::uint32_t item;
    std::string name;
    std::string text;
  };

  std::map<std::string, std::map<DocId, ModelPosting>> exact() {
    std::map<std::string, std::map<DocId, ModelPosting>> found;
    for (const auto& [term, list] : model_.lists) {
      if (term.space == Space::exact) found[term.text] = list;
    }
    return found;
  }

  static std::vector<Value> values_of(const Article& article) {
    std::vector<Value> values = {{Field::title, 0, "title", article.title}};
    std::uint32_t item = 0;
    for (const std::string& alias : every_alias(article)) {
      values.push_back({Field::alias, item++, "alias", alias});
    }
    item = 0;
    for (const Attribute& attribute : article.attributes) {
      for (const auto& value : attribute.values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text != nullptr && is_searchable_attribute(attribute.name)) {
          values.push_back({Field::attribute, item, attribute.name, *text});
        }
      }
      ++item;
    }
    item = 0;
    for (const Passage& passage : passages_of(article)) {
      values.push_back({Field::heading, item, "", passage.heading});
      values.push_back({Field::body, item++, "", passage.text});
    }
    return values;
  }

  void add(const Article& article) {
    const auto doc = static_cast<DocId>(model_.lengths.size());
    std::map<Term, std::map<std::pair<Field, std::uint32_t>, std::uint32_t>> counts;
    std::map<std::pair<Field, std::uint32_t>, std::uint32_t> words;
    std::vector<FieldPlace> places;
    std::uint32_t next = 0;
    TokenBuffer buffer;
    for (const Value& value : values_of(article)) {
      const bool is_text = value.field == Field::heading || value.field == Field::body;
      analyzer_.analyze(value.text, is_text ? TextKind::text : TextKind::name, buffer);
      if (buffer.tokens().empty()) continue;
      // All aliases are apart; all values of another field are one.
      const std::pair where{value.field, value.field == Field::alias ? value.item : 0};
      std::string exact;  // the last one
      for (const Token& token : buffer.tokens()) {
        Term term{token.lane, std::string(token.term)};
        const bool word = token.lane == Space::exact;
        if (word) exact = term.text;
        if (token.lane == Space::written) term.text = exact + kFieldSeparator + term.text;
        ++counts[term][where];
        if (word) ++words[where];
        ModelPosting& posting = model_.lists[term][doc];
        const std::uint32_t at = next + token.position;
        if (word) posting.positions.push_back(at);
        if (token.lane == Space::joined || token.lane == Space::code) {
          posting.positions.push_back(at * 16 + token.length - 1);
        }
        if (!value.name.empty() && (word || token.lane == Space::joined)) {
          ++model_.lists[{Space::field, value.name + kFieldSeparator + term.text}][doc].count;
        }
      }
      places.push_back({value.field, value.item, next, next + buffer.positions()});
      next = places.back().end + kPositionGap;
    }
    for (const auto& [term, by_value] : counts) {
      model_.lists[term][doc].count = fold(by_value, weights_);
    }
    model_.lengths.push_back(decode_length(encode_length(fold(words, {1, 1, 1, 1, 1}))));
    model_.places.push_back(places);
    for (const Term& name : names_of(article, analyzer_)) model_.lists[name][doc].count = 1;
  }

  std::uint32_t fold(const std::map<std::pair<Field, std::uint32_t>, std::uint32_t>& by_value,
                     const FieldWeights& weights) {
    std::uint32_t sum = 0;
    std::uint32_t best_alias = 0;
    for (const auto& [where, count] : by_value) {
      if (where.first == Field::alias) {
        best_alias = std::max(best_alias, count);
      } else {
        sum += weights.of(where.first) * count;
      }
    }
    return sum + weights.aliases * best_alias;
  }

  const Analyzer& analyzer_;
  FieldWeights weights_;
  Model model_;
};

// Articles of few words, so that everything repeats; every kind of field and value is there.
inline Article random_article(std::mt19937& random, std::uint32_t number) {
  static const std::vector<std::string> kWords = {
      "dwight", "jim",     "pam",    "beet",   "beets",   "farm",   "farms",   "paper",
      "dundie", "dundies", "office", "sales",  "selling", "seller", "schrute", "the",
      "a",      "of",      "Café",   "S02E01", "wuphf",   "3.5",    "running", "B. J."};
  const auto below = [&random](std::uint32_t end) {
    return static_cast<std::uint32_t>(random() % end);
  };
  const auto text = [&](std::uint32_t words) {
    std::string out;
    for (std::uint32_t i = 0; i < words; ++i) {
      out += (i == 0 ? "" : " ") + kWords[std::min(below(24), below(24))];
    }
    return out;
  };
  Article article;
  article.id = "article_" + std::to_string(number);
  article.title = text(1 + below(3));
  article.url = below(2) == 0 ? "" : "https://example.org/" + std::to_string(number);
  for (std::uint32_t i = below(4); i > 0; --i) article.aliases.push_back(text(below(4)));
  if (below(2) == 0) {
    article.attributes.push_back({"cast", {Value(text(2)), Value(text(2)), Value(text(1))}, true});
  }
  if (below(2) == 0) article.attributes.push_back({"season", {Value(double(below(9)))}, false});
  if (below(3) == 0) article.attributes.push_back({"season", {Value(text(1))}, false});
  if (below(2) == 0) article.attributes.push_back({"episode", {Value(double(below(99)))}, false});
  if (below(4) == 0) article.attributes.push_back({"codes", {Value(std::string("4x09"))}, true});
  if (below(4) == 0)
    article.attributes.push_back({"links", {Value(text(1)), Value(text(2))}, true});
  static const std::vector<std::string> kKinds = {"episode", "season", "line"};
  if (below(3) == 0) article.attributes.push_back({"kind", {Value(kKinds[below(3)])}, false});
  if (below(4) == 0) article.attributes.push_back({"air_date", {Value(Date{2005, 9, 20})}, false});
  if (below(4) == 0) article.attributes.push_back({"canon", {Value(below(2) == 0)}, false});
  for (std::uint32_t i = below(4); i > 0; --i) {
    article.passages.push_back({below(2) == 0 ? "" : text(2), "anchor", i, text(below(30))});
    if (below(4) == 0) article.passages.back().aliases = {text(2), text(1)};
  }
  return article;
}

inline std::vector<Article> random_articles(std::mt19937& random, std::uint32_t count) {
  std::vector<Article> articles;
  for (std::uint32_t i = 0; i < count; ++i) articles.push_back(random_article(random, i));
  return articles;
}

}  // namespace coldopen

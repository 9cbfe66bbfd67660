#include "tests/support/naive/names.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <variant>

namespace coldopen::naive {

namespace {

bool share_one(const Strings& a, const Strings& b) {
  return std::ranges::any_of(
      a, [&](const std::string& key) { return std::ranges::find(b, key) != b.end(); });
}

bool is_one_of(const Strings& kinds, std::initializer_list<const char*> wanted) {
  return std::ranges::any_of(
      wanted, [&](const char* kind) { return std::ranges::find(kinds, kind) != kinds.end(); });
}

bool is_part_of_a_page(const Strings& kinds) {
  return is_one_of(kinds, {"line", "quote", "stage", "scene"});
}

bool has_word(const std::string& key, const std::string& word) {
  return (" " + key + " ").find(" " + word + " ") != std::string::npos;
}

bool is_digits(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "5", "1-2", "1, 2", "01–02": numbers and what may stand between them; else none.
std::vector<int> numbers_in(std::string text) {
  for (std::size_t at = text.find("\u2013"); at != std::string::npos; at = text.find("\u2013")) {
    text.replace(at, 3, " ");
  }
  std::vector<int> numbers;
  std::string number;
  for (const char c : text + " ") {
    if (c >= '0' && c <= '9') {
      number += c;
    } else if (std::string(" ,-/&+").find(c) == std::string::npos) {
      return {};
    } else if (!number.empty()) {
      numbers.push_back(number.size() > 6 ? 10'000 : std::stoi(number));
      number.clear();
    }
  }
  return numbers;
}

std::vector<int> numbers_of(const Article& article, const char* name, int max = 999) {
  std::vector<int> numbers;
  const Attribute* attribute = find_attribute(article, name);
  if (attribute == nullptr) return numbers;
  for (const Value& value : attribute->values) {
    if (const auto* number = std::get_if<double>(&value)) {
      if (*number >= 0 && *number <= max && std::floor(*number) == *number) {
        numbers.push_back(static_cast<int>(*number));
      }
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      for (const int each : numbers_in(*text)) {
        if (each <= max) numbers.push_back(each);
      }
    }
  }
  return numbers;
}

std::string two_digits(char letter, int number) {
  return letter + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

// The codes that an article lists in its attribute `codes`.
Strings listed_codes(const Article& article, const Analyzer& analyzer) {
  Strings codes;
  const Attribute* attribute = find_attribute(article, "codes");
  if (attribute == nullptr) return codes;
  for (const Value& value : attribute->values) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) continue;
    TokenBuffer tokens;
    analyzer.analyze(*text, TextKind::name, tokens);
    for (const Token& token : tokens.tokens()) {
      if (token.lane == Space::code) codes.emplace_back(token.term);
    }
  }
  return codes;
}

}  // namespace

std::set<std::string> codes_of(const Article& article, const Analyzer& analyzer) {
  std::set<std::string> codes;
  const bool is_season = is_one_of(kinds_of(article, analyzer), {"season"});
  for (const int season : numbers_of(article, "season")) {
    if (is_season) codes.insert(two_digits('s', season));
    if (is_season) continue;
    for (const int episode : numbers_of(article, "episode")) {
      codes.insert(two_digits('s', season) + two_digits('e', episode));
    }
  }
  const Attribute* season = find_attribute(article, "season");
  if (season == nullptr || season->values.empty()) {
    for (const int episode : numbers_of(article, "episode", 9'999)) {
      codes.insert(two_digits('e', episode));
    }
  }
  if (const Attribute* attribute = find_attribute(article, "production_code")) {
    for (const Value& value : attribute->values) {
      if (is_digits(text_of(value))) codes.insert(text_of(value));
    }
  }
  return codes;
}

Names::Names(const Corpus& corpus, const SearchRequest& request, const Query& tree,
             const Reading& reading)
    : corpus_(corpus), reading_(reading) {
  const auto* phrase = std::get_if<Phrase>(&tree.is);
  keys_ = corpus.analyzer.keys(phrase == nullptr ? request.q : phrase->text);
  find_codes();
}

void Names::find_codes() {
  for (const Element& element : reading_.elements()) {
    if (element.form == ElementForm::word && !element.stop_word) words_.insert(element.typed);
  }
  for (std::size_t i = 0; i < reading_.runs().size(); ++i) {
    const Run& run = reading_.runs()[i];
    for (const QueryCode& code : run.codes) {
      const bool inside = std::ranges::any_of(run.codes, [&](const QueryCode& other) {
        return other.begin <= code.begin && code.end <= other.end &&
               other.end - other.begin > code.end - code.begin;
      });
      if (inside) continue;
      Code made{{code.code}, true, code.only_as_whole};
      std::string digits;
      std::set<std::string> words;
      for (std::size_t word = code.begin; word < code.end; ++word) {
        const std::string& term = run.words[word].term;
        digits += term;
        words.insert(term);
        made.as_x = made.as_x && term.find_first_not_of("0123456789x") == std::string::npos;
        code_elements_.insert(reading_.elements_of_runs()[i][word]);
      }
      std::erase(digits, '.');
      if (code.only_as_whole && is_digits(digits)) made.meanings.push_back(digits);  // 413
      const std::string number = code.code.substr(1);
      const bool absolute = code.code[0] == 'e' && is_digits(number);  // episode 413
      if (absolute && !some_article_has_all(words, true)) {
        made.meanings.push_back(number);
        if (number.size() == 3)
          made.meanings.push_back(two_digits('s', number[0] - '0') + "e" + number.substr(1));
      }
      codes_.push_back(std::move(made));
    }
  }
  join_halves();
}

// "season 4 of the office episode 13".
void Names::join_halves() {
  if (codes_.size() != 2) return;
  std::string season = codes_[0].meanings[0], episode = codes_[1].meanings[0];
  if (season[0] == 'e') std::swap(season, episode);
  const bool is_season = season[0] == 's' && season.find('e') == std::string::npos;
  if (is_season && episode[0] == 'e') codes_ = {Code{{season + episode}, false, false}};
}

bool Names::term_in_names(const Document& document, const std::string& term) const {
  return document.count(Space::field, std::string("title") + kFieldSeparator + term) > 0 ||
         document.count(Space::field, std::string("alias") + kFieldSeparator + term) > 0;
}

// One of its class that is a word of some article of this language.
bool Names::class_in_names(const Document& document, const std::string& term) const {
  const auto is_one = [&](const std::string& other) {
    return corpus_.same_class(other, term, document.language) &&
           corpus_.lives(other, document.language);
  };
  return std::ranges::any_of(document.places, [&](const Place& place) {
    return (place.field == Field::title || place.field == Field::alias) &&
           (std::ranges::any_of(place.words, is_one) ||
            std::ranges::any_of(place.joined, is_one, &Joined::term));
  });
}

bool Names::in_names(const Document& document, const Element& element) const {
  const auto has = [&](const std::string& term) { return term_in_names(document, term); };
  if (element.form == ElementForm::prefix) return std::ranges::any_of(element.terms, has);
  if (element.form == ElementForm::phrase) return std::ranges::all_of(element.terms, has);
  if (element.form == ElementForm::field) {
    return (element.field == "title" || element.field == "alias") &&
           std::ranges::all_of(element.terms, [&](const std::string& term) {
             return document.count(Space::field, element.field + kFieldSeparator + term) > 0;
           });
  }
  return has(element.terms[0]) || class_in_names(document, element.terms[0]) ||
         std::ranges::any_of(element.others, has) ||
         (!element.apart.empty() && std::ranges::all_of(element.apart, has));
}

// Telling elements that no code covers.
std::vector<const Element*> Names::others() const {
  std::vector<const Element*> found;
  for (std::size_t place = 0; place < reading_.elements().size(); ++place) {
    const Element& element = reading_.elements()[place];
    if (!element.stop_word && !code_elements_.contains(place)) found.push_back(&element);
  }
  return found;
}

// `in_text`: each at a place that is no attribute's value.
bool Names::some_article_has_all(const std::set<std::string>& words, bool in_text) const {
  return !words.empty() && std::ranges::any_of(corpus_.documents, [&](const Document& document) {
    return std::ranges::all_of(words, [&](const std::string& word) {
      return std::ranges::any_of(document.places, [&](const Place& place) {
        return place.of_word.contains(word) && !(in_text && place.field == Field::attribute);
      });
    });
  });
}

// 9: it is a code of the query; 8: it lists one; else 0.
int Names::of_code(const Document& document) const {
  const std::set<std::string> own = codes_of(document.article, corpus_.analyzer);
  Strings listed = listed_codes(document.article, corpus_.analyzer);
  for (const NameKeys& alias : document.aliases) {  // an alias S04E13
    listed.insert(listed.end(), alias.whole.begin(), alias.whole.end());
  }
  int best = 0;
  for (const Code& code : codes_) {
    for (const std::string& meaning : code.meanings) {
      if (own.contains(meaning)) best = 9;
      if (std::ranges::find(listed, meaning) != listed.end()) best = std::max(best, 8);
    }
  }
  return best;
}

bool Names::holds_others(std::size_t document) const {
  return std::ranges::all_of(others(),
                             [&](const Element* element) { return element->matches(document); });
}

// Whether the words beside codes of episodes choose none of their pages: then they say nothing.
bool Names::others_choose_none() const {
  const bool places = std::ranges::all_of(codes_, [](const Code& code) {
    return !code.as_x && std::ranges::all_of(code.meanings, [](const std::string& meaning) {
      return meaning[0] == 's' && meaning.find('e') != std::string::npos;
    });
  });
  if (!places) return false;
  for (std::size_t i = 0; i < corpus_.documents.size(); ++i) {
    const Document& document = corpus_.documents[i];
    if (is_part_of_a_page(kinds_of(document.article, corpus_.analyzer))) continue;
    if (of_code(document) > 0 && holds_others(i)) return false;
  }
  return true;
}

int Names::by_code(std::size_t document) const {
  if (codes_.empty() || is_doubted()) return 0;
  const int best = of_code(corpus_.documents[document]);
  return best > 0 && (holds_others(document) || others_choose_none()) ? best : 0;
}

// Somewhere its words stand as words.
bool Names::is_doubted() const {
  const bool only_as_whole = std::ranges::any_of(codes_, &Code::only_as_whole);
  const bool as_x = std::ranges::any_of(codes_, &Code::as_x) && !others().empty();
  return (only_as_whole || as_x) && some_article_has_all(words_, only_as_whole);
}

bool Names::only_seasons() const {
  const bool seasons = std::ranges::all_of(codes_, [](const Code& code) {
    return std::ranges::all_of(code.meanings, [](const std::string& meaning) {
      return meaning[0] == 's' && meaning.find('e') == std::string::npos;
    });
  });
  return !codes_.empty() && seasons && others().empty() && !is_doubted();
}

std::optional<int> Names::episode_of_season(std::size_t document) const {
  const Article& article = corpus_.documents[document].article;
  std::optional<int> lowest;
  if (!only_seasons()) return lowest;
  for (const std::string& own : codes_of(article, corpus_.analyzer)) {
    const std::size_t e = own.find('e');
    if (own[0] != 's' || e == std::string::npos) continue;
    const bool asked = std::ranges::any_of(
        codes_, [&](const Code& code) { return code.meanings[0] == own.substr(0, e); });
    const int number = std::stoi(own.substr(e + 1));
    if (asked && (!lowest || number < *lowest)) lowest = number;
  }
  return lowest;
}

int Names::by_key(const Document& document) const {
  Strings aliases, tight = document.title.tight;
  for (const NameKeys& alias : document.aliases) {
    aliases.insert(aliases.end(), alias.whole.begin(), alias.whole.end());
    tight.insert(tight.end(), alias.tight.begin(), alias.tight.end());
  }
  for (const std::string& code : listed_codes(document.article, corpus_.analyzer)) {
    aliases.push_back(code);
  }
  if (share_one(keys_.whole, document.title.whole)) return 10;
  if (share_one(keys_.whole, document.title.bare)) return 9;
  if (share_one(keys_.whole, aliases)) return 8;
  return share_one(keys_.tight, tight) ? 7 : 0;
}

int Names::class_of(std::size_t document, bool covered) const {
  const Document& read = corpus_.documents[document];
  const Strings kinds = kinds_of(read.article, corpus_.analyzer);
  if (is_part_of_a_page(kinds)) return 0;
  int found = std::max(by_key(read), by_code(document));
  if (episode_of_season(document)) found = std::max(found, 4);
  const bool named =
      covered && std::ranges::all_of(reading_.elements(), [&](const Element& element) {
        return element.stop_word || in_names(read, element);
      });
  if (named) found = std::max(found, 2);
  const bool points_elsewhere =
      is_one_of(kinds, {"disambiguation", "list", "redirect"}) ||
      (!read.title.whole.empty() && read.article.title.ends_with("(disambiguation)"));
  const bool wanted = std::ranges::any_of(
      keys_.whole, [](const std::string& key) { return has_word(key, "disambiguation"); });
  return points_elsewhere && !wanted ? std::min(found, 2) : found;
}

}  // namespace coldopen::naive

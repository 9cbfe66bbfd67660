#include "index/segment/names.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace coldopen {
namespace {

constexpr std::uint32_t kNumberMax = 999;      // of seasons and episodes
constexpr std::uint32_t kAbsoluteMax = 9'999;  // of episodes without a season

const std::vector<Value>& values_of(const Article& article, std::string_view name) {
  static const std::vector<Value> kNone;
  const Attribute* attribute = find_attribute(article, name);
  return attribute == nullptr ? kNone : attribute->values;
}

// The numbers of a text like "5", "1-2" or "1, 2"; none of any other.
std::vector<std::uint32_t> numbers_in(std::string_view text) {
  constexpr std::string_view kEnDash = "\u2013";
  std::vector<std::uint32_t> numbers;
  bool in_number = false;
  while (!text.empty()) {
    const char c = text.front();
    const bool digit = c >= '0' && c <= '9';
    if (digit) {
      if (!in_number) numbers.push_back(0);
      const std::uint32_t number = numbers.back() * 10 + static_cast<std::uint32_t>(c - '0');
      numbers.back() = std::min(number, kAbsoluteMax + 1);
    } else if (!text.starts_with(kEnDash) &&
               std::string_view(" ,-/&+").find(c) == std::string_view::npos) {
      return {};
    }
    in_number = digit;
    text.remove_prefix(text.starts_with(kEnDash) ? kEnDash.size() : 1);
  }
  return numbers;
}

std::vector<std::uint32_t> numbers_of(const Article& article, std::string_view name,
                                      std::uint32_t max = kNumberMax) {
  std::vector<std::uint32_t> numbers;
  for (const Value& value : values_of(article, name)) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      std::ranges::copy(numbers_in(*text), std::back_inserter(numbers));
    }
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr && *number >= 0 && *number <= max) {
      const auto whole = static_cast<std::uint32_t>(*number);
      if (static_cast<double>(whole) == *number) numbers.push_back(whole);
    }
  }
  std::erase_if(numbers, [max](std::uint32_t number) { return number > max; });
  return numbers;
}

class Names {
 public:
  Names(const Article& article, const Analyzer& analyzer)
      : article_(article), analyzer_(analyzer) {}

  std::vector<Term> collect() {
    const NameKeys title = analyzer_.keys(article_.title);
    add_links(title.whole);
    if (!is_of_kind(is_part_of_page)) {
      add_names(title);
      add_codes();
    }
    return {names_.begin(), names_.end()};
  }

 private:
  void add(Space space, const std::string& key) { names_.insert({space, key}); }

  template <class Is>  // bool(std::string_view key of a kind)
  bool is_of_kind(Is&& is) const {
    return std::ranges::any_of(values_of(article_, "kind"), [&](const Value& value) {
      const auto* kind = std::get_if<std::string>(&value);
      return kind != nullptr && is(analyzer_.key(*kind));
    });
  }

  void add_names(const NameKeys& title) {
    std::vector<NameKeys> all = {title};
    for (const std::string& alias : every_alias(article_)) all.push_back(analyzer_.keys(alias));
    for (const std::string& key : title.whole) add(Space::title_key, key);
    for (const std::string& key : title.bare) {
      if (!names_.contains({Space::title_key, key})) add(Space::bare_key, key);
    }
    for (std::size_t i = 1; i < all.size(); ++i) {
      for (const std::string& key : all[i].whole) add(Space::alias_key, key);
    }
    for (const NameKeys& keys : all) {
      for (const std::string& key : keys.tight) {
        if (!is_told(key)) add(Space::tight_key, key);
      }
    }
  }

  bool is_told(const std::string& key) const {
    return names_.contains({Space::title_key, key}) || names_.contains({Space::bare_key, key}) ||
           names_.contains({Space::alias_key, key});
  }

  void add_codes() {
    TokenBuffer tokens;
    for (const Value& value : values_of(article_, "codes")) {
      const auto* text = std::get_if<std::string>(&value);
      if (text == nullptr) continue;
      analyzer_.analyze(*text, TextKind::name, tokens);
      for (const Token& token : tokens.tokens()) {
        if (token.lane == Space::code) add(Space::alias_key, std::string(token.term));
      }
    }
    const bool is_season = is_of_kind([](std::string_view kind) { return kind == "season"; });
    for (const std::uint32_t season : numbers_of(article_, "season")) {
      if (is_season) {
        add(Space::code_key, Analyzer::season_code(season));
        continue;
      }
      for (const std::uint32_t episode : numbers_of(article_, "episode")) {
        add(Space::code_key, Analyzer::episode_code(season, episode));
      }
    }
    if (values_of(article_, "season").empty()) {
      for (const std::uint32_t episode : numbers_of(article_, "episode", kAbsoluteMax))
        add(Space::code_key, Analyzer::absolute_code(episode));
    }
    for (const Value& value : values_of(article_, "production_code")) {
      const std::string code = text_of(value);
      const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
      if (digits && !code.empty()) add(Space::code_key, code);
    }
  }

  void add_links(const std::vector<std::string>& own) {
    for (const Value& value : values_of(article_, "links")) {
      const auto* title = std::get_if<std::string>(&value);
      if (title == nullptr) continue;
      const std::string key = analyzer_.key(*title);
      if (!key.empty() && std::ranges::find(own, key) == own.end()) add(Space::link, key);
    }
  }

  const Article& article_;
  const Analyzer& analyzer_;
  std::set<Term> names_;
};

}  // namespace

std::vector<Term> names_of(const Article& article, const Analyzer& analyzer) {
  return Names(article, analyzer).collect();
}

}  // namespace coldopen

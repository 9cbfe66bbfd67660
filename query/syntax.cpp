// Three steps over the text, each from left to right: cut it into lexemes, decide which keywords
// and parentheses mean what they could mean, build the tree with a stack of open groups.
#include "query/syntax.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "corpus/error.hpp"
#include "query/conditions.hpp"

namespace coldopen {

namespace {

enum class Kind : std::uint8_t { leaf, open, close, keyword_or, keyword_and, keyword_not, nothing };

struct Lexeme {
  Kind kind = Kind::leaf;
  Sign sign = Sign::plain;  // of a leaf or an opening parenthesis
  Query leaf;
};

// Bytes of the white space `text` starts with, or 0. A NUL separates too.
std::size_t space_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte == 0 || byte == ' ' || (byte >= '\t' && byte <= '\r')) return 1;
  if (text.starts_with("\u00a0") || text.starts_with("\u0085")) return 2;
  if (text.starts_with("\u3000") || text.starts_with("\u1680") || text.starts_with("\u2028") ||
      text.starts_with("\u2029") || text.starts_with("\u202f") || text.starts_with("\u205f"))
    return 3;
  // U+2000 to U+200A
  if (text.size() >= 3 && text.starts_with("\xe2\x80") &&
      static_cast<unsigned char>(text[2]) >= 0x80 && static_cast<unsigned char>(text[2]) <= 0x8a)
    return 3;
  return 0;
}

class Lexer {
 public:
  Lexer(std::string_view text, const AttributeTypes& types, std::vector<Note>& notes)
      : text_(text), types_(types), notes_(notes) {}

  std::vector<Lexeme> run() {
    while (at_ < text_.size()) {
      if (const std::size_t space = space_length(rest()); space > 0) {
        at_ += space;
      } else {
        lexeme();
      }
    }
    return std::move(lexemes_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  bool ends_here(std::size_t at) const {
    return at >= text_.size() || space_length(text_.substr(at)) > 0;
  }

  void lexeme() {
    Lexeme next;
    if ((text_[at_] == '+' || text_[at_] == '-') && !ends_here(at_ + 1) && text_[at_ + 1] != ')') {
      next.sign = text_[at_] == '+' ? Sign::must : Sign::must_not;
      ++at_;
    }
    if (text_[at_] == '(' || text_[at_] == ')') {
      next.kind = text_[at_] == '(' ? Kind::open : Kind::close;
      ++at_;
    } else if (quote_length(rest()) > 0) {
      next.leaf.is = Phrase{quoted()};
    } else {
      word(next);
    }
    lexemes_.push_back(std::move(next));
  }

  // The text up to the closing quote, which may be missing.
  std::string quoted() {
    at_ += quote_length(rest());
    const std::size_t begin = at_;
    while (at_ < text_.size() && quote_length(rest()) == 0) ++at_;
    std::string inside(text_.substr(begin, at_ - begin));
    std::ranges::replace(inside, '\0', ' ');
    if (at_ == text_.size()) {
      notes_.push_back(
          {"unbalanced-quote", "a quote is not closed: the phrase goes to the end of the query"});
    } else {
      at_ += quote_length(rest());
    }
    return inside;
  }

  void word(Lexeme& next) {
    const std::size_t begin = at_;
    while (!ends_here(at_) && text_[at_] != '(' && text_[at_] != ')' && quote_length(rest()) == 0)
      ++at_;
    const std::string_view typed = text_.substr(begin, at_ - begin);
    if (next.sign == Sign::plain) {
      if (typed == "OR") next.kind = Kind::keyword_or;
      if (typed == "AND") next.kind = Kind::keyword_and;
      if (typed == "NOT") next.kind = Kind::keyword_not;
      if (next.kind != Kind::leaf) return;
    }
    if (field(typed, next.leaf)) return;
    if (typed.size() > 1 && typed.find('*') == typed.size() - 1) {
      next.leaf.is = Prefix{std::string(typed.substr(0, typed.size() - 1))};
    } else {
      next.leaf.is = Words{std::string(typed)};
    }
  }

  // `name:value`, `name:"some words"`; false where it is a mere word with a colon.
  bool field(std::string_view typed, Query& leaf) {
    const std::size_t colon = typed.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string name = field_name(typed.substr(0, colon));
    const std::string_view value = typed.substr(colon + 1);
    const bool phrase = value.empty() && quote_length(rest()) > 0;
    if (name.empty() || (value.empty() && !phrase)) return false;
    const auto type = types_.find(name);
    if (type != types_.end() &&
        (type->second != AttributeType::text || !is_searchable_attribute(name)))
      return filter(typed, name, phrase, leaf);
    if (value.ends_with('*'))
      notes_.push_back({"prefix-in-field", "a star works outside of fields only: '" +
                                               std::string(typed) + "' is read without it"});
    leaf.is = InField{name, phrase ? quoted() : std::string(value), phrase};
    return true;
  }

  bool filter(std::string_view typed, const std::string& name, bool phrase, Query& leaf) {
    const std::size_t before = at_;
    const std::string value =
        phrase ? '"' + quoted() + '"' : std::string(typed.substr(typed.find(':') + 1));
    std::string clause = name + ':' + value;
    try {
      Condition condition = parse_condition(clause, types_);
      leaf.is = Filter{std::move(clause), std::move(condition)};
      return true;
    } catch (const Error& error) {
      at_ = before;
      notes_.push_back({"not-a-filter", std::string(error.what()) + "; read as words"});
      return false;
    }
  }

  std::string field_name(std::string_view typed) const {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kFields = {
        {{"title", "title"},
         {"alias", "alias"},
         {"aliases", "alias"},
         {"heading", "heading"},
         {"headings", "heading"},
         {"body", "body"}}};
    for (const auto& [name, field] : kFields)
      if (typed == name) return std::string(field);
    return typed.size() <= ArticleLimits::attribute_name_max ? known_attribute(typed, types_)
                                                             : std::string{};
  }

  std::string_view text_;
  const AttributeTypes& types_;
  std::vector<Note>& notes_;
  std::size_t at_ = 0;
  std::vector<Lexeme> lexemes_;
};

// Closes what was left open, drops what nothing opened and what holds nothing; returns the depth.
std::uint32_t pair_parentheses(std::vector<Lexeme>& lexemes, std::vector<Note>& notes) {
  std::vector<std::size_t> open;          // where the open ones stand
  std::vector<std::size_t> inside = {0};  // levels found inside each of them
  std::size_t last_leaf = 0;              // 1 + its place
  bool unbalanced = false;
  const auto close = [&] {
    open.pop_back();
    const std::size_t levels = inside.back() + 1;
    inside.pop_back();
    inside.back() = std::max(inside.back(), levels);
  };
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    Lexeme& lexeme = lexemes[i];
    if (lexeme.kind == Kind::leaf) last_leaf = i + 1;
    if (lexeme.kind == Kind::open) {
      open.push_back(i);
      inside.push_back(0);
    }
    if (lexeme.kind != Kind::close) continue;
    if (open.empty()) {
      unbalanced = true;
      lexeme.kind = Kind::nothing;
    } else if (last_leaf <= open.back()) {  // ()
      lexemes[open.back()].kind = lexeme.kind = Kind::nothing;
      open.pop_back();
      inside.pop_back();
    } else {
      close();
    }
  }
  unbalanced |= !open.empty();
  while (!open.empty()) {
    if (last_leaf <= open.back()) {
      lexemes[open.back()].kind = Kind::nothing;
      open.pop_back();
      inside.pop_back();
    } else {
      close();
      lexemes.push_back({.kind = Kind::close, .sign = Sign::plain, .leaf = {}});
    }
  }
  if (unbalanced)
    notes.push_back({"unbalanced-parenthesis",
                     "a parenthesis has no partner: one that was opened is closed at the end"});
  return static_cast<std::uint32_t>(inside.back());
}

// One note of a kind says it.
void keep_first_of_each_code(std::vector<Note>& notes) {
  std::vector<Note> kept;
  for (Note& note : notes)
    if (std::ranges::none_of(kept, [&](const Note& k) { return k.code == note.code; }))
      kept.push_back(std::move(note));
  notes = std::move(kept);
}

bool is_keyword(Kind kind) {
  return kind == Kind::keyword_or || kind == Kind::keyword_and || kind == Kind::keyword_not;
}

// Keywords that join or turn nothing become words; AND between two things says nothing.
void settle_keywords(std::vector<Lexeme>& lexemes, std::vector<Note>& notes) {
  const auto to_word = [&](Lexeme& lexeme) {
    const std::string_view word = lexeme.kind == Kind::keyword_or    ? "or"
                                  : lexeme.kind == Kind::keyword_and ? "and"
                                                                     : "not";
    lexeme.kind = Kind::leaf;
    lexeme.leaf.is = Words{std::string(word)};
    notes.push_back({"dangling-operator", "an operator with nothing beside it is read as a word"});
  };
  const auto begins = [](const Lexeme& lexeme) {
    return lexeme.kind == Kind::leaf || lexeme.kind == Kind::open ||
           lexeme.kind == Kind::keyword_not;
  };
  for (std::size_t i = lexemes.size(); i-- > 0;) {  // NOT first: OR asks whether one follows
    if (lexemes[i].kind != Kind::keyword_not) continue;
    const Kind next = i + 1 < lexemes.size() ? lexemes[i + 1].kind : Kind::nothing;
    if (next != Kind::leaf && next != Kind::open) to_word(lexemes[i]);
  }
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    if (lexemes[i].kind != Kind::keyword_or && lexemes[i].kind != Kind::keyword_and) continue;
    const bool after =
        i > 0 && (lexemes[i - 1].kind == Kind::leaf || lexemes[i - 1].kind == Kind::close);
    const bool before = i + 1 < lexemes.size() && begins(lexemes[i + 1]);
    if (!after || !before) to_word(lexemes[i]);
  }
  std::erase_if(lexemes, [](const Lexeme& l) { return l.kind == Kind::keyword_and; });
}

// Without any operator parentheses are punctuation, as in `The Office (US)`.
bool has_operator(const std::vector<Lexeme>& lexemes) {
  return std::ranges::any_of(lexemes, [](const Lexeme& lexeme) {
    return is_keyword(lexeme.kind) || lexeme.sign != Sign::plain;
  });
}

// Keeps the invariants of query_tree.hpp while groups are closed from the inside out.
class Builder {
 public:
  Query run(std::vector<Lexeme>& lexemes) {
    levels_.emplace_back();
    for (Lexeme& lexeme : lexemes) {
      switch (lexeme.kind) {
        case Kind::leaf:
          add({sign_of(lexeme), std::move(lexeme.leaf)});
          break;
        case Kind::open:
          levels_.push_back({.sign = sign_of(lexeme), .alternatives = {}, .clauses = {}});
          break;
        case Kind::close:
          close();
          break;
        case Kind::keyword_or:
          end_alternative();
          break;
        case Kind::keyword_not:
          negate_ = true;
          break;
        case Kind::keyword_and:
        case Kind::nothing:
          break;
      }
    }
    return finish();
  }

 private:
  struct Level {
    Sign sign = Sign::plain;  // of the whole parenthesis
    std::vector<Query> alternatives;
    std::vector<Clause> clauses;  // of the alternative that is being read
  };

  Sign sign_of(const Lexeme& lexeme) {
    return std::exchange(negate_, false) ? Sign::must_not : lexeme.sign;
  }

  void add(Clause clause) {
    std::vector<Clause>& clauses = levels_.back().clauses;
    Group* group = std::get_if<Group>(&clause.query.is);
    const bool says_nothing =
        group != nullptr && clause.sign == Sign::plain &&
        std::ranges::all_of(group->clauses, [](const Clause& c) { return c.sign == Sign::plain; });
    if (!says_nothing) {
      clauses.push_back(std::move(clause));
      return;
    }
    for (Clause& inner : group->clauses) clauses.push_back(std::move(inner));
  }

  void end_alternative() {
    Level& level = levels_.back();
    if (level.clauses.empty()) return;
    Query alternative;
    if (level.clauses.size() == 1 && level.clauses[0].sign == Sign::plain) {
      alternative = std::move(level.clauses[0].query);
    } else {
      alternative.is = Group{std::move(level.clauses)};
    }
    level.clauses.clear();
    if (Or* either = std::get_if<Or>(&alternative.is)) {
      for (Query& inner : either->alternatives) level.alternatives.push_back(std::move(inner));
    } else {
      level.alternatives.push_back(std::move(alternative));
    }
  }

  // What the innermost level says; the level is gone afterwards.
  Query finish() {
    end_alternative();
    Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.alternatives.empty()) return {};
    if (level.alternatives.size() == 1) return std::move(level.alternatives[0]);
    return Query{Or{std::move(level.alternatives)}};
  }

  void close() {
    const Sign sign = levels_.back().sign;
    Query inside = finish();
    const Group* group = std::get_if<Group>(&inside.is);
    if (group != nullptr && group->clauses.empty()) return;  // ()
    add({sign, std::move(inside)});
  }

  std::vector<Level> levels_;
  bool negate_ = false;  // a NOT was read; the next thing takes it
};

}  // namespace

ParsedQuery parse(std::string_view text, const AttributeTypes& types) {
  ParsedQuery parsed;
  std::vector<Lexeme> lexemes = Lexer(text, types, parsed.notes).run();
  parsed.blank = lexemes.empty();
  parsed.depth = pair_parentheses(lexemes, parsed.notes);
  std::erase_if(lexemes, [](const Lexeme& lexeme) { return lexeme.kind == Kind::nothing; });
  if (parsed.depth > SearchLimits::depth_max) return parsed;
  settle_keywords(lexemes, parsed.notes);
  keep_first_of_each_code(parsed.notes);
  if (!has_operator(lexemes))
    std::erase_if(lexemes, [](const Lexeme& l) { return l.kind != Kind::leaf; });
  parsed.tree = Builder().run(lexemes);
  return parsed;
}

}  // namespace coldopen

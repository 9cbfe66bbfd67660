// What a typed query means: a tree of values, and its one written form.
//
// Invariants (syntax.cpp makes no other trees)
//   A group holds no plain group of plain clauses (it would say nothing), an Or no Or, and neither
//   has a single plain member: that member stands alone. So print() and parse() are inverse:
//   parse(print(tree)) gives the same tree.
//   A tree is at most 2 * SearchLimits::depth_max + 2 deep, so walking it may recurse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "query/request.hpp"

namespace coldopen {

struct Query;
struct Clause;

struct Words {  // one typed string; the analysis may find several words in it, or none
  std::string text;
  bool operator==(const Words&) const = default;
};

struct Phrase {  // these words side by side
  std::string text;
  bool operator==(const Phrase&) const = default;
};

struct Prefix {  // words that start so; the star is not kept
  std::string text;
  bool operator==(const Prefix&) const = default;
};

struct InField {  // a word, or a phrase, in title, alias, heading, body or a text attribute
  std::string field;
  std::string text;
  bool phrase = false;
  bool operator==(const InField&) const = default;
};

struct Filter {        // season:3..5; restricts, never scores
  std::string clause;  // as parse_condition reads it
  Condition condition;
  bool operator==(const Filter& other) const { return clause == other.clause; }
};

struct Group {  // its plain clauses must all match; beside a must they are optional
  std::vector<Clause> clauses;
  bool operator==(const Group& other) const;
};

struct Or {
  std::vector<Query> alternatives;
  bool operator==(const Or& other) const;
};

struct Query {
  std::variant<Group, Words, Phrase, Prefix, InField, Filter, Or> is;
  bool operator==(const Query&) const = default;
};

enum class Sign : std::uint8_t { plain, must, must_not };

struct Clause {
  Sign sign = Sign::plain;
  Query query;
  bool operator==(const Clause&) const = default;
};

// The tree as a person would type it.
std::string print(const Query& query);

// Only words, phrases, prefixes, field elements and filters side by side: `match` decides what
// matches. Any operator (+ - OR NOT) makes a tree that decides itself.
bool is_flat(const Query& query) noexcept;

// The letters that open and close a phrase: the straight one and what phones and editors make of
// it. Bytes of the one `text` starts with, or 0.
std::size_t quote_length(std::string_view text) noexcept;

}  // namespace coldopen

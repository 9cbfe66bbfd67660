#include "query/query_tree.hpp"

#include <algorithm>

namespace coldopen {

namespace {

bool is_compound(const Query& query) noexcept {
  return std::holds_alternative<Group>(query.is) || std::holds_alternative<Or>(query.is);
}

void append(const Query& query, std::string& out);

void append_in_parentheses(const Query& query, std::string& out) {
  const bool compound = is_compound(query);
  if (compound) out += '(';
  append(query, out);
  if (compound) out += ')';
}

struct Printer {
  std::string& out;

  void operator()(const Words& words) const { out += words.text; }
  void operator()(const Phrase& phrase) const { out += '"' + phrase.text + '"'; }
  void operator()(const Prefix& prefix) const { out += prefix.text + '*'; }
  void operator()(const Filter& filter) const { out += filter.clause; }
  void operator()(const InField& in) const {
    out += in.field + ':';
    out += in.phrase ? '"' + in.text + '"' : in.text;
  }
  void operator()(const Group& group) const {
    const char* space = "";
    for (const Clause& clause : group.clauses) {
      out += space;
      if (clause.sign == Sign::must) out += '+';
      if (clause.sign == Sign::must_not) out += '-';
      append_in_parentheses(clause.query, out);
      space = " ";
    }
  }
  void operator()(const Or& either) const {
    const char* between = "";
    for (const Query& alternative : either.alternatives) {
      out += between;
      append(alternative, out);  // a group binds tighter: it needs no parentheses here
      between = " OR ";
    }
  }
};

void append(const Query& query, std::string& out) { std::visit(Printer{out}, query.is); }

}  // namespace

bool Group::operator==(const Group& other) const { return clauses == other.clauses; }
bool Or::operator==(const Or& other) const { return alternatives == other.alternatives; }

std::string print(const Query& query) {
  std::string out;
  append(query, out);
  return out;
}

bool is_flat(const Query& query) noexcept {
  const Group* group = std::get_if<Group>(&query.is);
  if (group == nullptr) return !is_compound(query);
  return std::ranges::all_of(group->clauses, [](const Clause& clause) {
    return clause.sign == Sign::plain && !is_compound(clause.query);
  });
}

std::size_t quote_length(std::string_view text) noexcept {
  if (text.starts_with('"')) return 1;
  for (std::string_view quote : {"\u201c", "\u201d", "\u201e", "\u201f"})
    if (text.starts_with(quote)) return quote.size();
  return 0;
}

}  // namespace coldopen

// The words of a typed query that may be other words, and the query with others in their place.
//
// Words that stand as they are: not those in quotes, before a star, in fields and filters, or under
// a minus.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "query/query_tree.hpp"

namespace coldopen {

struct TypedWord {
  std::string term;          // exact
  std::size_t leaf = 0;      // of the tree, which may hold several words
  bool beside_last = false;  // the word before stands beside it
};

class TypedWords {
 public:
  TypedWords(const Query& tree, const Analyzer& analyzer);

  const std::vector<TypedWord>& words() const noexcept { return words_; }
  bool alone() const noexcept { return alone_; }  // side by side, and but for filters all there is
  std::string joined(std::string_view between) const;

  // The query with `terms`, one for each word. What is not changed stays as it was typed.
  std::string with(const std::vector<std::string>& terms) const;
  // The query with `name` for all of its words; they are alone.
  std::string with_name(const std::string& name) const;

 private:
  Query tree_;
  std::vector<TypedWord> words_;
  bool alone_ = false;
};

}  // namespace coldopen

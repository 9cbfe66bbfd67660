// Whose page a query names, for the oracle: classes 7 to 2 by titles, aliases and codes.
//
// Keys      of the query and of each name (Analyzer::keys); of one quoted phrase those of its
// words.
//   7 title       one of whole is in the title's whole
//   6 bare title  ... in the title's bare; or the article is the code
//   5 alias       ... in an alias's whole; or its attribute `codes` has the code
//   4 tight       one of tight is in a name's tight
//   3 of season   an episode of the season that is all of the query
//   2 named       all telling elements are in title and aliases
// Kinds     line, quote, stage, scene have no name. Disambiguation, list, redirect and titles that
//           end in "(disambiguation)" have 2 at most, unless the query has that word.
// Codes     of the query, those inside a longer one left out. An article is a code by its season
//           and episode, a season's page by its season. Words beside must be in the article, but
//           where no article of the code has them. (Ends of seasons are not told here.)
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "query/query_tree.hpp"
#include "query/request.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen::naive {

class Names {
 public:
  Names(const Corpus& corpus, const SearchRequest& request, const Query& tree,
        const Reading& reading);

  // `covered`: all telling words are in it. Does not say whether it is DocClass::covered.
  int class_of(std::size_t document, bool covered) const;
  // Nothing but seasons was typed.
  bool only_seasons() const;
  // The lowest number of an episode of a typed season.
  std::optional<int> episode_of_season(std::size_t document) const;

 private:
  struct Code {
    Strings meanings;   // the code; what its number alone may mean, too
    bool as_x = false;  // 4x13
    bool only_as_whole = false;
  };

  void find_codes();
  int by_key(const Document& document) const;
  void join_halves();
  int of_code(const Document& document) const;
  bool holds_others(std::size_t document) const;
  bool others_choose_none() const;
  int by_code(std::size_t document) const;
  bool in_names(const Document& document, const Element& element) const;
  bool term_in_names(const Document& document, const std::string& term) const;
  bool class_in_names(const Document& document, const std::string& term) const;
  std::vector<const Element*> others() const;
  bool is_doubted() const;
  bool some_article_has_all(const std::set<std::string>& words, bool in_text) const;

  const Corpus& corpus_;
  const Reading& reading_;
  NameKeys keys_;
  std::vector<Code> codes_;
  std::set<std::string> words_;          // telling ones, as typed
  std::set<std::size_t> code_elements_;  // those that a code was typed with
};

// The articles' codes by their attributes: s04e13, of a season's page s04, production codes.
std::set<std::string> codes_of(const Article& article, const Analyzer& analyzer);

}  // namespace coldopen::naive

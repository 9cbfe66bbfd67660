// Marks in the texts of a hit, and the cut of a passage that is shown.
//
// A token is marked where the query's own elements found it: as typed, by its stem's class, by its
// prefix; a phrase is one mark. Stop words are marked in a phrase only. Marks are bytes on code
// point limits, rising, those that touch made one.
// The cut: at most 30 words and 200 code points with its ellipses, starting at a sentence or five
// words before a match: the most idf of distinct elements, then the most matches, then the
// earliest. Only a single word longer than that is shown whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/live/snapshot.hpp"
#include "query/elements.hpp"
#include "query/request.hpp"

namespace coldopen {

struct Snippet {
  MarkedText shown;
  std::string link_text;  // its first words as they stand on the page, for a text fragment
};

// For the hits of one segment. Threads: one at a time (it reuses its token buffer).
class Highlighter {
 public:
  Highlighter(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query);

  MarkedText title(std::string_view text);
  Snippet snippet(std::string_view passage);

 private:
  struct Rule {
    const Element* element = nullptr;
    bool in_title = true;
    bool in_body = true;
  };
  struct Window {  // tokens [begin, end)
    std::size_t begin = 0, end = 0;
  };
  // What was found at each token: elements as bits (there are at most 64), and marks.
  struct Found {
    std::vector<std::uint64_t> elements;
    std::vector<Mark> marks;
  };

  Found find(bool in_title) const;
  void find_phrases(bool in_title, Found& found) const;
  Window choose(std::string_view text, const std::vector<std::uint64_t>& elements) const;
  Window window_from(std::string_view text, std::size_t begin) const;
  std::vector<bool> sentence_starts(std::string_view text) const;

  const Analyzer& analyzer_;
  std::vector<Rule> rules_;
  std::unordered_map<std::string, std::uint64_t> terms_;  // term -> rules it satisfies
  TokenBuffer buffer_;
  std::vector<Token> tokens_;  // the exact ones
};

// Where a hit leads: the anchor of its best passage, a text fragment, or the page itself.
std::string deep_link(std::string_view url, std::string_view anchor, std::string_view link_text);

}  // namespace coldopen

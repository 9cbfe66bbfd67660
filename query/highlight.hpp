// Marks in the texts of a hit, and the cut of a passage that is shown.
//
// A token is marked where the query's own elements found it: as typed, by its stem's class, by its
// prefix, by another writing (joined words whole: "S.H.I.E.L.D."); a phrase is one mark. Stop words
// are marked in a phrase only. Marks are bytes on code
// point limits, rising, those that touch made one.
// The cut: at most 30 words and 200 code points with its ellipses and, where a line of dialogue is
// cut, with the name of who speaks before it ("Dwight: … a joke"); starting at a sentence or five
// words before a match: the most idf of distinct elements, then the most matches, then the
// earliest. Only a single word longer than that is shown whole.
#pragma once

#include <cstdint>
#include <optional>
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
  using Bits = std::uint64_t;  // elements, by their place in elements_
  // The elements that a token stands for, in a title and in a text.
  struct Where {
    Bits in_title = 0, in_body = 0;
    Bits in(bool title) const noexcept { return title ? in_title : in_body; }
  };
  struct PhraseRule {
    Where where;
    std::size_t words = 0;
    std::vector<PhraseStep> steps;
  };
  struct Window {  // tokens [begin, end)
    std::size_t begin = 0, end = 0;
  };
  struct Room {  // for a window
    std::size_t words = 0, points = 0;
  };
  // What was found at each word: elements, and marks.
  struct Found {
    std::vector<Bits> elements;
    std::vector<Mark> marks;
  };
  struct PhraseEnd {  // behind the last word, and the last byte
    std::size_t word = 0, byte = 0;
  };

  void add_word(const Snapshot& snapshot, const Segment& segment, const Element& element,
                Where where);
  void add_term(Space space, const std::string& term, Where where);
  void add_class(const Snapshot& snapshot, const Segment& segment, const std::string& word,
                 Where where);
  void add_phrase(const std::vector<PhraseWord>& words, bool joined, Where where);
  void read(std::string_view text, TextKind kind);
  Found find(bool in_title) const;
  void find_phrases(bool in_title, Found& found) const;
  std::optional<PhraseEnd> phrase_end(const PhraseRule& rule, std::size_t step_word,
                                      PhraseEnd at) const;
  std::optional<PhraseEnd> after(const PhraseStep& step, PhraseEnd at) const;
  Window choose(std::string_view text, const std::vector<Bits>& elements, Room room) const;
  Window window_from(std::string_view text, std::size_t begin, Room room) const;
  std::vector<bool> sentence_starts(std::string_view text) const;

  const Analyzer& analyzer_;
  std::vector<const Element*> elements_;
  std::unordered_map<std::string, Where> exact_, joined_, codes_;  // by term
  std::vector<PhraseRule> phrases_;
  TokenBuffer buffer_;
  std::vector<Token> tokens_;  // of the text: the exact ones, by position
  std::vector<Token> spans_;   // its joined tokens and codes, positions rising
};

}  // namespace coldopen

// Words side by side, in whatever spelling: where a phrase stands in the documents of a segment.
//
// A phrase w0 w1 .. is a way from word to word over tokens that follow one another. From word i at
// position q lead
//   exact w_i at q                       to word i + 1, as far on as the phrase has it
//   joined w_i at q, covering L words    to word i + 1 at q + L          ("spiderman": Spider-Man)
//   exact w_i..w_j-1 in one word at q    to word j at q + 1              ("spider man": Spiderman)
// The last two only where spellings are joined. A phrase of one word is a phrase, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/fields.hpp"
#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"
#include "query/exact_phrase.hpp"
#include "query/merged_list.hpp"

namespace coldopen {

// The words with a space between.
std::string text_of(const std::vector<PhraseWord>& words);

// One way on: a token `term` from word `from` to word `to`.
struct PhraseStep {
  std::size_t from = 0, to = 0;
  Space space = Space::exact;  // or joined
  std::string term;
  std::uint32_t distance = 1;  // of an exact token to the next; a joined one brings its own length
};

// All steps of a phrase, by `from`. With `joined` in other spellings, too.
std::vector<PhraseStep> steps_of(const std::vector<PhraseWord>& words, bool joined);

// Finds a phrase in the documents of one segment, which it must not outlive.
class PhraseReader {
 public:
  PhraseReader(const Segment& segment, const std::vector<PhraseWord>& words, bool joined);

  // Documents that may hold it, rising: all, which are those of its rarest word, or where fewer
  // hold another spelling of one of its parts, those; all others hold the exact words or nothing.
  enum class Candidates : std::uint8_t { all, spelled_otherwise };
  Candidates candidates(std::vector<DocId>& out) const;
  // Where it starts in `doc`, rising. Threads: one at a time (it reuses its buffers).
  void starts(DocId doc, std::vector<std::uint32_t>& out);

 private:
  struct Step {
    std::size_t from = 0, to = 0;
    bool joined = false;
    std::uint32_t distance = 1;
    PostingList list;
    std::optional<Rank> rank;  // in the document that is being read
  };

  template <class Chosen>
  void unite(Chosen&& chosen, std::vector<DocId>& out) const;
  bool may_hold(DocId doc);
  void add_places(const Step& step);

  std::size_t words_ = 0;
  std::vector<Step> steps_;                         // those this segment has, by `from`
  std::vector<std::vector<std::uint32_t>> places_;  // by word: where the rest follows
  std::vector<std::uint32_t> entries_;
  std::vector<char> covered_;
};

// Which occurrences count, and for how much.
struct PlaceRule {
  // Empty: every place, with its field's weight, of the aliases only the best. Else "title",
  // "alias", "heading", "body" or an attribute: only places of that field, each start counts 1.
  std::string field;
  FieldWeights weights;
};

// Living documents that hold the phrase, with the weighed number of its starts.
// Cost: as ExactPhrase; documents in other spellings, where they are fewer than those of its rarest
// word, are read one by one. Two frequent words are a stored list.
ElementList find_phrase(const SegmentView& view, const std::vector<PhraseWord>& words, bool joined,
                        const PlaceRule& rule, Deadline& deadline);

// Living documents of the snapshot with the exact words side by side.
std::uint64_t count_phrase(const Snapshot& snapshot, const std::vector<PhraseWord>& words,
                           Deadline& deadline);

// The place that holds `position`; null where none does.
const FieldPlace* place_of(const std::vector<FieldPlace>& places, std::uint32_t position) noexcept;

}  // namespace coldopen

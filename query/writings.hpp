// What else stands for the words of a run: other spellings, codes, synonyms; and which words belong
// together because they were typed as one.
//
//   joined word   exact t, t = 2..4 neighbouring words without spaces
//                 (spider man: spiderman)
//   apart         the words that one word is made of, side by side (query/units.hpp)
//                 (spiderman: spider man)
//   joined form   joined w of one word, in documents that have neither its class nor it apart
//                 (shield: S.H.I.E.L.D.)
//   typed form    exact t, where the word was typed so that it is also t (jäger: jaeger, Ra's: ras)
//   code          the code that the words are, in any spelling (4x13: S04E13)
//   synonym       the other sides of a rule, query/synonyms.hpp (bts: behind the scenes)
//
// A unit is two words or more that were typed with a sign between (spider-man, B.J.): its words
// match only together, in whatever spelling. Typed apart, each word matches by itself; typed as one
// word, it is one word in all spellings.
// Cost: some hash look-ups a word; phrases are checked only for words that may be units.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"
#include "query/phrases.hpp"
#include "query/runs.hpp"

namespace coldopen {

enum class WritingKind : std::uint8_t {
  joined_word,
  apart,
  joined_form,
  typed_form,
  code,
  synonym
};

// A list that counts for a word beside its own.
struct Writing {
  enum class Source : std::uint8_t {
    term,   // of `space`
    words,  // one: its class; several: their phrase
    apart,  // several, side by side as exact words
    names,  // one word, in titles and aliases alone
  };
  WritingKind kind = WritingKind::joined_word;
  Source source = Source::term;
  Space space = Space::exact;
  Strings terms;  // one, or the words of a phrase
  double factor = 1;
  bool operator==(const Writing&) const = default;
  bool is_phrase() const noexcept { return terms.size() > 1; }
  bool is_apart() const noexcept { return source == Source::apart; }
  bool is_class() const noexcept { return source == Source::words && !is_phrase(); }
};

// The writing's terms with a space between.
std::string text_of(const Writing& writing);

// Words [first, last) that match together, and what else is them.
struct Unit {
  std::vector<PhraseWord> words;
  std::string joined;
  std::vector<Writing> others;  // those that cover all of its words
  bool operator==(const Unit&) const = default;
};

struct WrittenWord {
  RunWord word;
  std::string decorated;  // the word with its sign (c++), where the index knows it
  std::vector<Writing> writings;
  std::optional<std::size_t> unit;  // in WrittenRun::units
};

struct WrittenRun {
  std::vector<WrittenWord> words;
  std::vector<Unit> units;
  std::vector<RunToken> codes;  // over `words`; none where codes are off
};

// `synonyms`: false where the run stands under a minus.
WrittenRun find_writings(const Snapshot& snapshot, Run run, bool synonyms, Deadline& deadline);

// Those of a word's writings that count in one segment, in their order: by the stems of its
// language photo and photos are one list, and a typed form of the word's own class is in its list
// already.
std::vector<const Writing*> writings_in(const Snapshot& snapshot, const Segment& segment,
                                        const std::string& word,
                                        const std::vector<Writing>& writings);

// The list of a writing in one segment.
ElementList list_of(const Snapshot& snapshot, const SegmentView& view, const Writing& writing,
                    Deadline& deadline);

// The words of a phrase, side by side.
std::vector<PhraseWord> phrase_of(const Writing& writing);

}  // namespace coldopen

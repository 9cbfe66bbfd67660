// The best passages of a hit, found through the positions of its words: no text is analysed.
//
//   mass(p)  = sum of idf(u) over the distinct elements u that occur in p
//   score(p) = sum over them of  idf(u) * (1 if as typed, else .8) * tf / (tf + K)
//              + sum over the pairs (u, v) of neighbouring words of the query of
//                2 min(idf u, idf v) (next * o / (o + 1) + near * w / (w + 1))
//              + 0.2 * (elements in its heading or its aliases) - 0.01 * index of p
//   K = .5 + words of p / 60, its aliases aside, so that of two passages that hold the same the
//   shorter one, which
//       says little else, comes first: a spoken line before the paragraph that tells of it
//   o, w as in query/proximity.hpp, of the words in p
//
// As typed is a word in other spellings, too, and a code; a synonym is not. By mass, then score,
// then the earlier; so all elements together beat any that lack one. Further passages need half of
// the first one's score. A passage that holds stop words only does not count.
//
// Where a speaker is asked for (`dwight: identity theft`), a passage that is spoken by them has the
// name's idf once more in mass and score. Spoken is a passage whose text begins with the words of
// the name side by side; and all of a part of a page (kind line, quote, stage, scene) where a value
// of `characters`, `character` or `speaker` begins so.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/elements.hpp"

namespace coldopen {

struct PassageMatch {
  std::uint32_t index = 0;  // which passage of the article
  double mass = 0;
  double score = 0;
  double said = 0;  // where the speaker asked for speaks: its share of the idf of what is said
};

class PassageFinder {
 public:
  PassageFinder(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query);

  // All passages that match, best first. `by_aliases`: also by words of their aliases.
  std::vector<PassageMatch> find(DocId doc, bool by_aliases = true);

  // The first `count` of them that are good enough to be shown.
  static std::size_t worth_showing(const std::vector<PassageMatch>& found, std::size_t count);

 private:
  struct Terms {
    PostingList list;
    bool joined = false;  // its entries are position * 16 + length - 1
    bool as_typed = false;
  };
  struct Phrases {
    PhraseReader reader;
    bool as_typed = false;
  };
  // What stands for one element in this segment.
  struct Source {
    const Element* element = nullptr;
    bool is_speaker = false;
    std::vector<Terms> terms;
    std::vector<Phrases> phrases;
  };
  struct Occurrence {
    std::uint32_t passage = 0;
    std::uint32_t source = 0;
    std::uint32_t position = 0;
    bool as_typed = false;
    bool in_heading = false;
  };

  struct Pair {  // of sources
    std::uint32_t first = 0, second = 0;
    std::uint32_t distance = 1;
    double idf = 0;
  };

  std::vector<FieldPlace> places(DocId doc, bool with_aliases) const;
  void add_word(const Snapshot& snapshot, Source& source) const;
  void add_term(Source& source, Space space, std::string_view term, bool as_typed) const;
  void add(std::uint32_t source, bool as_typed, const std::vector<std::uint32_t>& positions,
           const std::vector<FieldPlace>& places, std::vector<Occurrence>& out) const;
  void add_pairs(const ResolvedQuery& query);
  std::vector<Occurrence> occurrences(DocId doc, const std::vector<FieldPlace>& places);
  // What a source found at [begin, end) adds to its passage of so many words.
  void count(std::span<const Occurrence> found, std::uint32_t words, PassageMatch& match) const;
  double nearness(std::span<const Occurrence> passage) const;
  void mark_spoken(DocId doc, const std::vector<FieldPlace>& places,
                   std::vector<PassageMatch>& matches) const;
  // Where each word of the speaker's name stands in a document; empty: one of them does not.
  using SpeakerNames = std::vector<std::vector<std::uint32_t>>;
  SpeakerNames names_of_speaker(DocId doc) const;
  static bool stands_at(const SpeakerNames& named, std::uint32_t position);
  bool is_line_of_speaker(DocId doc, const SpeakerNames& named,
                          const std::vector<FieldPlace>& places) const;

  const Segment& segment_;
  const Scoring& scoring_;
  std::vector<Source> sources_;
  std::vector<Pair> pairs_;
  std::vector<PostingList> speaker_;  // of each word of the name; empty: nobody is asked
  double speaker_idf_ = 0;
  double said_idf_ = 0;  // of the sources that are no words of the name
};

}  // namespace coldopen

// The best passages of a hit, found through the positions of its words: no text is analysed.
//
//   mass(p)  = sum of idf(u) over the distinct elements u that occur in p
//   score(p) = sum over them of  idf(u) * (1 if as typed, else .8) * tf / (tf + 1)
//              + 0.2 * (elements in its heading) - 0.01 * index of p
//
// As typed is a word in other spellings, too, and a code; a synonym is not. By mass, then score,
// then the earlier; so all elements together beat any that lack one. Further passages need half of
// the best one's score. A passage that holds stop words only does not count.
#pragma once

#include <cstdint>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/elements.hpp"

namespace coldopen {

struct PassageMatch {
  std::uint32_t index = 0;  // which passage of the article
  double mass = 0;
  double score = 0;
};

class PassageFinder {
 public:
  PassageFinder(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query);

  // All passages that match, best first.
  std::vector<PassageMatch> find(DocId doc);

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
    std::vector<Terms> terms;
    std::vector<Phrases> phrases;
  };
  struct Occurrence {
    std::uint32_t passage = 0;
    std::uint32_t source = 0;
    bool as_typed = false;
    bool in_heading = false;
  };

  void add_word(const Snapshot& snapshot, Source& source) const;
  void add_term(Source& source, Space space, std::string_view term, bool as_typed) const;
  void add(std::uint32_t source, bool as_typed, const std::vector<std::uint32_t>& positions,
           const std::vector<FieldPlace>& places, std::vector<Occurrence>& out) const;
  std::vector<Occurrence> occurrences(DocId doc);

  const Segment& segment_;
  std::vector<Source> sources_;
};

}  // namespace coldopen

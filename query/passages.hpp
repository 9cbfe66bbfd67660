// The best passages of a hit, found through the positions of its words: no text is analysed.
//
//   mass(p)  = sum of idf(u) over the distinct elements u that occur in p
//   score(p) = sum over them of  idf(u) * (1 if as typed, else .8) * tf / (tf + 1)
//              + 0.2 * (elements in its heading) - 0.01 * index of p
//
// By mass, then score, then the earlier; so all elements together beat any that lack one. Further
// passages need half of the best one's score. A passage that holds stop words only does not count.
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
  std::vector<PassageMatch> find(DocId doc) const;

  // The first `count` of them that are good enough to be shown.
  static std::size_t worth_showing(const std::vector<PassageMatch>& found, std::size_t count);

 private:
  // The words that stand for one element in this segment; of a phrase, all of its words.
  struct Source {
    const Element* element = nullptr;
    std::vector<PostingList> lists;
    std::vector<bool> as_typed;  // by list
  };
  struct Occurrence {
    std::uint32_t passage = 0;
    std::uint32_t source = 0;
    bool as_typed = false;
    bool in_heading = false;
  };

  void add(std::uint32_t source, bool as_typed, const std::vector<std::uint32_t>& positions,
           const std::vector<FieldPlace>& places, std::vector<Occurrence>& out) const;
  std::vector<Occurrence> occurrences(DocId doc) const;

  const Segment& segment_;
  std::vector<Source> sources_;
};

}  // namespace coldopen

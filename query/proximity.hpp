// How near to each other the words of a query stand in a document of one segment.
//
//   prox(d) = sum over the pairs (u, v) of neighbouring words of the query, in its order, of
//     min(idf u, idf v) (k1 + 1) ( next * (o / (o + K(d)))  +  near * (w / (w + K(d))) )
//   o = places of u with v as far behind as in the query; w = places of u with v at most
//   scoring.near_words away on either side, both in one title, alias, value, heading or passage
//
// Places are those of all words of a word's class. Shape: RELEVANCE in the manner of Metzler and
// Croft, "A Markov Random Field Model for Term Dependencies" (2005), with BM25's saturation.
// Cost a document: the positions of the words of its pairs. Threads: one at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "query/bm25.hpp"
#include "query/elements.hpp"

namespace coldopen {

class Proximity {
 public:
  Proximity(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
            const LengthNorms& norms);

  double points(DocId doc);
  // The same sum, with its parts put into `parts`.
  double explain(DocId doc, std::vector<ScorePart>& parts);

 private:
  struct Word {
    const Element* element = nullptr;
    std::vector<PostingList> lists;     // of its class
    std::vector<std::uint32_t> places;  // in the document that is being read, rising
  };
  struct Pair {
    std::size_t first = 0, second = 0;  // words
    std::uint32_t distance = 1;
    double idf = 0;
  };
  struct Counts {
    std::uint32_t next = 0, near = 0;
  };

  std::size_t word_of(const Snapshot& snapshot, const Element& element);
  void read(DocId doc);
  Counts count(const Pair& pair) const;
  template <class Visit>  // void(const Pair&, Counts, points)
  double sum(DocId doc, Visit&& visit);

  const Segment& segment_;
  const LengthNorms& norms_;
  const Scoring& scoring_;
  std::uint32_t near_words_;
  std::vector<Word> words_;
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> positions_;
};

}  // namespace coldopen

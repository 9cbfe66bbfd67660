// Random segments of lists without articles, queries over them, and who answers by scoring every
// document: what every scorer of flat queries is held to.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "query/top_documents.hpp"

namespace coldopen {

struct FlatPosting {
  DocId doc = 0;
  double count = 0;
};

// A list in every segment: as it was meant, and as it is stored (or made: a list of a query).
struct FlatList {
  bool length_counts = true;
  bool made = false;  // counts may be fractional; only of living documents
  std::vector<std::vector<FlatPosting>> postings;  // by segment
};

struct FlatWorldShape {
  std::vector<std::uint32_t> sizes;  // of segments
  bool all_ties = false;             // all counts 1, all lengths 30
  std::uint32_t dead_in_a_thousand = 0;
};

class FlatWorld {
 public:
  FlatWorld(std::mt19937& random, const FlatWorldShape& shape);

  // Lists by number, and how each of them counts. `average_length` is the snapshot's: other than
  // the segments' own, K drifts. Resets the workspace.
  FlatQuery query(const std::vector<std::size_t>& lists, const std::vector<QueryList>& how,
                  Workspace& workspace) const;
  // Documents of each segment that a mask of `in_a_thousand` lets through; from then on queries
  // have it. 1,000: no mask.
  void set_mask(std::mt19937& random, std::uint32_t in_a_thousand);
  void set_average_length(double length);

  std::size_t list_count() const { return lists_.size(); }
  const FlatList& list(std::size_t number) const { return lists_[number]; }

  // Scores and counts every document.
  std::vector<TopDocument> best(const std::vector<std::size_t>& lists,
                                const std::vector<QueryList>& how, std::uint32_t k) const;
  std::uint64_t count(const std::vector<std::size_t>& lists,
                      const std::vector<QueryList>& how) const;

 private:
  std::vector<TopDocument> matches(const std::vector<std::size_t>& lists,
                                   const std::vector<QueryList>& how) const;
  void add_list(std::mt19937& random, std::size_t kind, std::uint32_t part);
  Shared<Segment> build(std::size_t segment) const;

  FlatWorldShape shape_;
  std::vector<std::vector<std::uint8_t>> lengths_;
  std::vector<SegmentView> views_;
  std::vector<FlatList> lists_;
  std::vector<std::vector<ElementList>> made_;  // by list, by segment
  std::vector<std::vector<ChunkBits>> masks_;   // by segment; none: no mask
  Scoring scoring_;
  std::unique_ptr<LengthNorms> norms_;
};

// A random query of `count` lists: numbers, and should, must and must_not in these parts of 100.
struct FlatTerms {
  std::vector<std::size_t> lists;
  std::vector<QueryList> how;
};
FlatTerms random_terms(std::mt19937& random, const FlatWorld& world, std::size_t count,
                       std::uint32_t must, std::uint32_t must_not);

}  // namespace coldopen

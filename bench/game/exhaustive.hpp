// Every matching document of a query with its score, by looking at every posting: the judge of the
// engine. Shares with it the parser of queries and the reading of stored lists, and nothing else:
// no bounds, no kernels, no scorers, no statistics.
//
// Cost  all postings of the query's words; positions of all documents that hold a phrase's words.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/game/game_query.hpp"

namespace coldopen {

class Exhaustive {
 public:
  // Living documents, their number and their mean length are counted one by one.
  explicit Exhaustive(const std::vector<SegmentView>& segments);

  // By (segment, document).
  std::vector<TopDocument> matches(std::string_view query) const;

  // The best k by (score falling, segment, document).
  static std::vector<TopDocument> best(std::vector<TopDocument> matches, std::size_t k);

 private:
  // Living documents, rising, each with how often a part stands in it.
  using Counts = std::vector<std::pair<DocId, std::uint32_t>>;

  // What one document has of a query.
  struct Judged {
    std::uint16_t must = 0, should = 0, excluded = 0;
    double score = 0;
  };

  std::vector<Judged> judge(const SegmentView& view, const std::vector<GamePart>& parts,
                            const std::vector<double>& weights) const;
  Counts counts_of(const SegmentView& view, const std::vector<std::string>& words) const;
  double weight_of(const GamePart& part) const;

  const std::vector<SegmentView>& segments_;
  std::uint64_t documents_ = 0;
  double average_length_ = 1;
};

}  // namespace coldopen

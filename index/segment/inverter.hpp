// From articles to the bytes of a segment: counts folded by field weights, each new word stemmed
// once, impacts made with the average length of this segment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/io/disk.hpp"
#include "index/scoring.hpp"
#include "index/segment/making.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {

// The type of each attribute in this index, fixed by its first value; later values of another type
// are kept and shown but do not enter a column.
using AttributeTypes = std::map<std::string, AttributeType, std::less<>>;

class Inverter {
 public:
  Inverter(const Analyzer& analyzer, const FieldWeights& weights, const Scoring& scoring,
           const AttributeTypes& types, const SegmentOptions& options = {});
  ~Inverter();

  void add(const Article& article);  // becomes the next DocId
  std::uint32_t size() const noexcept;
  std::size_t memory_bytes() const noexcept;  // about; grows with each add
  // The segment; the inverter is empty afterwards.
  std::vector<std::byte> finish(const SegmentIdentity& identity);
  // The same into a file, whole or not at all, with little more memory than before.
  void finish(const SegmentIdentity& identity, Disk& disk, const Disk::Path& path);

 private:
  struct State;
  void start_anew();

  std::unique_ptr<State> state_;
};

}  // namespace coldopen

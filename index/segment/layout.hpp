// The frame of a segment's bytes: header, directory of sections, checksums, footer.
//
// Format (FORMAT.md, "frame"): all numbers little endian; header and sections begin at multiples of
// 64 and are padded with zeros. A CRC-32C for each 64 KiB of header and sections names the damaged
// place; the footer's XXH3-128 proves everything before it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "index/fields.hpp"
#include "index/io/bytes.hpp"
#include "index/io/checksum.hpp"
#include "index/io/spool.hpp"
#include "index/segment/lengths.hpp"

namespace coldopen {

// The values are part of the format. A kind that a segment lacks reads as an empty section.
enum class SectionKind : std::uint32_t {
  documents = 1,
  lengths = 2,
  dictionary = 3,
  term_hash = 4,
  short_lists = 5,
  directories = 6,
  containers = 7,
  codes = 8,
  counts = 9,
  position_counts = 10,
  position_starts = 11,
  positions = 12,
  inline_positions = 13,
  stem_classes = 14,
  columns = 15,
  champions = 16,
  sketches = 17,
  signatures = 18,  // kept free
};
inline constexpr std::size_t kSectionKinds = 19;  // the last + 1

// What stands in the header and must agree with index and manifest.
struct SegmentIdentity {
  std::uint64_t analyzer_fingerprint = 0;
  std::string index_name;  // at most 63 bytes
  std::uint64_t segment_number = 0;
  // In which all its words are stemmed (Analyzer::stem_language); at most 8 bytes.
  std::string language{};  // "": as typed
  bool operator==(const SegmentIdentity&) const = default;
};

struct SegmentHeader {
  SegmentIdentity identity;
  std::uint32_t doc_count = 0;
  std::uint64_t total_length = 0;  // decoded lengths, summed
  ImpactParameters impacts;
  FieldWeights weights;  // each 1 to 65,535
  bool has_pairs = false;
  bool operator==(const SegmentHeader&) const = default;
};

struct Section {
  SectionKind kind = SectionKind::documents;
  Spools parts;
};

// The bytes of a segment, in order. Error(invalid_argument) where the index name does not fit.
void assemble(const SegmentHeader& header, std::vector<Section> sections, const ByteSink& sink);
ByteBuffer assemble(const SegmentHeader& header, std::vector<Section> sections);

// Appends block checksums and footer to header and sections (a multiple of 64 bytes).
void seal(ByteBuffer& bytes);

struct SegmentLayout {
  SegmentHeader header;
  std::array<Bytes, kSectionKinds> sections;
  Hash128 hash;  // of the whole; what a manifest may keep
  Bytes sealed;  // header and sections: what the checksums are of
  Bytes section(SectionKind kind) const noexcept {
    return sections[static_cast<std::size_t>(kind)];
  }
};

// Proves frame and checksums, or throws Error(damaged) whose `where` is the place. O(bytes).
SegmentLayout open_layout(Bytes bytes);

}  // namespace coldopen

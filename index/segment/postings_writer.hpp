// Writes lists as postings.hpp reads them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/segment/bitpack.hpp"
#include "index/segment/impact.hpp"
#include "index/segment/postings.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// Writes lists one after the other.
class PostingsWriter {
 public:
  // `length_codes` by document; they and `place` must outlive the writer.
  PostingsWriter(std::span<const std::uint8_t> length_codes, const ImpactParameters& parameters,
                 bool with_champions, SpoolPlace& place);

  // Appends one list (documents rising; `positions` of all postings in a row) and returns what the
  // dictionary keeps of it. `record` gets the end of its dictionary record.
  TermInfo add(Space space, std::span<const Posting> postings,
               std::span<const std::uint32_t> positions, ByteBuffer& record);

  struct Sections {
    Spools short_lists, directories, containers, codes, counts, position_counts, position_starts,
        positions, inline_positions, champions;
  };
  Sections finish();

 private:
  void add_record(std::span<const Posting> postings, std::span<const std::uint32_t> positions,
                  ByteBuffer& record);
  std::uint64_t add_block(std::span<const Posting> postings);
  std::uint64_t add_chunks(Space space, std::span<const Posting> postings);
  std::uint32_t add_champions(Space space, std::span<const Posting> postings);
  void add_postings(std::span<const Posting> postings);
  void add_positions(std::span<const Posting> postings, std::span<const std::uint32_t> positions,
                     PackedWriter& to);

  std::span<const std::uint8_t> length_codes_;
  ImpactCodes impacts_;
  bool with_champions_;
  Spool short_lists_, directories_, containers_, codes_, champions_;
  PackedWriter counts_, position_counts_, position_starts_, positions_, inline_positions_;
  std::uint64_t positions_before_ = 0;    // of all postings added
  std::vector<std::uint8_t> list_codes_;  // of the list being added
  std::vector<std::uint16_t> chunk_docs_;
  std::vector<std::uint32_t> steps_;  // between its positions
};

}  // namespace coldopen

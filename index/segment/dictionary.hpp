// Terms -> what the segment knows of them: a hash for the exact term, sorted blocks for the rest.
//
// Format (FORMAT.md, "dictionary"): terms sorted by (space, bytes), cut into blocks of 16, each
// term front-coded against the one before it in its block; and a table of 4-byte slots (fingerprint
// and block number), open addressing, three quarters full: three slots a term found, nine one that
// is not there, 16 of them in a cache line.
// Cost of a look-up: a line of slots, one of offsets and a block of some 200 bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/made_once.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

class TermCursor;

class Dictionary {
 public:
  Dictionary() = default;
  // None if a table does not fit its section.
  static std::optional<Dictionary> open(Bytes dictionary, Bytes hash) noexcept;

  std::uint32_t size() const noexcept { return term_count_; }
  Bytes data() const noexcept { return data_; }  // what TermInfo::postings_at of short lists is in
  std::optional<TermInfo> find(Space space, std::string_view text) const noexcept;
  // Asks for the memory that `find` of these terms will read.
  void prefetch(Space space, std::span<const std::string_view> texts) const noexcept;
  TermCursor seek(Space space, std::string_view text) const;  // the first term not before

  // Where index/segment/near_terms keeps what it walks along.
  static constexpr std::size_t kWalked = 6;
  const MadeOnce& for_walks(std::size_t i) const noexcept { return (*walks_)[i]; }

 private:
  friend class TermCursor;
  Bytes block(std::uint32_t i) const noexcept;
  struct Entry;
  // A block from its first term on; `positions_at`: what the records count their places from.
  struct Opened {
    ByteReader reader;
    std::uint64_t begin = 0;
    std::uint64_t positions_at = 0;
    Entry take() noexcept;
    TermInfo info(Bytes record, std::size_t record_at, Space space) const noexcept;
  };
  Opened open_block(std::uint32_t i) const noexcept;
  std::optional<TermInfo> find_in_block(std::uint32_t i, Space space,
                                        std::string_view text) const noexcept;

  std::uint32_t term_count_ = 0;
  std::uint32_t block_count_ = 0;
  std::uint32_t block_bits_ = 0;
  Bytes offsets_;
  Bytes data_;
  Bytes slots_;
  std::shared_ptr<std::array<MadeOnce, kWalked>> walks_ =
      std::make_shared<std::array<MadeOnce, kWalked>>();
};

// Walks terms in order, to the first that does not hold. Valid as long as its dictionary.
class TermCursor {
 public:
  bool valid() const noexcept { return valid_; }
  Space space() const noexcept { return static_cast<Space>(key_[0]); }
  std::string_view text() const noexcept { return std::string_view(key_).substr(1); }
  TermInfo info() const noexcept;
  void next();

 private:
  friend class Dictionary;
  TermCursor(const Dictionary& dictionary, std::uint32_t block);
  void enter(std::uint32_t block);

  const Dictionary* dictionary_;
  std::uint32_t block_ = 0;
  std::uint32_t in_block_ = 0;  // its terms that were read
  Dictionary::Opened opened_;
  std::string key_;  // one byte of space, then the text
  Bytes record_;     // what the block says of the term, and where in it
  std::size_t record_at_ = 0;
  bool valid_ = false;
};

class DictionaryWriter {
 public:
  explicit DictionaryWriter(SpoolPlace& place) : data_(place) {}  // `place` must outlive it

  // Terms rising by (space, bytes); `tail` is what PostingsWriter::add appended.
  void add(Space space, std::string_view text, const TermInfo& info, Bytes tail);
  std::size_t size() const noexcept { return hashes_.size(); }

  struct Sections {
    Spools dictionary, hash;
  };
  Sections finish();

 private:
  void write_record(Space space, const TermInfo& info, Bytes tail);

  Spool data_;
  std::uint64_t positions_at_ = 0;      // what the records of the block count from
  std::uint64_t positions_before_ = 0;  // of the last list in a record
  ByteBuffer record_;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint64_t> hashes_;
  std::string last_;
};

}  // namespace coldopen

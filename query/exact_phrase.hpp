// Exact words side by side in one segment: which documents may hold them, and where they do.
//
// Documents come in batches, rising. Those of a batch hold every word, and every pair of frequent
// neighbours that has a list of its own (index/segment/pairs.hpp); containers are intersected, no
// position is read. A word of a pair is not intersected itself. The caller then asks each document
// for the starts of the phrase, which costs its positions: those of the rarest word lead.
// Where pairs chain all words and each word between two pairs stands once in the document, the
// phrase stands there once, and no position is read.
// No posting of the phrase counts more than any of its words', and count / (count + K) rises with
// the count, so the least impact code of a document's postings bounds its phrase: `least` leaves
// out documents whose phrase cannot reach it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/position_path.hpp"
#include "query/scored_list.hpp"
#include "query/workspace.hpp"

namespace coldopen {

struct PhraseWord {
  std::string term;          // exact
  std::uint32_t offset = 0;  // words after the first; rising
  bool operator==(const PhraseWord&) const = default;
};

// Must not outlive the segment; uses the workspace until it ends. Threads: one at a time.
class ExactPhrase {
 public:
  // `others`: lists that a document must be in, too; their codes bound nothing, so `least` is 0.
  ExactPhrase(const Segment& segment, std::span<const PhraseWord> words, Workspace& workspace,
              std::span<const ScoredList> others = {});

  // Some word or pair of it is nowhere in the segment.
  bool nowhere() const noexcept { return units_.empty(); }
  // The list that has all of it: of the only word, or of a pair. Its counts are folded counts. Null
  // where positions must be read.
  const ScoredList* whole() const noexcept;
  const PostingList* whole_stored() const noexcept;

  // The next batch, up to 4,096 documents whose codes are all `least` or more; false after the
  // last.
  bool next(std::uint8_t least);
  std::uint32_t size() const noexcept { return count_; }
  DocId doc(std::uint32_t i) const noexcept;

  // Calls visit(doc, at) for each document of the batch with passes(doc), whose codes are all
  // least() or more, and in which the phrase is not known to be missing. `at` is what the functions
  // below take, valid during the visit; least() may be of some documents before.
  template <class Passes, class Least, class Visit>
  void for_each(Passes&& passes, Least&& least, Visit&& visit);
  // The folded count of the phrase, where it is known without positions.
  std::optional<std::uint32_t> known_count(std::uint32_t at) const noexcept;
  // How often it stands there, by positions; by the folded count of whole().
  std::uint32_t count(std::uint32_t at);
  // Where it starts, rising, always by positions.
  void starts(std::uint32_t at, std::vector<std::uint32_t>& out);
  // What `starts` of them count, weighed by their fields, in the document just asked for: known if
  // one of the words stands nowhere else there.
  std::optional<std::uint32_t> folded_count(std::size_t starts) const noexcept;

 private:
  struct List {
    PostingList stored;
    ScoredList scored;
    bool is_unit = false;
    const ListChunk* chunk = nullptr;    // of the batch; of units
    std::uint16_t* places = nullptr;     // by document of the batch, where it is there
    std::span<std::uint32_t> room;       // for positions
    const PositionPath* path = nullptr;  // to those of the document that is being read
    bool is_read = false;                // into the room
    const std::uint8_t* codes() const noexcept { return scored.codes() + chunk->first_rank; }
  };
  struct Word {
    std::uint32_t list = 0;
    std::uint32_t offset = 0;
  };
  struct Found {  // positions of the word with this offset beside which the words so far stand
    const std::uint32_t* at = nullptr;
    std::uint32_t count = 0;
    std::uint32_t offset = 0;
  };

  enum class Pair : std::uint8_t { none, listed, nowhere };

  bool add_words(std::span<const PhraseWord> words);
  bool add_units(std::span<const PhraseWord> words);
  Pair pair_at(std::span<const PhraseWord> words, std::size_t i);
  bool add_others(std::span<const ScoredList> others);
  void choose_two();
  void add_list(const TermInfo& info);
  void add_unit(std::uint32_t list);

  bool open_chunk(const ListChunk& lead, std::uint8_t least);
  void join_arrays(std::uint8_t least);
  void join(List& other);
  void keep_codes(const List& list, std::uint8_t least);
  void keep(std::uint32_t kept);
  void prefetch_after() const noexcept;
  void join_window(std::uint32_t window, std::uint8_t least);

  Rank rank(const List& list, std::uint32_t i) const noexcept;
  bool reaches(std::uint32_t i, std::uint8_t least) const noexcept;
  void refuse();
  void ranks_of_asked(const List& list, std::uint32_t* out);
  bool is_counted(std::uint32_t at) const noexcept;
  void ask(std::uint32_t from, bool all);
  const PositionPath* paths_of(std::uint32_t at, bool with_places);
  void sort_by_count();
  const std::uint32_t* read(List& list);
  bool open(std::uint32_t at, bool with_places);
  Found match(std::uint32_t at, bool with_places);
  static std::uint32_t count_few(const Found& first, const Found& second,
                                 std::uint32_t distance) noexcept;
  Found follow(const Found& so_far, const Word& word, bool with_places);

  // The two rarest words whose positions lie together: documents in which these do not stand as the
  // phrase has them are refused by a kernel, and of a phrase of two words mostly counted. None
  // where pairs chain all words: these refuse enough.
  struct Two {
    std::uint32_t first = 0, second = 0;  // lists
    PositionArrays first_positions, second_positions;
    std::uint32_t distance = 0;
  };

  static constexpr std::uint32_t kWindows = kChunkDocs / kWindowDocs;
  static constexpr std::size_t kAskedMax = 64;  // documents that are asked together
  static constexpr std::size_t kPathsMax = 16;  // whose memory is waited for at once

  const Segment& segment_;
  const std::uint32_t documents_;  // of it
  const Kernels& with_;
  Workspace& workspace_;
  std::pmr::vector<List> lists_;  // of words, each once; then of pairs; then others
  std::size_t word_lists_ = 0;
  std::pmr::vector<Word> words_;           // those with few positions first, once one is read
  std::pmr::vector<std::uint32_t> units_;  // lists that are intersected; in a chunk: small first
  bool is_whole_ = false;
  std::pmr::vector<std::uint32_t> inner_;  // lists of words between two pairs, if these chain all
  std::uint32_t first_offset_ = 0;         // of the first word
  std::uint32_t leading_ = 0;              // the unit with the fewest documents
  std::optional<Two> two_;
  std::size_t next_chunk_ = 0;            // of that one
  std::uint32_t next_window_ = kWindows;  // of a chunk that all units have as bitmaps

  // The batch.
  DocId base_ = 0;  // its chunk's first document
  const std::uint16_t* docs_ = nullptr;
  std::uint32_t count_ = 0;
  std::size_t joined_ = 0;         // so many of the first units have places
  bool is_all_of_first_ = false;   // its documents are all of the first unit's, in their places
  std::span<std::uint16_t> own_;   // room for docs_
  std::span<std::uint16_t> kept_;  // which documents go on
  std::array<std::uint32_t, kAskedMax> asked_docs_{};  // of the batch
  std::uint32_t asked_ = 0;
  std::array<std::uint8_t, kAskedMax> counts_of_two_{};  // of these
  std::array<std::uint32_t, kPathsMax> paths_are_of_{};  // of these: so many have paths,
  std::uint32_t with_paths_ = 0;                         // found when the first of them is read
  bool all_have_paths_ = false;     // not only those that are not counted without
  std::span<PositionPath> paths_;   // by document, then by list of a word
  std::span<std::uint32_t> found_;  // which positions go on, and those before
  std::span<std::uint32_t> spare_;
};

template <class Passes, class Least, class Visit>
void ExactPhrase::for_each(Passes&& passes, Least&& least, Visit&& visit) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    if (passes(doc(i)) && reaches(i, least())) asked_docs_[asked_++] = i;
    if (asked_ != kAskedMax && (i + 1 != count_ || asked_ == 0)) continue;
    with_paths_ = 0;
    if (two_) refuse();
    for (std::uint32_t at = 0; at < asked_; ++at) visit(doc(asked_docs_[at]), at);
    asked_ = 0;
  }
}

inline DocId ExactPhrase::doc(std::uint32_t i) const noexcept {
  return std::min(base_ + docs_[i], documents_ - 1);
}

}  // namespace coldopen

// The way to the positions of one posting, a memory access a step, so that the steps of many
// postings can be waited for side by side:
//
//   table of the counts and starts -> their numbers -> table of the positions -> the positions
//
// Each step asks for the memory of the next; take one step with all postings, then the next.
// Bytes are not believed: a run lies inside the positions whatever they say.
#pragma once

#include <cstddef>
#include <cstdint>

#include "index/segment/bitpack.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/postings.hpp"

namespace coldopen {

class PositionPath {
 public:
  PositionPath() = default;  // to nowhere: no positions

  // `list` must outlive it. A rank beyond the list has no positions.
  PositionPath(const PostingList& list, Rank rank) noexcept : list_(&list), rank_(rank) {
    if (rank >= list.df() || !list.has_positions()) return;
    if (list.form() == ListForm::in_record) {
      run_ = list.position_run(rank);
      return;
    }
    const PostingSections& sections = *list.sections();
    posting_ = std::size_t{list.first_posting()} + rank;
    is_packed_ = posting_ / kPositionGroup < sections.position_starts.size() &&
                 posting_ < sections.position_counts.size();
    if (!is_packed_) return;
    sections.position_starts.prefetch_table(posting_ / kPositionGroup);
    sections.position_counts.prefetch_table(posting_);
  }

  void find_group() noexcept {
    if (!is_packed_) return;
    const PostingSections& sections = *list_->sections();
    block_ = sections.position_starts.block(posting_ / kPositionGroup);
    block_.prefetch(posting_ / kPositionGroup);
    counts_ = sections.position_counts.block(posting_);
    counts_.prefetch(posting_);
  }

  void find_run() noexcept {
    if (is_packed_) {
      run_.begin = block_[posting_ / kPositionGroup] + counts_.sum_before(posting_);
      run_.count = counts_[posting_];
      const std::uint64_t all = list_->all_positions().size();
      if (run_.begin > all || run_.count > all - run_.begin) run_ = {};
    }
    if (run_.count != 0) list_->all_positions().prefetch_table(run_.begin);
  }

  void find_positions() noexcept {
    if (run_.count == 0) return;
    block_ = list_->all_positions().block(run_.begin);
    block_.prefetch(run_.begin);
  }

  Rank rank() const noexcept { return rank_; }
  // After the third step.
  std::uint32_t count() const noexcept { return run_.count; }
  // After the last. As PostingList::read_positions.
  void read(const Kernels& with, std::uint32_t* out) const noexcept {
    if (run_.count > kFew || run_.begin % packing::kBlock + run_.count > packing::kBlock)
      return list_->read_positions(with, run_, out);
    std::uint32_t position = 0;
    for (std::uint32_t i = 0; i < run_.count; ++i) out[i] = position += block_[run_.begin + i];
  }

 private:
  static constexpr std::uint32_t kFew = 8;  // are read without a call

  const PostingList* list_ = nullptr;
  Rank rank_ = 0;
  bool is_packed_ = false;
  std::size_t posting_ = 0;
  PostingList::PositionRun run_;
  PackedBlock counts_;
  PackedBlock block_;  // of the group's start, then of the positions
};

}  // namespace coldopen

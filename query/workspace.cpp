#include "query/workspace.hpp"

#include <algorithm>

namespace coldopen {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kFirstBlock = std::size_t{64} << 10;
constexpr std::size_t kKept = std::size_t{16} << 20;  // of a query that needed more, nothing stays

}  // namespace

void Arena::add_block(std::size_t bytes) {
  Block block;
  block.size = std::max(bytes, kFirstBlock);
  block.memory.reset(new std::byte[block.size + 2 * kLine]);  // not zeroed
  const auto at = reinterpret_cast<std::uintptr_t>(block.memory.get());
  next_ = block.memory.get() + (kLine - at % kLine) % kLine;
  left_ = block.size;
  blocks_.push_back(std::move(block));
}

std::byte* Arena::take(std::size_t bytes) {
  const std::size_t whole = (bytes + 2 * kLine - 1) / kLine * kLine;  // with 64 behind
  if (whole > left_) add_block(std::max(whole, blocks_.empty() ? 0 : 2 * blocks_.back().size));
  std::byte* taken = next_;
  next_ += whole;
  left_ -= whole;
  return taken;
}

void Arena::reset() {
  if (blocks_.empty()) return;
  std::size_t all = 0;
  for (const Block& block : blocks_) all += block.size;
  if (blocks_.size() > 1 || all > kKept) blocks_.clear();
  if (blocks_.empty()) return add_block(std::min(all, kKept));
  const auto at = reinterpret_cast<std::uintptr_t>(blocks_[0].memory.get());
  next_ = blocks_[0].memory.get() + (kLine - at % kLine) % kLine;
  left_ = blocks_[0].size;
}

Workspace& scratch_of_thread() {
  thread_local Workspace scratch;
  return scratch;
}

}  // namespace coldopen

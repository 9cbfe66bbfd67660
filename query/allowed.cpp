#include "query/allowed.hpp"

#include <algorithm>
#include <memory>

namespace coldopen {
namespace {

void remove_list(const ListChunk& chunk, ChunkBits& from) {
  if (chunk.type == ChunkType::bitmap) {
    kernels().and_not_into(from.words.data(), chunk.bits(), from.words.size());
    return;
  }
  for (const std::uint16_t doc : std::span(chunk.docs(), chunk.cardinality)) from.reset(doc);
}

}  // namespace

Allowed::Allowed(const FlatQuery& query, std::size_t segment, Workspace& workspace)
    : query_(query), lists_(query.segments[segment]) {
  bool refuses = !lists_.mask.empty();
  refuses = refuses || (lists_.view->dead && lists_.view->dead->count() != 0);
  for (std::size_t i = 0; i < query.lists.size(); ++i) {
    refuses = refuses || (query.lists[i].occur == Occur::must_not && lists_.lists[i].df() != 0);
  }
  if (refuses) bits_ = std::construct_at(workspace.take<ChunkBits>(1).data());
}

// Makes bits_ these, or all if null; they may be bits_ themselves.
ChunkBits& Allowed::own_bits(const std::uint64_t* from) noexcept {
  if (from == nullptr) {
    bits_->words.fill(~std::uint64_t{0});
  } else if (from != bits_->words.data()) {
    std::copy_n(from, bits_->words.size(), bits_->words.data());
  }
  return *bits_;
}

const std::uint64_t* Allowed::by_mask_and_life(std::uint32_t chunk) {
  static constexpr ChunkBits kNobody{};
  if (all()) return nullptr;
  const std::uint64_t* mask = nullptr;
  if (!lists_.mask.empty()) {
    mask = chunk < lists_.mask.size() ? lists_.mask[chunk].words.data() : kNobody.words.data();
  }
  if (!lists_.view->dead) return mask;
  const auto dead = lists_.view->dead->words(chunk);
  if (std::ranges::all_of(dead, [](std::uint64_t word) { return word == 0; })) return mask;
  ChunkBits& living = own_bits(mask);
  kernels().and_not_into(living.words.data(), dead.data(), dead.size());
  return living.words.data();
}

const std::uint64_t* Allowed::of(std::uint32_t chunk) {
  const std::uint64_t* allowed = by_mask_and_life(chunk);
  if (all()) return nullptr;
  for (std::size_t i = 0; i < query_.lists.size(); ++i) {
    if (query_.lists[i].occur != Occur::must_not) continue;
    const ListChunk* refused = lists_.lists[i].chunk(chunk);
    if (refused == nullptr) continue;
    allowed = own_bits(allowed).words.data();
    remove_list(*refused, *bits_);
  }
  return allowed;
}

}  // namespace coldopen

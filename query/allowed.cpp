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

const std::uint64_t* Allowed::of(std::uint32_t chunk) {
  if (all()) return nullptr;
  if (lists_.mask.empty()) {
    bits_->words.fill(~std::uint64_t{0});
  } else if (chunk < lists_.mask.size()) {
    *bits_ = lists_.mask[chunk];
  } else {
    bits_->clear();
  }
  if (lists_.view->dead) lists_.view->dead->remove_from(chunk, *bits_);
  for (std::size_t i = 0; i < query_.lists.size(); ++i) {
    if (query_.lists[i].occur != Occur::must_not) continue;
    if (const ListChunk* refused = lists_.lists[i].chunk(chunk)) remove_list(*refused, *bits_);
  }
  return bits_->words.data();
}

}  // namespace coldopen

// Variants of an index: some of its documents dead, or only some of them asked for. Which ones is
// a fair coin for each document, the same in whatever segments the documents lie.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/game/game_index.hpp"

namespace coldopen {

GameIndex with_dead(const GameIndex& index, std::uint32_t percent, std::uint64_t seed);

using GameMasks = std::vector<std::vector<ChunkBits>>;  // by segment and chunk; none: no mask

// The documents that pass; 100: no mask.
GameMasks masks_of(const GameIndex& index, std::uint32_t percent, std::uint64_t seed);

}  // namespace coldopen

// Compares the engine with the judge (exhaustive.hpp): COUNT, and documents and scores of TOP 10,
// 100 and 1,000, bit for bit, of every query, with every kernel set that this machine runs, with
// all documents, with some of them dead, with masks, and in indexes of the same documents in other
// segments.
//
// Cost  the judge reads the first index, each query twice (with nobody and with some dead): about
// 0.1 s a query and million documents of 400 words; all else is searches.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/game/game_index.hpp"

namespace coldopen {

struct VerifyOptions {
  std::vector<std::string> queries;
  std::string simd;  // empty: all kernel sets
  std::uint64_t seed = 1;
  std::function<void(const std::string&)> say;  // one line a case that held
};

// Indexes of the same documents in the same order; at least one. Returns one sentence that names
// the first difference; empty if there is none.
std::string verify_game(const std::vector<GameIndex>& indexes, const VerifyOptions& options);

}  // namespace coldopen

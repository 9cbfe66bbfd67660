// What it costs to open an index of the game: proving its checksums, and everything else.
#pragma once

#include <cstdint>
#include <filesystem>

namespace coldopen {

struct OpeningCost {     // seconds of thread CPU time, the least of the repetitions
  double checksums = 0;  // every byte is read; its pages are mapped by that
  double rest = 0;       // tables, lengths, statistics, to the first searcher
};

// Maps all segments anew for each repetition. Errors: those of opening.
OpeningCost measure_opening(const std::filesystem::path& folder, std::uint32_t repetitions);

}  // namespace coldopen

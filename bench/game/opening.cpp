#include "bench/game/opening.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "bench/game/clocks.hpp"
#include "bench/game/game_query.hpp"

namespace coldopen {

OpeningCost measure_opening(const std::filesystem::path& folder, std::uint32_t repetitions) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  OpeningCost least{kNever, kNever};
  for (std::uint32_t i = 0; i < repetitions; ++i) {
    std::vector<SegmentBytes> mapped = map_game_index(folder);
    const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
    std::vector<SegmentLayout> layouts;
    for (const SegmentBytes& segment : mapped) layouts.push_back(open_layout(segment.bytes));
    const double proven = seconds(CLOCK_THREAD_CPUTIME_ID);
    std::vector<SegmentView> segments;
    for (std::size_t place = 0; place < mapped.size(); ++place) {
      segments.push_back(
          {Segment::open(std::move(mapped[place]), std::move(layouts[place])), nullptr});
    }
    const GameIndex index(std::move(segments));
    const GameSearcher searcher(index);
    const double opened = seconds(CLOCK_THREAD_CPUTIME_ID);
    least.checksums = std::min(least.checksums, proven - begin);
    least.rest = std::min(least.rest, opened - proven);
  }
  return least;
}

}  // namespace coldopen

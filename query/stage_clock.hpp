// Where the time of a search goes: thread-CPU time by stage.
//
// A search that nobody measures has no clock and pays a branch a stage. One that is measured pays
// two looks at the thread's clock a visit of a stage (about a microsecond); the time within an
// inner stage counts for that alone.
// Threads  one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace coldopen {

enum class Stage : std::uint8_t {
  parse,        // parameters, text -> tree
  words,        // tree -> elements: their writings, units, lists and idf
  names,        // whose page is meant
  matching,     // the bits of all matches, filters, totals
  corrections,  // what was meant by a query that finds little
  scoring,      // the best by class and words
  nearness,     // proximity and prior of the candidates
  articles,     // the hits' articles are read
  passages,     // their best passages are found
  highlight,    // marks and cuts
  facets,
  response,  // the answer as JSON, where the caller writes one
  other,
};
inline constexpr std::size_t kStages = static_cast<std::size_t>(Stage::other) + 1;
std::string_view name_of(Stage stage) noexcept;

class StageClock {
 public:
  void start() noexcept;              // forgets all; the time from now on is of Stage::other
  Stage enter(Stage stage) noexcept;  // returns the one that was left
  void stop() noexcept;               // until the next start
  double microseconds(Stage stage) const noexcept;
  double total() const noexcept;  // of all stages, microseconds

 private:
  std::array<std::int64_t, kStages> spent_{};  // nanoseconds
  Stage now_ = Stage::other;
  std::int64_t since_ = 0;
};

// One visit of a stage.
class StageTime {
 public:
  StageTime(StageClock* clock, Stage stage) noexcept
      : clock_(clock), before_(clock != nullptr ? clock->enter(stage) : Stage::other) {}
  ~StageTime() {
    if (clock_ != nullptr) clock_->enter(before_);
  }
  StageTime(const StageTime&) = delete;
  StageTime& operator=(const StageTime&) = delete;

 private:
  StageClock* clock_;
  Stage before_;
};

}  // namespace coldopen

// Places in a story: how far a reader is, and where an article stands.
//
// A reader says it as a code in any spelling (S04E13, 4x13, season 4 episode 13), as a season (S04:
// all of it), with a series in front (The Office:S04E13) or as a date (2008-04-10).
//
// An article stands at its last episode (attributes season and episode; a season's page at the end
// of the season), or at its air_date where it has no number. Without either it has no place; but it
// does not exist before its `first_appearance` (a code, or the title of an episode).
// Where reader and article are told in different ways, the episodes that have both compare them:
// what aired until the date, the last date until the episode. Where none does, it lies ahead.
//
// A passage stands at the last episode or season whose code is in its heading. An item of a list
// has a place, too, if its first words name one ("7. Dinner Party (S04E13): ..."); it is the last
// that the item names at all. Others have no place of their own.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct StoryPlace {
  static constexpr double kWholeSeason = std::numeric_limits<double>::infinity();
  double season = 0;  // 0: episodes are counted through
  double episode = 0;
  auto operator<=>(const StoryPlace&) const = default;
};

struct Seen {
  std::string series;  // as Analyzer::key; empty: every series
  std::optional<StoryPlace> place;
  std::optional<double> date;  // days since 1970-01-01; exactly one of the two is set

  std::string text() const;  // equal for equal places
};

// Errors: Error(invalid_argument, "seen").
Seen parse_seen(std::string_view text, const Analyzer& analyzer);

enum class Sight : std::uint8_t {
  whole,       // it lies behind the reader, or is of another series
  title_only,  // it has no place
  none,        // it lies ahead
};

// What a reader may see of each document. O(documents) to make.
class StorySights {
 public:
  StorySights(const Snapshot& snapshot, const Seen& seen);

  Sight operator()(std::size_t segment, DocId doc) const;

  // Whether a passage of this document that stands there lies behind the reader.
  bool shows(std::size_t segment, DocId doc, const StoryPlace& place) const;

 private:
  struct Columns {
    explicit Columns(const Segment& segment);
    std::optional<Column> season, episode, air_date, series, first_appearance;
  };
  std::optional<StoryPlace> place(std::size_t segment, DocId doc) const;
  std::optional<double> date(std::size_t segment, DocId doc) const;
  std::string series(std::size_t segment, DocId doc) const;  // the first, as key; may be empty
  bool of_another_series(std::size_t segment, DocId doc) const;
  bool lies_behind(const StoryPlace& place, const std::string& series) const;
  bool lies_behind(double date, const std::string& series) const;
  bool appears_later(std::size_t segment, DocId doc) const;
  std::optional<StoryPlace> place_of(std::string_view first_appearance) const;

  const Snapshot& snapshot_;
  Seen seen_;
  std::vector<Columns> columns_;                  // by segment
  std::map<std::string, StoryPlace> last_place_;  // by series: the last that aired until the date
  std::map<std::string, double> last_date_;       // by series: of episodes until the place
};

// Errors: none. Places without a season are none: they may count within it.
std::optional<StoryPlace> place_of_passage(const Passage& passage, const Analyzer& analyzer);

// Whether it stands in a story. If not, it has no sight but title_only or none (or is another
// series').
bool has_story_place(const Segment& segment, DocId doc);

}  // namespace coldopen

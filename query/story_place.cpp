#include "query/story_place.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "corpus/error.hpp"
#include "query/merged_list.hpp"
#include "query/series_name.hpp"

namespace coldopen {

namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw Error(ErrorCode::invalid_argument,
              "seen is an episode, a season or a date, like S04E13, The Office:S04E13, S04 or "
              "2008-04-10, not '" +
                  std::string(text) + "'",
              "seen");
}

// "s04e13", "s04", "e1071".
std::optional<StoryPlace> place_of_code(std::string_view code) {
  const auto number = [&](double otherwise) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), value);
    if (error != std::errc{}) return otherwise;
    code.remove_prefix(static_cast<std::size_t>(end - code.data()));
    return static_cast<double>(value);
  };
  StoryPlace place;
  if (code.starts_with('s')) {
    code.remove_prefix(1);
    place.season = number(0);
    place.episode = StoryPlace::kWholeSeason;
  }
  if (code.starts_with('e')) {
    code.remove_prefix(1);
    place.episode = number(0);
  }
  if (!code.empty()) return std::nullopt;
  return place;
}

// The last code of a text that is codes and nothing else.
std::optional<StoryPlace> place_in(std::string_view text, const Analyzer& analyzer) {
  TokenBuffer tokens;
  analyzer.analyze_query(text, tokens);
  std::optional<StoryPlace> last;
  std::vector<bool> covered(tokens.positions());
  for (const Token& token : tokens.tokens()) {
    if (token.lane != Space::code) continue;
    std::fill_n(covered.begin() + token.position, token.length, true);
    const auto place = place_of_code(token.term);
    const bool longer = place && (!last || last->episode == StoryPlace::kWholeSeason ||
                                  (place->episode != StoryPlace::kWholeSeason && *place > *last));
    if (longer) last = place;
  }
  return std::ranges::count(covered, false) == 0 ? last : std::nullopt;
}

std::optional<Column> column(const Segment& segment, std::string_view name, AttributeType type) {
  auto found = segment.columns().find(name);
  if (found && found->type() != type) found.reset();
  return found;
}

// Of an article without a series the only one there is.
template <class Place>
std::optional<Place> last_of(const std::map<std::string, Place>& by_series,
                             const std::string& series) {
  if (series.empty() && by_series.size() == 1) return by_series.begin()->second;
  const auto found = by_series.find(series);
  return found == by_series.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> greatest(const std::optional<Column>& column, DocId doc) {
  std::optional<double> most;
  for (std::uint32_t i = 0; column && i < column->count(doc); ++i)
    most = std::max(most.value_or(column->number(doc, i)), column->number(doc, i));
  return most;
}

}  // namespace

std::string Seen::text() const {
  if (date) return series + ":" + std::to_string(*date);
  return series + ":" + std::to_string(place->season) + "x" + std::to_string(place->episode);
}

Seen parse_seen(std::string_view text, const Analyzer& analyzer) {
  Seen seen;
  std::string_view rest = text;
  seen.place = place_in(rest, analyzer);
  if (!seen.place) {
    const std::size_t colon = text.rfind(':');
    if (colon != std::string_view::npos) {
      seen.series = analyzer.key(text.substr(0, colon));
      rest = text.substr(colon + 1);
    }
    if (const auto date = parse_date(rest)) {
      seen.date = days_since_epoch(*date);
    } else {
      seen.place = place_in(rest, analyzer);
    }
    if (!seen.place && !seen.date) refuse(text);
  }
  return seen;
}

bool has_story_place(const Segment& segment, DocId doc) {
  for (const auto& [name, type] :
       {std::pair("season", AttributeType::number), std::pair("episode", AttributeType::number),
        std::pair("air_date", AttributeType::date)})
    if (greatest(column(segment, name, type), doc)) return true;
  return false;
}

namespace {

// By season its last episode; the season alone counts where none of its episodes is named.
using LastEpisodes = std::map<double, double>;

void add_codes(std::string_view text, const Analyzer& analyzer, LastEpisodes& last) {
  TokenBuffer tokens;
  analyzer.analyze(text, TextKind::text, tokens);
  for (const Token& token : tokens.tokens()) {
    const auto place = token.lane == Space::code ? place_of_code(token.term) : std::nullopt;
    if (!place || place->season == 0) continue;
    double& episode = last.try_emplace(place->season, StoryPlace::kWholeSeason).first->second;
    if (place->episode == StoryPlace::kWholeSeason) continue;
    episode =
        episode == StoryPlace::kWholeSeason ? place->episode : std::max(episode, place->episode);
  }
}

// Up to a mark that ends a sentence or leads to what is said of its subject.
std::string_view lead_of(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::string_view(".:!?\n").find(text[i]) != std::string_view::npos &&
        (i + 1 == text.size() || text[i + 1] == ' ' || text[i] == '\n'))
      return text.substr(0, i);
  return text;
}

}  // namespace

std::optional<StoryPlace> place_of_passage(const Passage& passage, const Analyzer& analyzer) {
  const bool is_item = passage.ordinal > 0;
  if (passage.heading.empty() && passage.aliases.empty() && !is_item) return std::nullopt;
  LastEpisodes last;
  add_codes(passage.heading, analyzer, last);
  for (const std::string& alias : passage.aliases) add_codes(alias, analyzer, last);
  if (is_item) add_codes(lead_of(passage.text), analyzer, last);
  if (last.empty()) return std::nullopt;
  if (is_item) add_codes(passage.text, analyzer, last);  // it may tell of later ones
  return StoryPlace{last.rbegin()->first, last.rbegin()->second};
}

StorySights::Columns::Columns(const Segment& segment)
    : season(column(segment, "season", AttributeType::number)),
      episode(column(segment, "episode", AttributeType::number)),
      air_date(column(segment, "air_date", AttributeType::date)),
      series(column(segment, "series", AttributeType::text)),
      first_appearance(column(segment, "first_appearance", AttributeType::text)) {}

StorySights::StorySights(const Snapshot& snapshot, const Seen& seen)
    : snapshot_(snapshot), seen_(seen) {
  for (const SegmentView& view : snapshot.segments) columns_.emplace_back(*view.segment);
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    const SegmentView& view = snapshot.segments[i];
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      const auto where = place(i, doc);
      const auto when = where ? date(i, doc) : std::nullopt;
      if (!when || !view.alive(doc)) continue;
      const std::string of = series(i, doc);
      if (seen_.date && *when <= *seen_.date) {
        StoryPlace& last = last_place_.try_emplace(of, *where).first->second;
        last = std::max(last, *where);
      } else if (seen_.place && *where <= *seen_.place) {
        double& last = last_date_.try_emplace(of, *when).first->second;
        last = std::max(last, *when);
      }
    }
  }
}

Sight StorySights::operator()(std::size_t segment, DocId doc) const {
  if (of_another_series(segment, doc)) return Sight::whole;
  const auto where = place(segment, doc);
  const auto when = date(segment, doc);
  if (!where && !when) return appears_later(segment, doc) ? Sight::none : Sight::title_only;
  const std::string of = series(segment, doc);
  const bool by_date = when && (seen_.date || !where);
  const bool behind = by_date ? lies_behind(*when, of) : lies_behind(*where, of);
  return behind ? Sight::whole : Sight::none;
}

bool StorySights::shows(std::size_t segment, DocId doc, const StoryPlace& place) const {
  return of_another_series(segment, doc) || lies_behind(place, series(segment, doc));
}

std::optional<StoryPlace> StorySights::place(std::size_t segment, DocId doc) const {
  const auto season = greatest(columns_[segment].season, doc);
  const auto episode = greatest(columns_[segment].episode, doc);
  if (!season && !episode) return std::nullopt;
  return StoryPlace{season.value_or(0), episode.value_or(StoryPlace::kWholeSeason)};
}

std::optional<double> StorySights::date(std::size_t segment, DocId doc) const {
  return greatest(columns_[segment].air_date, doc);
}

std::string StorySights::series(std::size_t segment, DocId doc) const {
  const auto& column = columns_[segment].series;
  if (!column || column->count(doc) == 0) return {};
  return std::string(column->key(column->ordinal(doc, 0)));
}

bool StorySights::of_another_series(std::size_t segment, DocId doc) const {
  const auto& column = columns_[segment].series;
  const std::uint32_t count = column ? column->count(doc) : 0;
  if (seen_.series.empty() || count == 0) return false;
  for (std::uint32_t i = 0; i < count; ++i)
    if (begins_series(seen_.series, column->key(column->ordinal(doc, i)))) return false;
  return true;
}

bool StorySights::lies_behind(const StoryPlace& place, const std::string& series) const {
  if (seen_.place) return place <= *seen_.place;
  const auto last = last_of(last_place_, series);
  return last && place <= *last;
}

bool StorySights::lies_behind(double date, const std::string& series) const {
  if (seen_.date) return date <= *seen_.date;
  const auto last = last_of(last_date_, series);
  return last && date <= *last;
}

bool StorySights::appears_later(std::size_t segment, DocId doc) const {
  const auto& column = columns_[segment].first_appearance;
  const std::uint32_t count = column ? column->count(doc) : 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto where = place_of(column->value(column->ordinal(doc, i)));
    if (where && !lies_behind(*where, series(segment, doc))) return true;
  }
  return false;
}

// By its code, else where the page of that title stands; of several the earliest.
std::optional<StoryPlace> StorySights::place_of(std::string_view first_appearance) const {
  if (const auto where = place_in(first_appearance, *snapshot_.analyzer)) return where;
  const std::string key = snapshot_.analyzer->key(first_appearance);
  std::optional<StoryPlace> earliest;
  for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
    const SegmentView& view = snapshot_.segments[i];
    find_list(*view.segment, Space::title_key, key).for_each([&](DocId doc, Rank) {
      const auto where = view.alive(doc) ? place(i, doc) : std::nullopt;
      if (where && (!earliest || *where < *earliest)) earliest = where;
    });
  }
  return earliest;
}

}  // namespace coldopen

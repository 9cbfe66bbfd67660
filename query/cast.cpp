#include "query/cast.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "query/cast_questions.hpp"
#include "query/merged_list.hpp"
#include "query/series_name.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kPagesMax = 20;  // more pages than this are no answer to anybody
constexpr std::string_view kPortrayedBy = "portrayed_by", kPortrays = "portrays";

std::vector<std::string_view> words_of(std::string_view key) {
  std::vector<std::string_view> words;
  while (!key.empty()) {
    const std::size_t end = std::min(key.find(' '), key.size());
    if (end > 0) words.push_back(key.substr(0, end));
    key.remove_prefix(std::min(end + 1, key.size()));
  }
  return words;
}

bool holds_all(std::string_view key, const std::vector<std::string_view>& wanted) {
  const auto words = words_of(key);
  return std::ranges::all_of(
      wanted, [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); });
}

struct TextValue {
  std::string_view text, key;
};

void keep_each_once(std::vector<PageAt>& pages) {
  std::ranges::sort(pages);
  const auto doubles = std::ranges::unique(pages);
  pages.erase(doubles.begin(), doubles.end());
}

class CastFinder {
 public:
  explicit CastFinder(const Snapshot& snapshot) : snapshot_(snapshot) {}

  Cast find(const CastQuestion& question) const {
    return question.asks_actor ? who_plays(question) : plays_what(question);
  }

 private:
  std::vector<TextValue> values(PageAt page, std::string_view attribute) const {
    const Segment& segment = *snapshot_.segments[page.segment].segment;
    const auto column = segment.columns().find(attribute);
    std::vector<TextValue> found;
    if (!column || column->type() != AttributeType::text) return found;
    for (std::uint32_t i = 0; i < column->count(page.doc); ++i) {
      const std::uint32_t ordinal = column->ordinal(page.doc, i);
      found.push_back({column->value(ordinal), column->key(ordinal)});
    }
    return found;
  }

  std::string title(PageAt page) const {
    return std::string(snapshot_.segments[page.segment].segment->documents().title(page.doc));
  }

  // The pages with that attribute that are called `name`, by the first space of keys that has any.
  std::vector<PageAt> called(std::string_view name, std::string_view attribute) const {
    const NameKeys keys = snapshot_.analyzer->keys(name);
    for (const auto& [space, list] : std::array{
             std::pair(Space::title_key, &keys.whole), std::pair(Space::bare_key, &keys.whole),
             std::pair(Space::alias_key, &keys.whole), std::pair(Space::tight_key, &keys.tight)}) {
      std::vector<PageAt> pages;
      for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
        for (const std::string& key : *list)
          add_with(attribute, i, find_list(*snapshot_.segments[i].segment, space, key), pages);
      keep_each_once(pages);
      if (!pages.empty()) return pages;
    }
    return {};
  }

  void add_with(std::string_view attribute, std::size_t segment, const PostingList& list,
                std::vector<PageAt>& pages) const {
    const SegmentView& view = snapshot_.segments[segment];
    list.for_each([&](DocId doc, Rank) {
      const PageAt page{segment, doc};
      if (view.alive(doc) && (attribute.empty() || !values(page, attribute).empty()))
        pages.push_back(page);
    });
  }

  // The pages whose `field` holds all words of `name`, and that have the attribute.
  std::vector<PageAt> holding(std::string_view name, std::string_view field,
                              std::string_view attribute) const {
    const auto words = words_of(name);
    std::vector<PageAt> pages;
    for (std::size_t i = 0; !words.empty() && i < snapshot_.segments.size(); ++i) {
      std::vector<PostingList> lists;
      for (const std::string_view word : words)
        lists.push_back(find_list(*snapshot_.segments[i].segment, Space::field,
                                  std::string(field) + kFieldSeparator + std::string(word)));
      std::vector<PageAt> some;
      add_with(attribute, i, *std::ranges::min_element(lists, {}, &PostingList::df), some);
      std::erase_if(some, [&](PageAt page) {
        return std::ranges::any_of(lists,
                                   [&](const PostingList& list) { return !list.find(page.doc); });
      });
      std::ranges::copy(some, std::back_inserter(pages));
    }
    keep_each_once(pages);
    return pages;
  }

  bool is_of_series(PageAt page, const std::string& series) const {
    if (series.empty()) return true;
    return std::ranges::any_of(values(page, "series"), [&](const TextValue& value) {
      return begins_series(series, value.key);
    });
  }

  void keep_series(std::vector<PageAt>& pages, const std::string& series) const {
    std::erase_if(pages, [&](PageAt page) { return !is_of_series(page, series); });
  }

  // People called so: no character, no episode.
  std::vector<PageAt> people_called(std::string_view name) const {
    std::vector<PageAt> pages = called(name, "");
    std::erase_if(pages, [&](PageAt page) {
      const auto kinds = values(page, "kind");
      return !values(page, kPortrayedBy).empty() ||
             std::ranges::any_of(kinds, [](const TextValue& kind) {
               return kind.key != "person" && kind.key != "other";
             });
    });
    return pages;
  }

  static std::optional<PageAt> only(const std::vector<PageAt>& pages) {
    if (pages.size() != 1) return std::nullopt;
    return pages.front();
  }

  Cast who_plays(const CastQuestion& question) const {
    Cast cast;
    cast.asked = called(question.name, kPortrayedBy);
    keep_series(cast.asked, question.series);
    for (const char* field : {"title", "alias"}) {
      if (!cast.asked.empty()) break;
      cast.asked = holding(question.name, field, kPortrayedBy);
      keep_series(cast.asked, question.series);
    }
    if (cast.asked.size() > kPagesMax) return {};
    std::vector<TextValue> actors;
    for (const PageAt character : cast.asked)
      std::ranges::copy(values(character, kPortrayedBy), std::back_inserter(actors));
    for (const TextValue& actor : actors)
      std::ranges::copy(people_called(actor.text), std::back_inserter(cast.beside));
    keep_each_once(cast.beside);
    if (cast.asked.size() == 1 && all_equal(actors))
      cast.fact = CastFact{true,
                           title(cast.asked.front()),
                           std::string(actors.front().text),
                           cast.asked.front(),
                           kPortrayedBy,
                           cast.asked.front(),
                           only(cast.beside)};
    // "creed bratton actor": of two of one name the person is meant.
    const std::string typed = snapshot_.analyzer->key(question.name);
    if (question.by_noun && !actors.empty() && all_equal(actors) && actors.front().key == typed &&
        !cast.beside.empty())
      std::swap(cast.asked, cast.beside);
    return cast;
  }

  static bool all_equal(const std::vector<TextValue>& values) {
    return std::ranges::all_of(
        values, [&](const TextValue& value) { return value.key == values.front().key; });
  }

  // Characters whose actor is called so: by a whole value, or by words of a single actor.
  std::vector<PageAt> played_by(const CastQuestion& question) const {
    std::vector<PageAt> pages = holding(question.name, kPortrayedBy, kPortrayedBy);
    const std::string key = snapshot_.analyzer->key(question.name);
    const auto words = words_of(question.name);
    std::vector<PageAt> whole;
    std::vector<TextValue> actors;
    for (const PageAt page : pages) {
      for (const TextValue& value : values(page, kPortrayedBy)) {
        if (value.key == key) whole.push_back(page);
        if (holds_all(value.key, words)) actors.push_back(value);
      }
    }
    if (!whole.empty()) return whole;
    if (question.by_noun || actors.empty() || !all_equal(actors)) return {};
    return pages;
  }

  Cast plays_what(const CastQuestion& question) const {
    Cast cast;
    cast.asked = played_by(question);
    keep_series(cast.asked, question.series);
    if (cast.asked.empty() || cast.asked.size() > kPagesMax) return from_person(question);
    const PageAt first = cast.asked.front();
    const auto actors = values(first, kPortrayedBy);
    const auto words = words_of(question.name);
    const auto actor = std::ranges::find_if(
        actors, [&](const TextValue& value) { return holds_all(value.key, words); });
    if (actor == actors.end()) return {};
    cast.beside = people_called(actor->text);
    if (cast.asked.size() == 1 && all_equal(actors))
      cast.fact = CastFact{false,        title(first), std::string(actor->text), first,
                           kPortrayedBy, first,        only(cast.beside)};
    return cast;
  }

  // What the person's own page says they play.
  Cast from_person(const CastQuestion& question) const {
    Cast cast;
    const std::vector<PageAt> people = called(question.name, kPortrays);
    if (people.size() != 1) return cast;
    std::vector<TextValue> roles = values(people.front(), kPortrays);
    for (const TextValue& role : roles) {
      std::vector<PageAt> pages = called(role.text, "");
      std::erase(pages, people.front());
      keep_series(pages, question.series);
      std::ranges::copy(pages, std::back_inserter(cast.asked));
    }
    keep_each_once(cast.asked);
    if (cast.asked.empty() && !question.series.empty()) return cast;
    cast.beside = people;
    if (roles.size() == 1)
      cast.fact = CastFact{false,
                           std::string(roles.front().text),
                           title(people.front()),
                           people.front(),
                           kPortrays,
                           only(cast.asked),
                           people.front()};
    if (cast.asked.empty()) std::swap(cast.asked, cast.beside);
    return cast;
  }

  const Snapshot& snapshot_;
};

}  // namespace

Cast find_cast(const Snapshot& snapshot, std::string_view words) {
  const CastFinder finder(snapshot);
  for (const CastQuestion& question : cast_questions(words)) {
    Cast cast = finder.find(question);
    if (!cast.asked.empty()) return cast;
  }
  return {};
}

}  // namespace coldopen

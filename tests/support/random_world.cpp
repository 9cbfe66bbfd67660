#include "tests/support/random_world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "query/conditions.hpp"

namespace coldopen {
namespace {

// Forms of a few stems, stop words, names that are no plurals.
constexpr std::array kWords = {"the",     "office", "run",     "runs",   "running", "ran",  "of",
                               "party",   "a",      "parties", "fish",   "fishing", "red",  "blue",
                               "offices", "and",    "dwight",  "jones",  "birds",   "bird", "to",
                               "written", "write",  "wrote",   "friend", "friends", "it",   "beet"};
const AttributeTypes kTypes = {{"cast", AttributeType::text},     {"season", AttributeType::number},
                               {"air_date", AttributeType::date}, {"pilot", AttributeType::boolean},
                               {"kind", AttributeType::text},     {"links", AttributeType::text}};

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }
bool chance(Random& random, std::size_t percent) { return below(random, 100) < percent; }

// Few words often, many rarely.
std::string random_word(Random& random, std::size_t vocabulary) {
  const double u = static_cast<double>(random() >> 11) * 0x1.0p-53;
  const auto all = static_cast<double>(kWords.size() + vocabulary);
  const auto rank = static_cast<std::size_t>(std::pow(all, u)) - 1;
  return rank < kWords.size() ? kWords[rank] : "w" + std::to_string(rank * 7 % 1000);
}

std::string random_text(Random& random, std::size_t vocabulary, std::size_t words_max) {
  std::string text;
  for (std::size_t i = below(random, words_max + 1); i > 0; --i) {
    text += random_word(random, vocabulary);
    text += chance(random, 10) ? ". " : " ";
  }
  return text;
}

Article random_article(Random& random, std::size_t vocabulary) {
  Article article;
  article.title = random_text(random, vocabulary, chance(random, 20) ? 9 : 4);
  if (article.title.empty()) article.title = chance(random, 50) ? "!!!" : "It";
  for (std::size_t i = chance(random, 30) ? 1 + below(random, 3) : 0; i > 0; --i) {
    article.aliases.push_back(random_text(random, vocabulary, 3) + (chance(random, 50) ? "x" : ""));
    if (article.aliases.back().empty()) article.aliases.back() = random_word(random, vocabulary);
  }
  if (chance(random, 50)) {
    Attribute cast{"cast", {}, true};
    for (std::size_t i = 1 + below(random, 3); i > 0; --i) {
      cast.values.emplace_back("Name" + std::to_string(below(random, 4)) + " " +
                               random_word(random, 5));
    }
    article.attributes.push_back(std::move(cast));
  }
  if (chance(random, 60)) {
    article.attributes.push_back({"season", {Value(static_cast<double>(below(random, 5)))}, false});
  }
  if (chance(random, 40)) {
    const Date date{2005, 1 + static_cast<int>(below(random, 3)), 24};
    article.attributes.push_back({"air_date", {Value(date)}, false});
  }
  if (chance(random, 20)) {
    article.attributes.push_back({"pilot", {Value(chance(random, 50))}, false});
  }
  if (chance(random, 40)) {
    static constexpr std::array kKinds = {"episode", "page", "line", "Quote", "scene"};
    Attribute kind{"kind", {}, true};
    for (std::size_t i = 1 + below(random, 2); i > 0; --i)
      kind.values.emplace_back(std::string(kKinds[below(random, kKinds.size())]));
    article.attributes.push_back(std::move(kind));
  }
  if (chance(random, 10)) {  // kept, never searched
    article.attributes.push_back({"links", {Value(std::string("dwight party"))}, false});
  }
  for (std::size_t i = below(random, 4); i > 0; --i) {
    Passage passage;
    if (chance(random, 30)) passage.heading = random_text(random, vocabulary, 3);
    passage.text = random_text(random, vocabulary, chance(random, 5) ? 300 : 12);
    article.passages.push_back(std::move(passage));
  }
  return article;
}

struct Placed {  // an article's version in its segment
  Article article;
  bool dead = false;
};

SegmentView segment_of(const std::vector<Placed>& placed, const Snapshot& snapshot,
                       std::uint64_t number) {
  Inverter inverter(*snapshot.analyzer, snapshot.weights, snapshot.scoring, snapshot.types);
  for (const Placed& each : placed) inverter.add(each.article);
  SegmentIdentity identity;
  identity.analyzer_fingerprint = snapshot.analyzer->fingerprint();
  identity.index_name = "main";
  identity.segment_number = number;
  SegmentView view;
  view.segment = Segment::open(inverter.finish(identity));
  std::vector<DocId> dead;
  std::uint64_t length = 0;
  for (DocId doc = 0; doc < placed.size(); ++doc) {
    if (!placed[doc].dead) continue;
    dead.push_back(doc);
    length += view.segment->length(doc);
  }
  if (!dead.empty())
    view.dead = std::make_shared<const Tombstones>(Tombstones{}.with(dead, length));
  return view;
}

CollectionStats living_of(const std::vector<SegmentView>& segments) {
  CollectionStats stats;
  for (const SegmentView& view : segments) {
    stats.documents += view.segment->size() - (view.dead ? view.dead->count() : 0);
    stats.length += view.segment->total_length() - (view.dead ? view.dead->length() : 0);
  }
  return stats;
}

Snapshot empty_snapshot(const AttributeTypes& types) {
  Snapshot snapshot;
  snapshot.index_name = "main";
  snapshot.types = types;
  snapshot.analyzer = std::make_shared<const Analyzer>("en");
  return snapshot;
}

}  // namespace

Snapshot snapshot_of(const std::vector<Article>& articles, std::size_t segments,
                     const AttributeTypes& types) {
  Snapshot snapshot = empty_snapshot(types);
  std::vector<std::vector<Placed>> placed(segments);
  for (std::size_t i = 0; i < articles.size(); ++i) {
    placed[i * segments / articles.size()].push_back({articles[i], false});
  }
  for (std::size_t i = 0; i < segments; ++i) {
    snapshot.segments.push_back(segment_of(placed[i], snapshot, i + 1));
  }
  snapshot.stats = living_of(snapshot.segments);
  return snapshot;
}

World random_world(std::uint64_t seed, const WorldSize& size) {
  Random random(seed);
  World world{{}, empty_snapshot(kTypes)};
  std::vector<std::vector<Placed>> placed(size.segments);
  std::vector<std::size_t> numbers(size.articles);  // ids in no order
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  std::ranges::shuffle(numbers, random);
  for (const std::size_t number : numbers) {
    Article article = !world.living.empty() && chance(random, 40)
                          ? world.living[below(random, world.living.size())]  // a tie
                          : random_article(random, size.vocabulary);
    article.id = "a" + std::to_string(number);
    if (chance(random, 25)) {  // an older version died
      Article old = random_article(random, size.vocabulary);
      old.id = article.id;
      placed[below(random, size.segments)].push_back({std::move(old), true});
    }
    world.living.push_back(article);
    placed[below(random, size.segments)].push_back({std::move(article), false});
  }
  for (auto& segment : placed) {  // no id stands twice in one segment
    std::set<std::string> ids;
    for (const Placed& each : segment) {
      if (!each.dead) ids.insert(each.article.id);
    }
    std::erase_if(segment, [&](const Placed& each) {
      return each.dead && !ids.insert(each.article.id).second;
    });
  }
  for (std::size_t i = 0; i < placed.size(); ++i) {
    world.snapshot.segments.push_back(segment_of(placed[i], world.snapshot, i + 1));
  }
  world.snapshot.stats = living_of(world.snapshot.segments);
  return world;
}

namespace {

// Some neighbouring words of an article, so that phrases are found.
std::string words_of_an_article(Random& random, const World& world, std::size_t count) {
  const Article& article = world.living[below(random, world.living.size())];
  std::string text = article.title;
  if (!article.passages.empty() && chance(random, 70)) {
    text = article.passages[below(random, article.passages.size())].text;
  }
  Strings words(1);
  for (const char c : text) {
    if (c != ' ') {
      words.back().push_back(c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  std::string some;
  const std::size_t start = below(random, words.size());
  for (std::size_t i = start; i < std::min(words.size(), start + count); ++i) {
    some += (some.empty() ? "" : " ") + words[i];
  }
  return some;
}

std::string random_leaf(Random& random, const World& world) {
  static constexpr std::array kFields = {"title", "alias", "cast", "heading", "body"};
  static constexpr std::array kFilters = {"season:2", "season:1..3", "air_date:2005-02",
                                          "pilot:true", "season:9"};
  const std::size_t kind = below(random, 100);
  if (kind < 60) return random_word(random, 40);
  if (kind < 72) return '"' + words_of_an_article(random, world, 1 + below(random, 3)) + '"';
  if (kind < 75) return '"' + random_word(random, 40) + ' ' + random_word(random, 40) + '"';
  if (kind < 83) {
    const std::string word = random_word(random, 40);
    return word.substr(0, 1 + below(random, word.size())) + "*";
  }
  if (kind < 93) {
    const std::string field = kFields[below(random, kFields.size())];
    if (chance(random, 70)) return field + ":" + random_word(random, 5);
    return field + ":\"" + words_of_an_article(random, world, 1 + below(random, 2)) + "\"";
  }
  if (kind < 97) return kFilters[below(random, kFilters.size())];
  return kind < 99 ? "nowhere" : "!!!";
}

// The title or an alias of an article, perhaps in quotes.
std::string random_name(Random& random, const World& world) {
  const Article& article = world.living[below(random, world.living.size())];
  const std::size_t which = below(random, article.aliases.size() + 1);
  const std::string& name = which == 0 ? article.title : article.aliases[which - 1];
  return chance(random, 30) ? '"' + name + '"' : name;
}

std::string random_query(Random& random, const World& world, std::size_t depth) {
  const bool operators = chance(random, 30);
  std::string q;
  for (std::size_t i = chance(random, 3) ? 0 : 1 + below(random, 7); i > 0; --i) {
    if (!q.empty()) q += operators && chance(random, 30) ? " OR " : " ";
    if (operators && chance(random, 30)) q += chance(random, 50) ? "-" : "+";
    if (operators && depth > 0 && chance(random, 20)) {
      q += "(" + random_query(random, world, depth - 1) + ")";
    } else {
      q += random_leaf(random, world);
    }
  }
  return q;
}

}  // namespace

SearchRequest random_request(std::mt19937_64& random, const World& world) {
  static constexpr std::array kConditions = {"season:2",
                                             "season:1,3",
                                             "season:2..",
                                             "-season:1",
                                             "air_date:..2005-02-28",
                                             "pilot:yes",
                                             "cast:*",
                                             "-cast:*",
                                             "cast:\"name1 the\",\"NAME2 office\""};
  SearchRequest request;
  request.q = chance(random, 25) ? random_name(random, world) : random_query(random, world, 2);
  request.match =
      std::array{Match::automatic, Match::automatic, Match::any, Match::all}[below(random, 4)];
  request.limit = chance(random, 50) ? 10 : static_cast<std::uint32_t>(below(random, 101));
  if (chance(random, 30)) request.offset = static_cast<std::uint32_t>(below(random, 40));
  for (std::size_t i = chance(random, 30) ? 1 + below(random, 2) : 0; i > 0; --i) {
    request.filters.push_back(
        parse_condition(kConditions[below(random, kConditions.size())], world.snapshot.types));
  }
  if (chance(random, 40)) request.facets = {"cast", "season", "air_date", "pilot"};
  request.facet_limit = SearchLimits::facet_limit_max;
  request.timeout = std::chrono::milliseconds(60'000);
  return request;
}

}  // namespace coldopen

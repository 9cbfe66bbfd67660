#include "tests/support/random_world.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "index/live/memory_index.hpp"
#include "tests/support/random_words.hpp"

namespace coldopen {
namespace {

const AttributeTypes kTypes = {{"cast", AttributeType::text},
                               {"season", AttributeType::number},
                               {"episode", AttributeType::text},
                               {"codes", AttributeType::text},
                               {"production_code", AttributeType::text},
                               {"importance", AttributeType::number},
                               {"air_date", AttributeType::date},
                               {"pilot", AttributeType::boolean},
                               {"kind", AttributeType::text},
                               {"character", AttributeType::text},
                               {"links", AttributeType::text},
                               {"lang", AttributeType::text}};

std::string small_number(Random& random) { return std::to_string(1 + below(random, 3)); }

// An article, beside those that are there already: it may have their names, and link to them.
class ArticleMaker {
 public:
  ArticleMaker(Random& random, std::size_t vocabulary, const std::vector<Article>& others)
      : random_(random), vocabulary_(vocabulary), others_(others) {}

  Article make() {
    article_.title = often(10) && !others_.empty() ? name_of_another() : title();
    for (std::size_t i = often(30) ? 1 + below(random_, 3) : 0; i > 0; --i) {
      article_.aliases.push_back(often(20) && !others_.empty() ? name_of_another() : title());
    }
    if (often(25))
      article_.lang = one_of(random_, std::array{"de", "de-AT", "fr", "ja", "en", "?"});
    add_facts();
    add_episode();
    add_kinds_and_links();
    for (std::size_t i = below(random_, 4); i > 0; --i) {
      Passage passage;
      if (often(30)) passage.heading = random_text(random_, vocabulary_, 3);
      if (often(20)) passage.text = random_speaker(random_) + ": ";
      passage.text += random_text(random_, vocabulary_, often(5) ? 300 : 12);
      if (often(10)) passage.aliases.push_back(title());
      article_.passages.push_back(std::move(passage));
    }
    return std::move(article_);
  }

 private:
  bool often(std::size_t percent) { return chance(random_, percent); }
  std::string title() { return random_title(random_, vocabulary_); }
  std::string name_of_another() { return others_[below(random_, others_.size())].title; }
  void give(const char* name, Value value) {
    article_.attributes.push_back({name, {std::move(value)}, false});
  }

  void add_facts() {
    if (often(50)) {
      Attribute cast{"cast", {}, true};
      for (std::size_t i = 1 + below(random_, 3); i > 0; --i) {
        cast.values.emplace_back(
            drawn({often(30) ? "NAME" : "Name", std::to_string(below(random_, 4)), " ",
                   random_word(random_, 5)}));
      }
      article_.attributes.push_back(std::move(cast));
    }
    if (often(40)) give("air_date", Date{2005, 1 + static_cast<int>(below(random_, 3)), 24});
    if (often(20)) give("pilot", often(50));
  }

  void add_episode() {
    if (often(60)) give("season", static_cast<double>(below(random_, 5)));
    if (often(40)) {
      const std::string two = drawn({small_number(random_), "-", small_number(random_)});
      give("episode", often(20) ? two : often(10) ? "special" : small_number(random_));
    }
    if (often(10)) give("codes", random_code(random_));
    if (often(10))
      give("production_code", drawn({small_number(random_), "0", small_number(random_)}));
  }

  void add_kinds_and_links() {
    static constexpr std::array kKinds = {"episode", "page",   "line", "Quote",
                                          "scene",   "season", "list", "Disambiguation"};
    if (often(40)) {
      Attribute kind{"kind", {}, true};
      for (std::size_t i = 1 + below(random_, 2); i > 0; --i)
        kind.values.emplace_back(one_of(random_, kKinds));
      article_.attributes.push_back(std::move(kind));
    }
    if (often(20)) give("character", random_speaker(random_));
    if (often(30)) {  // kept, never searched
      Attribute links{"links", {Value(std::string("dwight party"))}, true};
      for (std::size_t i = others_.empty() ? 0 : below(random_, 4); i > 0; --i)
        links.values.emplace_back(respelled(random_, name_of_another()));
      article_.attributes.push_back(std::move(links));
    }
    if (often(5)) give("importance", static_cast<double>(below(random_, 50)) - 5);
  }

  Random& random_;
  std::size_t vocabulary_;
  const std::vector<Article>& others_;
  Article article_;
};

Article random_article(Random& random, std::size_t vocabulary, const std::vector<Article>& others) {
  return ArticleMaker(random, vocabulary, others).make();
}

// What is copied of it afterwards is nearly the same, or just not.
void make_longer(Random& random, std::size_t vocabulary, Article& article) {
  const bool is_long = !article.passages.empty() && article.passages.back().text.size() > 500;
  const std::size_t words = is_long ? 1 + below(random, 12) : 240;
  article.passages.push_back({"", "", 0, random_text(random, vocabulary, words)});
}

struct Placed {  // an article's version in its segment
  Article article;
  bool dead = false;
};

void add_segments(const std::vector<Placed>& placed, Snapshot& snapshot) {
  std::vector<ArticleVersion> versions;
  for (const Placed& each : placed) versions.push_back({&each.article, each.dead});
  coldopen::add_segments(snapshot, versions,
                         {.attribute_weights = snapshot.settings->attribute_weights});
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
    add_segments(placed[i], snapshot);
  }
  snapshot.stats = count_living(snapshot.segments);
  return snapshot;
}

World random_world(std::uint64_t seed, const WorldSize& size) {
  Random random(seed);
  World world{{}, empty_snapshot(kTypes)};
  if (chance(random, 50)) {
    auto settings = std::make_shared<Settings>();
    settings->attribute_weights = {{"cast", 7}, {"character", 1}};
    world.snapshot.settings = settings;
  }
  std::vector<std::vector<Placed>> placed(size.segments);
  std::vector<std::size_t> numbers(size.articles);  // ids in no order
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  std::ranges::shuffle(numbers, random);
  for (const std::size_t number : numbers) {
    Article article = !world.living.empty() && chance(random, 40)
                          ? world.living[below(random, world.living.size())]  // a tie
                          : random_article(random, size.vocabulary, world.living);
    if (chance(random, 30)) make_longer(random, size.vocabulary, article);
    article.id = "a" + std::to_string(number);
    if (chance(random, 25)) {  // an older version died
      Article old = random_article(random, size.vocabulary, world.living);
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
    add_segments(placed[i], world.snapshot);
  }
  world.snapshot.stats = count_living(world.snapshot.segments);
  return world;
}

}  // namespace coldopen

#include "tests/support/random_request.hpp"

#include <algorithm>
#include <array>

#include "query/conditions.hpp"

namespace coldopen {

namespace {

// Some neighbouring words of an article, so that phrases are found.
std::string words_of_an_article(Random& random, const World& world, std::size_t count) {
  const Article& article = world.living[below(random, world.living.size())];
  std::string text = article.title;
  if (!article.passages.empty() && chance(random, 70)) {
    text = article.passages[below(random, article.passages.size())].text;
  }
  const Strings words = words_in(text);
  if (words.empty()) return text;
  std::string some;
  const std::size_t start = below(random, words.size());
  for (std::size_t i = start; i < std::min(words.size(), start + count); ++i) {
    some += (some.empty() ? "" : " ") + words[i];
  }
  return some;
}

std::string random_leaf(Random& random, const World& world) {
  static constexpr std::array kFields = {"title", "alias", "cast", "heading", "body", "codes"};
  static constexpr std::array kFilters = {"season:2", "season:1..3", "air_date:2005-02",
                                          "pilot:true", "season:9"};
  const std::size_t kind = below(random, 100);
  if (kind < 60) return random_word(random, 40);
  if (kind < 72) return '"' + words_of_an_article(random, world, 1 + below(random, 3)) + '"';
  if (kind < 75) return drawn({"\"", random_word(random, 40), " ", random_word(random, 40), "\""});
  if (kind < 83) {
    const std::string word = random_word(random, 40);
    std::size_t end = 1 + below(random, word.size());
    while (end < word.size() && (word[end] & 0xC0) == 0x80) ++end;
    return word.substr(0, end) + "*";
  }
  if (kind < 93) {
    const std::string field = kFields[below(random, kFields.size())];
    if (chance(random, 70)) return field + ":" + random_word(random, 5);
    return field + ":\"" + words_of_an_article(random, world, 1 + below(random, 2)) + "\"";
  }
  if (kind < 97) return kFilters[below(random, kFilters.size())];
  return kind < 99 ? "nowhere" : "!!!";
}

// The title or an alias of an article in some spelling, perhaps in quotes.
std::string random_name(Random& random, const World& world) {
  const Article& article = world.living[below(random, world.living.size())];
  const Strings aliases = every_alias(article);
  const std::size_t which = below(random, aliases.size() + 1);
  const std::string name = respelled(random, which == 0 ? article.title : aliases[which - 1]);
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

std::string random_q(Random& random, const World& world) {
  const std::size_t kind = below(random, 100);
  if (kind < 25) return random_name(random, world);
  if (kind < 32) return random_code(random);
  if (kind < 37) return drawn({random_code(random), " ", random_word(random, 5)});
  if (kind < 40) return words_of_an_article(random, world, 5);
  if (kind < 50) {
    const std::string said =
        chance(random, 50) ? words_of_an_article(random, world, 3) : random_query(random, world, 1);
    return random_speaker(random) + ": " + said;
  }
  std::string q = random_query(random, world, 2);
  while (q.size() > 300) q = random_query(random, world, 1);
  return q;
}

}  // namespace

SearchRequest random_request(Random& random, const World& world) {
  static constexpr std::array kConditions = {"season:2",
                                             "season:1,3",
                                             "season:2..",
                                             "-season:1",
                                             "air_date:..2005-02-28",
                                             "pilot:yes",
                                             "cast:*",
                                             "-cast:*",
                                             "lang:DE",
                                             "-lang:fr,ja",
                                             "cast:\"name1 the\",\"NAME2 office\""};
  SearchRequest request;
  request.q = random_q(random, world);
  request.typo = Typo::off;  // what is found for another query is tested beside
  request.fold = !chance(random, 10);
  request.match =
      std::array{Match::automatic, Match::automatic, Match::any, Match::all}[below(random, 4)];
  request.limit = chance(random, 50) ? 10 : static_cast<std::uint32_t>(below(random, 101));
  if (chance(random, 30)) request.offset = static_cast<std::uint32_t>(below(random, 40));
  for (std::size_t i = chance(random, 30) ? 1 + below(random, 2) : 0; i > 0; --i) {
    request.filters.push_back(
        parse_condition(kConditions[below(random, kConditions.size())], world.snapshot.types));
  }
  if (chance(random, 40)) request.facets = {"cast", "season", "air_date", "pilot", "lang"};
  request.facet_limit = SearchLimits::facet_limit_max;
  if (chance(random, 15)) request.lang = one_of(random, std::array{"de", "fr", "ja", "en"});
  request.timeout = std::chrono::milliseconds(60'000);
  return request;
}

}  // namespace coldopen

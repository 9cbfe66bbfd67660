// Facets while an index is written: after any writes, flushes and merges counts, spellings, order
// and ticks are those of a count over the living articles.
#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "index/analysis/collation.hpp"
#include "query/conditions.hpp"
#include "query/search.hpp"
#include "tests/support/engine_helpers.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using Random = std::mt19937_64;
using Articles = std::map<std::string, Article>;

// How large the parts of a test's indexes are.
struct Sizes {
  int indexes = 0, rounds = 0;
  std::size_t articles = 0;  // that a round writes at most
  std::size_t names = 0;     // that values are made of
};

// One of a few hundred names in one of its spellings.
std::string random_name(Random& random, std::size_t names) {
  const std::string number = std::to_string(random() % names);
  switch (random() % 6) {
    case 0:
      return "É " + number;
    case 1:
      return "e" + number;
    case 2:
      return "B.J. " + number;
    case 3:
      return "BJ " + number;
    default:
      return "name " + number;
  }
}

Article random_article(Random& random, std::string id, std::size_t names) {
  Article made = article(std::move(id), random() % 3 == 0 ? "some rare" : "some");
  Attribute cast{"cast", {}, true}, season{"season", {}, true}, aired{"aired", {}, true};
  for (std::size_t left = random() % 4; left > 0; --left)
    cast.values.emplace_back(random_name(random, names));
  if (random() % 4 != 0) season.values.emplace_back(static_cast<double>(random() % 9));
  if (random() % 9 == 0) season.values.emplace_back(2.5);
  for (std::size_t left = random() % 3; left > 0; --left)
    aired.values.emplace_back(Date{2000 + static_cast<int>(random() % 5), 1, 2});
  for (Attribute* attribute : {&cast, &season, &aired})
    if (!attribute->values.empty()) made.attributes.push_back(*attribute);
  return made;
}

std::string shown_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* date = std::get_if<Date>(&value)) return std::to_string(date->year);
  return std::get<double>(value) == 2.5 ? "2.5"
                                        : std::to_string(static_cast<int>(std::get<double>(value)));
}

std::vector<std::string> told(const std::vector<FacetValue>& values) {
  std::vector<std::string> lines;
  for (const FacetValue& value : values)
    lines.push_back((value.selected ? "*" : "") + value.value + ": " + std::to_string(value.count));
  return lines;
}

// Of the articles that `counts` is true of; `ticked` is a spelling or empty.
std::vector<std::string> expected(const Articles& articles, const SearchRequest& request,
                                  const std::function<bool(const Article&)>& counts,
                                  const std::string& ticked, const Analyzer& analyzer) {
  const Collation& collation = collation_of("en");
  const bool is_text = request.facets[0] == "cast";
  std::map<std::string, std::uint64_t> of_key;
  std::map<std::string, std::map<std::string, std::uint64_t>> spellings;
  for (const auto& [id, article] : articles) {
    std::set<std::string> texts, keys;
    for (const Attribute& attribute : article.attributes)
      if (counts(article) && attribute.name == request.facets[0])
        for (const Value& value : attribute.values) texts.insert(shown_text(value));
    for (const std::string& text : texts) {
      const std::string key = is_text ? naive::spelling_key(text, analyzer) : text;
      keys.insert(key);
      ++spellings[key][text];
    }
    for (const std::string& key : keys) ++of_key[key];
  }
  const std::string ticked_key = naive::spelling_key(ticked, analyzer);
  std::vector<FacetValue> values;
  for (const auto& [key, count] : of_key) {
    const auto most = std::ranges::max_element(
        spellings[key], {}, &std::pair<const std::string, std::uint64_t>::second);
    values.push_back({most->first, count, !ticked.empty() && key == ticked_key});
  }
  std::ranges::sort(values, [&](const FacetValue& a, const FacetValue& b) {
    if (!is_text) return std::stod(a.value) < std::stod(b.value);
    return a.count != b.count ? a.count > b.count : collation.before(a.value, b.value);
  });
  std::vector<FacetValue> kept;
  for (const FacetValue& value : values)
    if (kept.size() < request.facet_limit || value.selected) kept.push_back(value);
  if (!ticked.empty() && !of_key.contains(ticked_key)) kept.push_back({ticked, 0, true});
  return told(kept);
}

void check_facets(const Snapshot& snapshot, const Articles& articles, Random& random,
                  std::size_t names) {
  SearchRequest request;
  request.fold = false;
  const bool rare = random() % 2 == 0;
  if (rare) request.q = "rare";
  request.facet_limit = std::array{1U, 3U, 20U, 1'000U}[random() % 4];
  const std::string ticked = random() % 3 == 0 ? random_name(random, names) : "";
  if (!ticked.empty() && snapshot.types.contains("cast"))
    request.filters = {parse_condition("cast:\"" + ticked + "\"", snapshot.types)};
  for (const char* name : {"cast", "season", "aired"}) {
    if (!snapshot.types.contains(name)) continue;
    request.facets = {name};
    const std::string ticked_key = naive::spelling_key(ticked, *snapshot.analyzer);
    const auto counts = [&](const Article& article) {
      if (rare && article.body != "some rare") return false;
      if (request.filters.empty() || request.facets[0] == "cast") return true;
      return std::ranges::any_of(article.attributes, [&](const Attribute& attribute) {
        return attribute.name == "cast" &&
               std::ranges::any_of(attribute.values, [&](const Value& value) {
                 return naive::spelling_key(shown_text(value), *snapshot.analyzer) == ticked_key;
               });
      });
    };
    const SearchResponse response = search(snapshot, request);
    EXPECT_FALSE(response.partial);
    ASSERT_EQ(told(response.facets.at(0).values),
              expected(articles, request, counts, request.facets[0] == "cast" ? ticked : "",
                       *snapshot.analyzer))
        << name << ", limit " << request.facet_limit << ", " << snapshot.segments.size()
        << " segments";
  }
}

void write_and_check(const Sizes& sizes) {
  Random random(test_seed());
  for (int index = 0; index < sizes.indexes; ++index) {
    const TemporaryDirectory directory;
    const auto engine = open_engine(directory.path());
    Articles articles;
    Shared<Snapshot> earlier;
    Articles articles_then;
    for (int round = 0; round < sizes.rounds; ++round) {
      std::vector<Change> changes;
      for (std::size_t left = 1 + random() % sizes.articles; left > 0; --left) {
        const std::string id = "a" + std::to_string(random() % (sizes.articles * 4));
        if (random() % 5 == 0) {
          changes.push_back(removal(id));
          articles.erase(id);
        } else {
          const Article made = random_article(random, id, sizes.names);
          articles[id] = made;
          changes.push_back(put(made));
        }
      }
      engine->apply("main", std::move(changes));
      if (random() % 3 == 0) engine->flush();
      const Shared<Snapshot> now = engine->snapshot("main");
      for (int again = 0; again < 4; ++again) {
        check_facets(*now, articles, random, sizes.names);
        if (earlier) check_facets(*earlier, articles_then, random, sizes.names);
        if (::testing::Test::HasFatalFailure()) return;
      }
      if (random() % 3 == 0) {  // somebody goes on with it, as a cursor does
        earlier = now;
        articles_then = articles;
      }
    }
  }
}

TEST(FacetsRandom, AreCountedOverTheLivingWhateverWasWritten) {
  write_and_check({.indexes = 12, .rounds = 12, .articles = 30, .names = 25});
}

// So many values that few documents are sorted, and the first of equal ones are looked for.
TEST(FacetsRandom, OfManyValuesToo) {
  write_and_check({.indexes = 1, .rounds = 8, .articles = 1'800, .names = 20'000});
}

}  // namespace
}  // namespace coldopen

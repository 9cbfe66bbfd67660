// What lies ahead of a reader is told by no route: whatever is asked, whichever way, no response
// holds a word that stands only in what comes later in the story. Which words these are is found
// here from the articles alone, by other means than the guard's.
//
// COLDOPEN_SEEN_PLACES says how many random places are tried (24; ./dev verify seen: 200).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <variant>

#include "corpus/open_reader.hpp"
#include "corpus/passages.hpp"
#include "index/analysis/analyzer.hpp"
#include "server/html.hpp"
#include "server/json_writer.hpp"
#include "server/routes.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_wiki.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::set<std::string>;
using Parameters = std::vector<NameValue>;

// --- What is asked of each route

struct Question {
  std::string q, seen, id;
};

Parameters with_seen(const char* name, const Question& asked, Parameters more = {}) {
  more.emplace_back(name, asked.q);
  more.emplace_back("seen", asked.seen);
  return more;
}

constexpr const char* kFacets = "kind,season,director,writer,cast";

// "METHOD pattern" -> the ways in which a reader asks it. A route that readers may ask and that is
// neither here nor in kOpen fails RoutesAreAllKnown.
using Ways = std::vector<std::function<Parameters(const Question&)>>;
const std::map<std::string, Ways>& guarded_routes() {
  static const std::map<std::string, Ways> all = {
      {"GET /v1/indexes/{index}/search",
       {[](const Question& asked) {
          return with_seen("q", asked, {{"facets", kFacets}, {"explain", "1"}, {"passages", "3"}});
        },
        [](const Question& asked) {
          return with_seen("q", asked, {{"sort", "-air_date"}, {"match", "any"}, {"limit", "30"}});
        },
        [](const Question& asked) {
          return with_seen("q", {asked.q, asked.seen, ""}, {{"filter", "cast:*"}});
        }}},
      {"POST /v1/indexes/{index}/search",
       {[](const Question& asked) { return with_seen("q", asked); }}},
      {"GET /v1/indexes/{index}/suggest",
       {[](const Question& asked) { return with_seen("q", asked); }}},
      {"GET /v1/indexes/{index}/articles/{id}/related",
       {[](const Question& asked) { return Parameters{{"seen", asked.seen}}; }}},
      {"GET /", {[](const Question& asked) { return Parameters{{"seen", asked.seen}}; }}},
      {"GET /search",
       {[](const Question& asked) { return with_seen("q", asked, {{"explain", "1"}}); },
        [](const Question& asked) { return with_seen("q", asked, {{"fragment", "1"}}); },
        [](const Question& asked) { return with_seen("q", asked, {{"go", "1"}}); }}},
      {"GET /wiki/{index}/{id}",
       {[](const Question& asked) { return Parameters{{"seen", asked.seen}}; }}},
      {"GET /mw/{index}/rest.php/v1/search/title",
       {[](const Question& asked) { return with_seen("q", asked); }}},
      {"GET /mw/{index}/rest.php/v1/search/page",
       {[](const Question& asked) { return with_seen("q", asked); }}},
      {"GET /mw/{index}/api.php",
       {[](const Question& asked) {
          return with_seen("search", asked, {{"action", "opensearch"}});
        },
        [](const Question& asked) {
          return with_seen("gsrsearch", asked, {{"action", "query"}, {"generator", "search"}});
        },
        [](const Question& asked) {
          return with_seen("srsearch", asked, {{"action", "query"}, {"list", "search"}});
        }}},
      {"POST /mw/{index}/api.php", {[](const Question& asked) {
         return with_seen("srsearch", asked, {{"action", "query"}, {"list", "search"}});
       }}},
  };
  return all;
}

// What readers may ask that tells no more than that something is there, or what its id names.
const std::set<std::string>& open_routes() {
  static const std::set<std::string> all = {
      "GET /v1/indexes/{index}/articles/{id}",  // the guard is for search: who knows the id, asks
      "GET /v1/indexes",
      "GET /v1/indexes/{index}",
  };
  return all;
}

std::string name_of(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

bool takes_a_query(const Route& route) {
  return std::ranges::any_of(route.parameters, [](const RouteParameter& parameter) {
    return parameter.name == "q" || parameter.name == "search" || parameter.name == "srsearch";
  });
}

TEST(SeenRoutes, AllRoutesThatReadersAskAreKnown) {
  for (const Route& route : routes()) {
    if (route.right != Right::search && !takes_a_query(route)) continue;
    EXPECT_TRUE(guarded_routes().contains(name_of(route)) || open_routes().contains(name_of(route)))
        << name_of(route) << " is new: let it take `seen`, and add it to guarded_routes()";
  }
}

// --- The wiki, and what of it may be known at which place

const std::filesystem::path kSource = COLDOPEN_SOURCE_DIR;
constexpr int kNever = std::numeric_limits<int>::max();
constexpr int kAlways = 0;

int place(int season, int episode) { return season * 1000 + episode; }

// "S07E20" alone, else the title of an episode: its place; -1: neither.
int place_named(const std::string& text, const std::map<std::string, int>& episodes) {
  int season = 0, episode = 0, end = 0;
  if (std::sscanf(text.c_str(), "S%2dE%2d%n", &season, &episode, &end) == 2 &&
      static_cast<std::size_t>(end) == text.size())
    return place(season, episode);
  const auto found = episodes.find(text);
  return found == episodes.end() ? -1 : found->second;
}

double last_number(const Article& article, std::string_view name) {
  double last = -1;
  for (const Attribute& attribute : article.attributes) {
    if (attribute.name != name) continue;
    for (const Value& value : attribute.values)
      if (const auto* number = std::get_if<double>(&value)) last = std::max(last, *number);
  }
  return last;
}

// None (-1) where it has no number; air dates without one are not in this wiki.
int place_of(const Article& article) {
  const double season = last_number(article, "season"), episode = last_number(article, "episode");
  if (season < 0) return -1;
  return place(static_cast<int>(season), episode < 0 ? 999 : static_cast<int>(episode));
}

const Analyzer& analyzer() {
  static const Analyzer one;
  return one;
}

Words words_of(std::string_view text) {
  TokenBuffer tokens;
  analyzer().analyze(text, TextKind::text, tokens);
  Words words;
  for (const Token& token : tokens.tokens())
    if (token.lane == Space::exact) words.emplace(token.term);
  return words;
}

void add_line(std::string& text, std::string_view line) { text.append("\n").append(line); }

std::string title_and_actor(const Article& article) {
  std::string text = article.title;
  add_line(text, article.id);
  for (const Attribute& attribute : article.attributes)
    if (attribute.name == "kind" || attribute.name == "portrayed_by")
      for (const Value& value : attribute.values) add_line(text, text_of(value));
  return text;
}

std::string all_of(const Article& article) {
  std::string text = title_and_actor(article);
  for (const Attribute& attribute : article.attributes) {
    add_line(text, attribute.name);
    for (const Value& value : attribute.values) add_line(text, text_of(value));
  }
  for (const std::string& alias : article.aliases) add_line(text, alias);
  for (const std::string_view part : {article.url, article.lang}) add_line(text, part);
  return text;
}

// Each word with the first place at which somebody may read it.
class Knowledge {
 public:
  void add(std::string_view text, int from) {
    for (const std::string& word : words_of(text)) {
      const auto [known, fresh] = first_.try_emplace(word, from);
      if (!fresh) known->second = std::min(known->second, from);
    }
  }

  // The words that nobody may read at `place`; forms of which one may be read are no secret.
  Words ahead_of(int place) const {
    Words ahead, known;
    for (const auto& [word, from] : first_)
      if (from > place) ahead.insert(word);
    for (const auto& [word, from] : first_)
      if (from <= place) ahead.erase(analyzer().stem(word));
    return ahead;
  }

 private:
  std::map<std::string, int> first_;
};

// Besides the sample wiki: a list whose items have places, a page with a section from later, a page
// without any place, words that nobody else has.
Article made(std::string id, std::string title, std::vector<Passage> passages) {
  Article article;
  article.id = std::move(id);
  article.title = std::move(title);
  article.passages = std::move(passages);
  return article;
}

// By S04E13, S06E04-05, season 3 or third season in a heading or the first words of an item; -1:
// none.
int last_place_in(const std::string& text) {
  static const std::array<std::string, 9> kOrdinals = {
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"};
  static const std::regex code("S(\\d\\d)E(\\d\\d)(-(\\d\\d))?|season (\\d)|([a-z]+) season",
                               std::regex::icase);
  int last = -1;
  for (std::sregex_iterator match(text.begin(), text.end(), code), end; match != end; ++match) {
    const auto number = [&](std::size_t group) { return std::stoi((*match)[group].str()); };
    if ((*match)[5].matched) {
      last = std::max(last, place(number(5), 999));
    } else if ((*match)[1].matched) {
      last = std::max(last, place(number(1), number((*match)[4].matched ? 4 : 2)));
    } else {
      const auto named = std::ranges::find(kOrdinals, (*match)[6].str());
      if (named != kOrdinals.end())
        last = std::max(last, place(static_cast<int>(named - kOrdinals.begin()) + 1, 999));
    }
  }
  return last;
}

int place_of(const Passage& passage) {
  const bool is_item = passage.ordinal > 0;
  const std::string lead = is_item ? passage.text.substr(0, passage.text.find(". ")) : "";
  const int named = last_place_in(passage.heading + "\n" + lead);
  return named < 0 || !is_item ? named : std::max(named, last_place_in(passage.text));
}

std::vector<Article> made_articles() {
  Article ranking =
      made("ranking", "Episodes ranked",
           {{"S04E13 Dinner Party", "", 0, "The plasmavision of hosts.", {"Babkasmash evening"}},
            {"Niagara (S06E04-05)",
             "waterfall",
             0,
             "The aislemarch on phones.",
             {"Barrelwaltz", "Jetskivows"}},
            {"About this ranking", "", 0, "Editorial zqverdicts by staff.", {"Rankquibble"}},
            {"Season 3", "", 0, "The benihanawaitress mixup."},
            {"", "", 7, "Pool Party (S08E12): a floatingsumo evening."}});
  Article callbacks =
      made("callbacks", "Notes on Basketball",
           {{"", "", 0, "The warehousehoops are old."},
            {"Mentioned again in S07E22", "", 0, "A farewelldribble follows.", {"Airporthoops"}}});
  callbacks.attributes = {{"season", {1.0}, false}, {"episode", {5.0}, false}};
  return {ranking, callbacks};
}

struct World {
  TestWiki wiki;
  std::vector<Article> articles;
  Knowledge knowledge;

  World() {
    const auto reader = open_corpus({std::string(COLDOPEN_SOURCE_DIR) + "/corpus/the-office"}, {});
    while (auto item = reader->next())
      if (auto* read = std::get_if<ReadArticle>(&*item)) articles.push_back(read->article);
    for (Article& article : made_articles()) articles.push_back(std::move(article));
    std::vector<Change> changes;
    for (const Article& article : articles) {
      Change change;
      change.article = article;
      changes.push_back(std::move(change));
    }
    wiki.engine().apply("main", changes);
    learn();
  }

  void learn() {
    std::map<std::string, int> episodes;
    for (const Article& article : articles)
      if (last_number(article, "episode") >= 0) episodes[article.title] = place_of(article);
    for (const Article& article : articles) {
      const int where = place_of(article);
      if (where < 0) knowledge.add(title_and_actor(article), first_appearance(article, episodes));
      knowledge.add(all_of(article), where < 0 ? kNever : where);
      for (const Passage& passage : passages_of(article)) {
        const int own = place_of(passage);
        std::string told = passage.heading + "\n" + passage.anchor + "\n" + passage.text;
        for (const std::string& alias : passage.aliases) add_line(told, alias);
        knowledge.add(told, own >= 0 ? own : where < 0 ? kNever : where);
      }
    }
  }

  static int first_appearance(const Article& article, const std::map<std::string, int>& episodes) {
    int first = kAlways;
    for (const Attribute& attribute : article.attributes)
      if (attribute.name == "first_appearance")
        for (const Value& value : attribute.values)
          first = std::max(first, place_named(text_of(value), episodes));
    return first;
  }
};

World& world() {
  static World one;
  return one;
}

// --- Asking, and what a response tells

Reply ask(TestWiki& wiki, const Route& route, const Parameters& parameters, const std::string& id) {
  const Parameters path = {{"index", "main"}, {"id", id}, {"name", "page.css"}};
  const Parameters headers = {{"Host", "127.0.0.1:7700"}};
  if (route.method != "POST") {
    try {
      return wiki.ask(route.handler, parameters, path, headers);
    } catch (const Refusal& refusal) {  // of an article that lies ahead
      if (refusal.problem().status != 404) throw;
      return problem_reply(refusal.problem(), "");
    }
  }
  std::string body;
  if (route.body_kind == BodyKind::form) {
    for (const auto& [name, value] : parameters)
      body += (body.empty() ? "" : "&") + name + "=" + percent_encode(value);
  } else {
    JsonWriter out;
    out.open('{');
    for (const auto& [name, value] : parameters) out.name(name).text(value);
    out.close('}');
    body = out.take();
  }
  return wiki.ask(route.handler, {}, path, headers, body);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), with), at += with.size();
}

Words told_by(const Reply& reply) {
  // A cursor is a random word or two.
  std::string text = std::regex_replace(reply.body, std::regex(R"("next":"[^"]*")"), "");
  for (const auto& [name, value] : reply.headers) add_line(text, value);
  for (const char* mark : {"<mark>", "</mark>", R"(<span class=\"searchmatch\">)", "</span>"})
    replace_all(text, mark, "");
  replace_all(text, "\\n", " ");
  replace_all(text, "&#39;", "'");
  replace_all(text, "%20", " ");
  return words_of(text);
}

const Route& route_of(const std::string& name) {
  return *std::ranges::find_if(routes(), [&](const Route& one) { return name_of(one) == name; });
}

// All that stands between quotation marks.
std::string texts_in(const std::filesystem::path& source) {
  std::ifstream file(source);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::string texts;
  static const std::regex kText(R"("([^"\\\n]|\\.)*")");
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kText);
       at != std::sregex_iterator(); ++at)
    add_line(texts, at->str());
  return texts;
}

// What the program itself says: around answers, of a wiki with nothing in it, and in its texts.
Words own_words() {
  TestWiki empty;
  empty.add("main", R"({"id":"x","title":"x","season":1,"body":"x","cast":"x","director":"x",)"
                    R"("kind":"x","writer":"x","episode":1,"air_date":"2000-01-01"})");
  Words words;
  for (const auto& [name, ways] : guarded_routes())
    for (const auto& way : ways)
      for (const char* q : {"x", "xx", "\"x x\" -y", ""})
        for (const char* id : {"x", "nobody"})
          words.merge(told_by(ask(empty, route_of(name), way({q, "S01", id}), id)));
  for (const char* floor : {"server", "query"})
    for (const auto& file : std::filesystem::directory_iterator(kSource / floor))
      if (file.path().extension() == ".cpp") words.merge(words_of(texts_in(file.path())));
  words.merge(words_of(
      "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
      "twenty January February March April May June July August September October November "
      "December"));
  return words;
}

std::size_t places_to_try() {
  const char* given = std::getenv("COLDOPEN_SEEN_PLACES");
  return given == nullptr ? 24 : std::stoul(given);
}

template <class Range>
typename Range::value_type any_of(const Range& range, std::mt19937_64& random) {
  auto at = range.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random() % range.size()));
  return *at;
}

// Queries that go after what lies ahead: its words, titles, beginnings, misspellings.
Strings tempting(const Words& ahead, std::mt19937_64& random) {
  const std::string word = any_of(ahead, random);
  std::string wrong = word;
  wrong.erase(random() % wrong.size(), 1);
  const std::string title = any_of(world().articles, random).title;
  return {word,
          wrong,
          title,
          word.substr(0, 3),
          "michael " + word,
          "who plays " + title,
          "\"" + word + "\"",
          word + "*",
          "-" + word,
          "s0" + std::to_string(random() % 10)};
}

TEST(SeenRoutes, NoResponseHoldsAWordThatStandsOnlyInWhatLiesAhead) {
  std::mt19937_64 random(test_seed());
  const Words own = own_words();
  std::size_t asked = 0;
  for (std::size_t round = 0; round < places_to_try(); ++round) {
    const int season = 1 + static_cast<int>(random() % 9);
    const int episode = 1 + static_cast<int>(random() % 27);
    Words ahead = world().knowledge.ahead_of(place(season, episode));
    std::erase_if(ahead, [&](const std::string& word) {
      return own.contains(word) || word.find_first_not_of("0123456789") == std::string::npos;
    });
    if (ahead.empty()) continue;
    const std::string seen = std::to_string(season) + "x" + std::to_string(100 + episode).substr(1);
    for (const auto& [name, ways] : guarded_routes()) {
      for (const auto& way : ways) {
        const Question question{any_of(tempting(ahead, random), random), seen,
                                any_of(world().articles, random).id};
        const Reply reply = ask(world().wiki, route_of(name), way(question), question.id);
        ASSERT_LT(reply.status, 500) << name;
        Words echoed = words_of(question.q + "\n" + question.id + "\n" + seen);
        for (const std::string& one : words_of(question.q)) echoed.insert(analyzer().stem(one));
        ++asked;
        for (const std::string& word : told_by(reply))
          EXPECT_FALSE(ahead.contains(word) && !echoed.contains(word))
              << name << " at " << seen << ", asked '" << question.q << "' " << question.id
              << ", tells '" << word << "'";
      }
    }
  }
  EXPECT_GT(asked, places_to_try() * 10);
}

// --- Single ways

TEST(SeenRoutes, GoLeadsToNoHiddenPage) {
  const auto go = [](const char* q, const char* seen) {
    const Reply reply =
        ask(world().wiki, route_of("GET /search"), {{"q", q}, {"seen", seen}, {"go", "1"}}, "");
    return std::string(find_header(reply.headers, "Location"));
  };
  EXPECT_EQ(go("niagara", "S04E13"), "");
  EXPECT_EQ(go("dinner party", "S04E13"), "/wiki/main/s04e13-dinner-party?seen=S04E13");
  EXPECT_EQ(go("dinner party", ""), "/wiki/main/s04e13-dinner-party");
}

TEST(SeenRoutes, ThePageToReadTellsNoMoreThanASearch) {
  const Route& route = route_of("GET /wiki/{index}/{id}");
  const auto read = [&](const char* id, const char* seen) {
    return ask(world().wiki, route, {{"seen", seen}}, id);
  };
  EXPECT_EQ(read("s06e04-05-niagara", "").status, 200);
  EXPECT_EQ(read("s06e04-05-niagara", "S04E13").status, 404);
  const Reply list = read("ranking", "S04E13");
  EXPECT_THAT(list.body, HasSubstr("plasmavision"));
  EXPECT_THAT(list.body, HasSubstr("benihanawaitress"));
  EXPECT_THAT(list.body, Not(HasSubstr("aislemarch")));
  EXPECT_THAT(list.body, Not(HasSubstr("zqverdicts")));
  EXPECT_EQ(read("michael-scott", "banana").status, 400);
}

TEST(SeenRoutes, TagsTellReadersApart) {
  const Route& route = route_of("GET /v1/indexes/{index}/search");
  const auto tag = [&](Parameters parameters) {
    parameters.emplace_back("q", "michael");
    return std::string(find_header(ask(world().wiki, route, parameters, "").headers, "ETag"));
  };
  EXPECT_NE(tag({}), tag({{"seen", "S04E13"}}));
  EXPECT_NE(tag({{"seen", "S04E12"}}), tag({{"seen", "S04E13"}}));
}

TEST(SeenRoutes, AMistakeIsSaidInTheShapeOfTheRoute) {
  for (const auto& [name, ways] : guarded_routes()) {
    if (name.starts_with("POST")) continue;
    const Route& route = route_of(name);
    const Question question{"x", "banana", "ranking"};
    try {
      const Reply reply = ask(world().wiki, route, ways.front()(question), question.id);
      const bool is_action_api = route.pattern.ends_with("api.php");
      EXPECT_EQ(reply.status, is_action_api ? 200 : 400) << name;
      EXPECT_THAT(reply.body, HasSubstr("S04E13")) << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), "seen") << name;
    }
  }
}

}  // namespace
}  // namespace coldopen

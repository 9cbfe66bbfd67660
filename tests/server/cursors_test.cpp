// Cursors: what they hold, what they refuse, and walks through hits while the index changes.
#include "server/cursors.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "corpus/error.hpp"
#include "query/search.hpp"
#include "server/search_routes.hpp"
#include "tests/support/random_words.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_wiki.hpp"

namespace coldopen {
namespace {

// --- Tokens

struct Clockwork {
  Cursors::Clock::time_point now = Cursors::Clock::now();
  Cursors cursors{[this] { return now; }};
};

const CursorPlace kPlace{20, {1, 7, 12.5}};

bool is_refused(Cursors& cursors, std::string_view token, std::string_view search) {
  try {
    cursors.open(token, search);
  } catch (const Error& error) {
    EXPECT_EQ(error.reason(), "bad-cursor");
    return true;
  }
  return false;
}

TEST(SipHash, IsThatOfItsAuthors) {
  const std::array<std::uint64_t, 2> key = {0x0706050403020100U, 0x0F0E0D0C0B0A0908U};
  std::string message;
  EXPECT_EQ(siphash(key, message), 0x726FDB47DD0E0E31U);
  for (char c = 0; c < 15; ++c) message += c;
  EXPECT_EQ(siphash(key, message), 0xA129CA6149BE45E5U);
}

TEST(Cursors, ATokenLeadsBackToItsSnapshotAndPlace) {
  Clockwork clock;
  const auto snapshot = std::make_shared<const Snapshot>();
  const std::string token = clock.cursors.token(clock.cursors.hold(snapshot), "q", kPlace);
  EXPECT_LE(token.size(), Cursors::kTokenBytesMax);
  const auto opened = clock.cursors.open(token, "q");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->snapshot, snapshot);
  EXPECT_EQ(opened->place, kPlace);
}

TEST(Cursors, ATokenThatWasChangedIsRefusedOrGone) {
  Clockwork clock;
  const auto snapshot = std::make_shared<const Snapshot>();
  const std::string token = clock.cursors.token(clock.cursors.hold(snapshot), "q", kPlace);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char other : {'A', 'b', '9', '_', '=', ' ', '\0', '\xFF'}) {
      std::string changed = token;
      changed[i] = other;
      if (changed == token) continue;
      if (!is_refused(clock.cursors, changed, "q"))
        EXPECT_FALSE(clock.cursors.open(changed, "q")) << "character " << i;
    }
    EXPECT_TRUE(is_refused(clock.cursors, token.substr(0, i), "q"));
  }
  EXPECT_TRUE(is_refused(clock.cursors, token + "AAAA", "q"));
  EXPECT_TRUE(is_refused(clock.cursors, std::string(100'000, 'A'), "q"));
  EXPECT_TRUE(is_refused(clock.cursors, token, "another search"));
}

TEST(Cursors, OfAnotherProcessTheyAreGone) {
  Clockwork before, after;
  const auto snapshot = std::make_shared<const Snapshot>();
  const std::string token = before.cursors.token(before.cursors.hold(snapshot), "q", kPlace);
  after.cursors.hold(snapshot);
  EXPECT_FALSE(after.cursors.open(token, "q"));
  EXPECT_NE(before.cursors.hold(snapshot), after.cursors.hold(snapshot)) << "entity tags differ";
}

TEST(Cursors, ASnapshotIsHeldForFiveMinutesAfterItsLastUse) {
  Clockwork clock;
  const auto snapshot = std::make_shared<const Snapshot>();
  const std::string token = clock.cursors.token(clock.cursors.hold(snapshot), "q", kPlace);
  clock.now += std::chrono::minutes(4);
  EXPECT_TRUE(clock.cursors.open(token, "q"));
  clock.now += std::chrono::minutes(5);
  EXPECT_TRUE(clock.cursors.open(token, "q")) << "it was used";
  clock.now += std::chrono::minutes(5) + std::chrono::seconds(1);
  EXPECT_FALSE(clock.cursors.open(token, "q"));
  clock.cursors.hold(std::make_shared<const Snapshot>());
  EXPECT_EQ(snapshot.use_count(), 1) << "let go";
  EXPECT_NE(clock.cursors.token(clock.cursors.hold(snapshot), "q", kPlace), token);
}

TEST(Cursors, ANumberAloneHoldsNothing) {
  Clockwork clock;
  const auto snapshot = std::make_shared<const Snapshot>();
  const std::uint64_t number = clock.cursors.number_of(snapshot);
  EXPECT_EQ(snapshot.use_count(), 1);
  EXPECT_EQ(clock.cursors.number_of(snapshot), number);
  EXPECT_FALSE(clock.cursors.open(clock.cursors.token(number, "q", kPlace), "q"));
  EXPECT_EQ(clock.cursors.hold(snapshot), number);
  EXPECT_EQ(snapshot.use_count(), 2);
  EXPECT_TRUE(clock.cursors.open(clock.cursors.token(number, "q", kPlace), "q"));
}

TEST(Cursors, AWriteLetsGoWhatNobodyUses) {
  Clockwork clock;
  const auto snapshot = std::make_shared<const Snapshot>();
  clock.cursors.hold(snapshot);
  clock.now += std::chrono::minutes(5);
  clock.cursors.expire();
  EXPECT_EQ(snapshot.use_count(), 2) << "it may still be used";
  clock.now += std::chrono::seconds(1);
  clock.cursors.expire();
  EXPECT_EQ(snapshot.use_count(), 1);
}

TEST(Cursors, OfTooManySnapshotsTheOldestGoesAndFollowedOnesLast) {
  Clockwork clock;
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < Cursors::kSnapshots + 3; ++i) {
    clock.now += std::chrono::seconds(1);
    const std::uint64_t held = clock.cursors.hold(std::make_shared<const Snapshot>());
    tokens.push_back(clock.cursors.token(held, "q", kPlace));
    if (i == 1) {
      EXPECT_TRUE(clock.cursors.open(tokens[1], "q"));
    }
  }
  EXPECT_FALSE(clock.cursors.open(tokens[0], "q"));
  EXPECT_TRUE(clock.cursors.open(tokens[1], "q")) << "somebody follows it";
  EXPECT_FALSE(clock.cursors.open(tokens[2], "q"));
  EXPECT_FALSE(clock.cursors.open(tokens[3], "q"));
  EXPECT_TRUE(clock.cursors.open(tokens[4], "q"));
  EXPECT_TRUE(clock.cursors.open(tokens.back(), "q"));
}

// --- Walks

class CursorWalk : public ::testing::Test {
 protected:
  void write(Random& random, std::size_t articles) {
    std::vector<Change> changes;
    for (std::size_t i = 0; i < articles; ++i) {
      Change change;
      change.article.id = "a" + std::to_string(below(random, 400));
      if (chance(random, 30)) {
        change.kind = Change::Kind::remove;
      } else {
        change.article.title = random_word(random, 6);
        change.article.body = random_text(random, 10, 12);
        change.article.attributes = {{"season", {static_cast<double>(below(random, 4))}, false},
                                     {"cast", {std::string(random_word(random, 3))}, false}};
      }
      changes.push_back(std::move(change));
    }
    wiki_.engine().apply("main", std::move(changes));
    if (chance(random, 20)) wiki_.engine().flush();
  }

  boost::json::object ask(std::vector<NameValue> parameters) {
    const Reply reply = wiki_.ask(search_get, std::move(parameters), {{"index", "main"}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    return boost::json::parse(reply.body).as_object();
  }

  int status_of(std::vector<NameValue> parameters) {
    try {
      return wiki_.ask(search_get, std::move(parameters), {{"index", "main"}}).status;
    } catch (const Error& error) {
      return problem_of(error).status;
    }
  }

  TestWiki wiki_;
};

TEST_F(CursorWalk, SeesOneIndexWhateverIsWrittenBetweenItsPages) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  write(random, 1'500);
  for (int i = 0; i < 40; ++i) {
    std::vector<NameValue> asked = {{"passages", "0"}};
    if (chance(random, 70)) asked.emplace_back("q", random_word(random, 4));
    if (chance(random, 30)) asked.emplace_back("filter", "season:1..2");
    if (chance(random, 30))
      asked.emplace_back("sort", chance(random, 50) ? "season" : "-cast,title");
    if (chance(random, 50)) asked.emplace_back("match", "any");
    const auto snapshot = wiki_.engine().snapshot("main");
    const SearchCall call = search_call(asked, snapshot->types);
    std::vector<std::string> expected, walked;
    for (const RankedId& one : rank_all(*snapshot, call.request, 100'000))
      expected.push_back(one.id);
    std::string cursor;
    do {
      std::vector<NameValue> page = asked;
      page.emplace_back("limit", std::to_string(1 + below(random, 60)));
      if (!cursor.empty()) page.emplace_back("cursor", cursor);
      const boost::json::object answer = ask(page);
      EXPECT_EQ(answer.at("total").at("value").to_number<std::size_t>(), expected.size());
      EXPECT_EQ(answer.at("offset").to_number<std::size_t>(), walked.size());
      for (const auto& hit : answer.at("hits").as_array())
        walked.emplace_back(hit.at("id").as_string());
      cursor = answer.contains("next") ? std::string(answer.at("next").as_string()) : "";
      write(random, 1 + below(random, 20));
    } while (!cursor.empty() && walked.size() <= expected.size());
    ASSERT_EQ(walked, expected);
  }
}

TEST_F(CursorWalk, ReadersAtManyPlacesOfTheStoryPushNobodyOut) {
  Random random(7);
  write(random, 300);
  const auto next_of = [&](std::vector<NameValue> asked) {
    asked.emplace_back("limit", "1");
    return std::string(ask(std::move(asked)).at("next").as_string());
  };
  const std::string mine = next_of({});
  const std::string guarded = next_of({{"seen", "S02E01"}});
  for (std::size_t i = 0; i < 2 * Cursors::kSnapshots; ++i)
    next_of({{"seen", "S02E" + std::to_string(10 + i)}});
  EXPECT_EQ(status_of({{"cursor", mine}}), 200);
  EXPECT_EQ(status_of({{"seen", "S02E01"}, {"cursor", guarded}}), 200);
  EXPECT_EQ(status_of({{"cursor", guarded}}), 400);
}

TEST_F(CursorWalk, ACursorIsOfItsSearchAlone) {
  Random random(7);
  write(random, 300);
  const std::string next(ask({{"q", ""}, {"filter", "season:1"}}).at("next").as_string());
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"cursor", next}}), 200);
  EXPECT_EQ(status_of({{"filter", "season:1"},
                       {"cursor", next},
                       {"limit", "3"},
                       {"facets", "cast"},
                       {"highlight", "none"},
                       {"explain", "1"}}),
            200);
  EXPECT_EQ(status_of({{"filter", "season:1"},
                       {"match", "auto"},
                       {"typo", "auto"},
                       {"fold", "on"},
                       {"sort", "_score"},
                       {"cursor", next}}),
            200)
      << "defaults may be said";
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"fold", "off"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"filter", "season:2"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"q", "office"}, {"filter", "season:1"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"sort", "title"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"seen", "S01E03"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"offset", "5"}, {"cursor", next}}), 400);
  EXPECT_EQ(status_of({{"filter", "season:1"}, {"cursor", "nonsense"}}), 400);
  TestWiki other;
  const std::string foreign(next);
  other.add("main", R"({"id":"a","title":"A"})");
  try {
    other.ask(search_get, {{"filter", "season:1"}, {"cursor", foreign}}, {{"index", "main"}});
    FAIL() << "another process took it";
  } catch (const Error& error) {
    EXPECT_EQ(problem_of(error).status, 410);
    EXPECT_EQ(problem_of(error).code, "cursor-gone");
  }
}

TEST_F(CursorWalk, OnlyAPageThatAnotherFollowsHoldsItsSnapshot) {
  Random random(3);
  write(random, 30);
  const auto snapshot = wiki_.engine().snapshot("main");
  const auto uses = snapshot.use_count();
  EXPECT_FALSE(ask({{"limit", "100"}}).contains("next"));
  EXPECT_EQ(snapshot.use_count(), uses);
  EXPECT_TRUE(ask({{"limit", "1"}}).contains("next"));
  EXPECT_EQ(snapshot.use_count(), uses + 1);
}

}  // namespace
}  // namespace coldopen

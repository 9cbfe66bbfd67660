#include "server/router.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <new>

#include "corpus/nearest.hpp"
#include "query/conditions.hpp"
#include "server/limits.hpp"
#include "server/state.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;

Reply hello(const Service&, const Call&) { return json_reply(200, "{}"); }
Reply wrong_season(const Service&, const Call&) {
  throw Error(ErrorCode::invalid_argument, "season is a number", "filter");
}
Reply bad_body(const Service&, const Call&) {
  throw Error(ErrorCode::bad_input, "a string does not end", "byte 17");
}
Reply no_memory(const Service&, const Call&) { throw std::bad_alloc(); }
Reply bug(const Service&, const Call&) { throw std::logic_error("secret"); }
Reply odd(const Service&, const Call&) { throw 7; }

Route row(std::string_view method, std::string_view pattern, Handler handler = hello) {
  return {.method = method, .pattern = pattern, .handler = handler};
}

const std::vector<Route> kTable = {row("GET", "/"), row("GET", "/v1/a/{index}"),
                                   row("PUT", "/v1/a/{index}"), row("GET", "/v1/a/{index}/b/{id}")};

TEST(Router, APathFindsItsRowAndItsParameters) {
  const RouteMatch match = match_route(kTable, "GET", "/v1/a/main/b/AC%2FDC%20%C3%A9");
  ASSERT_EQ(match.route, &kTable[3]);
  EXPECT_EQ(match.parameters[0], (NameValue{"index", "main"}));
  EXPECT_EQ(match.parameters[1], (NameValue{"id", "AC/DC \u00e9"}));
  EXPECT_EQ(match_route(kTable, "HEAD", "/").route, &kTable[0]);
}

TEST(Router, H08_PathsAreNotNormalized) {
  for (const char* path :
       {"//x", "/%2e%2e/", "/v1/a/", "/v1/a", "/v1/a/b/", "/x", "//", "/v1//a"}) {
    const RouteMatch match = match_route(kTable, "GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

TEST(Router, H11_AKnownPathWithAnotherMethodSaysWhatIsAllowed) {
  const RouteMatch match = match_route(kTable, "DELETE", "/v1/a/main");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, PUT, OPTIONS");
}

TEST(Router, Q10Q11_EscapesAreStrictAndGiveUtf8) {
  EXPECT_EQ(decode_percent("a+b%2Bc%00", true), std::string("a b+c\0", 6));
  EXPECT_EQ(decode_percent("a+b", false), "a+b");
  for (const char* bad : {"%zz", "%", "%2", "%FF", "%C0%AF", "%ED%A0%80", "%e9x"}) {
    EXPECT_THROW(decode_percent(bad, true), Refusal) << bad;
  }
  const std::vector<NameValue> expected = {
      {"q", "a&b"}, {"filter", "x=y"}, {"filter", ""}, {"limit", ""}};
  EXPECT_EQ(parse_query("q=a%26b&&filter=x=y&filter&limit="), expected);
}

TEST(Router, Q15_AnUnknownParameterNamesTheNearest) {
  constexpr std::array<std::string_view, 2> kKnown = {"q", "limit"};
  constexpr std::array<std::string_view, 1> kRepeatable = {"filter"};
  Call call;
  call.parameters = {{"limit", "1"}, {"filter", "a"}, {"filter", "b"}};
  EXPECT_NO_THROW(check_parameters(call, kKnown, kRepeatable));
  call.parameters = {{"limt", "1"}};
  try {
    check_parameters(call, kKnown, kRepeatable);
    FAIL() << "limt was taken";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.problem().code, "unknown-parameter");
    EXPECT_EQ(refusal.problem().parameter, "limt");
    EXPECT_EQ(refusal.problem().did_you_mean, "limit");
  }
  call.parameters = {{"q", "a"}, {"q", "a"}};
  EXPECT_THROW(check_parameters(call, kKnown, kRepeatable), Refusal);
}

TEST(Router, AnUnknownAttributeIsNamedWithTheNearest) {
  const AttributeTypes types = {{"season", AttributeType::number}, {"cast", AttributeType::text}};
  const auto problem = [&](const char* clause) {
    try {
      parse_condition(clause, types);
    } catch (const Error& error) {
      return problem_of(error);
    }
    return Problem{};
  };
  EXPECT_EQ(problem("seasn:4").status, 400);
  EXPECT_EQ(problem("seasn:4").parameter, "filter");
  EXPECT_EQ(problem("seasn:4").did_you_mean, "season");
  EXPECT_EQ(problem("nothing_like:4").did_you_mean, "") << "some there are, but none is near";
  EXPECT_EQ(problem("season:four").did_you_mean, "");
}

TEST(Nearest, ATypoFindsItsNameAndNonsenseFindsNone) {
  constexpr std::array<std::string_view, 4> kNames = {"limit", "offset", "filter", "facets"};
  EXPECT_EQ(nearest("limt", kNames), "limit");
  EXPECT_EQ(nearest("ofset", kNames), "offset");
  EXPECT_EQ(nearest("fitler", kNames), "filter");
  EXPECT_EQ(nearest("banana", kNames), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), kNames), "");
}

Reply reply_of(Handler handler) {
  // No handler of this test touches the engine: a reference to raw bytes stands in for it.
  alignas(16) static std::byte no_engine[16];
  const Limits limits;
  Metrics metrics;
  Log log(-1);
  const ServerState state;
  const Service service{reinterpret_cast<Engine&>(no_engine), limits, metrics, log, state};
  Call call;
  call.request_id = "r1";
  return answer(service, row("GET", "/x", handler), call);
}

TEST(Answer, AnErrorBecomesItsStatusAndAProblem) {
  const Reply reply = reply_of(wrong_season);
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.content_type, "application/problem+json");
  EXPECT_EQ(reply.body,
            R"({"type":"urn:coldopen:problem:invalid-argument","title":"Bad Request","status":400,)"
            R"("detail":"season is a number","code":"invalid-argument","parameter":"filter",)"
            R"("request_id":"r1"})");
  EXPECT_THAT(reply_of(bad_body).body, HasSubstr("a string does not end (byte 17)"));
}

TEST(Answer, AReasonIsTheCodeOfTheProblem) {
  const Error error(ErrorCode::bad_input, "too deep", "byte 32", "too-deep");
  EXPECT_EQ(problem_of(error).code, "too-deep");
  EXPECT_EQ(problem_of(error).status, 400);
}

TEST(Answer, O2O10_NoExceptionLeavesAHandlerAndNoneTellsSecrets) {
  EXPECT_EQ(reply_of(no_memory).status, 503);
  EXPECT_TRUE(reply_of(no_memory).close);
  EXPECT_EQ(reply_of(bug).status, 500);
  EXPECT_THAT(reply_of(bug).body, ::testing::Not(HasSubstr("secret")));
  EXPECT_EQ(reply_of(odd).status, 500);
}

TEST(Answer, EveryErrorCodeHasAStatus) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::unavailable); ++code) {
    const Problem problem = problem_of(Error(static_cast<ErrorCode>(code), "x"));
    EXPECT_GE(problem.status, 400);
    EXPECT_FALSE(problem.code.empty());
  }
}

TEST(Call, ABudgetBeginsWhenTheRequestWasReceived) {
  using namespace std::chrono_literals;
  Call call;
  call.received = std::chrono::steady_clock::now() - 600ms;
  EXPECT_LE(time_left(call, 1000ms), 400ms);
  EXPECT_EQ(time_left(call, 100ms), 1ms);
}

}  // namespace
}  // namespace coldopen

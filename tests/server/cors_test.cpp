#include "server/cors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"
#include "server/reception.hpp"
#include "server/routes.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Fields = std::vector<NameValue>;
constexpr const char* kSearch = "/v1/indexes/main/search";
constexpr const char* kArticle = "/v1/indexes/main/articles/x";

struct Outcome {
  Received received;
  std::string head;  // of the answer
};

Outcome send(const std::vector<std::string>& cors_origins, std::string method, std::string path,
             Fields fields) {
  const OwnNames own = own_names({}, cors_origins);
  fields.emplace_back("Host", "localhost");
  const Head head{std::move(method), path, 1, std::move(fields)};
  Framing framing;
  framing.path = std::move(path);
  framing.host = "localhost";
  Outcome outcome{receive(routes(), head, framing, own, "id"), ""};
  const Reply reply = outcome.received.refusal.value_or(Reply{});
  outcome.head =
      answer_head(reply, {.request_id = "id", .allowed_origin = outcome.received.allowed_origin});
  return outcome;
}

Outcome preflight(const std::vector<std::string>& cors_origins, std::string path,
                  std::string method, std::string origin = "https://wiki.example") {
  return send(
      cors_origins, "OPTIONS", std::move(path),
      {{"Origin", std::move(origin)}, {"Access-Control-Request-Method", std::move(method)}});
}

TEST(Cors, APageReadsOnlyWhereItsOriginIsListed) {
  const std::vector<std::string> listed = {"https://wiki.example", "http://Other.example:80"};
  for (const char* origin : {"https://wiki.example", "http://other.example"}) {
    const Outcome read = send(listed, "GET", kSearch, {{"Origin", origin}});
    EXPECT_FALSE(read.received.refusal) << origin;
    EXPECT_THAT(read.head, HasSubstr(std::string("Access-Control-Allow-Origin: ") + origin + "\r"));
    EXPECT_THAT(read.head, HasSubstr("Vary: Accept-Encoding, Origin\r"));
  }
  for (const char* origin : {"http://wiki.example", "https://wiki.example:8443",
                             "https://wiki.example.evil", "https://evil.example", "null", ""}) {
    const Outcome read = send(listed, "GET", kSearch, {{"Origin", origin}});
    EXPECT_FALSE(read.received.refusal) << origin;  // who is no browser may read
    EXPECT_THAT(read.head, Not(HasSubstr("Access-Control"))) << origin;
    EXPECT_THAT(read.head, HasSubstr("Vary: Accept-Encoding, Origin\r"));
  }
}

TEST(Cors, WithoutTheSettingNobodyIsNamed) {
  for (const char* path : {kSearch, "/mw/main/api.php", "/search"}) {
    const Outcome read = send({}, "GET", path, {{"Origin", "https://wiki.example"}});
    EXPECT_THAT(read.head, Not(HasSubstr("Access-Control"))) << path;
  }
  EXPECT_THAT(preflight({}, kSearch, "POST").head, Not(HasSubstr("Access-Control")));
}

TEST(Cors, AStarIsForReadsAndThereAreNeverCredentials) {
  const Outcome read = send({"*"}, "GET", kSearch, {{"Origin", "https://any.example"}});
  EXPECT_THAT(read.head, HasSubstr("Access-Control-Allow-Origin: *\r"));
  EXPECT_THAT(read.head, Not(HasSubstr("Credentials")));
  EXPECT_THAT(preflight({"*"}, kSearch, "POST").head, Not(HasSubstr("Credentials")));
  const Outcome write = send({"*"}, "DELETE", kArticle, {{"Origin", "https://any.example"}});
  EXPECT_THAT(write.head, Not(HasSubstr("Access-Control")));
}

TEST(Cors, AWriteOfAForeignPageIsRefusedListedOrNot) {
  for (const char* listed : {"*", "https://wiki.example"}) {
    for (const char* path : {kArticle, "/v1/indexes/main"}) {
      const Outcome write = send({listed}, "DELETE", path, {{"Origin", "https://wiki.example"}});
      ASSERT_TRUE(write.received.refusal);
      EXPECT_EQ(write.received.refusal->status, 403);
      EXPECT_THAT(write.received.refusal->body, HasSubstr("foreign-origin"));
    }
  }
}

TEST(Cors, APreflightIsAnsweredForReadsAlone) {
  const Outcome search = preflight({"https://wiki.example"}, kSearch, "POST");
  EXPECT_EQ(search.received.refusal->status, 204);
  EXPECT_THAT(search.head, HasSubstr("Access-Control-Allow-Origin: https://wiki.example\r"));
  EXPECT_THAT(search.head, HasSubstr("Access-Control-Allow-Methods: POST\r"));
  EXPECT_THAT(search.head, HasSubstr("Content-Type"));
  EXPECT_THAT(search.head, HasSubstr("Allow: GET, HEAD, POST, OPTIONS\r"));
  for (const auto& [path, method] : Fields{{kArticle, "PUT"},
                                           {kArticle, "DELETE"},
                                           {"/v1/indexes/main", "DELETE"},
                                           {"/v1/indexes/main/articles", "POST"},
                                           {kSearch, "PATCH"}}) {
    const Outcome write = preflight({"*", "https://wiki.example"}, path, method);
    EXPECT_EQ(write.received.refusal->status, 204);
    EXPECT_THAT(write.head, Not(HasSubstr("Access-Control"))) << method << ' ' << path;
  }
  const Outcome foreign =
      preflight({"https://wiki.example"}, kSearch, "POST", "https://evil.example");
  EXPECT_THAT(foreign.head, Not(HasSubstr("Access-Control")));
}

TEST(Cors, ARefusalCanBeReadByThePageThatCausedIt) {
  const Outcome wrong = send({"https://wiki.example"}, "GET", kSearch,
                             {{"Origin", "https://wiki.example"}, {"Accept", "image/png"}});
  EXPECT_EQ(wrong.received.refusal->status, 406);
  EXPECT_THAT(wrong.head, HasSubstr("Access-Control-Allow-Origin: https://wiki.example\r"));
}

TEST(Cors, AnOriginIsASchemeAndAHost) {
  for (const char* wrong :
       {"", "wiki.example", "https://", "https://wiki.example/", "null", "ftp://wiki.example",
        "https://a.example https://b.example", "https://*.example", "https://w\r\nx"}) {
    EXPECT_NE(complaint_about_origin(wrong), "") << wrong;
    EXPECT_THROW(own_names({}, std::vector<std::string>{wrong}), Error) << wrong;
  }
  for (const char* right :
       {"*", "https://wiki.example", "http://localhost:8080", "http://[::1]:1"}) {
    EXPECT_EQ(complaint_about_origin(right), "") << right;
  }
}

}  // namespace
}  // namespace coldopen

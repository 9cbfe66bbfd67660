#include "server/guard.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

const Limits kLimits;

// "complete at 12", "400 at 3" or "more": the scan of `bytes`, cut after each place in `cuts`.
std::string scan(std::string_view bytes, const std::vector<std::size_t>& cuts) {
  HeadScan head(kLimits);
  std::size_t at = 0, used = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : bytes.size();
    used += head.feed(bytes.substr(at, end - at));
    at = end;
    if (head.fault()) return std::to_string(head.fault()->status) + " at " + std::to_string(used);
    if (head.complete()) return "complete at " + std::to_string(used);
  }
  return "more";
}

// "400", "complete" or "more", after checking that no cut changes it.
std::string outcome(const std::string& bytes) {
  const std::string whole = scan(bytes, {});
  std::vector<std::size_t> every_byte;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    every_byte.push_back(i);
    const auto ends_line = [](char c) { return c == '\r' || c == '\n'; };
    if (ends_line(bytes[i]) || ends_line(bytes[i - 1])) {
      EXPECT_EQ(scan(bytes, {i}), whole);
    }
  }
  EXPECT_EQ(scan(bytes, every_byte), whole) << bytes.substr(0, 200);
  return whole.substr(0, whole.find(' '));
}

TEST(HeadScan, AcceptsAPlainHeadAndLeavesTheRest) {
  const std::string head = "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\nX:\r\nY: a\tb \r\n\r\n";
  EXPECT_EQ(scan(head + "GET /next", {}), "complete at " + std::to_string(head.size()));
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\n\r\n"), "complete");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: x\r\n"), "more");
}

TEST(HeadScan, H01_WhatIsNoHttpIsRefused) {
  EXPECT_EQ(outcome(std::string("\x16\x03\x01\x02\x00\x01\x00", 7)), "400");
  EXPECT_EQ(outcome(std::string(1000, '\0')), "400");
  EXPECT_EQ(outcome("SSH-2.0-OpenSSH_9.2\r\n"), "400");
  EXPECT_EQ(outcome("GET /\r\n"), "400");
}

TEST(HeadScan, H02_TheRequestLineHasOneForm) {
  for (const char* line : {"PRI * HTTP/2.0", "GET / HTTP/1.2", "GET / http/1.1", "GET  / HTTP/1.1",
                           "GET /  HTTP/1.1", "GET\t/ HTTP/1.1", "GET / HTTP/1.1 ",
                           "\r\nGET / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.10"}) {
    EXPECT_EQ(outcome(std::string(line) + "\r\nHost: localhost\r\n\r\n"), "400") << line;
  }
}

TEST(HeadScan, H03_BareLineEndsAndNulAreRefusedAtTheirByte) {
  EXPECT_EQ(outcome("GET / HTTP/1.1\nHost: a\n\n"), "400");
  EXPECT_EQ(scan("GET / HTTP/1.1\r\nHost: a\nX: b", {}), "400 at 24");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"), "400");
  EXPECT_EQ(outcome(std::string("GET /\0 HTTP/1.1\r\n\r\n", 19)), "400");
  EXPECT_EQ(outcome(std::string("GET / HTTP/1.1\r\nA: \0\r\n\r\n", 23)), "400");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\r\n\rX"), "400");
}

TEST(HeadScan, H04H05_FieldLinesHaveOneForm) {
  for (const char* line :
       {"Name : v", " X: a", "no colon", ": v", "X: a\r\n b", "X: a\r\n\tb", "N\xC3\xA4me: v"}) {
    EXPECT_EQ(outcome("GET / HTTP/1.1\r\n" + std::string(line) + "\r\n\r\n"), "400") << line;
  }
}

TEST(HeadScan, H09_TooMuchIsRefusedBeforeItIsKept) {
  EXPECT_EQ(outcome("GET /" + std::string(8 << 10, 'a')), "414");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nX: " + std::string(17 << 10, 'a')), "431");
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 101; ++i) many += "X: y\r\n";
  EXPECT_EQ(outcome(many), "431");
}

Head head(std::string method, std::string target, std::vector<NameValue> fields = {},
          int minor = 1) {
  fields.insert(fields.begin(), NameValue{"Host", "localhost:7700"});
  return {std::move(method), std::move(target), minor, std::move(fields)};
}

int status(const Head& given) {
  Framing framing;
  const std::optional<Fault> fault = guard(given, kLimits, framing);
  return fault ? fault->status : 200;
}

TEST(Guard, H06_AHostMustBeOneHost) {
  EXPECT_EQ(status({"GET", "/", 1, {}}), 400);
  EXPECT_EQ(status({"GET", "/", 0, {}}), 200);
  EXPECT_EQ(status({"GET", "/", 1, {{"Host", "a"}, {"host", "a"}}}), 400);
  for (const char* host :
       {"", "a@b", "a/b", "a b", "a:b", "a:99999", "[::1", "[]", "[::1]x", ":80"}) {
    EXPECT_EQ(status({"GET", "/", 1, {{"Host", host}}}), 400) << host;
  }
  for (const char* host : {"a", "a:1", "A.b-c", "[::1]", "[::1]:7700", "127.0.0.1:", "a_b"}) {
    EXPECT_EQ(status({"GET", "/", 1, {{"Host", host}}}), 200) << host;
  }
}

TEST(Guard, H07_OnlyLoopbackNamesAndOurOwnAreOurHost) {
  const std::vector<std::string> ours = {"search.example"};
  for (const char* host : {"localhost", "localhost:7700", "127.0.0.1", "127.0.0.1:1", "127.9.9.9",
                           "[::1]:7700", "search.example", "search.example:80", "a.localhost"}) {
    EXPECT_TRUE(is_our_host(host, ours)) << host;
  }
  for (const char* host :
       {"evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0", "127.0.0.1.1",
        "127.0.0.256", "10.0.0.1", "", "[::2]", "127.evil.a.b", "xlocalhost"}) {
    EXPECT_FALSE(is_our_host(host, ours)) << host;
  }
}

TEST(Guard, H08_TargetsAreAPathOrAbsoluteWithOurHost) {
  EXPECT_EQ(status(head("GET", "http://evil/x")), 400);
  EXPECT_EQ(status(head("GET", "*")), 400);
  EXPECT_EQ(status(head("OPTIONS", "*")), 200);
  EXPECT_EQ(status(head("GET", "abc")), 400);
  EXPECT_EQ(status(head("GET", "/\xC3\xA9")), 400);
  EXPECT_EQ(status(head("GET", "//x")), 200);
  EXPECT_EQ(status(head("GET", "/a#b")), 400);
  EXPECT_EQ(status(head("GET", "/%zz")), 400);
  EXPECT_EQ(status(head("GET", "/a?b=%2")), 400);
  Framing framing;
  EXPECT_FALSE(guard(head("GET", "HTTP://LocalHost:7700/a?b"), kLimits, framing));
  EXPECT_EQ(framing.path, "/a");
  EXPECT_EQ(framing.query, "b");
}

TEST(Guard, H10_UnknownMethodsAreNotImplemented) {
  for (const char* method : {"get", "FOO", "CONNECT", "TRACE", "PRI"}) {
    EXPECT_EQ(status(head(method, "/")), 501) << method;
  }
  EXPECT_EQ(status(head(std::string(5000, 'A'), "/")), 501);
}

TEST(Guard, H12H13_ContentLengthIsOneWholeNumber) {
  for (const char* length :
       {"+5", "-1", "0x5", "5 5", "", "5, 5", "18446744073709551616", "5.0", "\v5"}) {
    EXPECT_EQ(status(head("PUT", "/", {{"Content-Length", length}})), 400) << length;
  }
  const NameValue five{"Content-Length", "5"};
  EXPECT_EQ(status(head("PUT", "/", {five})), 200);
  EXPECT_EQ(status(head("PUT", "/", {five, five})), 400);
  EXPECT_EQ(status(head("PUT", "/", {five, {"content-length", "6"}})), 400);
}

TEST(Guard, H15H16H17_TransferEncodingIsChunkedAloneAndIn11) {
  const NameValue chunked{"Transfer-Encoding", "chunked"}, five{"Content-Length", "5"};
  EXPECT_EQ(status(head("PUT", "/", {chunked})), 200);
  EXPECT_EQ(status(head("PUT", "/", {{"transfer-encoding", "Chunked"}})), 200);
  EXPECT_EQ(status(head("PUT", "/", {chunked, five})), 400);
  EXPECT_EQ(status(head("PUT", "/", {five, chunked})), 400);
  EXPECT_EQ(status(head("PUT", "/", {chunked, chunked})), 400);
  EXPECT_EQ(status(head("PUT", "/", {chunked}, 0)), 400);
  for (const char* coding : {"gzip", "identity", "xchunked", "gzip, chunked", "chunked, gzip",
                             "chunked, chunked", "", "\vchunked", "chunked;q=1"}) {
    EXPECT_EQ(status(head("PUT", "/", {{"Transfer-Encoding", coding}})), 400) << coding;
  }
}

TEST(Guard, H23H24_ReadsHaveNoBodyAndWritesSayWhereTheirsEnds) {
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    EXPECT_EQ(status(head(method, "/", {{"Content-Length", "3"}})), 400) << method;
    EXPECT_EQ(status(head(method, "/", {{"Transfer-Encoding", "chunked"}})), 400) << method;
    EXPECT_EQ(status(head(method, "/", {{"Content-Length", "0"}})), 200) << method;
  }
  EXPECT_EQ(status(head("POST", "/")), 411);
  EXPECT_EQ(status(head("PUT", "/")), 411);
  EXPECT_EQ(status(head("DELETE", "/")), 200);
}

TEST(Guard, H26H36_ExpectAndConnectionAreUnderstood) {
  const NameValue five{"Content-Length", "5"};
  EXPECT_EQ(status(head("PUT", "/", {five, {"Expect", "x"}})), 417);
  Framing framing;
  EXPECT_FALSE(guard(head("PUT", "/", {five, {"Expect", "100-Continue"}}), kLimits, framing));
  EXPECT_TRUE(framing.expects_continue);
  EXPECT_TRUE(framing.keep_alive);
  EXPECT_FALSE(guard(head("GET", "/", {{"Connection", "close, keep-alive"}}), kLimits, framing));
  EXPECT_FALSE(framing.keep_alive);
  EXPECT_FALSE(guard(head("GET", "/", {{"Connection", "Host"}}), kLimits, framing));
  EXPECT_TRUE(framing.keep_alive);
  EXPECT_FALSE(guard(head("GET", "/", {}, 0), kLimits, framing));
  EXPECT_FALSE(framing.keep_alive);
  EXPECT_FALSE(guard(head("GET", "/", {{"Connection", "keep-alive"}}, 0), kLimits, framing));
  EXPECT_TRUE(framing.keep_alive);
}

TEST(Guard, H33_APageOfAnotherOriginIsForeign) {
  const std::vector<std::string> ours = {"https://search.example"};
  EXPECT_FALSE(is_foreign_origin("", "localhost:7700", ours));
  EXPECT_FALSE(is_foreign_origin("http://localhost:7700", "localhost:7700", ours));
  EXPECT_FALSE(is_foreign_origin("https://Search.example", "localhost:7700", ours));
  EXPECT_TRUE(is_foreign_origin("http://localhost:8080", "localhost:7700", ours));
  EXPECT_TRUE(is_foreign_origin("https://evil.example", "localhost:7700", ours));
  EXPECT_TRUE(is_foreign_origin("null", "localhost:7700", ours));
}

TEST(Guard, H34_ARequestIdIsTakenOverOnlyIfItIsSane) {
  EXPECT_TRUE(is_sane_request_id("a-B_9.z"));
  EXPECT_FALSE(is_sane_request_id(""));
  EXPECT_FALSE(is_sane_request_id("a\r\nX: y"));
  EXPECT_FALSE(is_sane_request_id(std::string(65, 'a')));
}

struct Chunks {
  std::string outcome, data;
  std::size_t used = 0;
  bool operator==(const Chunks&) const = default;
};

Chunks chunks(std::string_view bytes, std::size_t piece) {
  ChunkedBody body(100);
  Chunks result{"more", "", 0};
  while (!bytes.empty() && !body.complete() && !body.fault()) {
    const std::size_t used = body.feed(bytes.substr(0, piece), result.data);
    result.used += used;
    bytes.remove_prefix(used);
  }
  if (body.complete()) result.outcome = "complete";
  if (body.fault()) result.outcome = std::to_string(body.fault()->status);
  return result;
}

std::string chunk_outcome(const std::string& bytes) {
  const Chunks whole = chunks(bytes, bytes.size());
  EXPECT_EQ(chunks(bytes, 1), whole) << bytes.substr(0, 100);
  EXPECT_EQ(chunks(bytes, 7), whole) << bytes.substr(0, 100);
  return whole.outcome;
}

TEST(ChunkedBody, GivesTheDataAndLeavesTheRest) {
  const std::string body = "5\r\nhello\r\n0006\r\n world\r\n0\r\n\r\n";
  const Chunks read = chunks(body + "GET /", 1000);
  EXPECT_EQ(read.outcome, "complete");
  EXPECT_EQ(read.data, "hello world");
  EXPECT_EQ(read.used, body.size());
  EXPECT_EQ(chunk_outcome(body), "complete");
  EXPECT_EQ(chunk_outcome("5\r\nhel"), "more");
}

TEST(ChunkedBody, H19_ChunkSizesAndEndsHaveOneForm) {
  for (const char* body :
       {"zz\r\n", "-5\r\nhello", "0x5\r\nhello", "5 \r\nhello", "ffffffffffffffff\r\n",
        "00000000000000005\r\n", "5\nhello", "5\r\nhelloX", "5\r\nhello\n", "\r\n", "5\rX"}) {
    EXPECT_EQ(chunk_outcome(body), "400") << body;
  }
  EXPECT_EQ(chunk_outcome("65\r\n"), "413");
  EXPECT_EQ(chunk_outcome("64\r\n" + std::string(100, 'a') + "\r\n1\r\n"), "413");
}

TEST(ChunkedBody, H20H21_ExtensionsAndTrailersAreRefused) {
  EXPECT_EQ(chunk_outcome("5;a=b\r\nhello\r\n0\r\n\r\n"), "400");
  EXPECT_EQ(chunk_outcome("5;a=\"\n\"\r\nhello"), "400");
  EXPECT_EQ(chunk_outcome("0\r\nContent-Length: 5\r\n\r\n"), "400");
  EXPECT_EQ(chunk_outcome("0\r\n" + std::string(100'000, 'a')), "400");
}

}  // namespace
}  // namespace coldopen

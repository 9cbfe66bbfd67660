// How connections are kept, timed, refused and ended: a real server on a loopback port with a table
// of its own. What the routes answer is in scenarios_test.
#include "server/http_server.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <memory>
#include <sys/resource.h>
#include <thread>

#include "server/request_body.hpp"
#include "tests/support/raw_client.hpp"

namespace coldopen {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::atomic<int> running{0};
std::atomic<bool> gate_open{true};
std::atomic<int> groups{0};

Reply hello(const Service&, const Call& call) {
  Reply reply{200, "text/plain", {{"X-Echo", std::string(call.header("X-Echo"))}}, "hello", false};
  return reply;
}
Reply big(const Service&, const Call&) {
  return {200, "text/plain", {}, std::string(std::size_t{64} << 20, 'x'), false};
}
Reply slow(const Service&, const Call&) {
  ++running;
  while (!gate_open) std::this_thread::sleep_for(1ms);
  --running;
  return {200, "text/plain", {}, "slow", false};
}
Reply boom(const Service&, const Call&) { throw std::logic_error("secret"); }
Reply put(const Service&, const Call& call) {
  return {200, "text/plain", {}, "got " + std::to_string(call.body.size()), false};
}
Reply begin(const Service&, const Call&) { return {200, "application/x-ndjson", {}, "", false}; }
std::string lines(const Service&, const Call&, std::span<const NdjsonLine> group) {
  ++groups;
  std::string out;
  for (const NdjsonLine& line : group) {
    out += std::to_string(line.number) + (line.too_long ? "!" : "=") + line.text + '\n';
  }
  return out;
}

const std::vector<Route> kTable = {
    {.method = "GET", .pattern = "/hello", .handler = hello},
    {.method = "GET", .pattern = "/big", .handler = big},
    {.method = "GET", .pattern = "/slow", .lane = Lane::search, .handler = slow},
    {.method = "GET", .pattern = "/boom", .lane = Lane::search, .handler = boom},
    {.method = "PUT",
     .pattern = "/things/{id}",
     .right = Right::write,
     .lane = Lane::write,
     .handler = put,
     .body_kind = BodyKind::whole,
     .body_bytes_max = 1'000'000},
    {.method = "POST",
     .pattern = "/lines",
     .right = Right::write,
     .lane = Lane::write,
     .handler = begin,
     .body_kind = BodyKind::lines,
     .lines = lines},
};

class TestServer {
 public:
  explicit TestServer(const Limits& limits) : limits_(limits) {
    gate_open = true;
    groups = 0;
    HttpOptions options;
    options.listen = {{"127.0.0.1", 0}};
    options.search_threads = 1;
    options.access_log = false;
    server_ = std::make_unique<HttpServer>(service_, state_, options, kTable);
    port_ = server_->addresses()[0].port;
    thread_ = std::thread([this] { server_->run(); });
  }
  ~TestServer() {
    gate_open = true;
    stop();
  }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }
  HttpServer& server() { return *server_; }
  std::uint16_t port() const { return port_; }
  std::string metrics() const { return metrics_.text(); }
  void wait_for_connections(int open) const {
    const std::string row = "coldopen_connections " + std::to_string(open) + "\n";
    for (int i = 0; i < 1000 && metrics().find(row) == std::string::npos; ++i)
      std::this_thread::sleep_for(10ms);
  }

 private:
  alignas(16) std::byte no_engine_[16] = {};  // no handler of this table touches the engine
  Limits limits_;
  Metrics metrics_;
  Log log_{-1};
  ServerState state_;
  Service service_{reinterpret_cast<Engine&>(no_engine_), limits_, metrics_, log_, state_};
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}
std::string put_head(const std::string& fields) {
  return "PUT /things/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         fields + "\r\n";
}
const std::string kLinesHead =
    "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& data) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  return size + data + "\r\n";
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(get("/hello", "X-Echo: a\r\n"));
  const std::string answer = client.read_until("hello");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nX-Request-Id: "));
  EXPECT_THAT(answer, HasSubstr("\r\nServer-Timing: total;dur="));
  EXPECT_THAT(answer, HasSubstr("\r\nX-Echo: a\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
  client.send(get("/hello", "Connection: close\r\nX-Request-Id: mine-1\r\n"));
  const std::string second = client.read_all();
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(second, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(second, HasSubstr("\r\nX-Request-Id: mine-1\r\n"));
}

TEST(HttpServer, AnOldClientGetsItsAnswerAndTheEndOfIt) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.read_all(), HasSubstr("\r\nConnection: close\r\n\r\nhello"));
  EXPECT_TRUE(client.closed());
  RawClient kept(server.port());
  kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(kept.read_until("hello"), HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(HttpServer, H26_AContinueIsSentOnlyWhereTheBodyWillBeRead) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(put_head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  EXPECT_THAT(client.read_until("got 5"), StartsWith("HTTP/1.1 200 OK\r\n"));
  RawClient large(server.port());
  large.send(put_head("Content-Length: 1000001\r\nExpect: 100-continue\r\n"));
  EXPECT_THAT(large.read_all(), StartsWith("HTTP/1.1 413 "));
  RawClient odd(server.port());
  odd.send(put_head("Content-Length: 5\r\nExpect: x\r\n"));
  EXPECT_THAT(odd.read_all(), StartsWith("HTTP/1.1 417 "));
}

TEST(HttpServer, H22_MillionsOfOneByteChunksAreOneBody) {
  TestServer server{Limits()};
  RawClient client(server.port());
  std::string body;
  for (int i = 0; i < 200'000; ++i) body += "1\r\na\r\n";
  client.send(put_head("Transfer-Encoding: chunked\r\n") + body + "0\r\n\r\n");
  EXPECT_THAT(client.read_until("got "), HasSubstr("got 200000"));
}

TEST(HttpServer, AnEarlyRefusalIsNotLostToWhatTheClientStillSends) {
  TestServer server{Limits()};
  RawClient client(server.port());
  const std::string part(100'000, 'x');
  EXPECT_TRUE(client.send(put_head("Content-Length: 1000001\r\n") + part));
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(client.send(part));  // a connection that was reset would refuse it
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServer, H39_ABodyThatIsCutReachesNoHandler) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(put_head("Content-Length: 5\r\n") + "hell");
  client.end_sending();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(server.metrics(), Not(HasSubstr("route=\"/things/{id}\"")));
}

TEST(HttpServer, H27_SlowAndSilentClientsAreEndedInTime) {
  Limits limits;
  limits.header_timeout = 200ms;
  limits.idle_timeout = 300ms;
  limits.body_grace = 200ms;
  TestServer server(limits);
  RawClient silent(server.port()), drip(server.port()), half(server.port());
  RawClient idle(server.port());
  idle.send(get("/hello"));
  const std::string one = "GET /hello HTTP/1.1\r\n";
  half.send(one);
  half.end_sending();
  EXPECT_EQ(half.read_all(), "");
  EXPECT_TRUE(half.closed());
  for (int i = 0; i < 12; ++i) {  // 30 ms apart: each would renew a timeout between bytes
    drip.send(one.substr(static_cast<std::size_t>(i), 1));
    std::this_thread::sleep_for(30ms);
  }
  EXPECT_THAT(drip.read_all(), StartsWith("HTTP/1.1 408 "));
  EXPECT_TRUE(drip.closed());
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_TRUE(silent.closed());
  RawClient body(server.port());
  body.send(put_head("Content-Length: 5000\r\n") + "a");
  EXPECT_THAT(body.read_all(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(idle.read_until("hello"), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.closed());
}

TEST(RequestBody, AReserveOfTimeCannotBeSavedForLater) {
  Limits limits;
  limits.body_grace = 1000ms;
  limits.body_bytes_per_second_min = 1000;
  Pace pace(limits);
  pace.add(1'000'000, 10ms);
  EXPECT_EQ(pace.left(), 1000ms);
  pace.add(0, 900ms);
  EXPECT_EQ(pace.left(), 100ms);
  pace.add(500, 0ms);
  EXPECT_EQ(pace.left(), 600ms);
  pace.add(0, 700ms);
  EXPECT_LE(pace.left(), 0ms);
}

TEST(RequestBody, TheSumOfWaitingBodiesHasALimit) {
  std::size_t all = 0;
  {
    HeldBytes first(all, 100), second(all, 100);
    EXPECT_TRUE(first.hold(60));
    EXPECT_FALSE(second.hold(50));
    EXPECT_TRUE(second.hold(40));
    EXPECT_EQ(all, 100U);
  }
  EXPECT_EQ(all, 0U);
}

TEST(HttpServer, H28_AClientThatReadsNothingIsCutOff) {
  Limits limits;
  limits.body_grace = 100ms;
  TestServer server(limits);
  RawClient client(server.port());
  client.send(get("/big"));
  server.wait_for_connections(1);
  server.wait_for_connections(0);  // not before does it read
  const std::string answer = client.read_all();
  EXPECT_TRUE(client.closed());
  EXPECT_LT(answer.size(), std::size_t{64} << 20);
  RawClient gone(server.port());
  gone.send(get("/big"));
  gone.read_until("HTTP");
  gone.reset();
}

TEST(HttpServer, H29_PipelinedRequestsAreAnsweredInOrderUpToALimit) {
  TestServer server{Limits()};
  RawClient client(server.port());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += get("/hello", "X-Echo: " + std::to_string(i) + "\r\n");
  client.send(many);
  const std::string answers = client.read_all();
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(RawClient::count(answers, "HTTP/1.1 200 OK"), 100U);
  EXPECT_EQ(RawClient::count(answers, "Connection: close"), 1U);
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("X-Echo: " + std::to_string(i) + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  RawClient mixed(server.port());
  mixed.send(get("/hello") + "GET /\r\n\r\n" + get("/hello"));
  const std::string two = mixed.read_all();
  EXPECT_EQ(RawClient::count(two, "HTTP/1.1 "), 2U);
  EXPECT_THAT(two, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(two, HasSubstr("HTTP/1.1 400 "));
}

TEST(HttpServer, H30_AHeadIsTheGetWithoutItsBody) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  const std::string both = client.read_until("hello");
  EXPECT_EQ(RawClient::count(both, "Content-Length: 5\r\n"), 2U);
  EXPECT_EQ(RawClient::count(both, "hello"), 1U);
}

TEST(HttpServer, LargeAnswersAreCompressedWhereTheCallerTakesIt) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(get("/big", "Accept-Encoding: gzip\r\nConnection: close\r\n"));
  const std::string answer = client.read_all();
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\n\x1f\x8b"));
  EXPECT_LT(answer.size(), 1'000'000U);
}

TEST(HttpServer, O10_AFailingHandlerCostsOneAnswerAndNoMore) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(get("/boom") + get("/hello"));
  const std::string answers = client.read_until("hello");
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answers, Not(HasSubstr("secret")));
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 200 "));
}

TEST(HttpServer, H37_WhenTheQueueIsFullTheAnswerComesAtOnce) {
  Limits limits;
  limits.waiting_searches_max = 1;
  TestServer server(limits);
  gate_open = false;
  RawClient first(server.port()), second(server.port()), third(server.port());
  first.send(get("/slow"));
  while (running == 0) std::this_thread::sleep_for(1ms);
  second.send(get("/slow"));
  std::this_thread::sleep_for(50ms);
  third.send(get("/slow"));
  const std::string refused = third.read_until("\r\n\r\n");
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(refused, HasSubstr("\r\nRetry-After: 1\r\n"));
  third.send(get("/hello"));  // the quick lane never queues behind searches
  EXPECT_THAT(third.read_until("hello"), HasSubstr("HTTP/1.1 200 "));
  gate_open = true;
  EXPECT_THAT(first.read_until("slow"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(second.read_until("slow"), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, O6_AtTheLimitTheLongestIdleConnectionGivesWay) {
  Limits limits;
  limits.connections_max = 2;
  TestServer server(limits);
  RawClient first(server.port());
  first.send(get("/hello"));
  first.read_until("hello");
  RawClient second(server.port());
  second.send(get("/hello"));
  second.read_until("hello");
  RawClient third(server.port());
  third.send(get("/hello"));
  EXPECT_THAT(third.read_until("hello"), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(first.read_all(), "");
  EXPECT_TRUE(first.closed());

  gate_open = false;  // now none is idle
  second.send(get("/slow"));
  third.send(get("/slow"));
  while (running == 0) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  RawClient fourth(server.port());
  const std::string refused = fourth.read_all(1000);
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(refused, HasSubstr("\r\nConnection: close\r\n"));
  gate_open = true;
}

TEST(HttpServer, O7_WithoutDescriptorsItWaitsAndGoesOn) {
  TestServer server{Limits()};
  RawClient first(server.port());
  first.send(get("/hello"));
  first.read_until("hello");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int lowest = ::dup(0);
  ::close(lowest);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(lowest) + 1;  // one more: that of the client
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  {
    RawClient waiting(server.port());
    waiting.send(get("/hello"));
    EXPECT_EQ(waiting.read_all(300), "");
    first.send(get("/hello"));  // who is in is served
    EXPECT_THAT(first.read_until("hello"), StartsWith("HTTP/1.1 200 "));
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_THAT(waiting.read_until("hello"), StartsWith("HTTP/1.1 200 "));
  }
  const std::string metrics = server.metrics();
  const std::string name = "coldopen_rejected_total{reason=\"accept\"} ";
  const std::size_t at = metrics.find(name);
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(std::stoi(metrics.substr(at + name.size())), 10);  // it did not spin
}

TEST(HttpServer, O8_ADrainFinishesWhatRunsAndClosesWhatIsIdle) {
  TestServer server{Limits()};
  RawClient idle(server.port()), busy(server.port()), stream(server.port());
  idle.send(get("/hello"));
  idle.read_until("hello");
  gate_open = false;
  busy.send(get("/slow"));
  while (running == 0) std::this_thread::sleep_for(1ms);
  stream.send(kLinesHead + chunk("a\nb\n"));
  EXPECT_THAT(stream.read_until("2=b\n"), HasSubstr("1=a\n"));
  server.server().stop();
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(stream.read_all(), "");  // no last chunk: the client knows that it was cut
  EXPECT_TRUE(stream.closed());
  EXPECT_THROW(RawClient(server.port()), std::runtime_error);
  gate_open = true;
  const std::string last = busy.read_all();
  EXPECT_THAT(last, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(last, HasSubstr("slow"));
  server.stop();
}

TEST(HttpServer, O8_ADrainHasAnEnd) {
  Limits limits;
  limits.drain = 100ms;
  limits.header_timeout = 60s;
  TestServer server(limits);
  RawClient drip(server.port());
  drip.send("GET /hel");
  std::this_thread::sleep_for(50ms);
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Ndjson, ResultLinesComeInOrderAndInGroups) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(kLinesHead + chunk("a\n") + chunk("\n"));
  EXPECT_THAT(client.read_until("1=a\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  std::string many;
  for (int i = 3; i <= 5000; ++i) many += "x\n";
  client.send(chunk(many + "la") + chunk("st") + "0\r\n\r\n");
  const std::string rest = client.read_until("0\r\n\r\n");
  EXPECT_THAT(rest, HasSubstr("3=x\n"));
  EXPECT_THAT(rest, HasSubstr("5001=last\n"));
  EXPECT_GE(groups, 6);
  EXPECT_LT(groups, 50);
  client.send(get("/hello"));  // the connection lives on
  EXPECT_THAT(client.read_until("hello"), HasSubstr("HTTP/1.1 200 "));
}

TEST(Ndjson, R19_ALineTooLongCostsThatLineOnly) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(kLinesHead);
  for (int i = 0; i < 9; ++i) client.send(chunk(std::string(std::size_t{1} << 20, 'x')));
  client.send(chunk("\nb\n") + "0\r\n\r\n");
  EXPECT_THAT(client.read_until("0\r\n\r\n"), HasSubstr("1!\n2=b\n"));
}

TEST(Ndjson, H39_AStreamThatIsCutKeepsItsAcknowledgedLines) {
  TestServer server{Limits()};
  RawClient client(server.port());
  client.send(kLinesHead + chunk("a\n"));
  client.read_until("1=a\n");
  client.send("5\r\n{\"i");
  client.end_sending();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(groups, 1);
}

TEST(Ndjson, H19H21_BadFramingEndsTheStreamWhereItIsFound) {
  TestServer server{Limits()};
  RawClient early(server.port());
  early.send(kLinesHead + "zz\r\n");
  EXPECT_THAT(early.read_all(), StartsWith("HTTP/1.1 400 "));
  RawClient late(server.port());
  late.send(kLinesHead + chunk("a\n"));
  late.read_until("1=a\n");
  late.send("0\r\nX: trailer\r\n\r\n");
  EXPECT_EQ(late.read_all(), "");
  EXPECT_TRUE(late.closed());
  RawClient empty(server.port());
  empty.send(kLinesHead + "0\r\n\r\n");
  EXPECT_THAT(empty.read_until("}"), HasSubstr("empty-body"));
}

TEST(HttpServer, AnAddressThatIsNotOursOrIsTakenIsAnError) {
  TestServer server{Limits()};
  alignas(16) std::byte no_engine[16] = {};
  const Limits limits;
  Metrics metrics;
  Log log(-1);
  ServerState state;
  const Service service{reinterpret_cast<Engine&>(no_engine), limits, metrics, log, state};
  for (const ListenAddress& address :
       {ListenAddress{"127.0.0.1", server.port()}, ListenAddress{"203.0.113.1", 0},
        ListenAddress{"localhost", 0}, ListenAddress{"", 0}}) {
    HttpOptions options;
    options.listen = {address};
    try {
      HttpServer other(service, state, options, kTable);
      FAIL() << address.host;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::address);
    }
  }
}

}  // namespace
}  // namespace coldopen

// The client of --url before a server that answers late, or not at all.
#include "server/http_client.hpp"

#include <arpa/inet.h>
#include <array>
#include <functional>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

// Takes connections, which nobody answers unless a test does.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    EXPECT_EQ(0, ::bind(socket_, raw, length) | ::listen(socket_, 4));
    ::getsockname(socket_, raw, &length);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  const std::string& url() const { return url_; }

  // Takes one connection and reads its request until `end`; then `before` happens, and the answer
  // is sent. Returns the request.
  std::string answer_one(std::string_view end, const std::function<void()>& before) const {
    const int one = ::accept(socket_, nullptr, nullptr);
    std::string request;
    std::array<char, 4096> piece{};
    while (!request.ends_with(end)) {
      const ssize_t got = ::recv(one, piece.data(), piece.size(), 0);
      if (got <= 0) break;
      request.append(piece.data(), static_cast<std::size_t>(got));
    }
    before();
    ::send(one, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
    ::close(one);
    return request;
  }

 private:
  int socket_;
  std::string url_;
};

TEST(HttpClient, AQuestionWithoutAnAnswerSaysThatItMayStillBeUnderWay) {
  const SilentServer server;
  HttpClient client(server.url(), "", 50ms);
  try {
    client.get("/v1/indexes");
    FAIL() << "nobody answered";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::address);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no answer came within 0.05 s"),
                                    HasSubstr("may still be under way")));
  }
}

TEST(HttpClient, AChangeIsWaitedForAsLongAsItTakes) {
  const SilentServer server;
  auto request = std::async(std::launch::async, [&] {
    return server.answer_one("{\"a\":1}", [] { std::this_thread::sleep_for(300ms); });
  });
  HttpClient client(server.url(), "a-key", 20ms);
  const HttpAnswer answer = client.put_json("/settings", "{\"a\":1}");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_THAT(request.get(), AllOf(StartsWith("PUT /settings HTTP/1.1\r\n"),
                                   HasSubstr("Authorization: Bearer a-key\r\n")));
}

}  // namespace
}  // namespace coldopen

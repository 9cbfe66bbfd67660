#include "server/http_client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sstream>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;
constexpr std::size_t kHeadBytesMax = std::size_t{64} << 10;
constexpr timeval kSendingPatience{30, 0};  // also for connecting

[[noreturn]] void not_http(const std::string& url) {
  throw Error(ErrorCode::bad_input, "the answer is not HTTP/1.1 with a length: check --url", url);
}

// The value of a field of the head, in lower case; none where it is absent.
std::optional<std::string> field_of(const std::string& lower_head, std::string_view name) {
  const std::size_t at = lower_head.find("\r\n" + std::string(name) + ":");
  if (at == std::string::npos) return std::nullopt;
  const std::size_t begin = at + 2 + name.size() + 1;
  return std::string(
      trimmed(std::string_view(lower_head).substr(begin, lower_head.find("\r\n", begin) - begin)));
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

HttpClient::HttpClient(std::string_view url, std::string key, std::chrono::milliseconds patience)
    : url_(url), key_(std::move(key)), patience_(patience) {
  static constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) {
    throw Error(ErrorCode::invalid_argument,
                "--url begins with http://, like http://127.0.0.1:7700", url_);
  }
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  prefix_ = url.substr(slash);
  while (prefix_.ends_with('/')) prefix_.pop_back();
  const std::string_view authority = url.substr(0, slash);
  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end =
      bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (authority.empty() || host_end == std::string_view::npos) {
    throw Error(ErrorCode::invalid_argument,
                "--url names no host, it is like http://127.0.0.1:7700", url_);
  }
  host_ = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  const std::size_t colon = authority.find(':', host_end);
  port_ = colon == std::string_view::npos ? "80" : authority.substr(colon + 1);
  if (host_.empty() || !number_of<std::uint16_t>(port_)) {
    throw Error(ErrorCode::invalid_argument, "--url is like http://127.0.0.1:7700", url_);
  }
}

HttpClient::~HttpClient() { close(); }

void HttpClient::close() noexcept {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  received_.clear();
}

void HttpClient::connect() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &found) != 0) found = nullptr;
  for (const addrinfo* one = found; one != nullptr && socket_ < 0; one = one->ai_next) {
    const int made = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (made < 0) continue;
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(made, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    ::setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &kSendingPatience, sizeof kSendingPatience);
    if (::connect(made, one->ai_addr, one->ai_addrlen) == 0) {
      socket_ = made;
    } else {
      ::close(made);
    }
  }
  if (found != nullptr) ::freeaddrinfo(found);
  if (socket_ < 0) {
    throw Error(ErrorCode::address, "the server cannot be reached: is coldopen serve running there",
                url_);
  }
}

void HttpClient::wait_at_most(std::chrono::milliseconds time) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::chrono::microseconds rest = time - seconds;
  const timeval timeout{seconds.count(), rest.count()};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
}

void HttpClient::no_answer() const {
  std::ostringstream text;
  text << "no answer came within " << std::chrono::duration<double>(patience_).count()
       << " s, the request may still be under way: look before you ask it again";
  throw Error(ErrorCode::address, text.str(), url_);
}

bool HttpClient::send(std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// False where the connection ended before the answer did.
bool HttpClient::receive(HttpAnswer& answer, bool& keep) {
  std::array<char, 16'384> piece{};
  std::size_t head_end = std::string::npos;
  std::size_t whole = kAnswerBytesMax + kHeadBytesMax;
  while (received_.size() < whole) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got < 0 && errno == EAGAIN) {
      close();  // a late answer is none to the next question
      no_answer();
    }
    if (got <= 0) return false;
    received_.append(piece.data(), static_cast<std::size_t>(got));
    if (head_end != std::string::npos) continue;
    head_end = received_.find("\r\n\r\n");
    if (head_end == std::string::npos) {
      if (received_.size() > kHeadBytesMax) not_http(url_);
      continue;
    }
    const std::string head = ascii_lower(std::string_view(received_).substr(0, head_end + 2));
    const auto length = number_of<std::size_t>(field_of(head, "content-length").value_or(""));
    const auto status =
        number_of<int>(std::string_view(head).substr(std::min<std::size_t>(9, head.size()), 3));
    if (!head.starts_with("http/1.1 ") || !length || !status || *length > kAnswerBytesMax)
      not_http(url_);
    answer.status = *status;
    keep = field_of(head, "connection") != "close";
    whole = head_end + 4 + *length;
  }
  answer.body = received_.substr(head_end + 4, whole - head_end - 4);
  received_.erase(0, whole);
  return true;
}

HttpAnswer HttpClient::ask(const std::string& method, const std::string& target,
                           const std::string& rest) {
  const bool bracket = host_.find(':') != std::string::npos;
  const std::string request = method + " " + prefix_ + target +
                              " HTTP/1.1\r\nHost: " + (bracket ? "[" : "") + host_ +
                              (bracket ? "]" : "") + ":" + port_ + "\r\n" +
                              (key_.empty() ? "" : "Authorization: Bearer " + key_ + "\r\n") +
                              (rest.empty() ? "\r\n" : rest);
  for (const bool again : {true, false}) {
    const bool fresh = socket_ < 0;
    if (fresh) connect();
    wait_at_most(method == "GET" ? patience_ : std::chrono::milliseconds(0));
    HttpAnswer answer;
    bool keep = false;
    if (send(request) && receive(answer, keep)) {
      if (!keep) close();
      return answer;
    }
    close();
    if (fresh || !again) break;
  }
  throw Error(ErrorCode::address, "the server ended the connection: ask it again", url_);
}

std::string body_of(HttpAnswer answer, const std::string& url) {
  if (answer.status == 200) return std::move(answer.body);
  const ErrorCode code = answer.status == 404                           ? ErrorCode::not_found
                         : answer.status == 401 || answer.status == 403 ? ErrorCode::permission
                         : answer.status < 500 ? ErrorCode::invalid_argument
                                               : ErrorCode::unavailable;
  throw Error(code, "the server answers " + std::to_string(answer.status) + ": " + answer.body,
              url);
}

std::string read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string key;
  if (!file || !std::getline(file, key))
    throw Error(ErrorCode::not_found,
                "the file of the key cannot be read: its first line is the key", path);
  key = std::string(trimmed(key));
  const auto is_token = [](unsigned char c) { return c > ' ' && c < 0x7F; };
  if (key.empty() || !std::ranges::all_of(key, is_token))
    throw Error(ErrorCode::bad_input, "the first line of the file is no key", path);
  return key;
}

}  // namespace coldopen

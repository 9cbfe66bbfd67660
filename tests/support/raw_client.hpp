// A connection that sends exactly the bytes of a test, in the pieces the test wants.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace coldopen {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket_, raw, sizeof address) != 0) throw std::runtime_error("cannot connect");
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False where the server has closed already.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  void reset() {  // the next close sends RST
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }

  // All bytes until the server closes, or until `wait_ms` pass without any (then closed() is
  // false).
  std::string read_all(int wait_ms = 5000) {
    std::string all;
    while (read_some(all, wait_ms)) {
    }
    return all;
  }
  // Until `marker` has come `times` times, or as above.
  std::string read_until(std::string_view marker, std::size_t times = 1, int wait_ms = 5000) {
    std::string all;
    while (count(all, marker) < times && read_some(all, wait_ms)) {
    }
    return all;
  }
  bool closed() const noexcept { return closed_; }

  static std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; ++found) {
      at = text.find(part, at + part.size());
    }
    return found;
  }

 private:
  bool read_some(std::string& all, int wait_ms) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, wait_ms) <= 0) return false;
    char buffer[65536];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    closed_ = got <= 0;
    if (closed_) return false;
    all.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool closed_ = false;
};

}  // namespace coldopen

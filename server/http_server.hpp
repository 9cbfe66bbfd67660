// The server: listening sockets, who may connect, signals, drain. No type of Asio leaves the rooms
// `connection` and `http_server`.
//
// One I/O thread (that of run()) does all socket work; handlers run on the threads of their lanes
// (server/admission). Every connection has bounds from Limits for bytes, times and requests.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "server/limits.hpp"
#include "server/router.hpp"
#include "server/routes.hpp"
#include "server/state.hpp"

namespace coldopen {

struct ListenAddress {
  std::string host = "127.0.0.1";  // a numeric IPv4 or IPv6 address
  std::uint16_t port = 7700;       // 0: the system picks one
};

struct HttpOptions {
  std::vector<ListenAddress> listen{ListenAddress{}};
  std::vector<std::string> public_urls;   // their hosts are ours too, beside the loopback names
  std::vector<std::string> cors_origins;  // pages that may read here, or "*"
  unsigned search_threads = 0;            // 0: the number of cores
  bool access_log = false;
};

class HttpServer {
 public:
  // Binds and listens. `state` is the one that `service` shows. Errors: Error(address) naming it.
  HttpServer(const Service& service, ServerState& state, const HttpOptions& options,
             std::span<const Route> table = routes());
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::vector<ListenAddress> addresses() const;  // with the ports the system picked

  // Serves until stop() and its drain are over. With `signals`, SIGINT and SIGTERM call stop(),
  // the second one ends at once; the first signal's number is returned (else 0).
  int run(bool signals = false);

  // Begins the drain: no new connections, idle ones closed, running requests answered with
  // Connection: close; what is not done after Limits::drain is cut. Any thread; may be repeated.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen

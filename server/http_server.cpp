// The listening sockets and the life of the server: accept within the limits, signals, drain. What
// happens on a connection is the room `connection`.
#include "server/http_server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>
#include <list>
#include <sys/resource.h>
#include <thread>
#include <utility>

#include "corpus/error.hpp"
#include "server/connection.hpp"

namespace coldopen {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

constexpr milliseconds kAcceptPause{100};
constexpr std::size_t kTurnedAwayMax = 64;  // answered with 503 at once; beyond, only closed

unsigned search_threads(const HttpOptions& options) {
  if (options.search_threads > 0) return options.search_threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

// As many connections as the limit, or as the descriptors of this process allow (O7): 128 stay for
// the store, segments and logs.
std::size_t allowed_connections(std::size_t wanted) {
  constexpr std::size_t kOtherFiles = 128;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  if (files.rlim_cur < files.rlim_max) {
    rlimit raised = files;
    raised.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) files = raised;
  }
  const std::size_t all = files.rlim_cur;
  return all > 2 * kOtherFiles ? std::min(wanted, all - kOtherFiles) : wanted;
}

}  // namespace

struct HttpServer::State {
  State(const Service& service, ServerState& state, const HttpOptions& options,
        std::span<const Route> table);

  void listen(const ListenAddress& address);
  asio::awaitable<void> accept_from(Tcp::acceptor* acceptor);
  std::string_view refusal_of(const Tcp::socket& socket);
  void welcome(Tcp::socket socket);
  void await_signal();
  void begin_drain();
  void end_if_drained();

  ConnectionContext context;
  std::size_t connections_max, turned_away = 0;
  std::size_t live = 0;  // connections whose coroutine runs
  int signal = 0;
  std::list<Tcp::acceptor> acceptors;
  asio::steady_timer drain_timer;
  asio::signal_set signals;
};

HttpServer::State::State(const Service& service, ServerState& state, const HttpOptions& options,
                         std::span<const Route> table)
    : context(service, state, table, own_names(options.public_urls, options.cors_origins),
              options.access_log, search_threads(options)),
      connections_max(allowed_connections(service.limits.connections_max)),
      drain_timer(context.io),
      signals(context.io) {
  state.public_origins = context.own.origins;
  for (const ListenAddress& address : options.listen) listen(address);
}

// Where descriptors or memory are short, or the network is down, accept fails at once and for ever:
// without the pause it would spin. A peer that left before it was accepted is no reason to wait.
asio::awaitable<void> HttpServer::State::accept_from(Tcp::acceptor* acceptor) {
  asio::steady_timer pause(context.io);
  auto last_word = steady_clock::time_point::min();
  while (acceptor->is_open()) {
    auto [error, socket] = co_await acceptor->async_accept(kToken);
    if (!error) {
      try {
        welcome(std::move(socket));
      } catch (const std::exception& failure) {  // no memory for it: it closes, others come
        context.service.log.event(LogLevel::error, "a connection could not begin",
                                  {{"what", failure.what()}});
      }
    } else if (error != asio::error::connection_aborted && acceptor->is_open()) {
      const auto now = steady_clock::now();
      if (last_word == steady_clock::time_point::min() ||
          now - last_word > std::chrono::seconds{10}) {
        context.service.log.event(LogLevel::warning, "cannot accept connections",
                                  {{"why", error.message()}});
        last_word = now;
      }
      context.service.metrics.rejected("accept");
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kToken);
    }
  }
}

void HttpServer::State::listen(const ListenAddress& address) {
  const std::string name =
      (address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']') +
      ':' + std::to_string(address.port);
  const auto fail = [&name](const error_code& error) {
    throw Error(ErrorCode::address, "cannot listen on " + name + ": " + error.message(), name);
  };
  error_code error;
  const asio::ip::address ip = asio::ip::make_address(address.host, error);
  if (error) fail(error);
  const Tcp::endpoint endpoint(ip, address.port);
  Tcp::acceptor& acceptor = acceptors.emplace_back(context.io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && ip.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) fail(error);
  if (!ip.is_unspecified()) {
    context.own.hosts.push_back(ip.is_v6() ? '[' + ip.to_string() + ']' : ip.to_string());
  }
}

// Why a new connection cannot stay; empty where it can. Beyond the limit of all connections the one
// that is idle for longest gives way.
std::string_view HttpServer::State::refusal_of(const Tcp::socket& socket) {
  error_code ignored;
  const asio::ip::address from = socket.remote_endpoint(ignored).address();
  const auto same = context.by_address.find(from);
  const std::size_t quarter = std::max<std::size_t>(1, connections_max / 4);
  if (!from.is_loopback() && same != context.by_address.end() && same->second >= quarter) {
    return "too many connections from one address";
  }
  if (context.open.size() < connections_max) return {};
  Connection* oldest = nullptr;
  for (Connection* one : context.open) {
    const bool older = oldest == nullptr || one->idle_since() < oldest->idle_since();
    if (one->is_idle() && older) oldest = one;
  }
  if (oldest == nullptr) return "too many connections: try again in a moment";
  oldest->close_idle();
  return {};
}

// A new connection gets its coroutine, be it only to be turned away.
void HttpServer::State::welcome(Tcp::socket socket) {
  if (context.state.draining) return;  // accepted before the listening sockets were closed
  const std::string_view refusal = refusal_of(socket);
  if (!refusal.empty() && turned_away >= kTurnedAwayMax) {
    context.service.metrics.rejected("connections");
    return;
  }
  const bool refused = !refusal.empty();
  if (refused) ++turned_away;
  auto connection = std::make_shared<Connection>(context, std::move(socket));
  ++live;
  asio::co_spawn(context.io, refused ? connection->turn_away(refusal) : connection->serve(),
                 [this, connection, refused](const std::exception_ptr& failure) {
                   if (failure) {
                     context.service.log.event(LogLevel::error,
                                               "a connection ended by an exception");
                   }
                   --live;
                   if (refused) --turned_away;
                   end_if_drained();
                 });
}

void HttpServer::State::await_signal() {
  signals.async_wait([this](const error_code& error, int number) {
    if (error) return;
    if (signal != 0) return context.io.stop();  // the second one: at once
    signal = number;
    await_signal();  // before the drain: where nobody is connected it ends at once, this wait too
    begin_drain();
  });
}

void HttpServer::State::begin_drain() {
  if (context.state.draining.exchange(true)) return;
  context.service.log.event(LogLevel::info, "stopping", {{"connections", std::to_string(live)}});
  error_code ignored;
  for (Tcp::acceptor& acceptor : acceptors) acceptor.close(ignored);
  for (Connection* connection : context.open) connection->stop_waiting();
  drain_timer.expires_after(context.limits().drain);
  drain_timer.async_wait([this](const error_code& error) {
    if (!error) context.io.stop();
  });
  end_if_drained();
}

void HttpServer::State::end_if_drained() {
  if (!context.state.draining || live > 0) return;
  drain_timer.cancel();
  signals.cancel();
}

HttpServer::HttpServer(const Service& service, ServerState& state, const HttpOptions& options,
                       std::span<const Route> table)
    : state_(std::make_unique<State>(service, state, options, table)) {}

HttpServer::~HttpServer() = default;

std::vector<ListenAddress> HttpServer::addresses() const {
  std::vector<ListenAddress> addresses;
  for (const Tcp::acceptor& acceptor : state_->acceptors) {
    const Tcp::endpoint endpoint = acceptor.local_endpoint();
    addresses.push_back({endpoint.address().to_string(), endpoint.port()});
  }
  return addresses;
}

int HttpServer::run(bool signals) {
  State& state = *state_;
  for (Tcp::acceptor& acceptor : state.acceptors) {
    asio::co_spawn(
        state.context.io, state.accept_from(&acceptor), [&state](const std::exception_ptr& why) {
          if (why)
            state.context.service.log.event(LogLevel::error, "accepting ended by an exception");
        });
  }
  if (signals) {
    state.signals.add(SIGINT);
    state.signals.add(SIGTERM);
    state.await_signal();
  }
  while (true) {
    try {
      state.context.io.run();
      return state.signal;
    } catch (const std::exception& error) {
      state.context.service.log.event(LogLevel::error, "the event loop caught an exception",
                                      {{"what", error.what()}});
      state.context.service.metrics.rejected("exception");
    }
  }
}

void HttpServer::stop() {
  asio::post(state_->context.io, [this] { state_->begin_drain(); });
}

}  // namespace coldopen

// One connection: reads a head, then its body, has the lane of the route answer, writes the answer,
// and lingers where the peer may still send. Internal to the rooms with sockets: handlers and the
// rest of the server never see this header.
//
// One coroutine a connection, all on the I/O thread; only what a lane runs is on another thread.
// Errors: none leave serve() but for want of memory while a failure is answered; what goes wrong
// becomes an answer (408, 4xx, 500, 503), a line of the log, or the end of the connection. Memory:
// one head or one body, and one group of lines; none to speak of while it waits for a request.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "server/lanes.hpp"
#include "server/ndjson_stream.hpp"
#include "server/reception.hpp"
#include "server/request_body.hpp"
#include "server/request_log.hpp"
#include "server/router.hpp"
#include "server/state.hpp"

namespace coldopen {

class Connection;

// What all connections share. Touched by the I/O thread only, but for the lanes.
struct ConnectionContext {
  ConnectionContext(const Service& its_service, ServerState& its_state,
                    std::span<const Route> its_table, OwnNames its_names, bool access_log,
                    unsigned search_threads)
      : service(its_service),
        state(its_state),
        table(its_table),
        own(std::move(its_names)),
        requests(service, access_log),
        lanes(service.limits, search_threads) {}

  const Limits& limits() const noexcept { return service.limits; }

  const Service service;
  ServerState& state;
  const std::span<const Route> table;
  OwnNames own;
  RequestLog requests;
  std::size_t write_bytes_waiting = 0;  // in bodies not yet answered
  std::list<Connection*> open;          // every Connection that lives
  std::map<boost::asio::ip::address, std::size_t> by_address;
  boost::asio::io_context io{1};
  Lanes lanes;  // last, so that they are joined first: their work posts to `io`
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  // `context` outlives it. Enters itself there, and leaves with its end.
  Connection(ConnectionContext& context, Socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One of the two, once; the caller keeps the connection until it is over.
  boost::asio::awaitable<void> serve();  // requests until one of both sides ends it
  boost::asio::awaitable<void> turn_away(std::string_view reason);  // 503 before any request

  void stop_waiting();  // a drain has begun: what only waits, ends
  // Waits for a request that may never come: may be closed for another, or for a drain.
  bool is_idle() const noexcept { return idle_; }
  std::chrono::steady_clock::time_point idle_since() const noexcept { return idle_since_; }
  void close_idle();

 private:
  enum class Got : std::uint8_t { bytes, end, timeout };  // end: closed, reset or told to stop
  struct Job;

  // One alarm at a time; when it rings, what the socket waits for is cancelled.
  void set_alarm(std::chrono::milliseconds after);
  void clear_alarm();

  boost::asio::awaitable<Got> wait_for_request();
  boost::asio::awaitable<Got> read_more(std::size_t bytes_max, std::chrono::milliseconds allowed);
  boost::asio::awaitable<bool> write_all(std::string_view bytes);
  boost::asio::awaitable<bool> write_reply(const Reply& reply, const Call& call, bool compressed);
  boost::asio::awaitable<bool> write_fault(int status, std::string_view code,
                                           std::string_view detail);
  boost::asio::awaitable<void> part();

  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> read_head(Head& head);
  boost::asio::awaitable<bool> answer_call(Framing framing, Received received);
  boost::asio::awaitable<bool> read_body(const Framing& framing, const Route& route,
                                         HeldBytes& held, std::string& body);
  boost::asio::awaitable<bool> run_job(std::shared_ptr<Job> job, const Route& route);
  boost::asio::awaitable<void> run_lines(std::shared_ptr<Job> job, const Route& route);
  boost::asio::awaitable<bool> stream_lines(Framing framing, std::shared_ptr<Job> job,
                                            const Route& route);
  boost::asio::awaitable<bool> write_group(NdjsonStream& lines, std::shared_ptr<Job> job,
                                           const Route& route);
  boost::asio::awaitable<bool> write_continue(const Framing& framing);
  bool stays_open() const;
  std::string head_of(const Reply& reply, bool chunked, bool compressed) const;
  void note(const Route* route, std::string_view method, const Reply& reply);

  ConnectionContext& context_;
  Socket socket_;
  boost::asio::steady_timer timer_;
  boost::asio::ip::address address_;
  std::list<Connection*>::iterator place_;
  std::uint64_t alarm_ = 0;  // number of the alarm that is set
  bool rang_ = false, idle_ = false, keep_alive_ = true, old_client_ = false;
  bool streams_ = false;   // waits for more lines
  bool lingers_ = false;   // the peer may still send what nobody will read
  bool answered_ = false;  // an answer to the present request has begun
  std::size_t requests_ = 0;
  std::chrono::steady_clock::time_point idle_since_ = std::chrono::steady_clock::now(),
                                        received_ = idle_since_;
  std::string inbox_;  // read and not yet used
  std::string request_id_;
  std::string allowed_origin_;  // of the present request (server/cors)
};

}  // namespace coldopen

// One coroutine a connection, all on the thread of run(). A head is read by us, byte for byte
// through HeadScan, and given to Beast's parser when it is whole, so Beast never waits in the
// middle of one and never meets what the scan refuses. Bodies are framed by ChunkedBody or by their
// length. Times are kept by an Alarm of our own, because a timeout of Beast's stream closes the
// socket and no 408 could follow.
//
// Coroutines here hold named values only (TOOLCHAIN rules C1 to C4: GCC 12 destroys an aggregate
// temporary inside a co_await expression twice).
#include "server/http_server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <csignal>
#include <exception>
#include <list>
#include <map>
#include <random>
#include <sys/resource.h>
#include <thread>
#include <utility>

#include "corpus/article.hpp"
#include "server/admission.hpp"
#include "server/compression.hpp"
#include "server/line_groups.hpp"
#include "server/reception.hpp"
#include "server/request_body.hpp"

namespace coldopen {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using Tcp = asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kReadBytes = 16 << 10;      // of a head or what follows it
constexpr std::size_t kBodyReadBytes = 64 << 10;  // of a body
constexpr std::size_t kWriteBytes = 64 << 10;     // between two looks at the clock
constexpr std::size_t kDrainBytes = 256 << 10;    // read and dropped after an early refusal
constexpr milliseconds kDrainTime{2000};
constexpr milliseconds kAcceptPause{100};
constexpr std::size_t kGroupLines = 1000;
constexpr std::size_t kGroupBytes = std::size_t{8} << 20;
constexpr milliseconds kGroupTime{20};
constexpr std::size_t kTurnedAwayMax = 64;  // answered with 503 at once; beyond, only closed

std::optional<Head> parse_head(std::string_view bytes) {
  beast_http::request_parser<beast_http::empty_body> parser;
  parser.eager(false);
  parser.header_limit(static_cast<std::uint32_t>(bytes.size()));
  parser.body_limit(boost::none);
  error_code error;
  parser.put(asio::buffer(bytes.data(), bytes.size()), error);
  if (error || !parser.is_header_done()) return std::nullopt;
  const auto& request = parser.get();
  Head head;
  head.method = std::string(request.method_string());
  head.target = std::string(request.target());
  head.minor_version = static_cast<int>(request.version() % 10);
  for (const auto& field : request) {
    head.fields.emplace_back(field.name_string(), field.value());
  }
  return head;
}

class Connection;

// What all connections share. Touched by the I/O thread only, but for the lanes.
struct Core {
  Core(const Service& its_service, ServerState& its_state, HttpOptions its_options,
       std::span<const Route> its_table);

  WorkLane& lane_of(Lane lane) noexcept {
    return lane == Lane::search ? search_lane : lane == Lane::write ? write_lane : quick_lane;
  }
  const Limits& limits() const noexcept { return service.limits; }
  std::string next_id();

  void listen(const ListenAddress& address);
  void welcome(Tcp::socket socket);
  void await_signal();
  void begin_drain();
  void end_if_drained();

  const Service service;
  ServerState& shared;
  const HttpOptions options;
  const std::span<const Route> table;
  OwnNames own;
  std::uint64_t id_prefix = 0, ids = 0;
  std::size_t connections_max = 0, turned_away = 0, write_bytes_waiting = 0;
  int signal = 0;
  std::size_t live = 0;                // connections whose coroutine runs
  std::list<Connection*> connections;  // all that are open
  std::map<asio::ip::address, std::size_t> by_address;
  asio::io_context io{1};
  std::list<Tcp::acceptor> acceptors;
  asio::steady_timer drain_timer;
  asio::signal_set signals;
  // Last, so that they are joined first: their work posts to `io`.
  WorkLane search_lane, write_lane, quick_lane;
};

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

Core::Core(const Service& its_service, ServerState& its_state, HttpOptions its_options,
           std::span<const Route> its_table)
    : service(its_service),
      shared(its_state),
      options(std::move(its_options)),
      table(its_table),
      own(own_names(options.public_urls)),
      connections_max(allowed_connections(its_service.limits.connections_max)),
      drain_timer(io),
      signals(io),
      search_lane(LaneLimits{.threads = search_threads(options),
                             .waiting_max = its_service.limits.waiting_searches_max}),
      // Writers wait for one common sync: more of them make larger groups, and nobody is refused
      // for a slow disk before the queue is full.
      write_lane(LaneLimits{.threads = 16,
                            .waiting_max = its_service.limits.waiting_writes_max,
                            .wait_max = milliseconds::max()}),
      // Never refused: what runs here takes little time, monitors must be answered, and no
      // connection has more than one request in it.
      quick_lane(
          LaneLimits{.threads = 1, .waiting_max = SIZE_MAX, .wait_max = milliseconds::max()}) {
  std::random_device seed;
  id_prefix = (std::uint64_t{seed()} << 32U) | seed();
}

std::string Core::next_id() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id;
  for (int shift = 60; shift >= 0; shift -= 4) id += kDigits[(id_prefix >> shift) & 15U];
  return id + '-' + std::to_string(++ids);
}

// Work on a lane that a coroutine waits for. The lane's thread touches everything but the bell,
// which is rung on the I/O thread.
struct Job {
  explicit Job(asio::io_context& io) : bell(io, steady_clock::time_point::max()) {}
  Call call;
  Reply reply;
  bool compressed = false;
  std::vector<NdjsonLine> lines;
  std::string line_results;
  bool done = false;
  asio::steady_timer bell;
};

enum class Got : std::uint8_t { bytes, end, timeout };  // end: closed, reset or told to stop

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, Tcp::socket socket)
      : core_(core), socket_(std::move(socket)), timer_(core.io) {
    error_code ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    address_ = socket_.remote_endpoint(ignored).address();
    place_ = core_.connections.insert(core_.connections.end(), this);
    ++core_.by_address[address_];
    core_.service.metrics.connections(static_cast<std::int64_t>(core_.connections.size()));
  }
  ~Connection() {
    core_.connections.erase(place_);
    if (--core_.by_address[address_] == 0) core_.by_address.erase(address_);
    core_.service.metrics.connections(static_cast<std::int64_t>(core_.connections.size()));
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> serve();
  asio::awaitable<void> turn_away(std::string_view reason);

  // Waits for a request that may never come: may be closed for another, or for a drain.
  // A drain has begun: what only waits, ends.
  void stop_waiting() {
    if (idle_) close_idle();
    error_code ignored;
    if (streams_) socket_.cancel(ignored);
  }
  bool is_idle() const noexcept { return idle_; }
  steady_clock::time_point idle_since() const noexcept { return idle_since_; }
  void close_idle() {
    ensure(idle_, "only idle connections are closed from outside");
    idle_ = false;
    error_code ignored;
    socket_.cancel(ignored);
  }

 private:
  // One alarm at a time; when it rings, what the socket waits for is cancelled.
  void set_alarm(milliseconds after);
  void clear_alarm();

  asio::awaitable<Got> wait_for_request();
  asio::awaitable<Got> read_more(std::size_t bytes_max, milliseconds allowed);
  asio::awaitable<bool> write_all(std::string_view bytes);
  asio::awaitable<bool> write_reply(const Reply& reply, const Call& call, bool compressed);
  asio::awaitable<bool> write_fault(int status, std::string_view code, std::string_view detail);
  asio::awaitable<void> part();

  asio::awaitable<bool> serve_one();
  asio::awaitable<bool> read_head(Head& head);
  asio::awaitable<bool> answer_call(Framing framing, Received received);
  asio::awaitable<bool> read_body(const Framing& framing, const Route& route, HeldBytes& held,
                                  std::string& body);
  asio::awaitable<bool> run_job(std::shared_ptr<Job> job, const Route& route);
  asio::awaitable<void> run_lines(std::shared_ptr<Job> job, const Route& route);
  asio::awaitable<bool> stream_lines(Framing framing, std::shared_ptr<Job> job, const Route& route);
  asio::awaitable<bool> flush_group(LineSplitter& lines, std::shared_ptr<Job> job,
                                    const Route& route);
  Reply overloaded_reply() const;
  void note(const Route* route, std::string_view method, const Reply& reply, std::size_t bytes);

  Core& core_;
  Tcp::socket socket_;
  asio::steady_timer timer_;
  asio::ip::address address_;
  std::list<Connection*>::iterator place_;
  std::uint64_t alarm_ = 0;  // number of the alarm that is set
  bool rang_ = false, idle_ = false, keep_alive_ = true, old_client_ = false;
  bool streams_ = false;   // waits for more lines
  bool lingers_ = false;   // the peer may still send what nobody will read
  bool answered_ = false;  // an answer to the present request has begun
  std::size_t requests_ = 0;
  steady_clock::time_point idle_since_ = steady_clock::now(), received_ = idle_since_;
  std::string inbox_;  // read and not yet used
  std::string request_id_;
};

void Connection::set_alarm(milliseconds after) {
  rang_ = false;
  timer_.expires_after(std::max(after, milliseconds{0}));
  timer_.async_wait([self = shared_from_this(), number = ++alarm_](const error_code& error) {
    if (error || number != self->alarm_) return;
    self->rang_ = true;
    error_code ignored;
    self->socket_.cancel(ignored);
  });
}

void Connection::clear_alarm() {
  ++alarm_;
  timer_.cancel();
}

// Waits for the first byte without a buffer, so that an idle connection costs little memory.
asio::awaitable<Got> Connection::wait_for_request() {
  if (!inbox_.empty()) co_return Got::bytes;
  inbox_.shrink_to_fit();
  idle_ = true;
  idle_since_ = steady_clock::now();
  set_alarm(requests_ == 0 ? core_.limits().header_timeout : core_.limits().idle_timeout);
  const auto [error] = co_await socket_.async_wait(Tcp::socket::wait_read, kToken);
  clear_alarm();
  const bool told_to_stop = !idle_;
  idle_ = false;
  co_return error || rang_ || told_to_stop ? Got::end : Got::bytes;
}

asio::awaitable<Got> Connection::read_more(std::size_t bytes_max, milliseconds allowed) {
  if (allowed <= milliseconds{0}) co_return Got::timeout;
  const std::size_t before = inbox_.size();
  inbox_.resize(before + bytes_max);
  set_alarm(allowed);
  const asio::mutable_buffer room(inbox_.data() + before, bytes_max);
  const auto [error, size] = co_await socket_.async_read_some(room, kToken);
  clear_alarm();
  inbox_.resize(before + size);
  if (size > 0) co_return Got::bytes;
  co_return rang_ ? Got::timeout : Got::end;
}

asio::awaitable<bool> Connection::write_all(std::string_view bytes) {
  Pace pace(core_.limits());
  while (!bytes.empty()) {
    const auto begin = steady_clock::now();
    const asio::const_buffer slice(bytes.data(), std::min(bytes.size(), kWriteBytes));
    set_alarm(pace.left());
    const auto [error, size] = co_await socket_.async_write_some(slice, kToken);
    clear_alarm();
    if (error) co_return false;
    pace.add(size, steady_clock::now() - begin);
    bytes.remove_prefix(size);
  }
  co_return true;
}

std::string milliseconds_text(double seconds) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), seconds * 1e3,
                                 std::chars_format::fixed, 2)
                       .ptr;
  return {text.data(), end};
}

void Connection::note(const Route* route, std::string_view method, const Reply& reply,
                      std::size_t bytes) {
  constexpr std::array<std::string_view, 5> kMethods = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  const std::string_view pattern = route == nullptr ? "none" : route->pattern;
  const bool known = std::ranges::find(kMethods, method) != kMethods.end();
  const std::string_view name = known ? method : "other";
  const std::chrono::duration<double> took = steady_clock::now() - received_;
  core_.service.metrics.request(pattern, name, reply.status, took.count());
  if (reply.status == 503) core_.service.metrics.rejected("unavailable");
  if (!core_.options.access_log) return;
  core_.service.log.event(LogLevel::info, "request",
                          {{"method", std::string(name)},
                           {"route", std::string(pattern)},
                           {"status", std::to_string(reply.status)},
                           {"bytes", std::to_string(bytes)},
                           {"ms", milliseconds_text(took.count())},
                           {"id", request_id_}});
}

asio::awaitable<bool> Connection::write_reply(const Reply& reply, const Call& call,
                                              bool compressed) {
  keep_alive_ = keep_alive_ && !reply.close && !core_.shared.draining &&
                requests_ < core_.limits().requests_per_connection_max;
  const std::chrono::duration<double> took = steady_clock::now() - received_;
  std::string bytes = answer_head(reply, {.request_id = request_id_,
                                          .keep_alive = keep_alive_,
                                          .old_client = old_client_,
                                          .compressed = compressed,
                                          .seconds = took.count()});
  const bool empty = call.method == "HEAD" || reply.status == 204 || reply.status == 304;
  if (!empty) bytes += reply.body;
  answered_ = true;
  lingers_ = !keep_alive_;
  const bool written = co_await write_all(bytes);
  co_return written&& keep_alive_;
}

asio::awaitable<bool> Connection::write_fault(int status, std::string_view code,
                                              std::string_view detail) {
  const Fault fault{status, code, detail};
  const Reply reply = fault_reply(fault, request_id_);
  const Call call;
  core_.service.metrics.rejected("guard");
  note(nullptr, "", reply, reply.body.size());
  co_await write_reply(reply, call, false);
  co_return false;
}

// A close while bytes of the peer lie unread would reset the connection and could take our last
// answer with it: say that we are done, read a little, then close.
asio::awaitable<void> Connection::part() {
  error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  const auto until = steady_clock::now() + kDrainTime;
  for (std::size_t dropped = 0; dropped < kDrainBytes;) {
    inbox_.clear();
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    const Got got = co_await read_more(kReadBytes, left);
    if (got != Got::bytes) break;
    dropped += inbox_.size();
  }
}

asio::awaitable<void> Connection::turn_away(std::string_view reason) {
  request_id_ = core_.next_id();
  received_ = steady_clock::now();
  core_.service.metrics.rejected("connections");
  const Fault fault{503, "too-many-connections", reason};
  const Reply reply = fault_reply(fault, request_id_);
  const Call call;
  co_await write_reply(reply, call, false);
  co_await part();
}

asio::awaitable<void> Connection::serve() {
  int failed = 0;
  try {
    bool more = true;
    while (more) more = co_await serve_one();
  } catch (const std::bad_alloc&) {
    failed = 503;
  } catch (const std::exception& error) {
    core_.service.log.event(LogLevel::error, "a connection failed",
                            {{"id", request_id_}, {"what", error.what()}});
    failed = 500;
  }
  if (failed == 503 && !answered_) {
    co_await write_fault(503, "out-of-memory", "there is not enough memory for this request now");
  } else if (failed == 500 && !answered_) {
    co_await write_fault(500, "internal", "something went wrong here; the log has this request_id");
  }
  if (lingers_) co_await part();
}

// True where another request may follow.
asio::awaitable<bool> Connection::serve_one() {
  answered_ = lingers_ = false;
  const Got first = co_await wait_for_request();
  if (first != Got::bytes) co_return false;
  ++requests_;
  keep_alive_ = false;
  request_id_ = core_.next_id();
  received_ = steady_clock::now();
  Head head;
  const bool read = co_await read_head(head);
  if (!read) co_return false;
  received_ = steady_clock::now();
  old_client_ = head.minor_version == 0;
  const std::string_view id = find_header(head.fields, "X-Request-Id");
  if (is_sane_request_id(id)) request_id_ = id;
  Framing framing;
  const std::optional<Fault> fault = guard(head, core_.limits(), framing);
  if (fault) co_return co_await write_fault(fault->status, fault->code, fault->detail);
  keep_alive_ = framing.keep_alive;
  Received received = receive(core_.table, head, framing, core_.own, request_id_);
  received.call.received = received_;
  const bool busy = received.route != nullptr && received.route->lane != Lane::quick;
  if (core_.shared.draining && busy && !received.refusal) {
    co_return co_await write_fault(503, "draining", "the server is stopping");
  }
  co_return co_await answer_call(std::move(framing), std::move(received));
}

// False where an answer has gone out already, or nobody is left to answer.
asio::awaitable<bool> Connection::read_head(Head& head) {
  HeadScan scan(core_.limits());
  const auto until = steady_clock::now() + core_.limits().header_timeout;
  std::size_t used = 0;
  while (true) {
    used += scan.feed(std::string_view(inbox_).substr(used));
    if (const auto& fault = scan.fault()) {
      co_return co_await write_fault(fault->status, fault->code, fault->detail);
    }
    if (scan.complete()) break;
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    const Got got = co_await read_more(kReadBytes, left);
    if (got == Got::end) co_return false;
    if (got == Got::timeout) {
      co_return co_await write_fault(408, "head-timeout", "the head came too slowly");
    }
  }
  std::optional<Head> parsed = parse_head(std::string_view(inbox_).substr(0, used));
  inbox_.erase(0, used);
  if (!parsed) co_return co_await write_fault(400, "bad-request", "this is no HTTP/1 head");
  head = std::move(*parsed);
  co_return true;
}

Reply Connection::overloaded_reply() const {
  return problem_reply({.status = 503,
                        .code = "overloaded",
                        .detail = "too much waits already: try again in a moment"},
                       request_id_);
}

asio::awaitable<bool> Connection::answer_call(Framing framing, Received received) {
  const Route* route = received.route;
  const auto job = std::make_shared<Job>(core_.io);
  job->call = std::move(received.call);
  if (received.refusal) {
    note(route, job->call.method, *received.refusal, received.refusal->body.size());
    co_return co_await write_reply(*received.refusal, job->call, false);
  }
  if (route->body_kind == BodyKind::lines) {
    co_return co_await stream_lines(std::move(framing), job, *route);
  }
  HeldBytes held(core_.write_bytes_waiting, core_.limits().waiting_write_bytes_max);
  if (route->body_kind == BodyKind::whole) {
    const bool read = co_await read_body(framing, *route, held, job->call.body);
    if (!read) co_return false;
  }
  const bool admitted = co_await run_job(job, *route);
  if (!admitted) job->reply = overloaded_reply();
  note(route, job->call.method, job->reply, job->reply.body.size());
  co_return co_await write_reply(job->reply, job->call, job->compressed);
}

// False where an answer has gone out already, or nobody is left to answer.
asio::awaitable<bool> Connection::read_body(const Framing& framing, const Route& route,
                                            HeldBytes& held, std::string& body) {
  constexpr std::string_view kFull = "too many bytes wait to be written: try again in a moment";
  if (!held.hold(framing.length)) co_return co_await write_fault(503, "overloaded", kFull);
  if (framing.expects_continue && inbox_.empty()) {
    const bool written = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n");
    if (!written) co_return false;
  }
  BodyReader reader(framing, route.body_bytes_max);
  Pace pace(core_.limits());
  while (true) {
    reader.take(inbox_, body);
    if (const auto& fault = reader.fault()) {
      co_return co_await write_fault(fault->status, fault->code, fault->detail);
    }
    if (reader.complete()) co_return true;
    if (!held.hold(body.size())) co_return co_await write_fault(503, "overloaded", kFull);
    const auto begin = steady_clock::now();
    const Got got = co_await read_more(kBodyReadBytes, pace.left());
    if (got == Got::end) co_return false;
    if (got == Got::timeout) {
      co_return co_await write_fault(408, "body-timeout", "the body came too slowly");
    }
    pace.add(inbox_.size(), steady_clock::now() - begin);
  }
}

// False: the lane is full and nothing was run.
asio::awaitable<bool> Connection::run_job(std::shared_ptr<Job> job, const Route& route) {
  job->done = false;
  const bool admitted = core_.lane_of(route.lane).submit([this, job, row = &route] {
    job->reply = answer(core_.service, *row, job->call);
    job->compressed = wants_gzip(job->reply, job->call) && compress(job->reply);
    asio::post(core_.io, [job] {
      job->done = true;
      job->bell.cancel();
    });
  });
  while (admitted && !job->done) co_await job->bell.async_wait(kToken);
  co_return admitted;
}

// Fills line_results; empty where something failed that is no result of a line.
asio::awaitable<void> Connection::run_lines(std::shared_ptr<Job> job, const Route& route) {
  job->done = false;
  core_.lane_of(route.lane).submit_unbounded([this, job, row = &route] {
    try {
      job->line_results = row->lines(core_.service, job->call, job->lines);
    } catch (const std::exception& error) {
      job->line_results.clear();
      core_.service.log.event(LogLevel::error, "a group of lines failed",
                              {{"id", job->call.request_id}, {"what", error.what()}});
    }
    asio::post(core_.io, [job] {
      job->done = true;
      job->bell.cancel();
    });
  });
  while (!job->done) co_await job->bell.async_wait(kToken);
}

// Writes the results of one group; before the first one the head of the answer.
asio::awaitable<bool> Connection::flush_group(LineSplitter& lines, std::shared_ptr<Job> job,
                                              const Route& route) {
  job->lines = lines.take(kGroupLines);
  co_await run_lines(job, route);
  if (job->line_results.empty()) co_return false;
  std::string bytes;
  if (!answered_) {
    answered_ = lingers_ = true;
    const std::chrono::duration<double> took = steady_clock::now() - received_;
    bytes = answer_head(job->reply, {.request_id = request_id_,
                                     .keep_alive = keep_alive_,
                                     .old_client = old_client_,
                                     .chunked = true,
                                     .seconds = took.count()});
  }
  if (old_client_) {
    bytes += job->line_results;
  } else {
    std::array<char, 20> size{};
    const auto end =
        std::to_chars(size.data(), size.data() + size.size(), job->line_results.size(), 16).ptr;
    bytes.append(size.data(), end);
    bytes += "\r\n" + job->line_results + "\r\n";
  }
  co_return co_await write_all(bytes);
}

// Lines in, result lines out. The head of the answer waits for the first group, so that a stream
// that begins badly still gets its 400. What is cut off keeps whole acknowledged groups.
asio::awaitable<bool> Connection::stream_lines(Framing framing, std::shared_ptr<Job> job,
                                               const Route& route) {
  const bool admitted = co_await run_job(job, route);
  if (!admitted) job->reply = overloaded_reply();
  note(&route, job->call.method, job->reply, job->reply.body.size());
  if (job->reply.status != 200) {
    job->reply.close = true;  // the lines are not read
    co_return co_await write_reply(job->reply, job->call, job->compressed);
  }
  keep_alive_ = keep_alive_ && !old_client_ && !core_.shared.draining &&
                requests_ < core_.limits().requests_per_connection_max;
  if (framing.expects_continue && inbox_.empty()) {
    const bool written = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n");
    if (!written) co_return false;
  }
  BodyReader reader(framing, 0);
  LineSplitter lines(ArticleLimits::bytes_max);
  Pace pace(core_.limits());
  auto first_ready = steady_clock::now();
  while (true) {
    const bool had_lines = lines.ready_lines() > 0;
    std::string piece;
    reader.take(inbox_, piece);
    lines.feed(piece);
    if (const auto& fault = reader.fault()) {
      if (answered_) co_return false;
      co_return co_await write_fault(fault->status, fault->code, fault->detail);
    }
    if (reader.complete()) lines.finish();
    if (!had_lines) first_ready = steady_clock::now();
    const auto age = std::chrono::duration_cast<milliseconds>(steady_clock::now() - first_ready);
    const bool full = lines.ready_lines() >= kGroupLines || lines.ready_bytes() >= kGroupBytes;
    const bool ends = reader.complete() || core_.shared.draining;
    if (lines.ready_lines() > 0 && (full || ends || age >= kGroupTime)) {
      const bool written = co_await flush_group(lines, job, route);
      if (!written) co_return false;
      first_ready = steady_clock::now();
      continue;
    }
    if (ends) break;
    const milliseconds left = pace.left();
    const milliseconds wait = lines.ready_lines() > 0 ? std::min(kGroupTime - age, left) : left;
    const auto begin = steady_clock::now();
    streams_ = true;
    const Got got = co_await read_more(kBodyReadBytes, wait);
    streams_ = false;
    pace.add(inbox_.size(), steady_clock::now() - begin);
    if (got == Got::end && !core_.shared.draining) co_return false;
    if (got == Got::timeout && lines.ready_lines() == 0) {
      if (answered_) co_return false;
      co_return co_await write_fault(408, "body-timeout", "the lines came too slowly");
    }
  }
  if (!reader.complete()) co_return false;  // a drain: without its last chunk the answer is no end
  if (!answered_) {
    co_return co_await write_fault(400, "empty-body", "there is no line in the body");
  }
  if (!old_client_) {
    const bool written = co_await write_all("0\r\n\r\n");
    if (!written) co_return false;
  }
  co_return keep_alive_;
}

// --- The server ----------------------------------------------------------------------------------

// Where descriptors or memory are short, or the network is down, accept fails at once and for ever:
// without the pause it would spin. A peer that left before it was accepted is no reason to wait.
asio::awaitable<void> accept_from(Core* core, Tcp::acceptor* acceptor) {
  asio::steady_timer pause(core->io);
  auto last_word = steady_clock::time_point::min();
  while (acceptor->is_open()) {
    auto [error, socket] = co_await acceptor->async_accept(kToken);
    if (!error) {
      try {
        core->welcome(std::move(socket));
      } catch (const std::exception& failure) {  // no memory for it: it closes, others come
        core->service.log.event(LogLevel::error, "a connection could not begin",
                                {{"what", failure.what()}});
      }
    } else if (error != asio::error::connection_aborted && acceptor->is_open()) {
      const auto now = steady_clock::now();
      if (last_word == steady_clock::time_point::min() ||
          now - last_word > std::chrono::seconds{10}) {
        core->service.log.event(LogLevel::warning, "cannot accept connections",
                                {{"why", error.message()}});
        last_word = now;
      }
      core->service.metrics.rejected("accept");
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kToken);
    }
  }
}

void Core::listen(const ListenAddress& address) {
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
  Tcp::acceptor& acceptor = acceptors.emplace_back(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && ip.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) fail(error);
  if (!ip.is_unspecified()) {
    own.hosts.push_back(ip.is_v6() ? '[' + ip.to_string() + ']' : ip.to_string());
  }
}

// A new connection gets its coroutine; beyond the limits the one that is idle for longest gives
// way, or the new one is turned away.
void Core::welcome(Tcp::socket socket) {
  if (shared.draining) return;  // accepted before the listening sockets were closed
  std::string_view refusal;
  error_code ignored;
  const asio::ip::address from = socket.remote_endpoint(ignored).address();
  const auto same = by_address.find(from);
  const std::size_t quarter = std::max<std::size_t>(1, connections_max / 4);
  if (!from.is_loopback() && same != by_address.end() && same->second >= quarter) {
    refusal = "too many connections from one address";
  } else if (connections.size() >= connections_max) {
    Connection* oldest = nullptr;
    for (Connection* one : connections) {
      const bool older = oldest == nullptr || one->idle_since() < oldest->idle_since();
      if (one->is_idle() && older) oldest = one;
    }
    if (oldest != nullptr) {
      oldest->close_idle();
    } else {
      refusal = "too many connections: try again in a moment";
    }
  }
  if (!refusal.empty() && turned_away >= kTurnedAwayMax) {
    service.metrics.rejected("connections");
    return;
  }
  const bool refused = !refusal.empty();
  if (refused) ++turned_away;
  auto connection = std::make_shared<Connection>(*this, std::move(socket));
  ++live;
  asio::co_spawn(io, refused ? connection->turn_away(refusal) : connection->serve(),
                 [this, connection, refused](const std::exception_ptr& failure) {
                   if (failure) {
                     service.log.event(LogLevel::error, "a connection ended by an exception");
                   }
                   --live;
                   if (refused) --turned_away;
                   end_if_drained();
                 });
}

void Core::await_signal() {
  signals.async_wait([this](const error_code& error, int number) {
    if (error) return;
    if (signal != 0) return io.stop();  // the second one: at once
    signal = number;
    await_signal();  // before the drain: where nobody is connected it ends at once, this wait too
    begin_drain();
  });
}

void Core::begin_drain() {
  if (shared.draining.exchange(true)) return;
  service.log.event(LogLevel::info, "stopping", {{"connections", std::to_string(live)}});
  error_code ignored;
  for (Tcp::acceptor& acceptor : acceptors) acceptor.close(ignored);
  for (Connection* connection : connections) connection->stop_waiting();
  drain_timer.expires_after(limits().drain);
  drain_timer.async_wait([this](const error_code& error) {
    if (!error) io.stop();
  });
  end_if_drained();
}

void Core::end_if_drained() {
  if (!shared.draining || live > 0) return;
  drain_timer.cancel();
  signals.cancel();
}

}  // namespace

struct HttpServer::State {
  State(const Service& service, ServerState& state, HttpOptions options,
        std::span<const Route> table)
      : core(service, state, std::move(options), table) {}
  Core core;
};

HttpServer::HttpServer(const Service& service, ServerState& state, HttpOptions options,
                       std::span<const Route> table)
    : state_(std::make_unique<State>(service, state, std::move(options), table)) {
  for (const ListenAddress& address : state_->core.options.listen) state_->core.listen(address);
}

HttpServer::~HttpServer() = default;

std::vector<ListenAddress> HttpServer::addresses() const {
  std::vector<ListenAddress> addresses;
  for (const Tcp::acceptor& acceptor : state_->core.acceptors) {
    const Tcp::endpoint endpoint = acceptor.local_endpoint();
    addresses.push_back({endpoint.address().to_string(), endpoint.port()});
  }
  return addresses;
}

int HttpServer::run(bool signals) {
  Core& core = state_->core;
  for (Tcp::acceptor& acceptor : core.acceptors) {
    asio::co_spawn(core.io, accept_from(&core, &acceptor), [&core](const std::exception_ptr& why) {
      if (why) core.service.log.event(LogLevel::error, "accepting ended by an exception");
    });
  }
  if (signals) {
    core.signals.add(SIGINT);
    core.signals.add(SIGTERM);
    core.await_signal();
  }
  while (true) {
    try {
      core.io.run();
      return core.signal;
    } catch (const std::exception& error) {
      core.service.log.event(LogLevel::error, "the event loop caught an exception",
                             {{"what", error.what()}});
      core.service.metrics.rejected("exception");
    }
  }
}

void HttpServer::stop() {
  asio::post(state_->core.io, [this] { state_->core.begin_drain(); });
}

}  // namespace coldopen

// A head is read by us, byte for byte through HeadScan, and given to Beast's parser when it is
// whole, so Beast never waits in the middle of one and never meets what the scan refuses. Bodies
// are framed by ChunkedBody or by their length. Times are kept by an alarm of our own, because a
// timeout of Beast's stream closes the socket and no 408 could follow.
//
// Coroutines here hold named values only: GCC 12 destroys an aggregate temporary inside a co_await
// expression twice.
#include "server/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "corpus/error.hpp"
#include "server/compression.hpp"
#include "server/head_parser.hpp"
#include "server/headers.hpp"

namespace coldopen {
namespace {

namespace asio = boost::asio;
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

Reply overloaded_reply(std::string_view request_id) {
  return problem_reply({.status = 503,
                        .code = "overloaded",
                        .detail = "too much waits already: try again in a moment"},
                       request_id);
}

}  // namespace

// Work on a lane that a coroutine waits for. The lane's thread touches everything but the bell,
// which is rung on the I/O thread.
struct Connection::Job {
  explicit Job(asio::io_context& io) : bell(io, steady_clock::time_point::max()) {}
  Call call;
  Reply reply;
  bool compressed = false;
  std::vector<NdjsonLine> lines;
  std::string line_results;
  bool done = false;
  asio::steady_timer bell;

  static void ring(asio::io_context& io, std::shared_ptr<Job> job) {  // from the lane
    asio::post(io, [job = std::move(job)] {
      job->done = true;
      job->bell.cancel();
    });
  }
};

Connection::Connection(ConnectionContext& context, Tcp::socket socket)
    : context_(context), socket_(std::move(socket)), timer_(context.io) {
  error_code ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  address_ = socket_.remote_endpoint(ignored).address();
  place_ = context_.open.insert(context_.open.end(), this);
  ++context_.by_address[address_];
  context_.service.metrics.connections(static_cast<std::int64_t>(context_.open.size()));
}

Connection::~Connection() {
  context_.open.erase(place_);
  if (--context_.by_address[address_] == 0) context_.by_address.erase(address_);
  context_.service.metrics.connections(static_cast<std::int64_t>(context_.open.size()));
}

void Connection::stop_waiting() {
  if (idle_) close_idle();
  error_code ignored;
  if (streams_) socket_.cancel(ignored);
}

void Connection::close_idle() {
  ensure(idle_, "only idle connections are closed from outside");
  idle_ = false;
  error_code ignored;
  socket_.cancel(ignored);
}

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
asio::awaitable<Connection::Got> Connection::wait_for_request() {
  if (!inbox_.empty()) co_return Got::bytes;
  inbox_.shrink_to_fit();
  idle_ = true;
  idle_since_ = steady_clock::now();
  set_alarm(requests_ == 0 ? context_.limits().header_timeout : context_.limits().idle_timeout);
  const auto [error] = co_await socket_.async_wait(Tcp::socket::wait_read, kToken);
  clear_alarm();
  const bool told_to_stop = !idle_;
  idle_ = false;
  co_return error || rang_ || told_to_stop ? Got::end : Got::bytes;
}

asio::awaitable<Connection::Got> Connection::read_more(std::size_t bytes_max,
                                                       milliseconds allowed) {
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
  Pace pace(context_.limits());
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

void Connection::note(const Route* route, std::string_view method, const Reply& reply) {
  context_.requests.note(route, method, reply.status, reply.body.size(),
                         steady_clock::now() - received_, request_id_);
}

std::string Connection::head_of(const Reply& reply, bool chunked, bool compressed) const {
  const std::chrono::duration<double> took = steady_clock::now() - received_;
  return answer_head(reply, {.request_id = request_id_,
                             .keep_alive = keep_alive_,
                             .old_client = old_client_,
                             .chunked = chunked,
                             .compressed = compressed,
                             .seconds = took.count(),
                             .allowed_origin = allowed_origin_});
}

// Whether another request may follow an answer that itself allows it.
bool Connection::stays_open() const {
  return keep_alive_ && !context_.state.draining &&
         requests_ < context_.limits().requests_per_connection_max;
}

asio::awaitable<bool> Connection::write_reply(const Reply& reply, const Call& call,
                                              bool compressed) {
  keep_alive_ = stays_open() && !reply.close;
  std::string bytes = head_of(reply, false, compressed);
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
  context_.service.metrics.rejected("guard");
  note(nullptr, "", reply);
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
  request_id_ = context_.requests.next_id();
  received_ = steady_clock::now();
  context_.service.metrics.rejected("connections");
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
    context_.service.log.event(LogLevel::error, "a connection failed",
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
  request_id_ = context_.requests.next_id();
  allowed_origin_.clear();
  received_ = steady_clock::now();
  Head head;
  const bool read = co_await read_head(head);
  if (!read) co_return false;
  received_ = steady_clock::now();
  old_client_ = head.minor_version == 0;
  const std::string_view id = find_header(head.fields, "X-Request-Id");
  if (is_sane_request_id(id)) request_id_ = id;
  Framing framing;
  const std::optional<Fault> fault = guard(head, context_.limits(), framing);
  if (fault) co_return co_await write_fault(fault->status, fault->code, fault->detail);
  keep_alive_ = framing.keep_alive;
  Received received = receive(context_.table, head, framing, context_.own, request_id_);
  received.call.received = received_;
  allowed_origin_ = std::move(received.allowed_origin);
  const bool busy = received.route != nullptr && received.route->lane != Lane::quick;
  if (context_.state.draining && busy && !received.refusal) {
    co_return co_await write_fault(503, "draining", "the server is stopping");
  }
  co_return co_await answer_call(std::move(framing), std::move(received));
}

// False where an answer has gone out already, or nobody is left to answer.
asio::awaitable<bool> Connection::read_head(Head& head) {
  HeadScan scan(context_.limits());
  const auto until = steady_clock::now() + context_.limits().header_timeout;
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

asio::awaitable<bool> Connection::answer_call(Framing framing, Received received) {
  const Route* route = received.route;
  const auto job = std::make_shared<Job>(context_.io);
  job->call = std::move(received.call);
  if (received.refusal) {
    note(route, job->call.method, *received.refusal);
    co_return co_await write_reply(*received.refusal, job->call, false);
  }
  if (route->body_kind == BodyKind::lines) {
    co_return co_await stream_lines(std::move(framing), job, *route);
  }
  HeldBytes held(context_.write_bytes_waiting, context_.limits().waiting_write_bytes_max);
  if (route->body_kind == BodyKind::whole || route->body_kind == BodyKind::form) {
    const bool read = co_await read_body(framing, *route, held, job->call.body);
    if (!read) co_return false;
  }
  const bool admitted = co_await run_job(job, *route);
  if (!admitted) job->reply = overloaded_reply(request_id_);
  note(route, job->call.method, job->reply);
  co_return co_await write_reply(job->reply, job->call, job->compressed);
}

// The word to go on, for a client that waits for it before it sends a body.
asio::awaitable<bool> Connection::write_continue(const Framing& framing) {
  if (!framing.expects_continue || !inbox_.empty()) co_return true;
  co_return co_await write_all("HTTP/1.1 100 Continue\r\n\r\n");
}

// False where an answer has gone out already, or nobody is left to answer.
asio::awaitable<bool> Connection::read_body(const Framing& framing, const Route& route,
                                            HeldBytes& held, std::string& body) {
  constexpr std::string_view kFull = "too many bytes wait to be written: try again in a moment";
  if (!held.hold(framing.length)) co_return co_await write_fault(503, "overloaded", kFull);
  const bool invited = co_await write_continue(framing);
  if (!invited) co_return false;
  BodyReader reader(framing, route.body_bytes_max);
  Pace pace(context_.limits());
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
  const bool admitted = context_.lanes.of(route.lane).submit([this, job, row = &route] {
    job->reply = answer(context_.service, *row, job->call);
    job->compressed = wants_gzip(job->reply, job->call) && compress(job->reply);
    Job::ring(context_.io, job);
  });
  while (admitted && !job->done) co_await job->bell.async_wait(kToken);
  co_return admitted;
}

// Fills line_results; empty where something failed that is no result of a line.
asio::awaitable<void> Connection::run_lines(std::shared_ptr<Job> job, const Route& route) {
  job->done = false;
  context_.lanes.of(route.lane).submit_unbounded([this, job, row = &route] {
    try {
      job->line_results = row->lines(context_.service, job->call, job->lines);
    } catch (const std::exception& error) {
      job->line_results.clear();
      context_.service.log.event(LogLevel::error, "a group of lines failed",
                                 {{"id", job->call.request_id}, {"what", error.what()}});
    }
    Job::ring(context_.io, job);
  });
  while (!job->done) co_await job->bell.async_wait(kToken);
}

// Writes the results of one group; before the first one the head of the answer.
asio::awaitable<bool> Connection::write_group(NdjsonStream& lines, std::shared_ptr<Job> job,
                                              const Route& route) {
  job->lines = lines.take_group();
  co_await run_lines(job, route);
  if (job->line_results.empty()) co_return false;
  std::string bytes;
  if (!answered_) {
    answered_ = lingers_ = true;
    bytes = head_of(job->reply, true, false);
  }
  bytes += old_client_ ? job->line_results : chunk_of(job->line_results);
  const bool written = co_await write_all(bytes);
  lines.end_group(steady_clock::now());
  co_return written;
}

// Lines in, result lines out. The head of the answer waits for the first group, so that a stream
// that begins badly still gets its 400. What is cut off keeps whole acknowledged groups.
asio::awaitable<bool> Connection::stream_lines(Framing framing, std::shared_ptr<Job> job,
                                               const Route& route) {
  const bool admitted = co_await run_job(job, route);
  if (!admitted) job->reply = overloaded_reply(request_id_);
  note(&route, job->call.method, job->reply);
  if (job->reply.status != 200) {
    job->reply.close = true;  // the lines are not read
    co_return co_await write_reply(job->reply, job->call, job->compressed);
  }
  keep_alive_ = stays_open() && !old_client_;
  const bool invited = co_await write_continue(framing);
  if (!invited) co_return false;
  NdjsonStream lines(framing);
  Pace pace(context_.limits());
  while (true) {
    lines.take(inbox_, steady_clock::now());
    if (const auto& fault = lines.fault()) {
      if (answered_) co_return false;
      co_return co_await write_fault(fault->status, fault->code, fault->detail);
    }
    const bool ends = lines.complete() || context_.state.draining;
    if (lines.group_is_due(steady_clock::now(), ends)) {
      const bool written = co_await write_group(lines, job, route);
      if (!written) co_return false;
      continue;
    }
    if (ends) break;
    const auto begin = steady_clock::now();
    streams_ = true;
    const Got got = co_await read_more(kBodyReadBytes, lines.wait(begin, pace.left()));
    streams_ = false;
    pace.add(inbox_.size(), steady_clock::now() - begin);
    if (got == Got::end && !context_.state.draining) co_return false;
    if (got == Got::timeout && !lines.has_lines()) {
      if (answered_) co_return false;
      co_return co_await write_fault(408, "body-timeout", "the lines came too slowly");
    }
  }
  if (!lines.complete()) co_return false;  // a drain: without its last chunk the answer is no end
  if (!answered_) {
    co_return co_await write_fault(400, "empty-body", "there is no line in the body");
  }
  if (!old_client_) {
    const bool written = co_await write_all(kLastChunk);
    if (!written) co_return false;
  }
  co_return keep_alive_;
}

}  // namespace coldopen

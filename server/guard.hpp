// Where a request ends, or a refusal that ends the connection: framing, Host, Origin, sizes.
//
// Any doubt about the end of a request costs its connection. Three steps:
//   1. HeadScan looks at every byte of a head before the HTTP parser does and stops at the first
//      wrong one, so the outcome depends on the bytes and never on how they were cut in packets.
//   2. guard() judges the parsed fields, stricter than Beast 1.81, which lets smuggling through.
//   3. ChunkedBody finds the end of a chunked body; extensions and trailers are refused.
// All of it is plain work on bytes; threads: an object belongs to one connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/headers.hpp"
#include "server/limits.hpp"

namespace coldopen {

struct Fault {  // a refusal; the connection closes after it
  int status = 400;
  std::string_view code;  // fixed texts only: nothing of the request is sent back
  std::string_view detail;
};

class HeadScan {
 public:
  explicit HeadScan(const Limits& limits) : limits_(limits) {}

  // Looks at the next bytes of the connection; gives how many of them belong to the head. Fewer
  // than given only where the head is complete or refused.
  std::size_t feed(std::string_view bytes) noexcept;

  bool started() const noexcept { return bytes_ > 0; }
  bool complete() const noexcept { return state_ == State::complete; }
  const std::optional<Fault>& fault() const noexcept { return fault_; }

 private:
  enum class State : std::uint8_t {
    start,
    method,
    target,
    version,
    version_end,
    line_start,
    name,
    value,
    value_end,
    head_end,
    complete,
  };
  void step(char c) noexcept;
  void refuse(int status, std::string_view code, std::string_view detail) noexcept;

  const Limits& limits_;
  State state_ = State::start;
  std::size_t bytes_ = 0, target_bytes_ = 0, version_bytes_ = 0, fields_ = 0;
  std::optional<Fault> fault_;
};

struct Head {  // a request's head as the parser reads it
  std::string method, target;
  int minor_version = 1;  // of HTTP/1
  std::vector<NameValue> fields;
};

struct Framing {
  enum class Body : std::uint8_t { none, length, chunked } body = Body::none;
  std::uint64_t length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  std::string path, query;  // as sent; "*" for OPTIONS *
  std::string host;         // lower case, with port where given; empty in HTTP/1.0 without Host
};

// Fills `framing`, or says why not.
std::optional<Fault> guard(const Head& head, const Limits& limits, Framing& framing);

// The name part of a host is a loopback name or address, or one of `ours` (lower case, with or
// without port): the defence of a server without keys against web pages and DNS rebinding.
bool is_our_host(std::string_view host, std::span<const std::string> ours);

// True where a browser sent the request from a page of another origin than `host` or `ours`
// ("https://search.example").
bool is_foreign_origin(std::string_view origin, std::string_view host,
                       std::span<const std::string> ours);

class ChunkedBody {
 public:
  // `bytes_max`: more than this in one body is a fault (413); 0: no limit.
  explicit ChunkedBody(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // Appends the data in `bytes` to `out`; gives how many of `bytes` belong to the body.
  std::size_t feed(std::string_view bytes, std::string& out);

  bool complete() const noexcept { return state_ == State::complete; }
  const std::optional<Fault>& fault() const noexcept { return fault_; }

 private:
  enum class State : std::uint8_t {
    size,
    size_end,
    data,
    data_cr,
    data_lf,
    last_cr,
    last_lf,
    complete,
  };
  void step(char c);
  void begin_chunk();
  void refuse(int status, std::string_view code, std::string_view detail) noexcept;

  std::uint64_t bytes_max_, total_ = 0, left_ = 0;
  std::size_t digits_ = 0;
  State state_ = State::size;
  std::optional<Fault> fault_;
};

// A request id is taken over from the caller only if it is [A-Za-z0-9._-]{1,64}.
bool is_sane_request_id(std::string_view id) noexcept;

}  // namespace coldopen

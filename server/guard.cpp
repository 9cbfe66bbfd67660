#include "server/guard.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::string_view kBadRequest = "bad-request";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token_char(char c) noexcept {  // RFC 9110, 5.6.2
  return is_letter(c) || is_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  // from_chars takes a sign only for signed types, so "+5" and "-1" end here too.
  if (text.empty() || error != std::errc{} || at != end) return std::nullopt;
  return value;
}

// Splits host[:port]. None where it is not the form of RFC 3986 (no user, path, space).
std::optional<std::string_view> host_name(std::string_view host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    const std::size_t bracket = host.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    const std::string_view address = host.substr(1, bracket - 1);
    const auto fits = [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; };
    if (address.empty() || !std::ranges::all_of(address, fits)) return std::nullopt;
    end = bracket + 1;
  } else {
    end = std::min(host.find(':'), host.size());
    const auto fits = [](char c) {
      return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
    };
    if (end == 0 || !std::ranges::all_of(host.substr(0, end), fits)) return std::nullopt;
  }
  if (end < host.size()) {
    if (host[end] != ':') return std::nullopt;
    const std::string_view port = host.substr(end + 1);
    if (!port.empty() && whole_number(port).value_or(65536) > 65535) return std::nullopt;
  }
  return host.substr(0, end);
}

bool has_good_escapes(std::string_view target) noexcept {
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] != '%') continue;
    if (i + 2 >= target.size() || hex_value(target[i + 1]) < 0 || hex_value(target[i + 2]) < 0) {
      return false;
    }
    i += 2;
  }
  return true;
}

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

std::optional<Fault> bad(std::string_view detail) { return Fault{400, kBadRequest, detail}; }

std::optional<Fault> check_body(const Head& head, Framing& framing) {
  std::size_t lengths = 0, codings = 0;
  for (const auto& [name, value] : head.fields) {
    if (equal_ignoring_case(name, "Content-Length")) {
      const std::optional<std::uint64_t> length = whole_number(value);
      if (++lengths > 1 || !length) return bad("Content-Length must be one whole number");
      framing.body = Framing::Body::length;
      framing.length = *length;
    } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
      if (++codings > 1 || !equal_ignoring_case(value, "chunked")) {
        return bad("the only Transfer-Encoding understood is chunked, once");
      }
    }
  }
  if (codings == 0) return std::nullopt;
  if (lengths > 0) return bad("Content-Length and Transfer-Encoding exclude each other");
  if (head.minor_version == 0) return bad("HTTP/1.0 has no Transfer-Encoding");
  framing.body = Framing::Body::chunked;
  return std::nullopt;
}

std::optional<Fault> check_host(const Head& head, Framing& framing) {
  std::size_t hosts = 0;
  for (const auto& [name, value] : head.fields) {
    if (!equal_ignoring_case(name, "Host")) continue;
    if (++hosts > 1) return bad("more than one Host");
    if (!host_name(value)) return bad("Host is not a host name with an optional port");
    framing.host = ascii_lower(value);
  }
  if (hosts == 0 && head.minor_version > 0) return bad("HTTP/1.1 needs a Host");
  return std::nullopt;
}

std::optional<Fault> check_target(const Head& head, Framing& framing) {
  std::string_view target = head.target;
  if (target == "*") {
    if (head.method != "OPTIONS") return bad("* is a target of OPTIONS only");
    framing.path = target;
    return std::nullopt;
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    if (ascii_lower(target.substr(0, end)) != framing.host) {
      return bad("the host of the target is not that of Host");
    }
    target.remove_prefix(end);
    if (target.empty()) target = "/";
    break;
  }
  const auto printable = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  if (!target.starts_with('/') || !std::ranges::all_of(target, printable)) {
    return bad("the target must be a path that begins with a slash, in printable ASCII");
  }
  if (!has_good_escapes(target)) {
    return Fault{400, "bad-escape", "a percent sign must be followed by two hexadecimal digits"};
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  framing.path = target.substr(0, question);
  framing.query = question < target.size() ? target.substr(question + 1) : "";
  return std::nullopt;
}

}  // namespace

void HeadScan::refuse(int status, std::string_view code, std::string_view detail) noexcept {
  fault_ = Fault{status, code, detail};
}

std::size_t HeadScan::feed(std::string_view bytes) noexcept {
  std::size_t used = 0;
  while (used < bytes.size() && !complete() && !fault_) step(bytes[used++]);
  return used;
}

void HeadScan::step(char c) noexcept {
  constexpr std::string_view kVersion = "HTTP/1.";
  const auto byte = static_cast<unsigned char>(c);
  if (++bytes_ > limits_.header_bytes_max) {
    return refuse(431, "head-too-large", "the head of the request is too large");
  }
  const bool control = (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
  if (control) return refuse(400, kBadRequest, "a control character in the head");
  const auto wrong = [this](std::string_view detail) { refuse(400, kBadRequest, detail); };
  switch (state_) {
    case State::start:
      if (!is_token_char(c)) return wrong("the request does not begin with a method");
      state_ = State::method;
      return;
    case State::method:
      if (c == ' ') {
        state_ = State::target;
      } else if (!is_token_char(c)) {
        wrong("the method is not a word");
      }
      return;
    case State::target:
      if (c == ' ' && target_bytes_ > 0) {
        state_ = State::version;
      } else if (byte <= 0x20 || byte >= 0x80) {
        wrong("the target has a space, a line end or a byte that is not ASCII");
      } else if (++target_bytes_ > limits_.target_bytes_max) {
        refuse(414, "target-too-long", "the target of the request is too long");
      }
      return;
    case State::version:
      if (version_bytes_ < kVersion.size()) {
        if (c != kVersion[version_bytes_]) return wrong("only HTTP/1.0 and HTTP/1.1 are spoken");
      } else if (version_bytes_ == kVersion.size()) {
        if (c != '0' && c != '1') return wrong("only HTTP/1.0 and HTTP/1.1 are spoken");
      } else if (c == '\r') {
        state_ = State::version_end;
      } else {
        return wrong("the request line must end after the version with CR LF");
      }
      ++version_bytes_;
      return;
    case State::version_end:
    case State::value_end:
      if (c != '\n') return wrong("a CR without LF");
      state_ = State::line_start;
      return;
    case State::line_start:
      if (c == '\r') {
        state_ = State::head_end;
      } else if (!is_token_char(c)) {
        wrong("a header line begins with a blank or another wrong character");
      } else if (++fields_ > limits_.header_fields_max) {
        refuse(431, "too-many-fields", "the request has too many header fields");
      } else {
        state_ = State::name;
      }
      return;
    case State::name:
      if (c == ':') {
        state_ = State::value;
      } else if (!is_token_char(c)) {
        wrong("a header name is not a word before its colon");
      }
      return;
    case State::value:
      if (c == '\n') return wrong("an LF without CR");
      if (c == '\r') state_ = State::value_end;
      return;
    case State::head_end:
      if (c != '\n') return wrong("a CR without LF");
      state_ = State::complete;
      return;
    case State::complete:
      return;
  }
}

std::optional<Fault> guard(const Head& head, const Limits& limits, Framing& framing) {
  framing = Framing{};
  if (head.fields.size() > limits.header_fields_max) {
    return Fault{431, "too-many-fields", "the request has too many header fields"};
  }
  if (std::optional<Fault> fault = check_body(head, framing)) return fault;
  if (std::optional<Fault> fault = check_host(head, framing)) return fault;
  if (std::ranges::find(kMethods, head.method) == kMethods.end()) {
    return Fault{501, "unknown-method", "this method is not known here"};
  }
  if (std::optional<Fault> fault = check_target(head, framing)) return fault;
  const bool has_body = framing.body == Framing::Body::chunked || framing.length > 0;
  const bool reads = head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS";
  if (reads && has_body) return bad("GET, HEAD and OPTIONS have no body");
  const bool needs_body = head.method == "POST" || head.method == "PUT" || head.method == "PATCH";
  if (needs_body && framing.body == Framing::Body::none) {
    return Fault{411, "length-required", "a request with a body needs Content-Length or chunks"};
  }
  framing.keep_alive = head.minor_version > 0;
  bool closes = false;
  for (const auto& [name, value] : head.fields) {
    if (equal_ignoring_case(name, "Connection")) {
      closes = closes || lists_word(value, "close");
      framing.keep_alive = framing.keep_alive || lists_word(value, "keep-alive");
    } else if (equal_ignoring_case(name, "Expect") && head.minor_version > 0) {
      if (!equal_ignoring_case(value, "100-continue")) {
        return Fault{417, "unknown-expectation", "the only Expect understood is 100-continue"};
      }
      framing.expects_continue = has_body;
    }
  }
  framing.keep_alive = framing.keep_alive && !closes;
  return std::nullopt;
}

bool is_our_host(std::string_view host, std::span<const std::string> ours) {
  const std::string_view name = host_name(host).value_or("");
  if (name == "localhost" || name.ends_with(".localhost") || name == "[::1]") return true;
  if (std::ranges::any_of(ours, [&](const std::string& one) { return one == host || one == name; }))
    return true;
  if (!name.starts_with("127.")) return false;
  // A whole IPv4 address: 127.0.0.1.evil.example is a name that anyone can point here.
  std::size_t parts = 0;
  for (std::string_view rest = name; parts <= 4; ++parts) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    if (part.size() > 3 || whole_number(part).value_or(256) > 255) return false;
    if (dot == std::string_view::npos) return parts == 3;
    rest.remove_prefix(dot + 1);
  }
  return false;
}

bool is_foreign_origin(std::string_view origin, std::string_view host,
                       std::span<const std::string> ours) {
  if (origin.empty()) return false;
  const std::string asked = ascii_lower(origin);
  if (std::ranges::find(ours, asked) != ours.end()) return false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (asked.starts_with(scheme) && asked.substr(scheme.size()) == host) return false;
  }
  return true;
}

void ChunkedBody::refuse(int status, std::string_view code, std::string_view detail) noexcept {
  fault_ = Fault{status, code, detail};
}

std::size_t ChunkedBody::feed(std::string_view bytes, std::string& out) {
  std::size_t used = 0;
  while (used < bytes.size() && !complete() && !fault_) {
    if (state_ == State::data) {  // the bulk goes in one piece
      const auto take =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - used));
      out.append(bytes.substr(used, take));
      used += take;
      left_ -= take;
      if (left_ == 0) state_ = State::data_cr;
    } else {
      step(bytes[used++]);
    }
  }
  return used;
}

void ChunkedBody::step(char c) {
  constexpr std::size_t kDigitsMax = 16;
  const auto wrong = [this](std::string_view detail) { refuse(400, kBadRequest, detail); };
  switch (state_) {
    case State::size:
      if (const int digit = hex_value(c); digit >= 0) {
        if (++digits_ > kDigitsMax) return wrong("a chunk size has too many digits");
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
      } else if (c == '\r' && digits_ > 0) {
        state_ = State::size_end;
      } else if (c == ';') {
        wrong("chunk extensions are refused");
      } else {
        wrong("a chunk size is not a hexadecimal number");
      }
      return;
    case State::size_end:
      if (c != '\n') return wrong("a chunk size must end with CR LF");
      return begin_chunk();
    case State::data_cr:
      if (c != '\r') return wrong("chunk data must be followed by CR LF");
      state_ = State::data_lf;
      return;
    case State::data_lf:
      if (c != '\n') return wrong("chunk data must be followed by CR LF");
      state_ = State::size;
      return;
    case State::last_cr:
      if (c != '\r') return wrong("trailers are refused");
      state_ = State::last_lf;
      return;
    case State::last_lf:
      if (c != '\n') return wrong("the last chunk must be followed by CR LF");
      state_ = State::complete;
      return;
    case State::data:
    case State::complete:
      return;
  }
}

void ChunkedBody::begin_chunk() {
  // Beyond this no honest sender goes; sums cannot overflow below it.
  constexpr std::uint64_t kChunkBytesMax = std::uint64_t{1} << 53U;
  digits_ = 0;
  if (left_ == 0) {
    state_ = State::last_cr;
    return;
  }
  if (left_ > kChunkBytesMax) return refuse(400, kBadRequest, "a chunk size is out of range");
  total_ += left_;
  if (bytes_max_ > 0 && total_ > bytes_max_) {
    return refuse(413, "body-too-large", "the body is larger than this route takes");
  }
  state_ = State::data;
}

bool is_sane_request_id(std::string_view id) noexcept {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, fits);
}

}  // namespace coldopen

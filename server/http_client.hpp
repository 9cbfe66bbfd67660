// A small HTTP/1.1 client for `--url`: one server, one request after the other.
//
// Plain POSIX sockets, because Beast's one door is the server: a client that only asks our own
// answers (Content-Length, no redirects, no TLS, at most 64 MiB) is smaller than a second coroutine
// file, which would cost more to compile than this is long. A public server is asked through its
// proxy by http:// only; https is refused with a word.
// Errors   Error(invalid_argument) for a bad url; Error(address) where the server cannot be
//          reached, ends in the middle or stays silent; Error(bad_input) for an answer that is not
//          HTTP.
// Waiting  for each piece of an answer to a question `patience`; for that to a change without end,
//          because it comes when all is done: settings may index every article anew. A server that
//          is gone is noticed by TCP's keepalive.
// Threads  one client a thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace coldopen {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

class HttpClient {
 public:
  // http://127.0.0.1:7700, a path in it is a prefix. `key`: sent with each request; may be empty.
  explicit HttpClient(std::string_view url, std::string key = {},
                      std::chrono::milliseconds patience = std::chrono::seconds(30));
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // The connection is kept and, where the server closed it meanwhile, made anew once.
  HttpAnswer get(const std::string& target) { return ask("GET", target, {}); }
  HttpAnswer put_json(const std::string& target, const std::string& json) {
    return ask("PUT", target,
               "Content-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) +
                   "\r\n\r\n" + json);
  }

 private:
  // `rest`: fields of the body, the empty line and the body; empty: there is none.
  HttpAnswer ask(const std::string& method, const std::string& target, const std::string& rest);
  void connect();
  void wait_at_most(std::chrono::milliseconds time) const;  // for a piece of an answer; 0: no end
  [[noreturn]] void no_answer() const;
  void close() noexcept;
  bool send(std::string_view request);
  bool receive(HttpAnswer& answer, bool& keep);

  std::string url_, key_, host_, port_, prefix_;
  std::chrono::milliseconds patience_;
  int socket_ = -1;
  std::string received_;
};

// The body of a 200; otherwise throws what the status says, with the answer's words, for the exit
// code of a command.
std::string body_of(HttpAnswer answer, const std::string& url);

// The first line of the file that --key-file names. Errors: Error(not_found), Error(bad_input).
std::string read_key(const std::string& path);

}  // namespace coldopen

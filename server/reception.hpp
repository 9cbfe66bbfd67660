// Between the bytes and the handlers: from a guarded head to a Call on its route, or the reply that
// refuses it before any body is read; and from a Reply to the head of an answer. No sockets.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/cors.hpp"
#include "server/guard.hpp"
#include "server/router.hpp"

namespace coldopen {

struct OwnNames {                    // whom the server believes to be
  std::vector<std::string> hosts;    // beside the loopback names; lower case, with or without port
  std::vector<std::string> origins;  // "https://search.example"
  ReadingOrigins readers = {};       // other pages that may read here
};

// From the urls under which the server is known, and `cors-origins`. Errors: Error(configuration)
// for one that is none.
OwnNames own_names(std::span<const std::string> public_urls,
                   std::span<const std::string> cors_origins = {});

struct Received {
  const Route* route = nullptr;  // null only with a refusal
  Call call;
  std::optional<Reply> refusal;
  std::string allowed_origin;  // of a page that may read the answer (server/cors); may be empty
};

// Checks in the order Host, route, method, Accept, Origin, body: kind, type, encoding, length.
// OPTIONS is answered here, preflights of pages that may read among them.
// A refusal of a request whose body was not read closes the connection.
Received receive(std::span<const Route> table, const Head& head, const Framing& framing,
                 const OwnNames& own, std::string request_id);

Reply fault_reply(const Fault& fault, std::string_view request_id);

// Whether an answer of this kind and size is worth compressing, and the caller takes it.
bool wants_gzip(const Reply& reply, const Call& call);

struct AnswerFacts {
  std::string_view request_id;
  bool keep_alive = true;
  bool old_client = false;  // HTTP/1.0: keep-alive must be said
  bool chunked = false;     // no length is known
  bool compressed = false;
  double seconds = 0;  // since the request was received
  std::string_view allowed_origin = {};
};

// Status line and all fields of the answer. 204 and 304 have no length and no type (RFC 9110).
std::string answer_head(const Reply& reply, const AnswerFacts& facts);

}  // namespace coldopen

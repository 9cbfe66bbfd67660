// Which pages of other origins may read answers (CORS, as the Fetch standard has it).
//
// Origins come from `cors-origins`: "https://wiki.example", or "*" for every page. They may read,
// never write, and credentials are never part of it: a page gets what anybody gets.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/headers.hpp"

namespace coldopen {

struct ReadingOrigins {
  bool any = false;                 // "*"
  std::vector<std::string> listed;  // lower case, no port where it is the scheme's own
};

// Errors: Error(configuration) for one that is neither "*" nor a scheme, a host and maybe a port.
ReadingOrigins reading_origins(std::span<const std::string> given);
// Says what is wrong with one of them; empty where nothing is.
std::string complaint_about_origin(std::string_view origin);

// What Access-Control-Allow-Origin says to a page of `origin` (a request without has an empty one)
// that reads: "", "*" or the origin.
std::string allowed_origin(const ReadingOrigins& origins, std::string_view origin);

// The fields for an answer that `allowed` may read; none where it is empty.
std::vector<NameValue> reading_fields(std::string_view allowed);
// The fields of the answer to a preflight for `method`, with those above.
std::vector<NameValue> preflight_fields(std::string_view allowed, std::string_view method);

}  // namespace coldopen

#include "server/cors.hpp"

#include <algorithm>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

// As browsers write an origin (RFC 6454): lower case, without the port of the scheme.
std::string normal_origin(std::string_view given) {
  std::string origin = ascii_lower(given);
  const std::string_view own = origin.starts_with("https:") ? ":443" : ":80";
  if (origin.ends_with(own)) origin.resize(origin.size() - own.size());
  return origin;
}

}  // namespace

std::string complaint_about_origin(std::string_view origin) {
  constexpr const char* kForm = "is * or a scheme and a host like https://wiki.example, no path";
  if (origin == "*") return {};
  const bool https = origin.starts_with("https://");
  if (!https && !origin.starts_with("http://")) return kForm;
  const std::string_view host = origin.substr(https ? 8 : 7);
  const bool fits = !host.empty() && std::ranges::none_of(host, [](char c) {
    return c <= ' ' || c > '~' ||
           std::string_view("/?#@*,\\\"<>").find(c) != std::string_view::npos;
  });
  return fits ? "" : kForm;
}

ReadingOrigins reading_origins(std::span<const std::string> given) {
  ReadingOrigins origins;
  for (const std::string& one : given) {
    const std::string complaint = complaint_about_origin(one);
    if (!complaint.empty()) {
      throw Error(ErrorCode::configuration, "cors-origins " + complaint, one);
    }
    if (one == "*") {
      origins.any = true;
    } else {
      origins.listed.push_back(normal_origin(one));
    }
  }
  return origins;
}

std::string allowed_origin(const ReadingOrigins& origins, std::string_view origin) {
  if (origin.empty()) return {};
  const auto same = [&](const std::string& one) { return one == ascii_lower(origin); };
  if (std::ranges::any_of(origins.listed, same)) return std::string(origin);
  return origins.any ? "*" : "";
}

std::vector<NameValue> reading_fields(std::string_view allowed) {
  if (allowed.empty()) return {};
  return {
      {"Access-Control-Allow-Origin", std::string(allowed)},
      {"Access-Control-Expose-Headers", "ETag, X-Request-Id, Retry-After, MediaWiki-API-Error"}};
}

std::vector<NameValue> preflight_fields(std::string_view allowed, std::string_view method) {
  if (allowed.empty()) return {};
  std::vector<NameValue> fields = reading_fields(allowed);
  fields.emplace_back("Access-Control-Allow-Methods", method);
  fields.emplace_back("Access-Control-Allow-Headers",
                      "Accept, Content-Type, If-None-Match, X-Request-Id, Api-User-Agent");
  fields.emplace_back("Access-Control-Max-Age", "7200");
  return fields;
}

}  // namespace coldopen

#include "server/head_parser.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <string>

namespace coldopen {

namespace http = boost::beast::http;

std::optional<Head> parse_head(std::string_view bytes) {
  http::request_parser<http::empty_body> parser;
  parser.eager(false);
  parser.header_limit(static_cast<std::uint32_t>(bytes.size()));
  parser.body_limit(boost::none);
  boost::beast::error_code error;
  parser.put(boost::beast::net::const_buffer(bytes.data(), bytes.size()), error);
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

}  // namespace coldopen

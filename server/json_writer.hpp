// JSON as text, piece by piece: numbers are written as people write them (0.25, never 2.5E-1),
// which the serializer of Boost.JSON does not do. The caller opens and closes in the right order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/article.hpp"

namespace coldopen {

std::string quote_json(std::string_view text);  // UTF-8; with its quotes

// Objects and lists as text. A comma is due before every value but the first of its level.
class JsonWriter {
 public:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& name(std::string_view text);
  JsonWriter& text(std::string_view value) { return raw(quote_json(value)); }
  JsonWriter& raw(std::string_view value);  // JSON already
  JsonWriter& flag(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& number(std::uint64_t value) { return raw(std::to_string(value)); }
  JsonWriter& number(double value);             // finite; all its digits
  JsonWriter& fixed(double value, int places);  // finite; so many after the point
  JsonWriter& texts(const Strings& values);
  std::string take() { return std::move(out_); }

 private:
  void separate();

  std::string out_;
  bool first_ = true;
};

}  // namespace coldopen

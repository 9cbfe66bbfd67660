// What a caller asks to change, and what became of it: plain values.
#pragma once

#include <cstdint>
#include <optional>

#include "corpus/article.hpp"

namespace coldopen {

struct Change {
  enum class Kind : std::uint8_t { put, remove } kind = Kind::put;
  Article article;                          // put; for remove only the id is read
  std::optional<std::uint64_t> if_version;  // else the change is refused (conflict)
  bool only_if_absent = false;              // put: refused (conflict) if the article is there
};

struct Applied {
  enum class Status : std::uint8_t { created, replaced, unchanged, removed, absent, refused };
  Status status = Status::created;
  std::uint64_t version = 0;  // of the article, from 1
  Strings warnings;           // attributes of another type than the index has for them
};

}  // namespace coldopen

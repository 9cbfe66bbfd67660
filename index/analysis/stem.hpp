// Word -> stem: irregular and protected words, then Snowball.
//
// Asked once for each distinct word of a segment or a query, never for each token.
//
// Input    an exact term. Other languages than English lose what only their marks tell.
// Threads  any number at once.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

class Stemmer {
 public:
  explicit Stemmer(std::string_view language);  // not of languages(): every term is its own stem
  ~Stemmer();

  // From now on these terms (sorted) are their own stems; before anybody else knows this stemmer.
  void protect(Strings terms) { kept_ = std::move(terms); }

  std::string stem(std::string_view term) const;

  static std::span<const std::string_view> languages() noexcept;  // sorted

  // Every table as bytes, for the fingerprint.
  static std::string tables();

 private:
  struct Snowball;
  Snowball take() const;
  void put_back(Snowball snowball) const;

  std::string language_;
  Strings kept_;
  mutable std::mutex mutex_;
  mutable std::vector<Snowball> free_;
};

}  // namespace coldopen

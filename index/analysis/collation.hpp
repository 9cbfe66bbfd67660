// The order of texts that a reader of a language expects: ICU collation of its root or language.
//
// Total: texts that a language does not tell apart come by their bytes.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace coldopen {

class Collation {
 public:
  explicit Collation(std::string_view language);  // "en"; unknown ones have the order of the root
  ~Collation();
  Collation(Collation&&) noexcept;
  Collation& operator=(Collation&&) noexcept;

  // Some 200 ns.
  bool before(std::string_view a, std::string_view b) const;
  // Rises with the order and mostly tells apart: two that differ need no `before`. Some 500 ns; of
  // a text that begins with 64 bytes of hardly anything but accents and the like, O(the text).
  std::uint64_t prefix(std::string_view text) const;
  // Fills `part` with the bytes of the text's key from byte `from` on, zeros behind its end: keys
  // stand in the order of their texts, and no byte of one but those is zero. Cost as `prefix` from
  // 0 on, else O(the text).
  void key_part(std::string_view text, std::size_t from, std::span<std::uint8_t> part) const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

// One a thread and language.
const Collation& collation_of(std::string_view language);

}  // namespace coldopen

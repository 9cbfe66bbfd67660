#include "index/analysis/collation.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <vector>

#include "corpus/error.hpp"

namespace coldopen {

struct Collation::Tables {
  std::unique_ptr<icu::Collator> collator;
};

Collation::Collation(std::string_view language) : tables_(std::make_unique<Tables>()) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale(std::string(language).c_str());
  tables_->collator.reset(icu::Collator::createInstance(locale, error));
  ensure(U_SUCCESS(error) && tables_->collator != nullptr, "ICU has the order of the root");
}

Collation::~Collation() = default;
Collation::Collation(Collation&&) noexcept = default;
Collation& Collation::operator=(Collation&&) noexcept = default;

bool Collation::before(std::string_view a, std::string_view b) const {
  UErrorCode error = U_ZERO_ERROR;
  const UCollationResult order = tables_->collator->compareUTF8(a, b, error);
  return order == UCOL_EQUAL ? a < b : order == UCOL_LESS;
}

std::uint64_t Collation::prefix(std::string_view text) const {
  std::array<std::uint8_t, sizeof(std::uint64_t)> key{};
  key_part(text, 0, key);
  std::uint64_t prefix = 0;
  for (const std::uint8_t byte : key) prefix = prefix << 8U | byte;
  return prefix;
}

void Collation::key_part(std::string_view text, std::size_t from,
                         std::span<std::uint8_t> part) const {
  constexpr std::size_t kLetterBytesMax = 4;  // of UTF-8; each is a byte of the key at least
  const auto make_key = [&](std::string_view of, std::span<std::uint8_t> key) {
    const auto length = tables_->collator->getSortKey(
        icu::UnicodeString::fromUTF8({of.data(), static_cast<std::int32_t>(of.size())}), key.data(),
        static_cast<std::int32_t>(key.size()));
    return static_cast<std::size_t>(length);
  };
  std::ranges::fill(part, std::uint8_t{0});
  std::vector<std::uint8_t> key(from + part.size() * 2);  // the beginning; its end may be cut
  std::size_t end = text.size();
  if (from == 0) end = std::min(end, key.size() * kLetterBytesMax);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  std::size_t length = make_key(text.substr(0, end), key);
  // Few letters fill the key, and the rest of a long text changes nothing. Where they do not, as
  // accents weigh behind all letters, the key tells so by the byte 1, which ends the letters.
  if (end < text.size() && std::ranges::find(key, 1) != key.end()) length = make_key(text, key);
  const std::size_t filled = std::min(length, from + part.size());
  if (filled > from)
    std::copy(key.begin() + static_cast<std::ptrdiff_t>(from),
              key.begin() + static_cast<std::ptrdiff_t>(filled), part.begin());
}

const Collation& collation_of(std::string_view language) {
  thread_local std::map<std::string, Collation, std::less<>> all;
  auto found = all.find(language);
  if (found == all.end()) found = all.emplace(std::string(language), Collation(language)).first;
  return found->second;
}

}  // namespace coldopen

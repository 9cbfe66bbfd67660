#include "index/analysis/collation.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

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
  constexpr std::size_t kLooked = 64;
  std::array<std::uint8_t, 16> key{};  // the beginning, of which half is given
  const auto make_key = [&](std::string_view of) {
    tables_->collator->getSortKey(
        icu::UnicodeString::fromUTF8({of.data(), static_cast<std::int32_t>(of.size())}), key.data(),
        static_cast<std::int32_t>(key.size()));
  };
  std::size_t end = std::min(kLooked, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  make_key(text.substr(0, end));
  // Few letters fill the key, and the rest of a long text changes nothing. Where they do not, as
  // accents weigh behind all letters, the key tells so by the byte 1, which ends the letters.
  if (end < text.size() && std::ranges::find(key, 1) != key.end()) make_key(text);
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof prefix; ++i) prefix = prefix << 8U | key[i];
  return prefix;
}

const Collation& collation_of(std::string_view language) {
  thread_local std::map<std::string, Collation, std::less<>> all;
  auto found = all.find(language);
  if (found == all.end()) found = all.emplace(std::string(language), Collation(language)).first;
  return found->second;
}

}  // namespace coldopen

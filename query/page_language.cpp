#include "query/page_language.hpp"

#include "index/analysis/languages.hpp"

namespace coldopen {

namespace {

std::string plain(std::string_view tag) {  // pt_BR: pt-br
  std::string text(tag);
  for (char& c : text) c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

PageLanguage::PageLanguage(const Snapshot& snapshot, std::string_view asked)
    : asked_(plain(asked)),
      asked_code_(language_code(asked)),
      of_the_index_(snapshot.analyzer->language()) {}

std::uint32_t PageLanguage::nearness(std::string_view lang) const {
  if (lang.empty()) return 1;
  if (plain(lang) == asked_) return 3;
  const std::string code = language_code(lang);
  if (!code.empty() && code == asked_code_) return 2;
  return code.empty() || code == of_the_index_ ? 1 : 0;
}

}  // namespace coldopen

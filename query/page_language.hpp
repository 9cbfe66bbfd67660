// How near the language of a page is to the one its reader wants.
//
// Compared are codes (language_code): a page in de-AT is one in de.
#pragma once

#include <cstdint>
#include <string>

#include "index/analysis/languages.hpp"
#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

// 2: the language asked for; 1: that of the index, or none is said; 0: another.
inline std::uint32_t nearness_of_language(const Snapshot& snapshot, const SearchRequest& request,
                                          const std::string& lang) {
  const std::string code = language_code(lang);
  if (!code.empty() && code == language_code(request.lang)) return 2;
  return code.empty() || code == snapshot.analyzer->language() ? 1 : 0;
}

}  // namespace coldopen

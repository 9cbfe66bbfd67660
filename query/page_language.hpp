// How near the language of a page is to the one its reader wants.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "index/live/snapshot.hpp"

namespace coldopen {

class PageLanguage {
 public:
  // `asked`: as a reader says it; "": nothing is asked for.
  PageLanguage(const Snapshot& snapshot, std::string_view asked);

  // 3: just what was asked for (pt-BR); 2: that language (pt); 1: that of the index, or none is
  // said; 0: another.
  std::uint32_t nearness(std::string_view lang) const;
  std::uint32_t nearest() const noexcept { return asked_.empty() ? 1 : 3; }

 private:
  std::string asked_, asked_code_, of_the_index_;
};

}  // namespace coldopen

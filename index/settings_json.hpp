// Settings as JSON: the one written form, in the store, over HTTP and in files.
//
// One object; every member is optional and replaces its default. README.md, "Settings", tells each.
// Errors   Error(bad_input): not JSON. UnknownSetting, Error(invalid_argument): a member that there
//          is not, of another type, or beyond its range; `where` is its path (scoring.k1,
//          pins[2].ids).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "corpus/error.hpp"
#include "index/settings.hpp"

namespace coldopen {

struct SettingsLimits {
  static constexpr std::size_t bytes_max = std::size_t{1} << 20;
  static constexpr std::size_t entries_max = 10'000;  // of each list and of attributes
  static constexpr std::size_t of_entry_max = 64;     // sides of a synonym, ids of a pin
  static constexpr std::size_t text_bytes_max = 512;
  static constexpr std::uint32_t weight_max = 100;
};

inline constexpr std::string_view kBadSetting = "bad-setting";  // the reason of the latter

class UnknownSetting final : public Error {
 public:
  UnknownSetting(const std::string& where, std::string nearest);
  const std::string& nearest() const noexcept { return nearest_; }  // empty: none is near

 private:
  std::string nearest_;
};

Settings settings_from_json(std::string_view json);

// The values that hold, defaults filled in; reads back to settings that act the same.
std::string settings_to_json(const Settings& settings);

// A list of rules as it stands in `synonyms`.
std::string synonyms_to_json(const std::vector<SynonymRule>& rules);

}  // namespace coldopen

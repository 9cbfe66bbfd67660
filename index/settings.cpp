#include "index/settings.hpp"

namespace coldopen {

const std::shared_ptr<const Settings>& default_settings() {
  static const auto kDefaults = std::make_shared<const Settings>();
  return kDefaults;
}

}  // namespace coldopen

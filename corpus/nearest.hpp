// "Did you mean": the nearest of some known names, for names of settings, parameters, commands,
// options.
#pragma once

#include <span>
#include <string_view>

namespace coldopen {

// The name with the fewest edits (insert, delete, replace, swap of neighbours), the first of
// equals; empty where even that is more than a third of the word plus one. O(names x length^2).
std::string_view nearest(std::string_view word, std::span<const std::string_view> names);

}  // namespace coldopen

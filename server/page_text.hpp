// How attributes read on a page and in a terminal: labels, values, dates, the badge of an episode.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "query/request.hpp"

namespace coldopen {

// "air_date" -> "Air date".
std::string label_of(std::string_view attribute);

// Numbers without a tail of zeros, dates as "10 April 2008", booleans as yes or no.
std::string shown(const Value& value);

const Attribute* find_in(const std::vector<Attribute>& attributes, std::string_view name) noexcept;

// The first value as shown; empty where there is none.
std::string first_shown(const std::vector<Attribute>& attributes, std::string_view name);

// "S04E13" where season and episode are numbers, "S04" where only the season of a page of kind
// season is known; else empty.
std::string episode_badge(const std::vector<Attribute>& attributes);

// The facts of one line under a title, most telling first: kind, series, who plays it, date.
Strings facts_line(const std::vector<Attribute>& attributes);

// "and 4 more passages", beyond those that are shown; empty where there are none.
std::string more_passages(const Hit& hit);

}  // namespace coldopen

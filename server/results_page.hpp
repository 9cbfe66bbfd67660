// The results of a search as HTML: hits with their passages, facets, what to try where nothing is
// found. The same markup is a whole page and the part that page.js puts in while one types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/segment/inverter.hpp"
#include "index/settings.hpp"
#include "query/request.hpp"
#include "server/page.hpp"

namespace coldopen {

struct ResultsPage {
  PageQuery query;  // of a corrected search what it was corrected to
  SearchResponse response;
  std::uint32_t limit = 10;
  double milliseconds = 0;
  bool has_dates = false;  // offers the orders by date
};

// "26 results for dinner party"
std::string results_headline(const ResultsPage& page);

// The content of <main>; its first element has the page's title in data-title.
Html render_results(const ResultsPage& page);

// The attributes that are worth offering, the most telling first, at most 7 (their values decide
// when they are shown: a facet that tells nothing is left out).
Strings offered_facets(const AttributeTypes& types, const Settings& settings = *default_settings());

// The filters with one value of an attribute ticked or, if it was, no longer ticked. Values of one
// attribute stand in one clause: season:4,5.
Strings toggled(const Strings& filters, std::string_view attribute, std::string_view value);

}  // namespace coldopen

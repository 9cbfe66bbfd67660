// What all pages share: the frame with the box, the address of a search; and the two small pages,
// home and message. Pure functions from values to HTML; they know no HTTP.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/html.hpp"

namespace coldopen {

struct PageQuery {  // a search as its address says it
  std::string index = "main";
  bool names_index = false;  // several indexes: addresses name theirs, the box has a chooser
  std::string q;
  Strings filters;  // clauses as written
  std::string sort;
  std::string match;  // "", "all" or "any"
  std::string typo;   // "" or "off"
  std::string seen;   // how far the reader is: "S04E13"; empty: all is shown
  std::uint32_t offset = 0;
  bool explain = false;
};

// "/search?q=..."; raw text, to be escaped like any other.
std::string address_of(const PageQuery& query);

// "/wiki/main/Dinner_Party?seen=S04#item-7"
std::string reading_address(std::string_view index, std::string_view id, std::string_view seen,
                            std::string_view anchor = {});

// The id of a passage in a reading page, and the anchor of links to it.
std::string passage_id(std::string_view anchor, std::uint32_t ordinal, std::uint32_t index);

// That the page hides what lies after `query.seen`, and the way to see it all: `whole` is its
// address without `seen`. Empty where all is shown.
Html seen_note(const PageQuery& query, std::string_view whole);

struct Frame {
  PageQuery query;  // what stands in the box
  Strings indexes;  // all; a chooser is shown where there are several
  std::string title;
  bool home = false;
  bool has_story = false;        // the field `seen` is worth showing
  std::string here = "/search";  // where the page is shown again for another `seen`
  std::string note;              // of the footer: licence and source; may be empty
};

// A whole page around `content`.
std::string render_page(const Frame& frame, const Html& content);

struct HomePage {
  Frame frame;
  std::uint64_t articles = 0;
  Strings examples;  // queries
  struct Shelf {     // values to begin with: seasons, kinds
    std::string label;
    std::vector<std::pair<std::string, PageQuery>> links;
  };
  std::vector<Shelf> shelves;
};
std::string render_home(const HomePage& page);

// Nothing to show: what happened and what to do.
Html render_message(std::string_view headline, std::string_view advice);

}  // namespace coldopen

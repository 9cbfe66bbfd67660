// What the owner of an index may set, and what holds where nothing is set: plain values.
//
// The written form (JSON) is index/settings_json; it is stored with the index and read with every
// snapshot. Two kinds of members:
//   at once     scoring synonyms stop_words pins spoiler distinct: asked by searches
//   made anew   language weights protected_words attributes kinds boilerplate pairs: they change
//   what
//               is indexed, so all segments are made anew from the stored articles
// Stored articles stay as they were given, whatever is set.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "index/fields.hpp"
#include "index/made_once.hpp"
#include "index/scoring.hpp"

namespace coldopen {

struct SynonymRule {
  Strings from;
  Strings to = {};          // empty: the sides of `from` mean each other
  bool names_only = false;  // the other sides count in titles and aliases alone
  bool operator==(const SynonymRule&) const = default;
};

// Articles whose `attribute` has this value are of this kind; names and values are compared as
// keys.
struct KindRule {
  std::string attribute, value, kind;
  bool operator==(const KindRule&) const = default;
};

// For one query (compared as key): articles that come first, in this order, and some that do not
// exist for it.
struct Pin {
  std::string q;
  Strings ids, hide;
  bool operator==(const Pin&) const = default;
};

struct AttributeSettings {
  std::optional<AttributeType> type;  // none: that of its first value
  std::optional<bool> facet;          // none: the page chooses
  bool operator==(const AttributeSettings&) const = default;
};

// What a reader with a place in the story sees of articles that have none.
enum class Unplaced : std::uint8_t { title, show, hide };

struct Settings {
  std::string language = "en";
  FieldWeights weights;
  AttributeWeights attribute_weights;  // beside them, in the same member `weights`
  Scoring scoring;
  std::vector<SynonymRule> synonyms;  // beside those every index has
  std::optional<Strings> stop_words;  // none: those of the analyzer
  Strings protected_words;            // never stemmed
  std::map<std::string, AttributeSettings, std::less<>> attributes;
  std::vector<KindRule> kinds;  // the first that fits says the kind
  std::vector<Pin> pins;
  Unplaced unplaced = Unplaced::title;
  Strings boilerplate;   // lines that are left out of the index wherever they stand
  std::string distinct;  // an attribute: of the hits with one value of it only the best is shown
  bool pairs = true;     // lists of frequent words side by side

  MadeOnce for_query;  // where query/owner_rules keeps what it makes of these
};

// Of an index that nobody has set; one for all, never null.
const std::shared_ptr<const Settings>& default_settings();

}  // namespace coldopen

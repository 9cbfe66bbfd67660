#include "index/settings_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "corpus/article.hpp"
#include "corpus/json_tree.hpp"
#include "corpus/nearest.hpp"
#include "corpus/text.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 13> kMembers = {
    "language",        "weights",    "scoring", "synonyms", "stop_words",
    "protected_words", "attributes", "kinds",   "pins",     "spoiler",
    "boilerplate",     "distinct",   "pairs"};
constexpr std::array<std::string_view, 4> kTypes = {"text", "number", "boolean", "date"};
constexpr std::array<std::string_view, 3> kUnplaced = {"title", "show", "hide"};

struct Weight {
  std::string_view name;
  std::uint32_t FieldWeights::* member;
};
constexpr std::array kWeights = {
    Weight{"title", &FieldWeights::title},       Weight{"aliases", &FieldWeights::aliases},
    Weight{"headings", &FieldWeights::headings}, Weight{"attributes", &FieldWeights::attributes},
    Weight{"body", &FieldWeights::body},
};

// What an owner may set is narrower than what an evaluation may try (set_scoring_value): a score
// must be a number that JSON can say.
struct Range {
  std::string_view name;
  double min = 0, max = 0;
};
constexpr std::array kScoringRanges = {
    Range{"k1", 0.01, 100},
    Range{"b", 0, 1},
    Range{"exact", 0, 100},
    Range{"written", 0, 100},
    Range{"synonym", 0, 100},
    Range{"joined", 0, 100},
    Range{"next", 0, 100},
    Range{"near", 0, 100},
    Range{"near_words", 0, 64},
    Range{"candidates", 0, 10'000},
    Range{"relax_short", 0, 1},
    Range{"relax_long", 0, 1},
    Range{"w_prior", 0, 1'000},
    Range{"covered_elements_max", 0, 1'000},
    Range{"prior_half", 1, 1e9},
    Range{"relax_below", 0, 10'000},
    Range{"prior_exponent", 0.01, 10},
};

std::string listed(Names names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, where + " " + what, where, kBadSetting);
}

[[noreturn]] void refuse_type(const std::string& where, std::string_view expected,
                              const JsonNode& node) {
  refuse(where, "is " + std::string(expected) + ", not " + std::string(word_for(node.kind)));
}

[[noreturn]] void refuse_member(const std::string& where, std::string_view name, Names known) {
  const std::string_view near = nearest(name, known);
  throw UnknownSetting(where.empty() ? std::string(name) : where + "." + std::string(name),
                       std::string(near));
}

// --- Values --------------------------------------------------------------------------------------

// each(name, node, path of the member)
template <class Each>
void for_each_member(const JsonNode& node, const std::string& where, Each&& each) {
  if (node.kind != JsonKind::object) refuse_type(where, "an object", node);
  if (node.items.size() > SettingsLimits::entries_max) refuse(where, "has at most 10000 members");
  for (std::size_t i = 0; i < node.items.size(); ++i)
    each(node.names[i], node.items[i], where + "." + node.names[i]);
}

// each(node, path of the item)
template <class Each>
void for_each_item(const JsonNode& node, const std::string& where, std::size_t max, Each&& each) {
  if (node.kind != JsonKind::array) refuse_type(where, "a list", node);
  if (node.items.size() > max) refuse(where, "has at most " + std::to_string(max) + " entries");
  for (std::size_t i = 0; i < node.items.size(); ++i)
    each(node.items[i], where + "[" + std::to_string(i) + "]");
}

std::string text_of_node(const JsonNode& node, const std::string& where) {
  if (node.kind != JsonKind::string) refuse_type(where, "a string", node);
  std::string text(trimmed(node.text));
  if (text.empty()) refuse(where, "is empty: give a text, or leave it out");
  if (text.size() > SettingsLimits::text_bytes_max) refuse(where, "has at most 512 bytes");
  return text;
}

Strings texts_of(const JsonNode& node, const std::string& where,
                 std::size_t max = SettingsLimits::entries_max) {
  Strings texts;
  for_each_item(node, where, max, [&](const JsonNode& item, const std::string& path) {
    texts.push_back(text_of_node(item, path));
  });
  return texts;
}

double number_of(const JsonNode& node, const std::string& where) {
  if (node.kind != JsonKind::number) refuse_type(where, "a number", node);
  return finite_number(node, where);
}

bool truth_of(const JsonNode& node, const std::string& where) {
  if (node.kind != JsonKind::boolean) refuse_type(where, "true or false", node);
  return node.truth;
}

// The place of a word among `words`.
std::size_t choice_of(const JsonNode& node, const std::string& where, Names words) {
  if (node.kind != JsonKind::string) refuse_type(where, "one of " + listed(words), node);
  const auto found = std::ranges::find(words, std::string_view(node.text));
  if (found == words.end()) refuse(where, "is one of " + listed(words));
  return static_cast<std::size_t>(found - words.begin());
}

// --- Members -------------------------------------------------------------------------------------

std::string language_of(const JsonNode& node) {
  std::string code = text_of_node(node, "language");
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  if (code.size() < 2 || code.size() > 16 || !std::ranges::all_of(code, is_part))
    refuse("language", "is a code like en, de or pt-BR");
  return code;
}

// Any name that is no field's is an attribute's, but what is nearly a field's name is a slip.
void read_weights(Settings& settings, const JsonNode& node) {
  std::array<std::string_view, kWeights.size()> fields;
  std::ranges::transform(kWeights, fields.begin(), &Weight::name);
  for_each_member(
      node, "weights",
      [&](const std::string& name, const JsonNode& value, const std::string& where) {
        const auto field = std::ranges::find(kWeights, std::string_view(name), &Weight::name);
        if (field == kWeights.end() && !nearest(name, fields).empty())
          refuse_member("weights", name, fields);
        const double number = number_of(value, where);
        if (number < 1 || number > SettingsLimits::weight_max || number != std::floor(number))
          refuse(where, "is a whole number from 1 to 100");
        std::uint32_t& weight = field != kWeights.end()
                                    ? settings.weights.*(field->member)
                                    : settings.attribute_weights[canonical_attribute_name(name)];
        weight = static_cast<std::uint32_t>(number);
      });
}

Scoring scoring_of(const JsonNode& node) {
  Scoring scoring;
  for_each_member(node, "scoring",
                  [&](const std::string& name, const JsonNode& value, const std::string& where) {
                    const auto range =
                        std::ranges::find(kScoringRanges, std::string_view(name), &Range::name);
                    if (range == kScoringRanges.end()) {
                      std::array<std::string_view, kScoringRanges.size()> names;
                      std::ranges::transform(kScoringRanges, names.begin(), &Range::name);
                      refuse_member("scoring", name, names);
                    }
                    const double number = number_of(value, where);
                    if (number < range->min || number > range->max)
                      refuse(where, "is a number from " + text_of(Value(range->min)) + " to " +
                                        text_of(Value(range->max)));
                    try {
                      set_scoring_value(scoring, name, number);
                    } catch (const Error& error) {  // the message names it; the place is missing
                      throw Error(error.code(), error.what(), where, kBadSetting);
                    }
                  });
  return scoring;
}

SynonymRule synonym_of(const JsonNode& node, const std::string& where) {
  constexpr std::array<std::string_view, 3> kNames = {"from", "to", "names_only"};
  constexpr std::size_t kSides = SettingsLimits::of_entry_max;
  SynonymRule rule;
  if (node.kind == JsonKind::array) {
    rule.from = texts_of(node, where, kSides);
  } else if (node.kind == JsonKind::object) {
    for_each_member(node, where,
                    [&](const std::string& name, const JsonNode& value, const std::string& path) {
                      if (name == "from") {
                        rule.from = texts_of(value, path, kSides);
                      } else if (name == "to") {
                        rule.to = texts_of(value, path, kSides);
                      } else if (name == "names_only") {
                        rule.names_only = truth_of(value, path);
                      } else {
                        refuse_member(where, name, kNames);
                      }
                    });
  } else {
    refuse_type(where, "a list of texts, or an object of from and to", node);
  }
  if (rule.from.empty() || (rule.to.empty() && rule.from.size() < 2))
    refuse(where, "has one side: give two that mean the same, or from and to");
  return rule;
}

AttributeSettings attribute_of(const JsonNode& node, const std::string& where) {
  constexpr std::array<std::string_view, 2> kNames = {"type", "facet"};
  AttributeSettings attribute;
  for_each_member(node, where,
                  [&](const std::string& name, const JsonNode& value, const std::string& path) {
                    if (name == "type") {
                      attribute.type = static_cast<AttributeType>(choice_of(value, path, kTypes));
                    } else if (name == "facet") {
                      attribute.facet = truth_of(value, path);
                    } else {
                      refuse_member(where, name, kNames);
                    }
                  });
  return attribute;
}

KindRule kind_of(const JsonNode& node, const std::string& where) {
  constexpr std::array<std::string_view, 3> kNames = {"attribute", "value", "kind"};
  KindRule rule;
  for_each_member(node, where,
                  [&](const std::string& name, const JsonNode& value, const std::string& path) {
                    if (name == "attribute") {
                      rule.attribute = text_of_node(value, path);
                    } else if (name == "value") {
                      rule.value = text_of_node(value, path);
                    } else if (name == "kind") {
                      rule.kind = text_of_node(value, path);
                    } else {
                      refuse_member(where, name, kNames);
                    }
                  });
  if (rule.attribute.empty() || rule.value.empty() || rule.kind.empty())
    refuse(where, "has attribute, value and kind: one is missing");
  return rule;
}

Pin pin_of(const JsonNode& node, const std::string& where) {
  constexpr std::array<std::string_view, 3> kNames = {"q", "ids", "hide"};
  Pin pin;
  for_each_member(node, where,
                  [&](const std::string& name, const JsonNode& value, const std::string& path) {
                    if (name == "q") {
                      pin.q = text_of_node(value, path);
                    } else if (name == "ids") {
                      pin.ids = texts_of(value, path, SettingsLimits::of_entry_max);
                    } else if (name == "hide") {
                      pin.hide = texts_of(value, path, SettingsLimits::of_entry_max);
                    } else {
                      refuse_member(where, name, kNames);
                    }
                  });
  if (pin.q.empty()) refuse(where + ".q", "is missing: a pin is for one query");
  return pin;
}

Unplaced unplaced_of(const JsonNode& node) {
  constexpr std::array<std::string_view, 1> kNames = {"unplaced"};
  Unplaced unplaced = Unplaced::title;
  for_each_member(node, "spoiler",
                  [&](const std::string& name, const JsonNode& value, const std::string& where) {
                    if (name != "unplaced") refuse_member("spoiler", name, kNames);
                    unplaced = static_cast<Unplaced>(choice_of(value, where, kUnplaced));
                  });
  return unplaced;
}

template <class Entry>
std::vector<Entry> entries_of(const JsonNode& node, const char* member,
                              Entry (*read)(const JsonNode&, const std::string&)) {
  std::vector<Entry> entries;
  for_each_item(node, member, SettingsLimits::entries_max,
                [&](const JsonNode& item, const std::string& where) {
                  entries.push_back(read(item, where));
                });
  return entries;
}

void read_member(Settings& settings, std::string_view name, const JsonNode& node) {
  if (name == "language") {
    settings.language = language_of(node);
  } else if (name == "weights") {
    read_weights(settings, node);
  } else if (name == "scoring") {
    settings.scoring = scoring_of(node);
  } else if (name == "synonyms") {
    settings.synonyms = entries_of(node, "synonyms", synonym_of);
  } else if (name == "stop_words") {
    settings.stop_words = texts_of(node, "stop_words");
  } else if (name == "protected_words") {
    settings.protected_words = texts_of(node, "protected_words");
  } else if (name == "attributes") {
    for_each_member(
        node, "attributes",
        [&](const std::string& attribute, const JsonNode& value, const std::string& where) {
          const AttributeSettings set = attribute_of(value, where);
          if (attribute == kLanguageColumn &&
              set.type.value_or(AttributeType::text) != AttributeType::text)
            refuse(where + ".type", "is text: it is the language of each article");
          settings.attributes.emplace(attribute, set);
        });
  } else if (name == "kinds") {
    settings.kinds = entries_of(node, "kinds", kind_of);
  } else if (name == "pins") {
    settings.pins = entries_of(node, "pins", pin_of);
  } else if (name == "spoiler") {
    settings.unplaced = unplaced_of(node);
  } else if (name == "boilerplate") {
    settings.boilerplate = texts_of(node, "boilerplate");
  } else if (name == "distinct") {
    // An empty text is what GET shows where nothing is set.
    const bool none = node.kind == JsonKind::string && node.text.empty();
    settings.distinct = none ? std::string() : text_of_node(node, "distinct");
  } else if (name == "pairs") {
    settings.pairs = truth_of(node, "pairs");
  } else {
    refuse_member("", name, kMembers);
  }
}

// --- Writing -------------------------------------------------------------------------------------

template <class Item>
void write_list(std::string& out, const std::vector<Item>& items,
                void (*write)(std::string&, const Item&)) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    write(out, items[i]);
  }
  out += ']';
}

void write_text(std::string& out, const std::string& text) { out += quoted_json(text); }

void write_texts(std::string& out, const Strings& texts) { write_list(out, texts, write_text); }

void write_synonym(std::string& out, const SynonymRule& rule) {
  if (rule.to.empty() && !rule.names_only) return write_texts(out, rule.from);
  out += "{\"from\":";
  write_texts(out, rule.from);
  if (!rule.to.empty()) write_texts(out += ",\"to\":", rule.to);
  out += rule.names_only ? ",\"names_only\":true}" : "}";
}

void write_kind(std::string& out, const KindRule& rule) {
  out += "{\"attribute\":" + quoted_json(rule.attribute) + ",\"value\":" + quoted_json(rule.value) +
         ",\"kind\":" + quoted_json(rule.kind) + "}";
}

void write_pin(std::string& out, const Pin& pin) {
  write_texts(out += "{\"q\":" + quoted_json(pin.q) + ",\"ids\":", pin.ids);
  write_texts(out += ",\"hide\":", pin.hide);
  out += '}';
}

void write_weights(std::string& out, const Settings& settings) {
  const auto write = [&out](std::string_view name, std::uint32_t weight) {
    out += out.back() == '{' ? "" : ",";
    out += quoted_json(name) + ":" + std::to_string(weight);
  };
  for (const Weight& field : kWeights) write(field.name, settings.weights.*(field.member));
  for (const auto& [name, weight] : settings.attribute_weights) write(name, weight);
}

void write_scoring(std::string& out, const Scoring& scoring) {
  for (const ScoringValue& one : scoring_values(scoring)) {
    out += out.back() == '{' ? "" : ",";
    out += quoted_json(one.name) + ":" + text_of(Value(one.value));
  }
}

void write_attribute(std::string& out, const AttributeSettings& attribute) {
  out += '{';
  if (attribute.type)
    out += "\"type\":" + quoted_json(kTypes[static_cast<std::size_t>(*attribute.type)]);
  if (attribute.facet) {
    out += attribute.type ? "," : "";
    out += *attribute.facet ? "\"facet\":true" : "\"facet\":false";
  }
  out += '}';
}

void write_attributes(std::string& out, const Settings& settings) {
  for (const auto& [name, attribute] : settings.attributes) {
    out += out.back() == '{' ? "" : ",";
    write_attribute(out += quoted_json(name) + ":", attribute);
  }
}

Strings stop_words_of(const Settings& settings) {
  if (settings.stop_words) return *settings.stop_words;
  const auto shipped = Analyzer::shipped_stop_words();
  return {shipped.begin(), shipped.end()};
}

std::string unknown_message(const std::string& where, const std::string& nearest) {
  return "there is no setting " + std::string(cut_at_character(where, 80)) +
         (nearest.empty() ? "; there are " + listed(kMembers) : "; did you mean " + nearest);
}

}  // namespace

UnknownSetting::UnknownSetting(const std::string& where, std::string nearest)
    : Error(ErrorCode::invalid_argument, unknown_message(where, nearest), where, "unknown-setting"),
      nearest_(std::move(nearest)) {}

Settings settings_from_json(std::string_view json) {
  if (json.size() > SettingsLimits::bytes_max)
    throw Error(ErrorCode::too_large, "settings have at most 1 MiB", "settings");
  const JsonNode root = parse_json(json, "settings are a JSON object");
  if (root.kind != JsonKind::object) refuse_type("settings", "an object", root);
  Settings settings;
  for (std::size_t i = 0; i < root.items.size(); ++i)
    read_member(settings, root.names[i], root.items[i]);
  return settings;
}

std::string settings_to_json(const Settings& settings) {
  std::string out = "{\"language\":" + quoted_json(settings.language);
  write_weights(out += ",\"weights\":{", settings);
  write_scoring(out += "},\"scoring\":{", settings.scoring);
  write_list(out += "},\"synonyms\":", settings.synonyms, write_synonym);
  write_texts(out += ",\"stop_words\":", stop_words_of(settings));
  write_texts(out += ",\"protected_words\":", settings.protected_words);
  write_attributes(out += ",\"attributes\":{", settings);
  write_list(out += "},\"kinds\":", settings.kinds, write_kind);
  write_list(out += ",\"pins\":", settings.pins, write_pin);
  const std::string_view unplaced = kUnplaced[static_cast<std::size_t>(settings.unplaced)];
  out += ",\"spoiler\":{\"unplaced\":" + quoted_json(unplaced) + "}";
  write_texts(out += ",\"boilerplate\":", settings.boilerplate);
  out += ",\"distinct\":" + quoted_json(settings.distinct);
  return out + ",\"pairs\":" + (settings.pairs ? "true}" : "false}");
}

std::string synonyms_to_json(const std::vector<SynonymRule>& rules) {
  std::string out;
  write_list(out, rules, write_synonym);
  return out;
}

}  // namespace coldopen

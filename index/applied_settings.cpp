#include "index/applied_settings.hpp"

#include <algorithm>
#include <utility>

#include "corpus/text.hpp"
#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

constexpr std::string_view kKind = "kind";

// each(line with its end, line without)
template <class Each>
void for_each_line(std::string_view text, Each&& each) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == text.npos ? text.size() : end + 1;
    each(text.substr(0, size), trimmed(text.substr(0, size)));
    text.remove_prefix(size);
  }
}

// All that segments hold otherwise for them, and analysis and weights of fields do not tell; empty:
// nothing.
std::string told_apart(const Settings& settings) {
  std::string text;
  const auto add = [&](std::string_view part) {  // after its size: a part may hold any byte
    text += std::to_string(part.size()) + ':' + std::string(part);
  };
  for (const KindRule& rule : settings.kinds) {
    add("kind");
    for (const std::string& part : {rule.attribute, rule.value, rule.kind}) add(part);
  }
  for (const std::string& line : settings.boilerplate) add("line"), add(line);
  for (const auto& [name, attribute] : settings.attributes) {
    if (!attribute.type) continue;
    add("type"), add(name), add(std::to_string(static_cast<int>(*attribute.type)));
  }
  for (const auto& [name, weight] : settings.attribute_weights)
    add("weight"), add(name), add(std::to_string(weight));
  if (!settings.pairs) add("no pairs");
  return text;
}

}  // namespace

AppliedSettings::AppliedSettings(Shared<Settings> settings)
    : settings_(std::move(settings)),
      analyzer_(std::make_shared<const Analyzer>(
          AnalyzerOptions{settings_->language, settings_->protected_words, settings_->stop_words})),
      lines_(settings_->boilerplate),
      kinds_(settings_->kinds) {
  std::ranges::sort(lines_);
  for (KindRule& rule : kinds_) rule.value = analyzer_->key(rule.value);
  const std::string apart = told_apart(*settings_);
  fingerprint_ = apart.empty() ? 0 : hash64(apart);
}

bool AppliedSettings::makes_the_same(const AppliedSettings& other) const noexcept {
  return analyzer_->fingerprint() == other.analyzer_->fingerprint() &&
         settings_->weights == other.settings_->weights && fingerprint_ == other.fingerprint_;
}

AttributeTypes AppliedSettings::types(AttributeTypes known) const {
  if (!kinds_.empty()) known.emplace(kKind, AttributeType::text);
  for (const auto& [name, attribute] : settings_->attributes)
    if (attribute.type) known[name] = *attribute.type;
  return known;
}

const std::string* AppliedSettings::kind_of(const Article& article) const {
  for (const KindRule& rule : kinds_)
    for (const Attribute& attribute : article.attributes) {
      if (attribute.name != rule.attribute) continue;
      for (const Value& value : attribute.values)
        if (analyzer_->key(text_of(value)) == rule.value) return &rule.kind;
    }
  return nullptr;
}

bool AppliedSettings::has_boilerplate(std::string_view text) const {
  bool found = false;
  for_each_line(text, [&](std::string_view, std::string_view line) {
    found = found || std::ranges::binary_search(lines_, line);
  });
  return found;
}

std::string AppliedSettings::without_boilerplate(std::string_view text) const {
  std::string rest;
  for_each_line(text, [&](std::string_view whole, std::string_view line) {
    if (!std::ranges::binary_search(lines_, line)) rest += whole;
  });
  return rest;
}

std::optional<Article> AppliedSettings::changed(const Article& article) const {
  const std::string* kind = kinds_.empty() ? nullptr : kind_of(article);
  const bool drops =
      !lines_.empty() && (has_boilerplate(article.body) ||
                          std::ranges::any_of(article.passages, [&](const Passage& passage) {
                            return has_boilerplate(passage.text);
                          }));
  if (kind == nullptr && !drops) return std::nullopt;
  Article changed = article;
  if (kind != nullptr) {
    const auto own = std::ranges::find(changed.attributes, kKind, &Attribute::name);
    Attribute given{std::string(kKind), {*kind}, false};
    if (own != changed.attributes.end()) {
      *own = std::move(given);
    } else {
      changed.attributes.push_back(std::move(given));
    }
  }
  if (!drops) return changed;
  changed.body = without_boilerplate(article.body);
  for (Passage& passage : changed.passages)
    if (has_boilerplate(passage.text)) passage.text = trimmed(without_boilerplate(passage.text));
  std::erase_if(changed.passages, [](const Passage& passage) {
    return passage.text.empty() && passage.heading.empty();
  });
  return changed;
}

const Shared<AppliedSettings>& default_applied_settings() {
  static const auto kDefaults = std::make_shared<const AppliedSettings>();
  return kDefaults;
}

}  // namespace coldopen

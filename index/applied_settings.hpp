// Settings at work: the analyzer that they ask for, articles as they are indexed, and whether two
// settings need different segments. Stored articles stay as they were given.
//
//   boilerplate  a line of a body or passage that is one of them is left out, and a passage
//                without a heading of which nothing stays; white space around a line does not count
//   kinds        the first rule that fits gives the article its kind, in place of its own
// Threads  immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/segment/inverter.hpp"
#include "index/settings.hpp"

namespace coldopen {

class AppliedSettings {
 public:
  explicit AppliedSettings(Shared<Settings> settings = default_settings());

  const Shared<Settings>& settings() const noexcept { return settings_; }
  const Shared<Analyzer>& analyzer() const noexcept { return analyzer_; }

  // The article as it is indexed; none where that is as it was given.
  std::optional<Article> changed(const Article& article) const;

  // What types there are, with those that the settings fix.
  AttributeTypes types(AttributeTypes known) const;

  // Changes with everything that is made anew but analysis and weights of fields; 0 for the
  // defaults.
  std::uint64_t fingerprint() const noexcept { return fingerprint_; }
  // Whether segments made under `other` say the same.
  bool makes_the_same(const AppliedSettings& other) const noexcept;

 private:
  const std::string* kind_of(const Article& article) const;
  std::string without_boilerplate(std::string_view text) const;
  bool has_boilerplate(std::string_view text) const;

  Shared<Settings> settings_;
  Shared<Analyzer> analyzer_;
  Strings lines_;                // boilerplate, sorted
  std::vector<KindRule> kinds_;  // their values as keys
  std::uint64_t fingerprint_ = 0;
};

// Of all indexes that nobody has set: they share one analyzer.
const Shared<AppliedSettings>& default_applied_settings();

}  // namespace coldopen

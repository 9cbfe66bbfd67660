#include "index/scoring.hpp"

#include <array>
#include <cmath>
#include <variant>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

struct Constant {
  std::string_view name;
  std::variant<double Scoring::*, std::uint32_t Scoring::*, std::size_t Scoring::*> member;
};

constexpr std::array kConstants = {
    Constant{"k1", &Scoring::k1},
    Constant{"b", &Scoring::b},
    Constant{"exact", &Scoring::exact},
    Constant{"written", &Scoring::written},
    Constant{"synonym", &Scoring::synonym},
    Constant{"joined", &Scoring::joined},
    Constant{"next", &Scoring::next},
    Constant{"near", &Scoring::near},
    Constant{"near_words", &Scoring::near_words},
    Constant{"candidates", &Scoring::candidates},
    Constant{"relax_short", &Scoring::relax_short},
    Constant{"relax_long", &Scoring::relax_long},
    Constant{"covered_elements_max", &Scoring::covered_elements_max},
    Constant{"relax_below", &Scoring::relax_below},
    Constant{"w_prior", &Scoring::w_prior},
    Constant{"prior_half", &Scoring::prior_half},
    Constant{"prior_exponent", &Scoring::prior_exponent},
};
constexpr double kWholeMax = 1e9;

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw Error(ErrorCode::invalid_argument, "scoring." + std::string(name) + " " + std::string(why));
}

[[noreturn]] void refuse_name(std::string_view name) {
  std::string names;
  for (const Constant& constant : kConstants)
    names += (names.empty() ? "" : ", ") + std::string(constant.name);
  refuse(name, "is no constant of the score: there are " + names);
}

}  // namespace

std::vector<ScoringValue> scoring_values(const Scoring& scoring) {
  std::vector<ScoringValue> values;
  for (const Constant& constant : kConstants) {
    const double value = std::visit(
        [&](auto member) { return static_cast<double>(scoring.*member); }, constant.member);
    values.push_back({std::string(constant.name), value});
  }
  return values;
}

void set_scoring_value(Scoring& scoring, std::string_view name, double value) {
  for (const Constant& constant : kConstants) {
    if (constant.name != name) continue;
    if (!std::isfinite(value) || value < 0) refuse(name, "is a number of 0 or more");
    if (value > kScoringMax) refuse(name, "is at most 1e100");
    // With 0 a count of nothing would have no score; the same range holds for settings.
    if (name == "k1" && value < 0.01) refuse(name, "is a number from 0.01 on");
    if (name == "b" && value > 1) refuse(name, "is a number from 0 to 1");
    if (const auto* real = std::get_if<double Scoring::*>(&constant.member)) {
      scoring.*(*real) = value;
      return;
    }
    if (value != std::floor(value) || value > kWholeMax) refuse(name, "is a whole number");
    if (const auto* count = std::get_if<std::uint32_t Scoring::*>(&constant.member)) {
      scoring.*(*count) = static_cast<std::uint32_t>(value);
    } else {
      scoring.*std::get<std::size_t Scoring::*>(constant.member) = static_cast<std::size_t>(value);
    }
    return;
  }
  refuse_name(name);
}

}  // namespace coldopen

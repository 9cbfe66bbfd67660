// Where in a name stands what was typed: the part that is marked in a suggestion.
//
// The words of the name are those of the analysis, exact or joined (B.J. as bj), and the last typed
// word may end inside one. Where the folded word has other letters than the written one, the whole
// word is marked.
#pragma once

#include <optional>
#include <string_view>

#include "index/analysis/analyzer.hpp"
#include "query/request.hpp"
#include "query/typed_name.hpp"

namespace coldopen {

// None where no word of the name begins it. The first word that does counts.
std::optional<Mark> find_typed(std::string_view name, const TypedForm& form,
                               const Analyzer& analyzer);

}  // namespace coldopen

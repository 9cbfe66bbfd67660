// The card above the results: a sentence from stored attributes, with links to the pages it is
// about and to the page where it stands.
#pragma once

#include <string_view>

#include "query/request.hpp"
#include "server/html.hpp"

namespace coldopen {

// Empty unless the answer says more than the first hit does: who plays whom.
Html answer_card(std::string_view index, const Answer& answer);

}  // namespace coldopen

// The card above the results: a sentence from stored attributes, with links to the pages it is
// about and to the page where it stands.
#pragma once

#include "query/request.hpp"
#include "server/html.hpp"
#include "server/page.hpp"

namespace coldopen {

// Empty unless the answer says more than the first hit does: who plays whom.
Html answer_card(const PageQuery& query, const Answer& answer);

}  // namespace coldopen

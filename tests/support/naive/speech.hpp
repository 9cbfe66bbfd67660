// Dialogue in the oracle: who is asked to say the rest of a query, and how much of it they say.
//
//   dwight: identity theft     who: the words before the first colon that ends a word, three typed
//                              ones at most, nothing but filters before them, something behind
//   s(d)  the most, over the passages of d that the speaker says, of the idf of what is said and
//         stands in the passage (heading or text, in any writing) / the idf of all that is said
//         Said: elements that a passage can hold: not those in a field but heading and body.
//   They say a passage whose text begins with the name; and every passage of a line, quote, stage
//   direction or scene with a value of characters, character or speaker that begins with it.
#pragma once

#include <vector>

#include "query/query_tree.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/elements.hpp"

namespace coldopen::naive {

// The exact words of the name; none: nobody is asked.
Strings asked_speaker(const Corpus& corpus, const Query& tree);

// s; `rest`: telling elements that are not of the name, in query order. 0: nothing of it is said.
double most_said(const Corpus& corpus, const Document& document, const Strings& name,
                 const std::vector<const Element*>& rest);

}  // namespace coldopen::naive

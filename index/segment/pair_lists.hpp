// Makes the lists of frequent words side by side (pairs.hpp) from the places of these words.
//
// Documents are taken some hundreds at a time: the places of all frequent words in them are laid
// out as the documents have them, and read from left to right.
// Cost: 10 to 20 ns a place of a frequent word; memory about 3 bytes a posting of the pairs, at
// most some 200 MB: beyond that the words are done in several rounds by first word.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "index/fields.hpp"
#include "index/segment/list_source.hpp"

namespace coldopen {

struct FrequentWord {
  std::string text;
  std::uint32_t df = 0;
  std::uint64_t places = 0;  // in all documents
};

// Calls `add` for each pair that has a list, rising by its term. `words` rise; they hold no byte
// below a space.
void make_pairs(ListSource& source, const std::vector<FrequentWord>& words, DocId documents,
                const FieldWeights& weights,
                const std::function<void(std::string_view pair, const ListContent&)>& add);

}  // namespace coldopen

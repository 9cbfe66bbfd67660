// How many living documents match a query: never scored, and mostly without looking at documents.
//
//   one list          df, less its dead
//   A or B            |A| + |B| - |A and B|
//   A and B ...       words of bits counted, arrays intersected, arrays tested against bits
//   A or B or C ...   64 KB of documents as 8 KB of bits, counted
// Only chunks with dead documents pay for them.
#pragma once

#include <cstdint>

#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

std::uint64_t count_documents(const FlatQuery& query, Workspace& workspace);

}  // namespace coldopen

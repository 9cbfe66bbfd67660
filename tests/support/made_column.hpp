// A column of texts in memory: the i-th value is that of document i.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/segment/columns.hpp"

namespace coldopen {

struct MadeColumn {
  ByteBuffer bytes;
  std::optional<Columns> columns;
  Column column;
};

inline MadeColumn made_column(const std::vector<std::string>& values) {
  ColumnsWriter writer;
  for (std::size_t i = 0; i < values.size(); ++i)
    writer.add_text("name", static_cast<DocId>(i), values[i]);
  MadeColumn made;
  const auto count = static_cast<std::uint32_t>(values.size());
  const Analyzer analyzer;
  made.bytes = writer.finish(count, [&](std::string_view text) { return analyzer.key(text); });
  made.columns = Columns::open(made.bytes, count);
  made.column = made.columns.value().at(0);
  return made;
}

}  // namespace coldopen

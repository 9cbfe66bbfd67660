#include "index/live/value_tables.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "index/analysis/collation.hpp"
#include "index/segment/joined_values.hpp"
#include "index/segment/value_counts.hpp"
#include "index/segment/value_order.hpp"

namespace coldopen {
namespace {

// Columns of many values join first and whatever stands beside them: small ones come behind.
std::vector<Column> large_columns(const Snapshot& snapshot, std::string_view name) {
  std::vector<Column> large;
  for (const SegmentView& view : snapshot.segments) {
    std::optional<Column> column = view.segment->columns().find(name);
    if (column && column->type() == AttributeType::text && column->value_count() >= kManyValues)
      large.push_back(std::move(*column));
  }
  return large;
}

}  // namespace

void make_value_tables(const Snapshot& snapshot, const std::atomic<bool>& stop) {
  const Collation& collation = collation_of(snapshot.analyzer->language());
  for (const auto& [name, type] : snapshot.types) {
    if (type != AttributeType::text) continue;
    const std::vector<Column> columns = large_columns(snapshot, name);
    if (columns.empty() || stop) continue;
    JoinedValues(columns).join();
    for (const Column& column : columns) {
      if (stop) return;
      text_counts(column);
      if (stop) return;
      value_order(column, collation);
    }
  }
}

}  // namespace coldopen

// A sound segment that inputs change in place: four bytes a change, {offset u24, value xor}.
//
// Changes within sections leave the frame as it was: the segment is opened behind the sound frame,
// and no checksum is made or proved, which was most of the time of an input. Changes of header or
// directory are sealed anew.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "index/segment/segment.hpp"

namespace coldopen {

class ChangedSegment {
 public:
  explicit ChangedSegment(ByteBuffer whole)
      : bytes_(std::move(whole)), layout_(open_layout(bytes_)), sections_at_(bytes_.size()) {
    for (const Bytes section : layout_.sections) {
      if (section.empty()) continue;
      const auto at = static_cast<std::size_t>(section.data() - bytes_.data());
      sections_at_ = std::min(sections_at_, at);
    }
  }
  ChangedSegment(const ChangedSegment&) = delete;  // the layout looks into the bytes
  ChangedSegment& operator=(const ChangedSegment&) = delete;

  bool has_section(SectionKind kind) const { return !layout_.section(kind).empty(); }

  // The segment before must be gone. Errors: those of Segment::open.
  Shared<Segment> open(const std::uint8_t* changes, std::size_t size) {
    for (const auto& [offset, value] : changed_) bytes_[offset] ^= value;
    changed_.clear();
    bool is_frame_changed = false;
    for (std::size_t i = 0; i + 4 <= size; i += 4) {
      const std::size_t place =
          changes[i] | std::size_t{changes[i + 1]} << 8 | std::size_t{changes[i + 2]} << 16;
      const std::size_t offset = place % layout_.sealed.size();
      const auto value = static_cast<std::byte>(changes[i + 3]);
      bytes_[offset] ^= value;
      changed_.emplace_back(offset, value);
      is_frame_changed = is_frame_changed || offset < sections_at_;
    }
    if (!is_frame_changed) return Segment::open({nullptr, bytes_}, layout_);
    ByteBuffer sealed(layout_.sealed.begin(), layout_.sealed.end());
    seal(sealed);
    return Segment::open(std::move(sealed));
  }

 private:
  ByteBuffer bytes_;
  SegmentLayout layout_;  // of the sound bytes
  std::size_t sections_at_;
  std::vector<std::pair<std::size_t, std::byte>> changed_;
};

}  // namespace coldopen

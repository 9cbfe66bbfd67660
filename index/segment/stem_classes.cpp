#include "index/segment/stem_classes.hpp"

#include <algorithm>

namespace coldopen {

std::uint64_t write_class(std::string_view stem, const std::vector<std::string>& members,
                          ByteBuffer& out) {
  const std::uint64_t at = out.size();
  append_varint(out, members.size());
  std::string_view before = stem;
  for (const std::string& member : members) {
    const auto shared =
        static_cast<std::size_t>(std::ranges::mismatch(member, before).in1 - member.begin());
    append_varint(out, shared);
    append_text(out, std::string_view(member).substr(shared));
    before = member;
  }
  return at;
}

std::vector<std::string> read_class(std::string_view stem, Bytes section, std::uint64_t at) {
  std::vector<std::string> members;
  ByteReader reader(section, at);
  const std::uint64_t count = reader.varint();
  std::string member(stem);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t shared = reader.varint();
    const std::string_view rest = reader.text();
    if (!reader.good() || shared > member.size()) break;
    member.resize(shared);
    member += rest;
    members.push_back(member);
  }
  return members;
}

}  // namespace coldopen

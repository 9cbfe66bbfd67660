// The words of a stem, for the stems whose class is more than the stem alone.
//
// Format (FORMAT.md, "stem classes"): at TermInfo::members_at of the stem's list: varint number of
// members, then each, sorted, front-coded against the one before (the first against the stem):
// varint shared bytes, varint length of the rest, the rest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/io/bytes.hpp"

namespace coldopen {

// Appends a class, members rising; returns where it begins.
std::uint64_t write_class(std::string_view stem, const std::vector<std::string>& members,
                          ByteBuffer& out);

// The members; as many as hold if the bytes do not.
std::vector<std::string> read_class(std::string_view stem, Bytes section, std::uint64_t at);

}  // namespace coldopen

// Which segments of an index are alive, and the change number that they reach.
//
// Format   text, one thing a line, so that a person can read it; the last line is the XXH3-64 of
//          all before it. Written through durable_file only.
//            coldopen manifest 1
//            index 3 main                      number in the store, name
//            analyzer 00c0ffee00c0ffee         fingerprint
//            weights 5 4 2 2 1                 title aliases headings attributes body
//            settings 0123456789abcdef         fingerprint of the settings; not there: the defaults
//            reaches 120 0123456789abcdef      last change, chain of the log there (its witness)
//            next 8                            number of the next segment
//            segment 7 4096 900 850 2 H1 H2    bytes, documents, living, dead file (0: none), hash
//            checksum 0123456789abcdef         (the hash is an XXH3-128 as two words)
// Errors   damaged; newer_format for a first line of a later format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/fields.hpp"
#include "index/io/checksum.hpp"
#include "index/store/change_log.hpp"

namespace coldopen {

struct ManifestSegment {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;
  std::uint64_t documents = 0;
  std::uint64_t living = 0;
  std::uint64_t dead_generation = 0;  // its tombstones are seg-NUMBER.GENERATION.dead; 0: none
  Hash128 hash;
  bool operator==(const ManifestSegment&) const = default;
};

struct Manifest {
  std::int64_t index = 0;
  std::string index_name;
  std::uint64_t analyzer_fingerprint = 0;
  FieldWeights weights;
  std::uint64_t settings_fingerprint = 0;  // AppliedSettings::fingerprint
  LogPosition reaches;
  std::uint64_t next_segment = 1;
  std::vector<ManifestSegment> segments;
  bool operator==(const Manifest&) const = default;
};

std::string print_manifest(const Manifest& manifest);
Manifest parse_manifest(std::string_view text);

}  // namespace coldopen

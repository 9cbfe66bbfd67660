// What the data directory remembers of the change log beside the log itself, so that a lost tail is
// noticed: SQLite takes a damaged end of its WAL for the end of the log, and says nothing.
//
// WITNESS  64 bytes: "coldopen witness" (16), number (8), chain (8), zeros (24), XXH3-64 of these
// (8);
//          overwritten in place after a commit, at most once a second, never synced. So it may lag
//          behind the store and never leads, also after a power cut. Each manifest is a witness
//          too.
#pragma once

#include <optional>
#include <string_view>

#include "index/io/disk.hpp"
#include "index/store/change_log.hpp"

namespace coldopen {

// None where the file is absent, or torn by a power cut.
std::optional<LogPosition> read_witness(Disk& disk, const Disk::Path& path);
void write_witness(Disk& disk, const Disk::Path& path, const LogPosition& position);

// Error(damaged) if the log ends before `remembered`, naming how many changes are gone, or has
// another past there. `who` remembers: "WITNESS", "the manifest of main".
void prove_log_reaches(ChangeLog& log, const LogPosition& remembered, std::string_view who);

}  // namespace coldopen

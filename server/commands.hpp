// What each command does, and what its exit code says (PRODUCT: grep's for questions, sysexits for
// failures). The one place where an Error becomes an exit code.
#pragma once

#include <string>
#include <vector>

#include "corpus/error.hpp"

namespace coldopen {

// Runs the program: `words` are those after its name. Returns the exit code; writes to standard
// output and error only. Ends by the signal that stopped it, after a clean stop.
int run_program(const std::vector<std::string>& words);

int exit_code_of(ErrorCode code) noexcept;

}  // namespace coldopen

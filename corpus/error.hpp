// The words for things going wrong, on every floor.
//
// `Error` is thrown where the world fails or the caller's words are wrong, and caught in few
// places: the HTTP router (a status), the commands (an exit code), the writer and its background
// tasks. `ensure` is for our own mistakes: it stays on in release, stops the process, never depends
// on input.
#pragma once

#include <cstdint>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace coldopen {

enum class ErrorCode : std::uint8_t {
  invalid_argument,  // the caller's words are wrong
  bad_input,         // an input cannot be understood
  not_found,         // what was named is not there
  too_large,         // beyond a limit; the message names it
  conflict,          // a condition of the write does not hold (If-Match)
  permission,        // the system or a right refuses
  cannot_create,     // the data directory or an output cannot be made
  io,                // reading or writing failed
  disk_full,         // no space; writing resumes when there is
  damaged,           // stored bytes are not what was written
  in_use,            // another process writes this data directory
  newer_format,      // written by a newer coldopen
  configuration,     // a setting or flag is wrong
  address,           // cannot listen there, or the server is not reachable
  overloaded,        // too much waits already; try again
  unavailable,       // cannot now (draining, recovering, the store failed)
};

// The code as it stands in answers and logs, with hyphens: "invalid-argument".
std::string_view to_string(ErrorCode code) noexcept;

// Message: what, and what to do; one sentence, no capital, no full stop.
// Where: file:line, a parameter, a member, an offset; may be empty.
// Reason: a literal like "duplicate-member" that never changes, for programs that tell cases of one
// code apart; mostly empty.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, std::string where = {},
        std::string_view reason = {});
  ErrorCode code() const noexcept { return code_; }
  const std::string& where() const noexcept { return where_; }
  std::string_view reason() const noexcept { return reason_; }

 private:
  ErrorCode code_;
  std::string where_;
  std::string_view reason_;
};

// Stops the process with one line on standard error when our own promise does not hold.
void ensure(bool holds, const char* promise,
            std::source_location place = std::source_location::current()) noexcept;

}  // namespace coldopen

#include "corpus/reader.hpp"

namespace coldopen {

ReadProblem problem_of(const Error& error, const std::string& source, const std::string& where) {
  std::string reason = error.what();
  if (!error.where().empty()) reason += " (" + error.where() + ")";
  return {.source = source, .where = where, .reason = std::move(reason)};
}

}  // namespace coldopen

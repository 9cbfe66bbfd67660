// Standard output and error of the commands: results to the one, all else to the other; colours
// where they are wanted; nothing that could steer a terminal from the text of an article.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "query/request.hpp"
#include "server/config.hpp"
#include "server/progress.hpp"

namespace coldopen {

enum class Ink : std::uint8_t { plain, title, mark, faint, good, bad };

// Without control characters (a line end becomes a space), so that it is safe on a terminal.
std::string terminal_text(std::string_view text);

class Console {
 public:
  explicit Console(const Config& config = {}, bool quiet = false);

  bool colored() const noexcept { return colored_; }
  std::string inked(Ink ink, std::string_view text) const;  // cleaned and, where wanted, coloured
  std::string inked(const MarkedText& text) const;          // marks stand out

  void out(std::string_view text) const;   // results
  void note(std::string_view text) const;  // to standard error; not where --quiet
  void error(std::string_view text) const;
  Progress progress() const;

  // Errors: Error(io) where results could not be written (disk full).
  void finish() const;

 private:
  bool quiet_;
  bool colored_;
};

// Holds SIGINT and SIGTERM back from this thread and from those it starts meanwhile.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_{};
};

// SIGINT and SIGTERM as values, so that a group in flight ends whole: held back from its making on
// (also in threads that begin later; those that run already must hold them back too, or the signal
// ends the process) and taken by a thread of its own. Who does not come
// to an end within two seconds, or gets a second signal, is ended by it: a read of standard input
// may wait for ever, and what was committed is safe at any moment.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();  // lets them through again
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::optional<int> arrived() const noexcept;  // the signal, if one came

 private:
  void watch();

  HeldSignals held_;
  std::atomic<int> signal_{0};
  std::atomic<bool> done_{false};
  std::thread watcher_;
};

// Ends the process by that signal, as a shell expects it.
[[noreturn]] void end_by_signal(int signal);

}  // namespace coldopen

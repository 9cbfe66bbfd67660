#include "server/console.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::title:
      return "\x1b[1m";
    case Ink::mark:
      return "\x1b[1;33m";
    case Ink::faint:
      return "\x1b[2m";
    case Ink::good:
      return "\x1b[32m";
    case Ink::bad:
      return "\x1b[31m";
  }
  return "";
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void write_error(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : 0);
    if (byte == '\n' || byte == '\t') {
      clean += ' ';
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      ++at;  // C1 controls: some terminals obey them like an escape sequence
    } else if (byte >= 0x20 && byte != 0x7F) {
      clean += text[at];
    }
  }
  return clean;
}

Console::Console(const Config& config, bool quiet)
    : quiet_(quiet),
      colored_(
          config.color == Color::always ||
          (config.color == Color::automatic && !config.no_color && ::isatty(STDOUT_FILENO) == 1)) {}

std::string Console::inked(Ink ink, std::string_view text) const {
  std::string clean = terminal_text(text);
  const std::string_view code = code_of(ink);
  if (!colored_ || code.empty() || clean.empty()) return clean;
  return std::string(code) + clean + "\x1b[0m";
}

std::string Console::inked(const MarkedText& text) const {
  const std::string_view raw = text.text;
  std::string line;
  std::size_t done = 0;
  for (const Mark& mark : text.marks) {
    if (mark.begin < done || mark.end > raw.size() || mark.begin >= mark.end) continue;
    line += terminal_text(raw.substr(done, mark.begin - done));
    line += inked(Ink::mark, raw.substr(mark.begin, mark.end - mark.begin));
    done = mark.end;
  }
  return line + terminal_text(raw.substr(done));
}

void Console::out(std::string_view text) const {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));  // finish() tells of errors
}

void Console::note(std::string_view text) const {
  if (!quiet_) write_error(text);
}

void Console::error(std::string_view text) const { write_error(text); }

Progress Console::progress() const {
  const auto manner = quiet_                         ? Progress::Manner::quiet
                      : ::isatty(STDERR_FILENO) == 1 ? Progress::Manner::terminal
                                                     : Progress::Manner::lines;
  return {manner, write_error};
}

void Console::finish() const {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw Error(ErrorCode::io, "the results could not be written: is the disk full",
                "standard output");
  }
}

HeldSignals::HeldSignals() {
  const sigset_t held = stop_signals();
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

Interrupt::Interrupt() {
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  done_ = true;
  // Wakes it; it sees done_. The signal is blocked in every thread, so it ends nobody.
  pthread_kill(watcher_.native_handle(), SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread)
  watcher_.join();
}

void Interrupt::watch() {
  const sigset_t held = stop_signals();
  int signal = 0;
  if (sigwait(&held, &signal) != 0 || done_) return;
  signal_ = signal;
  const timespec patience{2, 0};
  const int second = sigtimedwait(&held, nullptr, &patience);
  if (!done_) end_by_signal(second > 0 ? second : signal);
}

std::optional<int> Interrupt::arrived() const noexcept {
  const int signal = signal_;
  if (signal == 0) return std::nullopt;
  return signal;
}

void end_by_signal(int signal) {
  std::fflush(nullptr);
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  static_cast<void>(std::raise(signal));
  std::_Exit(128 + signal);
}

}  // namespace coldopen

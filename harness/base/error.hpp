// What went wrong with something a user gave us, where, and why. The error type of every reader.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace dsnspec::base {

struct error {
  std::string message;     // one sentence without a full stop; says what to do where that isn't plain
  std::string source;      // file name, or "<stdin>"; empty when there is none
  std::size_t line = 0;    // from 1; 0: unknown
  std::size_t column = 0;  // from 1, in octets; 0: unknown

  // "file:line:column: message", leaving out what is unknown.
  [[nodiscard]] std::string text() const;
};

template <class T>
using result = std::expected<T, error>;

inline std::unexpected<error> fail(std::string message) { return std::unexpected(error{std::move(message), {}, 0, 0}); }

}  // namespace dsnspec::base

// A file descriptor that is closed when its owner goes away, and what the kernel said when a call failed.
#pragma once

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace dsnspec::target {

class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(other.release()) {}
  descriptor& operator=(descriptor&& other) noexcept {
    if (this != &other) {
      reset(other.release());
    }
    return *this;
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { reset(); }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  // The caller closes it from now on.
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  void reset(int number = -1);

 private:
  int number_ = -1;
};

// Both ends close on exec. first: for reading.
base::result<std::pair<descriptor, descriptor>> make_pipe();

// "DOING: REASON": the kernel's reason in English, whatever the locale.
std::string system_text(const std::string& doing, int number);
// The same as an error, from errno.
std::unexpected<base::error> system_failure(const std::string& doing);

// At most `limit` octets from the start, or from the end, of a file. A file that isn't there is an error.
base::result<std::string> read_file(const std::string& path, std::size_t limit);
base::result<std::string> read_file_end(const std::string& path, std::size_t limit);

// Replaces the content; creates the file with this mode, whatever the umask.
base::result<void> write_file(const std::string& path, std::string_view content, unsigned mode = 0644);

// For files of /proc, which take the whole content in one write and have no mode to set.
base::result<void> write_setting(const std::string& path, std::string_view content);

}  // namespace dsnspec::target

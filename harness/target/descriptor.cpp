#include "target/descriptor.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace dsnspec::target {
namespace {

base::result<std::string> read_some(const std::string& path, std::size_t limit, bool from_end) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about{};
  if (!file.open() || ::fstat(file.get(), &about) != 0) {
    return system_failure("cannot read " + path);
  }
  const auto size = static_cast<std::size_t>(about.st_size);
  if (from_end && size > limit && ::lseek(file.get(), static_cast<off_t>(size - limit), SEEK_SET) < 0) {
    return system_failure("cannot read " + path);
  }
  std::string out;
  while (out.size() < limit) {
    char block[65536];
    const ssize_t got = ::read(file.get(), block, std::min(sizeof block, limit - out.size()));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return system_failure("cannot read " + path);
    }
    if (got == 0) {
      break;
    }
    out.append(block, static_cast<std::size_t>(got));
  }
  return out;
}

}  // namespace

void descriptor::reset(int number) {
  const int old = std::exchange(number_, number);
  if (old >= 0) {
    ::close(old);
  }
}

base::result<std::pair<descriptor, descriptor>> make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return system_failure("cannot make a pipe");
  }
  return std::pair(descriptor(ends[0]), descriptor(ends[1]));
}

std::string system_text(const std::string& doing, int number) {
  const char* reason = ::strerrordesc_np(number);
  return fmt::format("{}: {}", doing, reason == nullptr ? fmt::format("error {}", number) : reason);
}

std::unexpected<base::error> system_failure(const std::string& doing) {
  return base::fail(system_text(doing, errno));
}

base::result<std::string> read_file(const std::string& path, std::size_t limit) {
  return read_some(path, limit, false);
}

base::result<std::string> read_file_end(const std::string& path, std::size_t limit) {
  return read_some(path, limit, true);
}

base::result<void> write_file(const std::string& path, std::string_view content, unsigned mode) {
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!file.open() || ::fchmod(file.get(), mode) != 0) {
    return system_failure("cannot write " + path);
  }
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put < 0) {
      return system_failure("cannot write " + path);
    }
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

base::result<void> write_setting(const std::string& path, std::string_view content) {
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open() || ::write(file.get(), content.data(), content.size()) < 0) {
    return system_failure("cannot write " + path);
  }
  return {};
}

}  // namespace dsnspec::target

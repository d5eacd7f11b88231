#include "target/mailbox.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <map>

#include "target/descriptor.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;

base::result<mailbox_content> read_mbox(const std::string& path, std::size_t limit) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    return errno == ENOENT ? base::result<mailbox_content>{} : system_failure("cannot read " + path);
  }
  auto octets = read_file(path, limit);
  if (!octets) {
    return std::unexpected(octets.error());
  }
  const auto size = static_cast<std::uint64_t>(about.st_size);
  const auto kept = static_cast<std::uint64_t>(octets->size());
  return mailbox_content{std::move(*octets), size > kept ? size - kept : 0};
}

// Path by name: a name starts with the time of delivery, so this is their order.
base::result<std::map<std::string, std::string>> messages_of(const std::string& maildir) {
  std::map<std::string, std::string> found;
  for (const char* part : {"new", "cur"}) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(maildir + "/" + part, problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
      std::error_code ignored;
      if (fs::is_regular_file(entry->symlink_status(ignored))) {
        found[entry->path().filename().string()] = entry->path().string();
      }
    }
    if (problem && problem != std::errc::no_such_file_or_directory) {
      return base::fail("cannot read " + maildir + ": " + problem.message());
    }
  }
  return found;
}

base::result<mailbox_content> read_maildir(const std::string& path, std::size_t limit) {
  const auto messages = messages_of(path);
  if (!messages) {
    return std::unexpected(messages.error());
  }
  mailbox_content out;
  for (const auto& [name, file] : *messages) {
    auto one = read_mbox(file, limit);
    if (!one) {
      return one;
    }
    out.octets += "From - Thu Jan  1 00:00:00 1970\n" + one->octets + "\n";
    out.omitted += one->omitted;
    if (out.octets.size() > limit) {
      out.omitted += out.octets.size() - limit;
      out.octets.resize(limit);
    }
  }
  return out;
}

}  // namespace

base::result<mailbox_content> read_mailbox(mailbox_format format, const std::string& path,
                                           std::size_t limit) {
  return format == mailbox_format::mbox ? read_mbox(path, limit) : read_maildir(path, limit);
}

}  // namespace dsnspec::target

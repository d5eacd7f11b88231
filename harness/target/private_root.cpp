#include "target/private_root.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "target/copy_tree.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;
using outcome = base::result<void>;

// Where the new root is built. Every machine has /tmp; that it covers the machine's /tmp harms nobody else,
// for these mounts are ours alone.
constexpr const char* workshop = "/tmp";

// What programs read to run at all: the loader's and libraries' files, tables of names and numbers, terminal
// descriptions, the "alternatives" links of Debian (/usr/bin/awk goes through one), the settings of
// interpreters.
constexpr const char* taken_from_etc[] = {"alternatives",
                                          "bash.bashrc",
                                          "bindresvport.blacklist",
                                          "debian_version",
                                          "ethertypes",
                                          "gai.conf",
                                          "ld.so.cache",
                                          "ld.so.conf",
                                          "ld.so.conf.d",
                                          "locale.alias",
                                          "login.defs",
                                          "mime.types",
                                          "netconfig",
                                          "networks",
                                          "os-release",
                                          "pam.conf",
                                          "pam.d",
                                          "perl",
                                          "protocols",
                                          "python3",
                                          "python3.11",
                                          "rpc",
                                          "security",
                                          "services",
                                          "shells",
                                          "terminfo",
                                          "xattr.conf",
                                          "ssl/openssl.cnf"};

struct folder {
  const char* path;
  mode_t mode;
};

constexpr folder folders[] = {
    {"usr", 0755},         {"etc", 0755},       {"dev", 0755},       {"dev/shm", 01777},  {"proc", 0555},
    {"run", 0755},         {"run/lock", 01777}, {"home", 0755},      {"root", 0700},      {"tmp", 01777},
    {"mnt", 0755},         {"opt", 0755},       {"srv", 0755},       {"sys", 0555},       {"var", 0755},
    {"var/backups", 0755}, {"var/cache", 0755}, {"var/lib", 0755},   {"var/local", 0755}, {"var/log", 0755},
    {"var/mail", 02775},   {"var/opt", 0755},   {"var/spool", 0755}, {"var/tmp", 01777},  {".empty", 0555}};

outcome mounted(int result, const std::string& what) {
  return result == 0 ? outcome{} : outcome(system_failure("cannot mount " + what));
}

outcome make_folders(const std::string& root) {
  for (const auto& each : folders) {
    const auto path = fmt::format("{}/{}", root, each.path);
    if ((::mkdir(path.c_str(), each.mode) != 0 && errno != EEXIST) || ::chmod(path.c_str(), each.mode) != 0) {
      return system_failure("cannot make " + path);
    }
  }
  // Group mail, as Debian has it, so that delivery agents in that group can make mailboxes.
  if (::chown((root + "/var/mail").c_str(), 0, 8) != 0) {
    return system_failure("cannot give /var/mail to group mail");
  }
  const std::pair<const char*, const char*> links[] = {{"/run", "var/run"},
                                                       {"/run/lock", "var/lock"},
                                                       {"../mail", "var/spool/mail"},
                                                       {"/proc/self/fd", "dev/fd"},
                                                       {"/proc/self/fd/0", "dev/stdin"},
                                                       {"/proc/self/fd/1", "dev/stdout"},
                                                       {"/proc/self/fd/2", "dev/stderr"}};
  for (const auto& [to, name] : links) {
    if (::symlink(to, fmt::format("{}/{}", root, name).c_str()) != 0) {
      return system_failure(fmt::format("cannot link {}", name));
    }
  }
  return {};
}

// A read-only view of `below` with the folders behind `layers` on top. An overlay needs two layers at least,
// so an empty folder is always there. The layers are named by descriptor: their paths may be covered by now,
// and may hold the characters that separate options.
outcome overlay(const std::string& below, const std::vector<descriptor>& layers, const std::string& at,
                const std::string& empty) {
  std::string option = "lowerdir=";
  for (const auto& layer : layers) {
    option += fmt::format("/proc/self/fd/{}:", layer.get());
  }
  option += layers.empty() ? empty + ":" + below : below;
  return mounted(::mount("overlay", at.c_str(), "overlay", MS_NODEV, option.c_str()),
                 fmt::format("an overlay of {} (Linux 5.11 or later is needed)", below));
}

// /usr, and /bin, /lib and so on, which are links into it or, on systems before the merge, folders.
outcome bring_programs(const std::string& root, const std::vector<std::string>& trees) {
  std::vector<descriptor> layers;
  for (const auto& tree : trees) {
    const auto usr = tree + "/usr";
    descriptor layer(::open(usr.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!layer.open()) {
      return system_failure("cannot open " + usr);
    }
    layers.push_back(std::move(layer));
  }
  const auto empty = root + "/.empty";
  auto done = overlay("/usr", layers, root + "/usr", empty);
  for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "libo32"}) {
    const auto here = fmt::format("/{}", name);
    const auto there = root + here;
    std::error_code problem;
    if (!done) {
      return done;
    }
    if (fs::is_symlink(here, problem)) {
      fs::copy_symlink(here, there, problem);
      done = problem ? outcome(base::fail("cannot link " + here)) : outcome{};
    } else if (fs::is_directory(here, problem)) {
      fs::create_directory(there, problem);
      done = overlay(here, {}, there, empty);
    }
  }
  return done;
}

outcome bring_devices(const std::string& root) {
  for (const char* name : {"null", "zero", "full", "random", "urandom", "tty"}) {
    const auto here = fmt::format("/dev/{}", name);
    const auto there = root + here;
    if (::access(here.c_str(), F_OK) != 0) {
      continue;  // containers may lack /dev/tty
    }
    if (auto made = write_file(there, "", 0666); !made) {
      return made;
    }
    if (auto done = mounted(::mount(here.c_str(), there.c_str(), nullptr, MS_BIND, nullptr), here); !done) {
      return done;
    }
  }
  return {};
}

// Debian's static accounts, which every Debian system has at this place.
std::string static_accounts(const char* file, const char* otherwise) {
  return read_file(fmt::format("/usr/share/base-passwd/{}.master", file), 65536).value_or(otherwise);
}

outcome write_etc(const std::string& root, const sandbox_options& options) {
  const auto short_name = options.host_name.substr(0, options.host_name.find('.'));
  const std::pair<const char*, std::string> files[] = {
      {"passwd", static_accounts("passwd",
                                 "root:*:0:0:root:/root:/bin/sh\nmail:*:8:8::/var/mail:/bin/false\n"
                                 "nobody:*:65534:65534::/nonexistent:/bin/false\n")},
      {"group", static_accounts("group", "root:*:0:\ntty:*:5:\nmail:*:8:\nnogroup:*:65534:\n")},
      {"hosts", fmt::format("127.0.0.1 localhost\n127.0.0.1 {} {}\n", options.host_name, short_name)},
      // "lookup" is for the resolver of OpenSMTPD; glibc's passes over it. One try is enough for a name
      // server on the loopback, and an MTA in a test should not wait ten seconds for one that stays silent.
      {"resolv.conf",
       fmt::format("nameserver {}\nlookup file bind\noptions timeout:2 attempts:1\n", options.name_server)},
      {"nsswitch.conf",
       "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n"
       "protocols: files\nnetworks: files\naliases: files\n"},
      {"host.conf", "multi on\n"},
      {"hostname", options.host_name + "\n"},
      {"mailname", options.mail_name + "\n"}};
  for (const auto& [name, content] : files) {
    if (auto done = write_file(fmt::format("{}/etc/{}", root, name), content); !done) {
      return done;
    }
  }
  return {};
}

outcome bring_files(const std::string& root, const sandbox_options& options) {
  for (const char* name : taken_from_etc) {
    if (auto done = copy_tree(fmt::format("/etc/{}", name), fmt::format("{}/etc/{}", root, name)); !done) {
      return done;
    }
  }
  // The first tree wins, so it is copied last.
  for (auto tree = options.trees.rbegin(); tree != options.trees.rend(); ++tree) {
    for (const char* part : {"/etc", "/var"}) {
      if (auto done = copy_tree(*tree + part, root + part); !done) {
        return done;
      }
    }
  }
  return write_etc(root, options);
}

// Leaves the old root behind. pivot_root(2): with "." twice the old root is mounted over the new one, from
// where it can be detached without a folder of its own.
outcome change_root(const std::string& root) {
  if (::chdir(root.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0 ||
      ::umount2(".", MNT_DETACH) != 0 || ::chdir("/") != 0) {
    return system_failure("cannot change the root directory");
  }
  return {};
}

}  // namespace

base::result<void> enter_private_root(const sandbox_options& options) {
  const std::string root = workshop;
  const auto state = fmt::format("mode=0755,size={},nr_inodes=1000000", options.state_limit);
  const auto log = fmt::format("mode=0755,size={},nr_inodes=10000", options.log_limit);
  if (auto done = mounted(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "/ privately");
      !done) {
    return done;
  }
  // Everything that lies below /tmp must be reached before it is covered.
  std::vector<descriptor> trees;
  sandbox_options reached = options;
  for (auto& tree : reached.trees) {
    descriptor folder(::open(tree.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder.open()) {
      return system_failure("cannot open " + tree);
    }
    tree = fmt::format("/proc/self/fd/{}", folder.get());
    trees.push_back(std::move(folder));
  }
  auto done =
      mounted(::mount("tmpfs", root.c_str(), "tmpfs", MS_NODEV, state.c_str()), "a file system in memory");
  done = done ? make_folders(root) : done;
  done = done ? bring_programs(root, reached.trees) : done;
  done = done ? bring_devices(root) : done;
  done = done ? bring_files(root, reached) : done;
  done = done ? mounted(
                    ::mount("tmpfs", (root + "/var/log").c_str(), "tmpfs", MS_NODEV | MS_NOSUID, log.c_str()),
                    "/var/log")
              : done;
  done = done ? mounted(::mount("proc", (root + "/proc").c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                                nullptr),
                        "/proc (a container that hides parts of /proc does not allow it)")
              : done;
  return done ? change_root(root) : done;
}

}  // namespace dsnspec::target

#include "target/provision.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/characters.hpp"
#include "grammar/utf8.hpp"
#include "target/copy_tree.hpp"
#include "target/descriptor.hpp"
#include "target/placeholder.hpp"
#include "target/process.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;
using outcome = base::result<void>;

constexpr std::uint32_t first_mailbox_id = 2000;
constexpr std::size_t name_limit = 64;  // RFC 5321 4.5.3.1.1, local-part

// UTF-8 is for the names of aliases and lists; a mailbox is an account of the system, too.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_limit && text.front() != '-' && grammar::check_utf8(text) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_alpha(c) || base::is_digit(c) || grammar::chars::eight_bit(c) ||
                  std::string_view("._+-").find(c) != std::string_view::npos;
         });
}

// Nothing that an alias file takes for more than an address: blanks and commas separate, quotation marks,
// "|", "/" and
// ":include:" start other things, "#" a comment.
bool is_plain_address(std::string_view text) {
  const auto at = text.find('@');
  return at != 0 && at != std::string_view::npos && at + 1 < text.size() && text.size() <= 320 &&
         text.front() != '/' && grammar::check_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return (grammar::chars::eight_bit(c) || (c > 0x20 && c < 0x7F)) &&
                  std::string_view(",:;|\"'\\()<>#").find(c) == std::string_view::npos;
         });
}

outcome check(const provisions& wanted) {
  std::set<std::string> names;
  std::vector<const std::string*> addresses;
  std::vector<const std::string*> all;
  for (const auto& name : wanted.mailboxes) {
    if (!base::is_ascii(name)) {
      return base::fail(fmt::format("\"{}\" can't be the name of a mailbox", base::excerpt(name, 80)));
    }
    all.push_back(&name);
  }
  for (const auto& [name, targets] : wanted.aliases) {
    all.push_back(&name);
    for (const auto& each : targets) {
      addresses.push_back(&each);
    }
  }
  for (const auto& list : wanted.lists) {
    all.push_back(&list.name);
    addresses.push_back(&list.owner);
    for (const auto& each : list.members) {
      addresses.push_back(&each);
    }
  }
  for (const auto* name : all) {
    if (!is_name(*name)) {
      return base::fail(
          fmt::format("\"{}\" can't be the name of a mailbox, alias or list", base::excerpt(*name, 80)));
    }
    if (!names.insert(base::lowered(*name)).second) {
      return base::fail(fmt::format("\"{}\" is there twice", *name));
    }
  }
  for (const auto* address : addresses) {
    if (!is_plain_address(*address)) {
      return base::fail(fmt::format("\"{}\" can't be the target of an alias or a member of a list",
                                    base::excerpt(*address, 80)));
    }
  }
  return {};
}

outcome append(const std::string& path, const std::string& text) {
  const auto before = read_file(path, 16U << 20U);
  return before ? write_file(path, *before + text) : outcome(std::unexpected(before.error()));
}

outcome write_accounts(const target_spec& spec, const provisions& wanted) {
  std::string users, groups;
  for (const auto& each : spec.accounts) {
    users += fmt::format("{0}:*:{1}:{1}::{2}:/bin/false\n", each.name, each.id, each.home);
    groups += fmt::format("{}:*:{}:\n", each.name, each.id);
  }
  for (const auto& each : spec.groups) {
    groups += fmt::format("{}:*:{}:\n", each.name, each.id);
  }
  auto id = first_mailbox_id;
  for (const auto& name : wanted.mailboxes) {
    users += fmt::format("{0}:*:{1}:{1}::/home/{0}:/bin/sh\n", name, id);
    groups += fmt::format("{}:*:{}:\n", name, id);
    ++id;
  }
  const auto done = append("/etc/passwd", users);
  return done ? append("/etc/group", groups) : done;
}

outcome make_homes(const provisions& wanted) {
  auto id = first_mailbox_id;
  for (const auto& name : wanted.mailboxes) {
    const auto home = "/home/" + name;
    if (::mkdir(home.c_str(), 0755) != 0 || ::chown(home.c_str(), id, id) != 0) {
      return system_failure("cannot make " + home);
    }
    ++id;
  }
  return {};
}

outcome give(const std::string& path, const ownership& access) {
  const passwd* user = ::getpwnam(access.owner.c_str());
  const ::group* group = ::getgrnam(access.group.c_str());
  if (user == nullptr || group == nullptr) {
    return base::fail(
        fmt::format("{} belongs to {}:{}, but one of them doesn't exist", path, access.owner, access.group));
  }
  if (::chown(path.c_str(), user->pw_uid, group->gr_gid) != 0 || ::chmod(path.c_str(), access.mode) != 0) {
    return system_failure("cannot give away " + path);
  }
  return {};
}

outcome make_older(const std::string& path, milliseconds age) {
  if (age.count() == 0) {
    return {};
  }
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  now.tv_sec -= static_cast<time_t>((age.count() + 999) / 1000);
  const timespec times[2] = {now, now};
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0
             ? outcome{}
             : system_failure("cannot set the time of " + path);
}

outcome write_configuration(const target_spec& spec) {
  const auto values = template_values(spec);
  for (const auto& each : spec.files) {
    std::error_code ignored;
    fs::create_directories(fs::path(each.to).parent_path(), ignored);
    outcome done;
    if (each.template_text) {
      const auto text = fill_in(*each.template_text, values);
      done = text ? write_file(each.to, *text) : std::unexpected(text.error());
    } else {
      done = fs::exists(each.copy_of, ignored)
                 ? copy_tree(each.copy_of, each.to)
                 : base::fail(fmt::format("the packages hold no {}", each.copy_of));
    }
    done = done ? give(each.to, each.access) : done;
    done = done ? make_older(each.to, spec.age) : done;
    if (!done) {
      return done;
    }
  }
  return {};
}

outcome make_directories(const target_spec& spec) {
  for (const auto& each : spec.directories) {
    std::error_code problem;
    fs::create_directories(each.path, problem);
    const auto done = problem ? base::fail(fmt::format("cannot make {}: {}", each.path, problem.message()))
                              : give(each.path, each.access);
    if (!done) {
      return done;
    }
  }
  return {};
}

outcome write_aliases(const target_spec& spec, const provisions& wanted) {
  if (spec.aliases.file.empty()) {
    return wanted.aliases.empty() && wanted.lists.empty() ? outcome{}
                                                          : base::fail("this target has no aliases");
  }
  const auto text = alias_text(spec.aliases, wanted);
  const auto done = text ? write_file(spec.aliases.file, *text) : std::unexpected(text.error());
  return done ? make_older(spec.aliases.file, spec.age) : done;
}

outcome run_preparations(const target_spec& spec) {
  for (const auto& argv : spec.prepare) {
    const auto done = run_command({.argv = argv, .timeout = std::chrono::seconds{30}});
    if (!done) {
      return std::unexpected(done.error());
    }
    if (done->exit_code != 0) {
      return base::fail(fmt::format("\"{}\" failed, {}", fmt::join(argv, " "), done->diagnosis()));
    }
  }
  return {};
}

}  // namespace

base::result<std::string> alias_text(const alias_style& style, const provisions& wanted) {
  if (const auto fine = check(wanted); !fine) {
    return std::unexpected(fine.error());
  }
  std::string text = style.first;
  const auto add = [&](const std::string& line, const std::map<std::string, std::string>& values) {
    const auto filled = fill_in(line, values);
    text += filled.value_or("") + "\n";
  };
  for (const auto& [name, targets] : wanted.aliases) {
    add(style.alias, {{"name", name}, {"targets", fmt::format("{}", fmt::join(targets, style.separator))}});
  }
  for (const auto& list : wanted.lists) {
    for (const auto& line : style.list) {
      add(line, {{"name", list.name},
                 {"owner", list.owner},
                 {"targets", fmt::format("{}", fmt::join(list.members, style.separator))}});
    }
  }
  return text;
}

base::result<void> provision(const target_spec& spec, const provisions& wanted) {
  auto done = check(wanted);
  done = done ? write_accounts(spec, wanted) : done;
  done = done ? make_homes(wanted) : done;
  done = done ? make_directories(spec) : done;
  done = done ? write_configuration(spec) : done;
  done = done ? write_aliases(spec, wanted) : done;
  return done ? run_preparations(spec) : done;
}

}  // namespace dsnspec::target

// How a program is started by posix_spawn, which unlike fork costs the same however much memory we hold: in a
// session of its own, with no signal blocked and none ignored.
#pragma once

#include <signal.h>
#include <spawn.h>

namespace dsnspec::target {

struct spawn_plan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  spawn_plan() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  spawn_plan(const spawn_plan&) = delete;
  spawn_plan& operator=(const spawn_plan&) = delete;
  ~spawn_plan() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace dsnspec::target

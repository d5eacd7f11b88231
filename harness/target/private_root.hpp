// The files of a sandbox: builds a root directory in memory and makes it the root of this process.
//
// An overlay serves /usr only. For /etc it would fail in a user namespace as soon as a file in /etc is a bind
// mount (containers do that with resolv.conf), and for /var a copy-up of files whose owner has no id inside
// fails: both are filled with copies. Of the machine's /etc only what programs need to run is taken, nothing
// of its mail or network configuration and no account: a run gives the same on every machine.
#pragma once

#include "base/error.hpp"
#include "target/sandbox.hpp"

namespace dsnspec::target {

// Call as uid 0 of new user, mount and PID namespaces, in PID 1 or its child. On an error the caller must
// exit: the mounts made so far stay.
base::result<void> enter_private_root(const sandbox_options& options);

}  // namespace dsnspec::target

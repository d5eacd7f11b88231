// Targets that don't look up where mail goes: a proxy in front of one relay, or a client of one smart host.
// All mail of a submission goes to one host of the scenario, and such a target is told which.
#pragma once

#include <string>

#include "scenario/model.hpp"
#include "scenario/placement.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

// Why the scenario can't be played to a target with one next hop: recipients of a submission are at several
// hosts or at none of the scenario's, or a host that isn't found by its own name. Empty when it can.
std::string more_than_one_next_hop(const scenario::scenario& what);

// Why a target that has no SMTP server, and sends its reports by the same next hop as the message, can't show
// here what it reports: that host takes none, either. Empty when it takes some.
std::string no_way_for_reports(const scenario::scenario& what);

// What is said before MAIL to log in and to tell the next hop: "AUTH PLAIN ...". Empty for other targets.
std::string login_for(const target::target_spec& spec, const scenario::submission& what,
                      const scenario::placement& where);

}  // namespace dsnspec::runner

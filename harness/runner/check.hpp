// `dsnspec target check`: whether what stands for a mail system does what runs need of it. No RFC is judged.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "net/submitter.hpp"
#include "target/adapter_check.hpp"
#include "target/package_cache.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

using tell_checked = std::function<void(const target::checked_item&)>;

// True: nothing is wrong.
bool check_adapter(const std::string& command, const tell_checked& told);

// Of a target that is a folder: that it starts, takes mail, lists it, tries it again, delivers to a mailbox,
// stops and leaves no process, in a sandbox of its own. Errors: there is no package or no sandbox.
base::result<bool> check_target(const target::target_spec& spec, const target::cache_options& cache,
                                const tell_checked& told);

// A message of no meaning.
smtp::submission_plan check_message(const std::string& sender, const std::string& recipient);

// Runs what gives a message to a mail system, with an event loop and an observer of its own. Why the message
// wasn't taken; empty: it was.
std::string handed_over(const std::function<boost::asio::awaitable<net::submission_report>(
                            boost::asio::io_context&, net::observer&)>& how);

}  // namespace dsnspec::runner

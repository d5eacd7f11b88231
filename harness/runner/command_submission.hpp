// Mail for a target without an SMTP server: its own command takes it, as sendmail(8) does.
//
// The record is that of a session nevertheless, in the form in which a judge reads submissions: the commands
// that an SMTP client would have given, with replies of ours that name dsnspec, the last of them by how the
// command ended. The run's header says that they are ours (trace::target_info::by_command).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

#include "net/submitter.hpp"
#include "target/instance.hpp"

namespace dsnspec::runner {

// Of the plan the paths and the message are given to the command; whoever plans says nothing else. Exit code
// 0 is "accepted", any other "refused"; a command that can't be started, or takes half a minute, is a failure
// with a reason. All references must outlive the coroutine.
boost::asio::awaitable<net::submission_report> submit_by_command(boost::asio::io_context& io,
                                                                 const target::instance& mta,
                                                                 smtp::submission_plan plan,
                                                                 std::string label, net::observer& seen);

}  // namespace dsnspec::runner

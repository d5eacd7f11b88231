// Evidence: a piece of the record in a form that can be shown to anybody.
#pragma once

#include <string>

#include "judge/observation.hpp"
#include "judge/verdict.hpp"

namespace dsnspec::judge {

// A command or the reply to it.
evidence said(const trace::dialogue& in, const trace::exchange& which);
evidence answered(const trace::dialogue& in, const trace::exchange& which);
// A command and its reply, in one.
evidence exchanged(const trace::dialogue& in, const trace::exchange& which);

// A field of a report; the start of it when `field` is null.
evidence reported(const received_report& report, const dsn::field* field = nullptr);
// All fields of one recipient's group.
evidence reported(const received_report& report, const dsn::per_recipient_fields& group);
// Any part of the message.
evidence excerpted(const received_report& report, std::string_view octets);

}  // namespace dsnspec::judge

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

// Some octets of what was sent in that session around this one, with its place.
evidence around(const trace::dialogue& in, trace::time_us at, std::string_view text, std::size_t octet);
// Around the first octet above 127 of the transaction's message; its end when there is none.
evidence first_eight_bits(const trace::dialogue& in, const trace::transaction& of);
// Where two texts that should be the same first differ.
std::size_t first_difference(std::string_view a, std::string_view b);

// A field of a report; the start of it when `field` is null.
evidence reported(const received_report& report, const dsn::field* field = nullptr);
// All fields of one recipient's group.
evidence reported(const received_report& report, const dsn::per_recipient_fields& group);
// Any part of the message.
evidence excerpted(const received_report& report, std::string_view octets);

}  // namespace dsnspec::judge

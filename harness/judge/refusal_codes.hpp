// What a reply code that refuses may be about (RFC 5321 4.2, RFC 4954 6, RFC 3207 4, RFC 7504).
#pragma once

namespace dsnspec::judge {

// A parameter that isn't taken: 500, 501, 504, 555.
bool refuses_parameters(int code);

// A command or a parameter that isn't known: these and 502. Others may be about the mailbox.
bool refuses_form(int code);

// The reason is elsewhere: the service is busy, closing or takes no mail, the session lacks TLS or a login,
// the address or the policy is against it. Nothing shows then how a parameter would have been taken.
bool has_another_reason(int code);

}  // namespace dsnspec::judge

// What the RFCs leave to the implementor, as options: each is permitted, the defaults are what this mail
// system does. Names for them stand in scenarios/selftest/variations.yaml.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace dsnspec::reference {

struct choices {
  // How an alias with several targets is treated: the ways of RFC 3461 section 5.2.7.3.
  enum class alias_way { as_non_conforming, to_one, expanded };

  bool orcpt_added = true;                // 5.2.1: one may be added where none came
  bool lax_notify_lists = true;           // RFC 822 2.7: null elements, and so repetitions, may be taken
  bool never_in_own_transaction = false;  // 5.2.2 d: with a null reverse-path
  bool delays_reported = true;            // 5.2.5 c
  bool delays_reported_unasked = false;   // 5.2.5 b: without NOTIFY
  bool one_report_each = false;           // 5.2.8
  alias_way several_targets = alias_way::expanded;
  bool header_returned_by_default = true;                // 4.3: without RET; else the whole message
  bool nothing_returned = false;                         // RFC 6522 3: the third part is optional
  std::size_t returned_at_most = std::size_t{1} << 20U;  // 6.2: of more, the header alone
  bool html_beside_text = false;          // RFC 6522 3: the first part may be multipart/alternative
  bool general_status = false;            // 6.3: x.0.0 whatever the reply said
  bool expired_status = true;             // 4.4.7 when it gives up; else that of the last reply
  bool extension_fields = false;          // RFC 3464 2.4
  bool optional_fields = true;            // RFC 3464 2.2, 2.3
  bool report_with_envid = false;         // 6.1: a new one
  bool report_with_notify_never = false;  // 6.1
  bool report_with_orcpt = false;         // 4.2: the address of its own recipient
  bool enhanced_codes = true;             // RFC 2034
  bool status_comment = false;            // RFC 3464 2.3.4
  bool upper_case_types = false;          // RFC 3464 2.1.2: type names have no letter case
  bool blank_after_type = true;           // RFC 3464 2.1.2
  bool optional_fields_reversed = false;  // RFC 3464 2.3
  bool address_as_name = false;           // 9.3: a domain literal for want of a name
  bool global_always = false;             // RFC 6533 4.4: where the peer can take it
  bool notify_reordered = false;          // 5.2.1 c: the same set
  bool retried_at_once = false;
  bool pipelining = true;           // RFC 2920: announced
  bool eight_bit_announced = true;  // RFC 6152
  bool dsn_announced = true;        // RFC 3461: an extension; else its parameters are not known
  bool client_by_ipv6 = false;      // what is shown of the client's address
  // RFC 5321 7.8, 4.2: for reasons of their own that no command is to blame for, by turns.
  bool mail_refused = false;
  bool recipients_refused = false;
};

// Takes the variation of that name; false when there is none.
bool vary(choices& which, std::string_view name);
std::vector<std::string_view> variation_names();

}  // namespace dsnspec::reference

// A message whose failure has to be reported: that its report came shows that those before it have had time
// to.
#pragma once

#include <string>

#include "smtp/client_session.hpp"

namespace dsnspec::runner {

// From a sender of the fence's domain to the address that its host refuses.
smtp::submission_plan sentinel_plan(const std::string& domain);

}  // namespace dsnspec::runner

// Whether the parameters of a MAIL or RCPT give a server any reason to refuse it.
#pragma once

#include "judge/observation.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {

// Each belongs to an extension that was announced to this submission, and those of DSN are valid and come
// once.
bool takes_parameters(const submission& of, const smtp::path_argument& path);

}  // namespace dsnspec::judge

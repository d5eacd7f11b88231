// The certificate of the scripted hosts: self-signed, EC P-256, made in memory, valid for the next days only.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "base/error.hpp"

namespace dsnspec::net {

// A server context for TLS 1.2 and later with a new key. Errors: OpenSSL's, in words.
base::result<std::shared_ptr<boost::asio::ssl::context>> self_signed_context();

}  // namespace dsnspec::net

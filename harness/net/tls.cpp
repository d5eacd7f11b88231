#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/system/system_error.hpp>
#include <string>
#include <string_view>

namespace dsnspec::net {

namespace {

constexpr long day = 24L * 60 * 60;

struct free_openssl {
  void operator()(EVP_PKEY* what) const { EVP_PKEY_free(what); }
  void operator()(X509* what) const { X509_free(what); }
};
template <class T>
using held = std::unique_ptr<T, free_openssl>;

bool fill(X509* certificate, EVP_PKEY* key) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const common_name = reinterpret_cast<const unsigned char*>("dsnspec.test");  // NOLINT
  return X509_set_version(certificate, 2) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), 7 * day) != nullptr &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

base::result<std::shared_ptr<boost::asio::ssl::context>> failed(std::string_view what) {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  return base::fail("cannot make a TLS certificate: " + std::string(what) + ": " +
                    (reason != nullptr ? reason : "unknown reason"));
}

}  // namespace

base::result<std::shared_ptr<boost::asio::ssl::context>> self_signed_context() {
  const held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const held<X509> certificate(X509_new());
  if (!key || !certificate || !fill(certificate.get(), key.get())) {
    return failed("key and certificate");
  }
  std::shared_ptr<boost::asio::ssl::context> context;
  try {
    context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
  } catch (const boost::system::system_error& thrown) {
    return base::fail(std::string("cannot make a TLS context: ") + thrown.what());
  }
  SSL_CTX* const native = context->native_handle();
  if (SSL_CTX_use_certificate(native, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(native, key.get()) != 1 ||
      SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1) {
    return failed("context");
  }
  return context;
}

}  // namespace dsnspec::net

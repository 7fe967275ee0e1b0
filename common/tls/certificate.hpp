// X.509 certificates in PEM, as browsers and OpenSSL take them: what one says, and whether it goes
// with its key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"

namespace branchline::tls {

inline constexpr std::size_t kPemMax = std::size_t{256} * 1024;  ///< Of a chain.

/// Of the first certificate of a chain.
struct CertificateFacts {
    std::vector<std::string> names;  ///< DNS names and addresses: "b0101.example", "192.0.2.7".
    std::string subject;             ///< "CN = b0101.example"
    std::string issuer;
    std::string serial;       ///< Hexadecimal.
    std::string fingerprint;  ///< SHA-256 of the certificate, hexadecimal.
    Instant not_before;
    Instant not_after;
    bool is_authority = false;
    std::size_t chain = 1;  ///< Certificates in the text.
};

/// Code::invalid, "bad-certificate", when the text holds none, or anything else beside them.
Result<CertificateFacts> read_certificate(std::string_view pem);

/// "key-mismatch" when the key is not the one of the first certificate, "bad-key" when it cannot be
/// read. Keys with a passphrase are refused: a daemon has nobody to ask.
Result<> check_pair(std::string_view certificate, std::string_view key);

/// Code::refused: "certificate-expired" or "certificate-not-yet-valid".
Result<> check_dates(const CertificateFacts& facts, Instant now);

}  // namespace branchline::tls

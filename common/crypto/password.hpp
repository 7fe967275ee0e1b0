// What a password or PIN is checked against: an Argon2id verifier in the usual text form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::crypto {

/// What one check costs, here and to whoever has stolen the verifiers.
struct PasswordCost {
    std::uint64_t passes = 3;
    std::size_t memory_bytes = std::size_t{32} * 1024 * 1024;
};
/// Passwords, which travel with the dealer's stream and have to stand a thief's patience.
inline constexpr PasswordCost kPasswordCost{};
/// PINs, which never leave the machine and are cleared after few wrong ones.
inline constexpr PasswordCost kPinCost{.passes = 2, .memory_bytes = std::size_t{8} * 1024 * 1024};
/// The least that libsodium takes, for tests.
inline constexpr PasswordCost kLeastCost{.passes = 1, .memory_bytes = 8192};

/// A verifier from elsewhere may ask for as much and no more: whoever wrote it must not be able to
/// exhaust this machine.
inline constexpr PasswordCost kMostCost{.passes = 10,
                                        .memory_bytes = std::size_t{128} * 1024 * 1024};

inline constexpr std::size_t kSaltSize = 16;

/// "$argon2id$v=19$m=32768,t=3,p=1$salt$hash". The salt is exactly kSaltSize random bytes. Fails
/// with Code::unavailable "out-of-memory" only.
Result<std::string> make_verifier(std::string_view password,
                                  ByteView salt,
                                  const PasswordCost& cost);

/// Does the password belong to the verifier? No for what is no verifier, or one above kMostCost.
/// Takes as long for a wrong password as for the right one.
bool fits_verifier(std::string_view password, const std::string& verifier);

}  // namespace branchline::crypto

// Secret material: randomness, transport key pairs, key files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"

namespace branchline::crypto {

/// The operating system's generator, for keys and secrets.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override;
};

/// An X25519 pair, used by ZeroMQ's CURVE.
struct TransportPair {
    TransportKey public_key;
    Bytes secret;  ///< 32 bytes.
};

TransportPair make_transport_pair(Random& random);
/// The pair that belongs to exactly 32 secret bytes.
TransportPair transport_pair_from_secret(ByteView secret);

/// Writes secret bytes to a new file of mode 0600 and syncs file and folder. The file appears whole
/// or not at all. Code::conflict "key-file-exists" rather than overwriting.
Result<> write_key_file(const std::filesystem::path& path, ByteView secret);
/// Reads a key file of exactly `size` bytes, else Code::corrupt "key-file-corrupt". Refuses one
/// that others may read or write (Code::configuration "key-file-exposed"), and a symbolic link.
Result<Bytes> read_key_file(const std::filesystem::path& path, std::size_t size);

/// A secret that others gave us, line breaks at its end aside; refused as read_key_file() does, and
/// Code::configuration "secret-file-unusable" when it is empty or longer than 4 KiB.
Result<std::string> read_secret_file(const std::filesystem::path& path);

/// Text for tokens that people copy: letters, digits, '-' and '_', no padding.
std::string to_base64url(ByteView bytes);
Result<Bytes> from_base64url(std::string_view text);

}  // namespace branchline::crypto

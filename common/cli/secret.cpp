#include "common/cli/secret.hpp"

#include <cstddef>
#include <fstream>

namespace branchline::cli {

namespace {

constexpr std::size_t kSecretBytesMax = std::size_t{64} * 1024;
constexpr std::string_view kHint = "Write - and pass it on standard input, or use --token-file.";

/// Reads up to `stop`, or to the end when `stop` is nothing; never more than the limit.
Result<std::string> read_bounded(std::istream& in, std::optional<char> stop) {
    std::string secret;
    for (int c = in.get(); c != std::istream::traits_type::eof(); c = in.get()) {
        if (stop && c == std::istream::traits_type::to_int_type(*stop)) break;
        if (secret.size() == kSecretBytesMax) {
            return fail(Code::too_large, "secret-too-long", "the secret is too long");
        }
        secret.push_back(std::istream::traits_type::to_char_type(c));
    }
    secret.erase(secret.find_last_not_of("\r\n") + 1);
    if (secret.empty()) return fail(Code::invalid, "no-secret", "the secret is empty");
    return secret;
}

}  // namespace

Result<std::string> read_secret(std::istream& in,
                                const std::optional<std::string>& argument,
                                const std::optional<std::string>& file) {
    if (argument.has_value() == file.has_value()) {
        return fail(Code::invalid, "usage", "give the secret in exactly one way",
                    std::string(kHint));
    }
    if (argument) {
        if (*argument == "-") return read_bounded(in, '\n');
        return fail(Code::invalid, "secret-in-arguments",
                    "a secret among the arguments is visible to every user of this machine",
                    std::string(kHint));
    }
    std::ifstream stream(*file, std::ios::binary);
    if (!stream) return fail(Code::not_found, "no-such-file", "cannot read " + *file);
    return read_bounded(stream, std::nullopt);
}

}  // namespace branchline::cli

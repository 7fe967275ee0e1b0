#include "sync/console/oidc_settings.hpp"

#include <array>

#include <fmt/format.h>

#include "common/crypto/keys.hpp"

namespace branchline::sync {

namespace {

/// None of them means anything without the others.
constexpr std::array<std::string_view, 4> kTogether = {"oidc-issuer", "oidc-client-id",
                                                       "oidc-client-secret-file", "oidc-redirect"};

}  // namespace

Result<std::optional<oidc::ProviderOptions>> oidc_settings(const cli::Invocation& invocation) {
    std::string given;
    std::string missing;
    for (const std::string_view name : kTogether) {
        std::string& list = invocation.argument(name).empty() ? missing : given;
        list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
    }
    if (given.empty()) return std::nullopt;
    if (!missing.empty()) {
        return fail(Code::configuration, "oidc-incomplete",
                    fmt::format("{} is set, and {} is not", given, missing),
                    "Set all four of them, or none.");
    }
    oidc::ProviderOptions out{.issuer = invocation.argument("oidc-issuer"),
                              .client = invocation.argument("oidc-client-id"),
                              .secret = {},
                              .origin = invocation.argument("oidc-redirect"),
                              .scope = invocation.argument("oidc-scope"),
                              .name = invocation.argument("oidc-name")};
    if (invocation.argument("oidc-claim") == "email") out.naming = oidc::Naming::email;
    TRY_VOID(oidc::check_options(out));
    auto secret = crypto::read_secret_file(invocation.argument("oidc-client-secret-file"));
    if (!secret && secret.error().code == Code::not_found) {
        return fail(Code::configuration, "no-such-file", secret.error().what,
                    "Name the file with the secret that the provider gave.");
    }
    if (!secret) return std::unexpected(std::move(secret).error());
    out.secret = *std::move(secret);
    return out;
}

}  // namespace branchline::sync

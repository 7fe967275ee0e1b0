// The OpenID provider of a hub, as its settings name it.
#pragma once

#include <optional>

#include "common/cli/command.hpp"
#include "common/oidc/provider.hpp"

namespace branchline::sync {

/// Nothing when none of the settings is given. Code::configuration when some are and others are
/// missing ("oidc-incomplete"), when one makes no sense ("bad-oidc-setting"), and when the file of
/// the secret can be read by others ("key-file-exposed").
Result<std::optional<oidc::ProviderOptions>> oidc_settings(const cli::Invocation& invocation);

}  // namespace branchline::sync

// tls: the certificate of a daemon's own address, and the importer's small authority. Commands work
// on the files of the data directory, whether the daemon runs or not; it takes a new certificate up
// with the next connection.
#pragma once

#include <filesystem>
#include <vector>

#include "common/cli/command.hpp"
#include "common/http/tls_files.hpp"

namespace branchline::sync {

/// Where `tls import` puts them.
http::TlsFiles tls_files(const std::filesystem::path& data_dir);

/// tls request, import and show; of both programs.
std::vector<cli::Command> tls_commands();
/// tls authority, issue and trust; of the hub.
std::vector<cli::Command> authority_commands();
inline const cli::Group kTlsGroup{"tls", "Certificates for browsers on the branch network."};

}  // namespace branchline::sync

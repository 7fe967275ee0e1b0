#include "sync/console/tls_commands.hpp"

#include <fstream>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/time.hpp"
#include "common/crypto/keys.hpp"
#include "common/text/json.hpp"
#include "common/tls/authority.hpp"
#include "common/tls/certificate.hpp"

namespace branchline::sync {

namespace {

namespace fs = std::filesystem;
using cli::Command;
using cli::Invocation;
using text::Json;

constexpr int kAuthorityDays = 3650;

fs::path folder_of(const fs::path& data_dir) {
    return data_dir / "tls";
}

fs::path folder_of(const Invocation& invocation) {
    return folder_of(fs::path(*invocation.option("data-dir")));
}

Result<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || !fs::is_regular_file(path)) {
        return fail(Code::invalid, "file-unreadable", path.string() + " cannot be read");
    }
    std::string text(tls::kPemMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() <= tls::kPemMax) return text;
    return fail(Code::too_large, "file-too-large", path.string() + " is over 256 KiB");
}

Result<> make_folder(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder.parent_path(), error)) {
        return fail(Code::configuration, "no-data-directory",
                    folder.parent_path().string() + " is no data directory",
                    "Name the one of a daemon: --data-dir DIR.");
    }
    fs::create_directory(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    if (!error) return {};
    return fail(Code::io, "directory-failed", folder.string() + ": " + error.message());
}

/// Mode 0600, whole or not at all; takes the place of what was there.
Result<> replace_file(const fs::path& path, const std::string& text) {
    fs::path made = path;
    made += ".new";
    std::error_code error;
    fs::remove(made, error);
    TRY_VOID(crypto::write_key_file(made, as_bytes(text)));
    fs::rename(made, path, error);
    if (!error) return {};
    return fail(Code::io, "rename-failed", path.string() + ": " + error.message());
}

Json json_of(const tls::CertificateFacts& facts, Instant now) {
    Json out;
    out["names"] = facts.names;
    out["subject"] = facts.subject;
    out["issuer"] = facts.issuer;
    out["serial"] = facts.serial;
    out["fingerprint"] = facts.fingerprint;
    out["not_before"] = to_text(facts.not_before);
    out["not_after"] = to_text(facts.not_after);
    out["days_left"] = std::chrono::floor<std::chrono::days>(facts.not_after - now).count();
    return out;
}

void show(const Invocation& invocation, const tls::CertificateFacts& facts) {
    const Instant now = SystemClock().now();
    if (invocation.json()) return invocation.print(json_of(facts, now));
    const auto left = std::chrono::floor<std::chrono::days>(facts.not_after - now).count();
    invocation.out() << fmt::format(
        "names        {}\nissued by    {}\nvalid until  {} ({})\nfingerprint  {}\n",
        fmt::join(facts.names, ", "), facts.issuer, to_text(facts.not_after).substr(0, 10),
        left < 0 ? "over" : fmt::format("{} days left", left), facts.fingerprint);
}

Result<int> request(const Invocation& invocation) {
    TRY(const auto made, tls::make_request(invocation.all("NAME")));
    const fs::path folder = folder_of(invocation);
    TRY_VOID(make_folder(folder));
    TRY_VOID(replace_file(folder / "requested_key.pem", made.key));
    if (invocation.json()) {
        Json out;
        out["request"] = made.request;
        invocation.print(out);
    } else {
        invocation.out() << made.request;
        invocation.error() << "the key stays here; have this request answered, then: tls import\n";
    }
    return 0;
}

Result<int> import(const Invocation& invocation) {
    const fs::path folder = folder_of(invocation);
    TRY(const std::string chain, read_file(invocation.argument("FILE")));
    TRY(const auto facts, tls::read_certificate(chain));
    TRY_VOID(tls::check_dates(facts, SystemClock().now()));
    const auto given = invocation.option("key");
    if (!given && !fs::exists(folder / "requested_key.pem")) {
        return fail(Code::invalid, "no-key", "no request was made here, and no key is named",
                    "Make one with tls request, or name the key's file: --key FILE.");
    }
    TRY(const std::string key, read_file(given ? fs::path(*given) : folder / "requested_key.pem"));
    TRY_VOID(tls::check_pair(chain, key));
    TRY_VOID(make_folder(folder));
    const http::TlsFiles files = tls_files(*invocation.option("data-dir"));
    TRY_VOID(replace_file(files.key, key));
    TRY_VOID(replace_file(files.certificate, chain));
    if (!given) {
        std::error_code ignored;
        fs::remove(folder / "requested_key.pem", ignored);
    }
    show(invocation, facts);
    return 0;
}

Result<int> show_own(const Invocation& invocation) {
    const http::TlsFiles files = tls_files(*invocation.option("data-dir"));
    if (!fs::exists(files.certificate)) {
        return fail(Code::not_found, "no-certificate", "no certificate was imported here",
                    "tls request, then tls import; see docs/how_to/serve_the_branch_network.md.");
    }
    TRY(const std::string chain, read_file(files.certificate));
    TRY(const auto facts, tls::read_certificate(chain));
    show(invocation, facts);
    return 0;
}

// The importer's authority.

Result<int> make_authority(const Invocation& invocation) {
    const fs::path folder = folder_of(invocation);
    if (fs::exists(folder / "authority.pem")) {
        return fail(Code::conflict, "authority-exists", "there is an authority already",
                    "tls trust prints its certificate.");
    }
    TRY(const auto made, tls::make_authority(invocation.argument("ORGANISATION"),
                                             SystemClock().now(), kAuthorityDays));
    TRY_VOID(make_folder(folder));
    TRY_VOID(replace_file(folder / "authority_key.pem", made.key));
    TRY_VOID(replace_file(folder / "authority.pem", made.certificate));
    TRY(const auto facts, tls::read_certificate(made.certificate));
    show(invocation, facts);
    return 0;
}

Result<tls::Authority> read_authority(const Invocation& invocation) {
    const fs::path folder = folder_of(invocation);
    if (!fs::exists(folder / "authority.pem")) {
        return fail(Code::not_found, "no-authority", "there is no authority yet",
                    "Make one: tls authority ORGANISATION.");
    }
    TRY(std::string certificate, read_file(folder / "authority.pem"));
    TRY(std::string key, read_file(folder / "authority_key.pem"));
    return tls::Authority{.certificate = std::move(certificate), .key = std::move(key)};
}

void print_pem(const Invocation& invocation, const std::string& pem) {
    if (!invocation.json()) {
        invocation.out() << pem;
        return;
    }
    Json out;
    out["certificate"] = pem;
    invocation.print(out);
}

Result<int> issue(const Invocation& invocation) {
    TRY(const auto days, invocation.integer("days"));
    TRY(const std::string request, read_file(invocation.argument("FILE")));
    TRY(const auto authority, read_authority(invocation));
    const int wanted = static_cast<int>(std::clamp<std::int64_t>(*days, 0, 1'000'000));
    TRY(const std::string chain, tls::issue(authority, request, SystemClock().now(), wanted));
    TRY(const auto facts, tls::read_certificate(chain));
    print_pem(invocation, chain);
    invocation.error() << fmt::format("a certificate for {}, valid until {}\n",
                                      fmt::join(facts.names, ", "),
                                      to_text(facts.not_after).substr(0, 10));
    return 0;
}

Result<int> trust(const Invocation& invocation) {
    TRY(const auto authority, read_authority(invocation));
    print_pem(invocation, authority.certificate);
    return 0;
}

}  // namespace

http::TlsFiles tls_files(const fs::path& data_dir) {
    return {.certificate = folder_of(data_dir) / "certificate.pem",
            .key = folder_of(data_dir) / "key.pem"};
}

std::vector<Command> tls_commands() {
    return {
        {.path = "tls request",
         .help = "Makes a key, which stays here, and a request for its certificate.",
         .function = request,
         .arguments = {{.name = "NAME",
                        .help = "What browsers will call it: a host name or an address",
                        .many = true}},
         .examples = {"tls request b0101.example 192.0.2.7 --data-dir DIR >request.pem"}},
        {.path = "tls import",
         .help = "Takes a certificate into use, with the key of the last request.",
         .function = import,
         .arguments = {{"FILE", "PEM: the certificate, then who vouches for it"}},
         .options = {{.name = "key", .value = "FILE", .help = "The key, when it comes along."}},
         .examples = {"tls import certificate.pem --data-dir DIR",
                      "tls import certificate.pem --key key.pem --data-dir DIR"}},
        {.path = "tls show",
         .help = "The certificate in use: names, who issued it, how long it is valid.",
         .function = show_own,
         .examples = {"tls show --data-dir DIR", "tls show --data-dir DIR --json"}},
    };
}

std::vector<Command> authority_commands() {
    return {
        {.path = "tls authority",
         .help = "Makes the importer's own authority for the names of branches.",
         .function = make_authority,
         .arguments = {{"ORGANISATION", "What people will read where they trust it"}},
         .examples = {"tls authority \"Example Importer\" --data-dir DIR"}},
        {.path = "tls issue",
         .help = "Answers a branch's request with a certificate.",
         .function = issue,
         .arguments = {{"FILE", "What tls request has printed"}},
         .options = {{.name = "days",
                      .value = "N",
                      .help = "How long it is valid; at most 397.",
                      .fallback = "365"}},
         .examples = {"tls issue request.pem --data-dir DIR >certificate.pem"}},
        {.path = "tls trust",
         .help = "Prints the authority's certificate, for the machines that shall trust it.",
         .function = trust,
         .examples = {"tls trust --data-dir DIR >authority.pem"}},
    };
}

}  // namespace branchline::sync

#include "common/http/tls_files.hpp"

#include <fstream>
#include <utility>  // Asio needs it before its own headers.

#include <boost/asio/ssl/context.hpp>

#include "common/base/log.hpp"
#include "common/tls/certificate.hpp"

namespace branchline::http {

namespace {

namespace fs = std::filesystem;
namespace ssl = boost::asio::ssl;

constexpr std::uint16_t kHttpsPort = 443;

std::unexpected<Error> unusable(const fs::path& file, const std::string& why) {
    return fail(Code::configuration, "tls-files", file.string() + ": " + why,
                "See tls show; tls import puts both files where they belong.");
}

Result<std::string> read_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(tls::kPemMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) return unusable(path, "cannot be read");
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > tls::kPemMax) return unusable(path, "is over 256 KiB");
    return text;
}

Result<> check_mode(const fs::path& key) {
    std::error_code error;
    const auto mode = fs::status(key, error).permissions();
    if (!error && (mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none) {
        return {};
    }
    return unusable(key, "other users of this machine can read it: chmod 600");
}

/// TLS 1.2 and newer, HTTP/1.1 alone.
Result<std::shared_ptr<ssl::context>> make_context(const std::string& chain,
                                                   const std::string& key) {
    auto out = std::make_shared<ssl::context>(ssl::context::tls_server);
    boost::system::error_code error;
    out->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                         ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | ssl::context::no_compression,
                     error);
    SSL_CTX_set_options(out->native_handle(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (!error) out->use_certificate_chain(boost::asio::buffer(chain), error);
    if (!error) out->use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
    if (!error) return out;
    return fail(Code::configuration, "tls-files", "OpenSSL does not take them: " + error.message());
}

std::vector<std::string> hosts_of(const std::vector<std::string>& names, std::uint16_t port) {
    std::vector<std::string> out;
    for (const std::string& name : names) {
        const std::string host = name.contains(':') ? "[" + name + "]" : name;
        out.push_back(host + ":" + std::to_string(port));
        if (port == kHttpsPort) out.push_back(host);
    }
    return out;
}

}  // namespace

TlsKeeper::TlsKeeper(TlsFiles files, std::uint16_t port, std::vector<std::string> hosts)
    : files_(std::move(files)), port_(port), more_hosts_(std::move(hosts)) {}

TlsKeeper::~TlsKeeper() = default;

TlsKeeper::Times TlsKeeper::times() const {
    std::error_code ignored;
    return {fs::last_write_time(files_.certificate, ignored),
            fs::last_write_time(files_.key, ignored)};
}

Result<> TlsKeeper::load() {
    loaded_ = times();
    TRY(const std::string chain, read_text(files_.certificate));
    TRY(const auto facts, tls::read_certificate(chain));
    TRY_VOID(check_mode(files_.key));
    TRY(const std::string key, read_text(files_.key));
    TRY_VOID(tls::check_pair(chain, key));
    TRY(context_, make_context(chain, key));
    hosts_ = hosts_of(facts.names, port_);
    hosts_.insert(hosts_.end(), more_hosts_.begin(), more_hosts_.end());
    return {};
}

void TlsKeeper::refresh() {
    if (times() == loaded_) return;
    const auto loaded = load();
    if (!loaded) {
        log::error("http", loaded.error().what + "; the old certificate stays in use");
    } else {
        log::info("http", "the renewed certificate is in use");
    }
}

}  // namespace branchline::http

// Certificate and key of an address that speaks TLS. A renewed certificate is taken up by the next
// connection, without a restart; one that is no good is told in the log, and the old one stays.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/time.hpp"

namespace boost::asio::ssl {
class context;
}

namespace branchline::http {

struct TlsFiles {
    std::filesystem::path certificate;  ///< PEM, the server's own first, then who vouches for it.
    std::filesystem::path key;          ///< PEM without a passphrase, mode 0600.
};

/// Used on the server's thread.
class TlsKeeper {
public:
    using Context = boost::asio::ssl::context;

    /// `hosts`: names of the server beside those of the certificate.
    TlsKeeper(TlsFiles files, std::uint16_t port, std::vector<std::string> hosts);
    ~TlsKeeper();
    TlsKeeper(const TlsKeeper&) = delete;
    TlsKeeper& operator=(const TlsKeeper&) = delete;

    /// Reads both files. Code::configuration when they cannot be used together; what was loaded
    /// before stays in use. Dates are not looked at: a browser says that better.
    Result<> load();
    /// Reads them again when they have changed. Looks at their times only.
    void refresh();

    /// For one connection, which may outlive a renewal. Null before the first load.
    std::shared_ptr<Context> context() const { return context_; }
    /// The server's names as a Host field has them, with the port.
    const std::vector<std::string>& hosts() const { return hosts_; }

private:
    using Times = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
    Times times() const;

    TlsFiles files_;
    std::uint16_t port_;
    std::vector<std::string> more_hosts_;
    std::shared_ptr<Context> context_;
    std::vector<std::string> hosts_;
    Times loaded_;
};

}  // namespace branchline::http

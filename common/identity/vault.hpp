// What a daemon keeps about people for itself: sessions, API tokens, PINs, and when the importer
// was last heard of. It stands in a file of its own, which never travels and belongs in no backup;
// secrets stand in it as hashes alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/db/database.hpp"

namespace branchline::identity {

struct VaultLimits {
    Milliseconds session_idle{std::chrono::hours(8)};
    Milliseconds session_longest{std::chrono::hours(24 * 7)};
    Milliseconds pin_lasts{std::chrono::hours(24 * 14)};  ///< Since the last password.
    int pin_failures = 5;                                 ///< Then the password is asked for.
    std::size_t sessions_of_user = 20;                    ///< The oldest ends.
    std::size_t tokens_of_user = 50;
    Milliseconds note_every{60'000};  ///< How often "last used" reaches the disk.
};

struct Session {
    std::string id;  ///< Public: names it in lists.
    RowId user;
    std::string way;      ///< password or pin
    std::string address;  ///< Where it began.
    std::string credential_version;
    Instant begun;
    Instant used;
};

struct ApiToken {
    std::string id;  ///< Public, part of the token itself.
    RowId user;
    std::string name;
    std::string scope;  ///< Words of permission; empty: all that the user may.
    Instant made;
    std::optional<Instant> expires;
    std::optional<Instant> used;
};

struct Pin {
    std::string verifier;
    std::string credential_version;
    Instant confirmed;  ///< When the password was last given.
    int failures = 0;
};

inline constexpr std::string_view kTokenPrefix = "bln_";

/// One connection, one thread at a time.
class Vault {
public:
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& path,
                                               const VaultLimits& limits = {});

    // Sessions. The secret goes into the cookie; only its hash stays.
    Result<std::string> begin_session(Session session, Random& random);
    /// Nothing for a secret that nobody holds and for a session that is over.
    std::optional<Session> session(std::string_view secret, Instant now);
    std::vector<Session> sessions_of(const RowId& user, Instant now) const;
    /// False when there is no such session of the user.
    Result<bool> end_session(const RowId& user, std::string_view id);
    Result<> end_sessions_of(const RowId& user);

    // Tokens: "bln_" id "_" secret.
    Result<std::string> make_token(ApiToken token, Random& random);
    std::optional<ApiToken> token(std::string_view text, Instant now);
    std::vector<ApiToken> tokens_of(const RowId& user) const;
    Result<bool> revoke_token(const RowId& user, std::string_view id);
    Result<> revoke_tokens_of(const RowId& user);

    // PINs.
    Result<> set_pin(const RowId& user, const Pin& pin);
    /// Nothing when there is none, or when the password was given too long ago.
    std::optional<Pin> pin(const RowId& user, Instant now) const;
    Result<> clear_pin(const RowId& user);
    /// The last failure that is allowed clears the PIN.
    Result<> count_pin_failure(const RowId& user);
    std::vector<RowId> users_with_pin(Instant now) const;
    /// The password was given again.
    Result<> confirm_pin(const RowId& user, const std::string& credential_version, Instant now);

    /// When the importer was last heard of.
    Result<> note_contact(Instant now);
    std::optional<Instant> last_contact() const { return contact_; }

private:
    Vault(std::unique_ptr<db::Database> database, const VaultLimits& limits)
        : database_(std::move(database)), limits_(limits) {}
    Result<> load();
    Result<> load_sessions();
    Result<> load_tokens();
    Result<> load_pins();
    bool is_over(const Session& session, Instant now) const;
    Result<> store(const Hash& hash, const Session& session);
    Result<> store(const Hash& hash, const ApiToken& token);
    Result<> drop_oldest_session(const RowId& user);
    Result<> drop(std::string_view table, const Hash& hash);

    std::unique_ptr<db::Database> database_;
    VaultLimits limits_;
    std::map<Hash, Session> sessions_;
    std::map<Hash, ApiToken> tokens_;
    std::map<RowId, Pin> pins_;
    std::optional<Instant> contact_;
};

}  // namespace branchline::identity

#include "common/identity/vault.hpp"

#include <algorithm>
#include <array>

#include "common/base/assert.hpp"

namespace branchline::identity {

namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdBytes = 6;

constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS session(
    hash BLOB PRIMARY KEY, id TEXT NOT NULL, user BLOB NOT NULL, way TEXT NOT NULL,
    address TEXT NOT NULL, credential TEXT NOT NULL, begun INTEGER NOT NULL,
    used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token(
    hash BLOB PRIMARY KEY, id TEXT NOT NULL, user BLOB NOT NULL, name TEXT NOT NULL,
    scope TEXT NOT NULL, made INTEGER NOT NULL, expires INTEGER, used INTEGER) STRICT,
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pin(
    user BLOB PRIMARY KEY, verifier TEXT NOT NULL, credential TEXT NOT NULL,
    confirmed INTEGER NOT NULL, failures INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contact(
    one INTEGER PRIMARY KEY CHECK(one = 1), at INTEGER NOT NULL) STRICT;
)sql";

/// Secrets of sessions and tokens are random: one fast hash keeps them from whoever reads the file.
Hash hash_of(std::string_view kind, std::string_view secret) {
    return crypto::blake2b(kind, {as_bytes(secret)});
}
constexpr std::string_view kSessionKind = "bl/session/1";
constexpr std::string_view kTokenKind = "bl/api-token/1";

std::string random_hex(Random& random, std::size_t size) {
    Bytes bytes(size);
    random.fill(bytes);
    return to_hex(bytes);
}

std::int64_t number_of(Instant at) {
    return at.time_since_epoch().count();
}
Instant instant_of(std::int64_t number) {
    return Instant(Milliseconds(number));
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& path,
                                           const VaultLimits& limits) {
    TRY(auto database, db::Database::open(path, {}));
    TRY_VOID(database->execute(kTables));
    std::unique_ptr<Vault> vault(new Vault(std::move(database), limits));
    TRY_VOID(vault->load());
    return vault;
}

Result<> Vault::load() {
    TRY_VOID(load_sessions());
    TRY_VOID(load_tokens());
    TRY_VOID(load_pins());
    auto& rows = database_->prepare("SELECT at FROM contact");
    TRY(const bool found, rows.step());
    if (found) contact_ = instant_of(rows.integer(0));
    rows.reset();
    return {};
}

Result<> Vault::load_sessions() {
    auto& rows = database_->prepare(
        "SELECT hash, id, user, way, address, credential, begun, used FROM session");
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        sessions_[Hash::from(rows.blob(0))] = {.id = std::string(rows.text(1)),
                                               .user = RowId::from(rows.blob(2)),
                                               .way = std::string(rows.text(3)),
                                               .address = std::string(rows.text(4)),
                                               .credential_version = std::string(rows.text(5)),
                                               .begun = instant_of(rows.integer(6)),
                                               .used = instant_of(rows.integer(7))};
    }
}

Result<> Vault::load_tokens() {
    auto& rows =
        database_->prepare("SELECT hash, id, user, name, scope, made, expires, used FROM token");
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        ApiToken token{.id = std::string(rows.text(1)),
                       .user = RowId::from(rows.blob(2)),
                       .name = std::string(rows.text(3)),
                       .scope = std::string(rows.text(4)),
                       .made = instant_of(rows.integer(5)),
                       .expires = {},
                       .used = {}};
        if (!rows.is_null(6)) token.expires = instant_of(rows.integer(6));
        if (!rows.is_null(7)) token.used = instant_of(rows.integer(7));
        tokens_[Hash::from(rows.blob(0))] = std::move(token);
    }
}

Result<> Vault::load_pins() {
    auto& rows =
        database_->prepare("SELECT user, verifier, credential, confirmed, failures FROM pin");
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        pins_[RowId::from(rows.blob(0))] = {.verifier = std::string(rows.text(1)),
                                            .credential_version = std::string(rows.text(2)),
                                            .confirmed = instant_of(rows.integer(3)),
                                            .failures = static_cast<int>(rows.integer(4))};
    }
}

// Sessions.

bool Vault::is_over(const Session& session, Instant now) const {
    // A clock that went back ends no session; one that jumped ahead ends it, which is the safe
    // side.
    return now - session.used >= limits_.session_idle ||
           now - session.begun >= limits_.session_longest;
}

Result<> Vault::store(const Hash& hash, const Session& session) {
    auto& insert =
        database_->prepare("INSERT OR REPLACE INTO session VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, hash.view()).bind(2, session.id).bind(3, session.user.view());
    insert.bind(4, session.way).bind(5, session.address).bind(6, session.credential_version);
    return insert.bind(7, number_of(session.begun)).bind(8, number_of(session.used)).run();
}

Result<> Vault::drop(std::string_view table, const Hash& hash) {
    auto& remove = database_->prepare(table == "token" ? "DELETE FROM token WHERE hash = ?"
                                                       : "DELETE FROM session WHERE hash = ?");
    return remove.bind(1, hash.view()).run();
}

Result<> Vault::drop_oldest_session(const RowId& user) {
    std::size_t count = 0;
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
        if (at->second.user != user) continue;
        ++count;
        if (oldest == sessions_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (count < limits_.sessions_of_user) return {};
    TRY_VOID(drop("session", oldest->first));
    sessions_.erase(oldest);
    return {};
}

Result<std::string> Vault::begin_session(Session session, Random& random) {
    TRY_VOID(drop_oldest_session(session.user));
    std::string secret = random_hex(random, kSecretBytes);
    session.id = random_hex(random, kIdBytes);
    const Hash hash = hash_of(kSessionKind, secret);
    TRY_VOID(store(hash, session));
    sessions_[hash] = std::move(session);
    return secret;
}

std::optional<Session> Vault::session(std::string_view secret, Instant now) {
    const auto found = sessions_.find(hash_of(kSessionKind, secret));
    if (found == sessions_.end()) return std::nullopt;
    Session& session = found->second;
    if (is_over(session, now)) {
        (void)drop("session", found->first);  // It is over in memory, be the disk full or not.
        sessions_.erase(found);
        return std::nullopt;
    }
    const Milliseconds since = now - session.used;
    session.used = std::max(session.used, now);
    if (since >= limits_.note_every) (void)store(found->first, session);
    return session;
}

std::vector<Session> Vault::sessions_of(const RowId& user, Instant now) const {
    std::vector<Session> out;
    for (const auto& [hash, session] : sessions_) {
        if (session.user == user && !is_over(session, now)) out.push_back(session);
    }
    std::sort(out.begin(), out.end(),
              [](const Session& a, const Session& b) { return a.begun < b.begun; });
    return out;
}

Result<bool> Vault::end_session(const RowId& user, std::string_view id) {
    const auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const auto& row) {
        return row.second.user == user && row.second.id == id;
    });
    if (found == sessions_.end()) return false;
    TRY_VOID(drop("session", found->first));
    sessions_.erase(found);
    return true;
}

Result<> Vault::end_sessions_of(const RowId& user) {
    std::erase_if(sessions_, [&](const auto& row) { return row.second.user == user; });
    auto& remove = database_->prepare("DELETE FROM session WHERE user = ?");
    return remove.bind(1, user.view()).run();
}

// Tokens.

Result<> Vault::store(const Hash& hash, const ApiToken& token) {
    auto& insert =
        database_->prepare("INSERT OR REPLACE INTO token VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, hash.view()).bind(2, token.id).bind(3, token.user.view());
    insert.bind(4, token.name).bind(5, token.scope).bind(6, number_of(token.made));
    if (token.expires) {
        insert.bind(7, number_of(*token.expires));
    } else {
        insert.bind_null(7);
    }
    if (token.used) {
        insert.bind(8, number_of(*token.used));
    } else {
        insert.bind_null(8);
    }
    return insert.run();
}

Result<std::string> Vault::make_token(ApiToken token, Random& random) {
    if (tokens_of(token.user).size() >= limits_.tokens_of_user) {
        return fail(Code::too_large, "too-many-tokens", "this user has as many tokens as allowed",
                    "Revoke one that is not used any more.");
    }
    token.id = random_hex(random, kIdBytes);
    std::string text(kTokenPrefix);
    text += token.id + "_" + random_hex(random, kSecretBytes);
    const Hash hash = hash_of(kTokenKind, text);
    TRY_VOID(store(hash, token));
    tokens_[hash] = std::move(token);
    return text;
}

std::optional<ApiToken> Vault::token(std::string_view text, Instant now) {
    const auto found = tokens_.find(hash_of(kTokenKind, text));
    if (found == tokens_.end()) return std::nullopt;
    ApiToken& token = found->second;
    if (token.expires && now >= *token.expires) return std::nullopt;
    const bool note = !token.used || now - *token.used >= limits_.note_every;
    token.used = token.used ? std::max(*token.used, now) : now;
    if (note) (void)store(found->first, token);
    return token;
}

std::vector<ApiToken> Vault::tokens_of(const RowId& user) const {
    std::vector<ApiToken> out;
    for (const auto& [hash, token] : tokens_) {
        if (token.user == user) out.push_back(token);
    }
    std::sort(out.begin(), out.end(), [](const ApiToken& a, const ApiToken& b) {
        return std::tie(a.made, a.id) < std::tie(b.made, b.id);
    });
    return out;
}

Result<bool> Vault::revoke_token(const RowId& user, std::string_view id) {
    const auto found = std::find_if(tokens_.begin(), tokens_.end(), [&](const auto& row) {
        return row.second.user == user && row.second.id == id;
    });
    if (found == tokens_.end()) return false;
    TRY_VOID(drop("token", found->first));
    tokens_.erase(found);
    return true;
}

Result<> Vault::revoke_tokens_of(const RowId& user) {
    std::erase_if(tokens_, [&](const auto& row) { return row.second.user == user; });
    auto& remove = database_->prepare("DELETE FROM token WHERE user = ?");
    return remove.bind(1, user.view()).run();
}

// PINs.

Result<> Vault::set_pin(const RowId& user, const Pin& pin) {
    auto& insert = database_->prepare("INSERT OR REPLACE INTO pin VALUES(?, ?, ?, ?, ?)");
    insert.bind(1, user.view()).bind(2, pin.verifier).bind(3, pin.credential_version);
    TRY_VOID(insert.bind(4, number_of(pin.confirmed)).bind(5, std::int64_t{pin.failures}).run());
    pins_[user] = pin;
    return {};
}

std::optional<Pin> Vault::pin(const RowId& user, Instant now) const {
    const auto found = pins_.find(user);
    if (found == pins_.end()) return std::nullopt;
    if (now - found->second.confirmed >= limits_.pin_lasts) return std::nullopt;
    return found->second;
}

Result<> Vault::clear_pin(const RowId& user) {
    pins_.erase(user);
    auto& remove = database_->prepare("DELETE FROM pin WHERE user = ?");
    return remove.bind(1, user.view()).run();
}

Result<> Vault::count_pin_failure(const RowId& user) {
    const auto found = pins_.find(user);
    if (found == pins_.end()) return {};
    Pin pin = found->second;
    if (++pin.failures >= limits_.pin_failures) return clear_pin(user);
    return set_pin(user, pin);
}

std::vector<RowId> Vault::users_with_pin(Instant now) const {
    std::vector<RowId> out;
    for (const auto& [user, kept] : pins_) {
        if (pin(user, now)) out.push_back(user);
    }
    return out;
}

Result<> Vault::confirm_pin(const RowId& user, const std::string& credential_version, Instant now) {
    const auto found = pins_.find(user);
    if (found == pins_.end()) return {};
    Pin pin = found->second;
    pin.confirmed = now;
    pin.credential_version = credential_version;
    pin.failures = 0;
    return set_pin(user, pin);
}

Result<> Vault::note_contact(Instant now) {
    auto& insert = database_->prepare("INSERT OR REPLACE INTO contact VALUES(1, ?)");
    TRY_VOID(insert.bind(1, number_of(now)).run());
    contact_ = now;
    return {};
}

}  // namespace branchline::identity

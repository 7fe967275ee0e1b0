#include "common/identity/directory.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/engine/keys.hpp"

namespace branchline::identity {

namespace {

using engine::Edit;
using engine::Record;
using engine::RowEdit;
using engine::Store;
using schema::Entity;
using schema::Value;

constexpr std::size_t kPageSize = 500;
constexpr std::size_t kLoginMax = 64;
constexpr std::size_t kSubjectMax = 255;

const Value& value_of(const Record& record, std::string_view field) {
    static const Value kNothing;
    const schema::Field* declared = record.entity->field(field);
    return declared == nullptr ? kNothing : record.values[record.entity->index_of(declared->id)];
}

std::string text_of(const Record& record, std::string_view field) {
    const auto* text = std::get_if<std::string>(&value_of(record, field));
    return text == nullptr ? "" : *text;
}

Value ref_to(const RowId& row) {
    return to_bytes(row.view());
}

/// All records of an entity in the directory's stream that pass the filter, void ones left out.
Result<std::vector<Record>> all_of(Store& store,
                                   const std::string& stream,
                                   const Entity& entity,
                                   std::string_view field = {},
                                   Value value = {}) {
    engine::Query query{.stream = stream, .limit = kPageSize};
    if (!field.empty()) {
        query.filters.push_back({.field = entity.field(field), .value = std::move(value)});
    }
    std::vector<Record> out;
    while (true) {
        TRY(engine::Page page, store.list(entity, query));
        for (Record& record : page.records) {
            query.after = record.id;
            if (record.life == "alive") out.push_back(std::move(record));
        }
        if (!page.more || page.records.empty()) return out;
    }
}

Result<> add_credential(Store& store, const Directory& directory, Account& account) {
    const Entity& entity = store.entity(directory.credential);
    const auto row = store.find(entity, engine::keyed_row_id(entity, {to_hex(account.user)}));
    if (!row && row.error().code == Code::not_found) return {};
    if (!row) return std::unexpected(row.error());
    account.verifier = text_of(*row, "verifier");
    account.credential_version = row->version;
    return {};
}

Account account_of(const Record& record) {
    const auto* active = std::get_if<bool>(&value_of(record, "active"));
    return {.user = record.id,
            .login = text_of(record, "login"),
            .name = text_of(record, "name"),
            .active = record.life == "alive" && (active == nullptr || *active),
            .verifier = {},
            .credential_version = {},
            .subject = {}};
}

Account account_of(const Record& record, const Directory& directory) {
    Account account = account_of(record);
    if (!directory.subject.empty()) account.subject = text_of(record, directory.subject);
    return account;
}

/// One row, written by the actor.
struct Write {
    std::string_view entity;
    std::vector<std::pair<std::string_view, Value>> values;
    std::optional<RowId> id = {};
    std::vector<std::string> key = {};
};

Result<RowId> commit(Store& store,
                     const Directory& directory,
                     const Write& write,
                     const std::optional<RowId>& actor) {
    RowEdit row;
    row.entity = &store.entity(write.entity);
    row.id = write.id;
    row.key = write.key;
    for (const auto& [name, value] : write.values) {
        row.wishes[row.entity->field(name)->id] = value;
    }
    Edit edit;
    edit.stream = directory.stream;
    edit.actor = actor;
    edit.rows.push_back(std::move(row));
    TRY(const engine::Committed done, store.commit(edit));
    return done.rows.front();
}

bool is_login_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
           c == '@';
}

}  // namespace

Directory importer_directory() {
    return {.user = "org.importer_user",
            .grant = "org.importer_grant",
            .revocation = "org.importer_revocation",
            .credential = "org.importer_credential",
            .sign_in = "org.importer_sign_in",
            .side = "importer",
            .stream = "hub",
            .branch = {},
            .subject = "oidc_subject"};
}

Directory dealer_directory(const std::string& stream, const std::string& branch) {
    return {.user = "org.user",
            .grant = "org.grant",
            .revocation = "org.revocation",
            .credential = "org.credential",
            .sign_in = "org.sign_in",
            .side = "dealer",
            .stream = stream,
            .branch = branch};
}

Result<std::string> read_login(std::string_view text) {
    std::string login(text);
    for (char& c : login) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const bool fits = login.size() >= 2 && login.size() <= kLoginMax &&
                      std::all_of(login.begin(), login.end(), is_login_character);
    if (fits) return login;
    return fail(Code::invalid, "bad-login",
                "a login is 2 to 64 letters, digits and . _ - @, without blanks");
}

Result<std::optional<Account>> find_login(Store& store,
                                          const Directory& directory,
                                          const std::string& login) {
    const Entity& entity = store.entity(directory.user);
    TRY(const auto rows, all_of(store, directory.stream, entity, "login", login));
    if (rows.size() != 1) return std::nullopt;
    Account account = account_of(rows.front(), directory);
    TRY_VOID(add_credential(store, directory, account));
    return account;
}

Result<std::vector<Account>> find_subject(Store& store,
                                          const Directory& directory,
                                          const std::string& subject) {
    std::vector<Account> out;
    if (directory.subject.empty() || subject.empty()) return out;
    const Entity& entity = store.entity(directory.user);
    TRY(const auto rows, all_of(store, directory.stream, entity, directory.subject, subject));
    for (const Record& row : rows) {
        out.push_back(account_of(row, directory));
        TRY_VOID(add_credential(store, directory, out.back()));
    }
    return out;
}

Result<std::optional<Account>> find_account(Store& store,
                                            const Directory& directory,
                                            const RowId& user) {
    const auto row = store.find(store.entity(directory.user), user);
    if (!row && row.error().code == Code::not_found) return std::nullopt;
    if (!row) return std::unexpected(row.error());
    Account account = account_of(*row, directory);
    TRY_VOID(add_credential(store, directory, account));
    return account;
}

Result<std::vector<Account>> accounts(Store& store, const Directory& directory) {
    TRY(const auto rows, all_of(store, directory.stream, store.entity(directory.user)));
    std::vector<Account> out;
    for (const Record& row : rows) {
        out.push_back(account_of(row, directory));
        TRY_VOID(add_credential(store, directory, out.back()));
    }
    std::sort(out.begin(), out.end(), [](const Account& a, const Account& b) {
        return std::tie(a.login, a.user) < std::tie(b.login, b.user);
    });
    return out;
}

Result<std::vector<GrantRow>> grants_of(Store& store,
                                        const Directory& directory,
                                        const RowId& user) {
    const Entity& grant = store.entity(directory.grant);
    const Entity& revocation = store.entity(directory.revocation);
    TRY(const auto rows, all_of(store, directory.stream, grant, "user", ref_to(user)));
    std::vector<GrantRow> out;
    for (const Record& row : rows) {
        TRY(const auto revoked,
            all_of(store, directory.stream, revocation, "grant", ref_to(row.id)));
        if (revoked.empty()) out.push_back({row.id, text_of(row, "role")});
    }
    std::sort(out.begin(), out.end(), [](const GrantRow& a, const GrantRow& b) {
        return std::tie(a.role, a.grant) < std::tie(b.role, b.grant);
    });
    return out;
}

Result<std::shared_ptr<const Roles>> load_roles(Store& store) {
    auto roles = std::make_shared<Roles>();
    TRY(const auto rows, all_of(store, {}, store.entity("org.role")));
    for (const Record& row : rows) {
        (*roles)[text_of(row, "role")] = {.name = text_of(row, "name"),
                                          .side = text_of(row, "side"),
                                          .permits = text_of(row, "permits")};
    }
    return roles;
}

Result<Person> load_person(Store& store,
                           const Directory& directory,
                           const Account& account,
                           std::shared_ptr<const Roles> roles) {
    TRY(const auto grants, grants_of(store, directory, account.user));
    Person person;
    person.user = account.user;
    person.login = account.login;
    person.name = account.name;
    person.known = std::move(roles);
    for (const GrantRow& grant : grants) {
        if (person.roles.empty() || person.roles.back() != grant.role) {
            person.roles.push_back(grant.role);
        }
    }
    return person;
}

Result<RowId> add_account(Store& store, const Directory& directory, const NewAccount& made) {
    TRY(const std::string login, read_login(made.login));
    const Entity& entity = store.entity(directory.user);
    TRY(const auto same, all_of(store, directory.stream, entity, "login", login));
    if (!same.empty()) {
        return fail(Code::conflict, "login-taken", fmt::format("somebody is called {}", login),
                    "Choose another login.");
    }
    Write write{.entity = directory.user, .values = {}};
    write.values.emplace_back("name", made.name.empty() ? login : made.name);
    write.values.emplace_back("login", login);
    write.values.emplace_back("active", true);
    if (!directory.branch.empty()) write.values.emplace_back("branch", directory.branch);
    return commit(store, directory, write, made.actor);
}

Result<> set_active(Store& store,
                    const Directory& directory,
                    const RowId& user,
                    bool active,
                    const std::optional<RowId>& actor) {
    const Write write{.entity = directory.user, .values = {{"active", active}}, .id = user};
    TRY_VOID(commit(store, directory, write, actor));
    return {};
}

Result<> set_subject(Store& store,
                     const Directory& directory,
                     const RowId& user,
                     const std::string& subject,
                     const std::optional<RowId>& actor) {
    const bool printable =
        std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c < 0x7f; });
    if (subject.size() > kSubjectMax || !printable) {
        return fail(Code::invalid, "bad-subject", "a subject has at most 255 characters of ASCII",
                    "Copy it from the page that the person was shown, or from the provider.");
    }
    const Value value = subject.empty() ? Value() : Value(subject);
    const Write write{.entity = directory.user, .values = {{directory.subject, value}}, .id = user};
    TRY_VOID(commit(store, directory, write, actor));
    return {};
}

Result<> check_role(Store& store, const Directory& directory, const std::string& role) {
    TRY(const auto roles, load_roles(store));
    const auto found = roles->find(role);
    if (found == roles->end()) {
        return fail(Code::not_found, "no-such-role", fmt::format("there is no role {}", role),
                    "role ls lists them.");
    }
    const std::string& side = found->second.side;
    if (!side.empty() && side != directory.side) {
        return fail(Code::refused, "role-of-the-other-side",
                    fmt::format("{} is a role of {} people", role, side),
                    fmt::format("Choose one of the {}'s roles.", directory.side));
    }
    return {};
}

Result<> give_role(Store& store,
                   const Directory& directory,
                   const RowId& user,
                   const std::string& role,
                   const std::optional<RowId>& actor) {
    TRY_VOID(check_role(store, directory, role));
    TRY(const auto grants, grants_of(store, directory, user));
    for (const GrantRow& grant : grants) {
        if (grant.role == role) return {};
    }
    const Write write{
        .entity = directory.grant, .values = {{"user", ref_to(user)}, {"role", role}}
    };
    TRY_VOID(commit(store, directory, write, actor));
    return {};
}

Result<> take_role(Store& store,
                   const Directory& directory,
                   const RowId& user,
                   const std::string& role,
                   const std::optional<RowId>& actor) {
    TRY(const auto grants, grants_of(store, directory, user));
    bool found = false;
    for (const GrantRow& grant : grants) {
        if (grant.role != role) continue;
        found = true;
        const Write write{.entity = directory.revocation,
                          .values = {{"grant", ref_to(grant.grant)}}};
        TRY_VOID(commit(store, directory, write, actor));
    }
    if (found) return {};
    return fail(Code::not_found, "no-such-grant", fmt::format("this user does not have {}", role),
                "user ls shows who has which role.");
}

Result<> set_verifier(Store& store,
                      const Directory& directory,
                      const RowId& user,
                      const std::string& verifier,
                      Instant now,
                      const std::optional<RowId>& actor) {
    const Write write{
        .entity = directory.credential,
        .values = {{"verifier", verifier},
                   {"set_at", std::int64_t{now.time_since_epoch().count()}}},
        .key = {to_hex(user)}
    };
    TRY_VOID(commit(store, directory, write, actor));
    return {};
}

Result<> record_event(Store& store, const Directory& directory, const AuditRow& row, Instant now) {
    Write write{
        .entity = directory.sign_in,
        .values = {{"event", row.event}, {"at", std::int64_t{now.time_since_epoch().count()}}}
    };
    if (!directory.branch.empty()) write.values.emplace_back("branch", directory.branch);
    if (row.user) write.values.emplace_back("user", ref_to(*row.user));
    if (!row.way.empty()) write.values.emplace_back("way", row.way);
    if (!row.address.empty()) write.values.emplace_back("address", row.address);
    // The daemon itself saw it: nobody's rights decide whether it is written.
    TRY_VOID(commit(store, directory, write, std::nullopt));
    return {};
}

}  // namespace branchline::identity

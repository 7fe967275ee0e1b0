// People as the records of this replica tell them: accounts, their roles, and the audit rows that a
// daemon writes about them. At a branch they are the dealer's, at the hub the importer's.
#pragma once

#include "common/base/time.hpp"
#include "common/engine/store.hpp"
#include "common/identity/person.hpp"

namespace branchline::identity {

/// Which records are the people of this replica.
struct Directory {
    std::string_view user;
    std::string_view grant;
    std::string_view revocation;
    std::string_view credential;
    std::string_view sign_in;
    std::string_view side;  ///< Of the roles that can be given.
    std::string stream;
    std::string branch;  ///< Of this daemon; empty at the hub.
    /// Field of a user with what an OpenID provider calls the person; empty: nobody comes that way.
    std::string_view subject = {};
};
Directory importer_directory();
Directory dealer_directory(const std::string& stream, const std::string& branch);

struct Account {
    RowId user;
    std::string login;
    std::string name;
    bool active = false;
    std::string verifier;            ///< Empty: no password was set.
    std::string credential_version;  ///< Changes with every new password.
    std::string subject;             ///< At the OpenID provider; empty: not linked.
};

/// Lower case; 2 to 64 of a-z, 0-9 and . _ - @. Code::invalid "bad-login".
Result<std::string> read_login(std::string_view text);

/// Nothing for a login that nobody has, or that two have.
Result<std::optional<Account>> find_login(engine::Store& store,
                                          const Directory& directory,
                                          const std::string& login);
/// Who is linked with a subject: nobody, or several where two replicas have linked one at a time.
Result<std::vector<Account>> find_subject(engine::Store& store,
                                          const Directory& directory,
                                          const std::string& subject);
Result<std::optional<Account>> find_account(engine::Store& store,
                                            const Directory& directory,
                                            const RowId& user);
/// Everybody who is not void, by login.
Result<std::vector<Account>> accounts(engine::Store& store, const Directory& directory);

struct GrantRow {
    RowId grant;
    std::string role;
};
/// Grants of a user that nobody has revoked, by role.
Result<std::vector<GrantRow>> grants_of(engine::Store& store,
                                        const Directory& directory,
                                        const RowId& user);
Result<std::shared_ptr<const Roles>> load_roles(engine::Store& store);
/// The account with the roles it has at present.
Result<Person> load_person(engine::Store& store,
                           const Directory& directory,
                           const Account& account,
                           std::shared_ptr<const Roles> roles);

// Writing. `actor` is who does it; none: the daemon's operator.

struct NewAccount {
    std::string login;
    std::string name;
    std::optional<RowId> actor;
};
/// Code::conflict "login-taken".
Result<RowId> add_account(engine::Store& store, const Directory& directory, const NewAccount& made);
Result<> set_active(engine::Store& store,
                    const Directory& directory,
                    const RowId& user,
                    bool active,
                    const std::optional<RowId>& actor);
/// Links a user with a subject of the OpenID provider; an empty one ends the link. Code::invalid
/// "bad-subject"; Code::conflict "subject-taken" by a GuardedStore.
Result<> set_subject(engine::Store& store,
                     const Directory& directory,
                     const RowId& user,
                     const std::string& subject,
                     const std::optional<RowId>& actor);
/// Code::not_found for a role that there is not, Code::refused "role-of-the-other-side".
Result<> check_role(engine::Store& store, const Directory& directory, const std::string& role);
/// Refuses what check_role() refuses.
Result<> give_role(engine::Store& store,
                   const Directory& directory,
                   const RowId& user,
                   const std::string& role,
                   const std::optional<RowId>& actor);
/// Code::not_found "no-such-grant" when the user does not have the role.
Result<> take_role(engine::Store& store,
                   const Directory& directory,
                   const RowId& user,
                   const std::string& role,
                   const std::optional<RowId>& actor);
Result<> set_verifier(engine::Store& store,
                      const Directory& directory,
                      const RowId& user,
                      const std::string& verifier,
                      Instant now,
                      const std::optional<RowId>& actor);

/// Permanent words: success, failure, lock_out, sign_out, password_set, pin_set.
struct AuditRow {
    std::string event;
    std::string way;  ///< password, pin, oidc or operator; empty: does not matter.
    std::optional<RowId> user;
    std::string address;
};
Result<> record_event(engine::Store& store,
                      const Directory& directory,
                      const AuditRow& row,
                      Instant now);

}  // namespace branchline::identity

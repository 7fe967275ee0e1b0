// What stands in front of every row of a daemon's router: it finds out who asks, judges what the
// row asks of its callers, and lets in. People sign in here, and see to their passwords, PINs,
// sessions and tokens.
#pragma once

#include <map>
#include <mutex>

#include "common/api/caller.hpp"
#include "common/api/errors.hpp"
#include "common/api/gate.hpp"
#include "common/api/open_streams.hpp"
#include "common/crypto/password.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/router.hpp"
#include "common/identity/directory.hpp"
#include "common/identity/lock_out.hpp"
#include "common/identity/vault.hpp"
#include "common/oidc/provider.hpp"
#include "common/schema/registry.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

/// A page of the portal asks some twenty times; this stops a program that asks without end.
inline constexpr std::uint64_t kRequestsPerMinute = 30'000;
/// The tabs of a browser share one stream; this is for people and programs with many browsers.
inline constexpr std::size_t kStreamsPerUser = 32;

struct FrontDoorOptions {
    /// False: everybody who reaches the port is the operator of the machine.
    bool required = true;
    identity::Directory directory;
    /// Of the cookie. Hosts share their cookies between ports, so each daemon has its own.
    std::string cookie = "__Host-branchline";
    crypto::PasswordCost password_cost = crypto::kPasswordCost;
    crypto::PasswordCost pin_cost = crypto::kPinCost;
    identity::LockOutLimits lock_out = {};
    /// How long after the importer was last heard of people may sign in; zero: always.
    Milliseconds grace{0};
    /// For how long a caller's roles are believed without asking the store again.
    Milliseconds believed{2'000};
    /// How often a user may ask in a minute, and an address that names none; zero: as often as they
    /// want. The operator always may, and files of the portal are not counted.
    std::uint64_t requests_per_minute = kRequestsPerMinute;
    std::size_t streams_per_user = kStreamsPerUser;  ///< Of events, open at once.
    /// Runs what takes long on another thread; false when too much of it waits. Empty: at once.
    std::function<bool(std::function<void()>)> background;
    /// Another way in; must outlive the door. Null: by password alone.
    oidc::Provider* provider = nullptr;
    /// Runs what asks the provider, which blocks, one piece after the other; false when too much of
    /// it waits. Apart from `background`: a silent provider must keep no password waiting. Empty:
    /// at once.
    std::function<bool(std::function<void()>)> beside_provider;
};

/// May be called from several threads.
class FrontDoor {
public:
    /// All must outlive the door, and the door every request.
    FrontDoor(FrontDoorOptions options,
              const schema::Registry& registry,
              Gate& gate,
              identity::Vault& vault,
              const Clock& clock,
              Random& random);

    http::Guard guard();
    /// /session, /me, /people and what belongs to them.
    void add_routes(http::Router& router);
    /// The importer was heard of just now.
    void note_contact();
    bool required() const { return options_.required; }

private:
    /// Whom a request's cookie or token names, before the store is asked about the person.
    struct Recognised {
        RowId user;
        std::string way;
        std::optional<identity::Session> session;
        std::string scope;
    };
    /// A person as the store told it.
    struct Known {
        std::shared_ptr<const identity::Person> person;  ///< Null: gone, or not active.
        std::string credential_version;
        std::string subject;
        Instant at;
    };
    struct Attempt;
    using Attempted = std::shared_ptr<Attempt>;
    using Then = std::function<void(const Result<Known>&)>;

    /// What a row asks of its callers.
    struct Demand {
        std::string permit;
        bool counted = false;
        bool streams = false;
    };
    // Finding out who asks.
    void admit(const Demand& demand,
               http::Request request,
               http::Answer answer,
               const http::Handler& next);
    /// Who was let in, and the place of the stream that is asked for.
    struct Admission {
        std::shared_ptr<const ApiCaller> caller;
        OpenStreams::Place place;
    };
    Answered<Admission> admission(const Demand& demand, const Recognised& who, const Known& known);
    /// What goes on for long, as events do, keeps its place and ends with the sign-in.
    http::Answer watched(const Recognised& who, OpenStreams::Place place, http::Answer answer);
    /// Takes one request out of a bucket: the answer that tells what is left. Nothing when nothing
    /// is left; then it has been answered.
    std::optional<http::Answer> within(http::Buckets& buckets,
                                       const std::string& key,
                                       http::Answer answer);
    Answered<Recognised> recognise(const http::Request& request);
    Answered<Recognised> recognise_token(const http::Request& request, std::string_view text);
    std::optional<identity::Session> session_of(const http::Request& request);
    void know(const RowId& user, Then then);
    Result<Known> ask_store(engine::Store& store, const RowId& user);
    std::shared_ptr<const ApiCaller> caller_for(const Recognised& who, const Known& known) const;
    void forget(const RowId& user);
    bool is_over(const Recognised& who, const Known& known);

    // Signing in.
    void sign_in(const http::Request& request, http::Answer answer);
    Answered<Attempted> read_attempt(const http::Request& request);
    std::optional<http::Response> refuse_early(const Attempt& attempt);
    Result<> look_up(engine::Store& store, Attempt& attempt);
    void check(const Attempted& attempt);
    void refuse(const Attempted& attempt);
    void welcome(const Attempted& attempt);
    http::Response signed_in(const Attempt& attempt, const std::string& secret);
    void sign_out(const http::Request& request, http::Answer answer);
    http::Response too_soon(Milliseconds wait) const;
    void record(const identity::AuditRow& row, http::Response response, http::Answer answer);

    // Signing in by way of the OpenID provider.
    void add_oidc_routes(http::Router& router);
    void tell_ways(const http::Request& request, const http::Answer& answer);
    void leave_for_provider(const http::Request& request, const http::Answer& answer);
    void come_back(const http::Request& request, const http::Answer& answer);
    void ask_provider(const Attempted& attempt, const oidc::Provider::Arrival& arrival);
    void recognise_subject(const Attempted& attempt, const std::string& subject);
    Result<> look_up_subject(engine::Store& store, Attempt& attempt, const std::string& subject);
    void refuse_oidc(const Attempted& attempt, http::Response refusal);
    std::string oidc_cookie() const { return options_.cookie + "-oidc"; }

    // One's own matters.
    void add_me_routes(http::Router& router);
    text::Json me_json(const ApiCaller& caller);
    void tell_me(const http::Request& request, http::Answer answer);
    void tell_colleagues(const http::Request& request, http::Answer answer);
    void change_password(const http::Request& request, http::Answer answer);
    void set_pin(const http::Request& request, http::Answer answer);
    void clear_pin(const http::Request& request, http::Answer answer);
    http::Response list_sessions(const ApiCaller& caller);
    http::Response list_tokens(const RowId& user);
    http::Response make_token(const RowId& user, const http::Request& request);
    /// Lets `then` go on when the password is the person's; else answers.
    void with_password(const http::Request& request,
                       const std::string& password,
                       http::Answer answer,
                       std::function<void(const identity::Account&, http::Answer)> then);
    void store_password(const ApiCaller& caller,
                        const RowId& user,
                        const std::string& password,
                        const http::Request& request,
                        http::Answer answer);

    // Other people's.
    void add_people_routes(http::Router& router);
    void add_person(const http::Request& request, http::Answer answer);
    void list_people(const http::Request& request, http::Answer answer);
    http::Response set_standing(engine::Store& store,
                                const ApiCaller& caller,
                                const RowId& user,
                                bool active);
    http::Response set_subject(engine::Store& store,
                               const ApiCaller& caller,
                               const RowId& user,
                               const std::string& subject);
    void set_password_of(const http::Request& request, http::Answer answer);
    /// `add(method, path, summary, work)` adds a row about the account that the path names.
    template <class Add>
    void add_standing_routes(const Add& add);
    template <class Add>
    void add_link_routes(const Add& add);
    template <class Add>
    void add_token_routes(const Add& add);
    void run_long(const http::Answer& answer, std::function<void()> work);

    FrontDoorOptions options_;
    const schema::Registry* registry_;
    Gate& gate_;
    identity::Vault& vault_;
    const Clock& clock_;
    Random& random_;
    OpenStreams streams_;
    std::string nobodys_verifier_;  ///< Checked for logins that nobody has, which takes as long.
    std::mutex mutex_;              ///< Guards all below, and the vault and the random source.
    identity::LockOut lock_out_;
    http::Buckets clients_;  ///< By address, of requests that name nobody.
    http::Buckets users_;
    oidc::Pending pending_;
    std::map<RowId, Known> known_;
    std::shared_ptr<const identity::Roles> roles_;
    Instant roles_at_;
    Instant contact_noted_;
};

}  // namespace branchline::api

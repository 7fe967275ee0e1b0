#include "hub/fleet/enrolment.hpp"

#include <fmt/format.h>

#include "sync/tuning.hpp"

namespace branchline::hub {

namespace {

using sync::Bye;
using sync::Join;
using sync::Message;
using sync::Replica;

struct Stored {
    Invitation invitation;
    Hash verifier;
    Bytes incarnation;
};

Invitation read_invitation(const db::Statement& row) {
    Invitation out{.id = to_bytes(row.blob(0)), .branch = std::string(row.text(1))};
    out.dealer = row.text(2);
    out.expires = Instant(Milliseconds(row.integer(3)));
    out.tries = static_cast<int>(row.integer(4));
    out.approve = row.integer(5) != 0;
    out.state = row.text(6);
    out.incarnation = row.is_null(7) ? "" : to_hex(row.blob(7));
    return out;
}

constexpr std::string_view kColumns =
    "SELECT id, branch, dealer, expires, tries, approve, state, incarnation, secret_hash"
    " FROM enrolment_token";

Result<std::optional<Stored>> find_token(Replica& hub, ByteView id) {
    auto& find = hub.state().database.prepare(fmt::format("{} WHERE id = ?", kColumns));
    find.bind(1, id);
    TRY(const bool found, find.step());
    if (!found) return std::nullopt;
    Stored out{read_invitation(find), Hash::from(find.blob(8)), {}};
    if (!find.is_null(7)) out.incarnation = to_bytes(find.blob(7));
    find.reset();
    return out;
}

Result<> update_token(Replica& hub, const Invitation& invitation, ByteView incarnation) {
    auto& update = hub.state().database.prepare(
        "UPDATE enrolment_token SET tries = ?, state = ?, incarnation = ? WHERE id = ?");
    update.bind(1, std::int64_t{invitation.tries}).bind(2, std::string_view(invitation.state));
    if (incarnation.empty()) {
        update.bind_null(3);
    } else {
        update.bind(3, incarnation);
    }
    return update.bind(4, ByteView(invitation.id)).run();
}

Bye refusal(std::string_view code, std::string_view text) {
    return {std::string(code), std::string(text), "ask the importer for a new token"};
}

/// The judgement on a token that exists, before its proof is looked at.
std::optional<Bye> refuse_state(const Stored& stored, const Join& join, Instant now) {
    const Invitation& invitation = stored.invitation;
    if (invitation.expires <= now) return refusal("token_expired", "the token has expired");
    if (invitation.state == "exhausted") {
        return refusal("token_exhausted", "the token was tried too often with a wrong secret");
    }
    const bool same = equal(stored.incarnation, join.incarnation);
    const bool taken = invitation.state != "open" && !same;
    if (taken) return refusal("token_spent", "the token has been used by another node");
    return std::nullopt;
}

Result<Message> try_join(Replica& hub,
                         const crypto::SigningKey& enrol,
                         const std::vector<Bytes>& manifests,
                         const Join& join,
                         Instant now) {
    TRY(auto stored, find_token(hub, join.token_id));
    if (!stored) return refusal("token_unknown", "the hub does not know this token");
    if (auto no = refuse_state(*stored, join, now)) return *no;
    Invitation& invitation = stored->invitation;
    if (!sync::proves(join, stored->verifier, hub.net())) {
        ++invitation.tries;
        if (invitation.tries >= sync::tuning::kTokenTriesMax) invitation.state = "exhausted";
        TRY_VOID(update_token(hub, invitation, stored->incarnation));
        return refusal("bad_proof", "the secret of the token is wrong");
    }
    if (invitation.state == "open" && invitation.approve) invitation.state = "waiting";
    if (invitation.state == "waiting") {
        TRY_VOID(update_token(hub, invitation, join.incarnation));
        return sync::JoinWait{"a person at the importer must approve this node"};
    }
    if (invitation.state != "spent") {
        TRY_VOID(
            enrol_node(hub, enrol, {invitation.branch, join.incarnation, join.transport}, now));
        invitation.state = "spent";
        TRY_VOID(update_token(hub, invitation, join.incarnation));
    }
    TRY(Bytes certificate, certificate_bytes(hub, join.incarnation));
    return sync::Joined{manifests, std::move(certificate)};
}

}  // namespace

Result<sync::JoinToken> create_token(Replica& hub,
                                     const NewToken& wanted,
                                     Random& random,
                                     Instant now) {
    TRY(const std::string dealer, dealer_of(hub, wanted.branch));
    sync::JoinToken token{.endpoint = wanted.endpoint,
                          .hub_transport = wanted.hub_transport,
                          .net = hub.net(),
                          .id = Bytes(8),
                          .secret = Bytes(16)};
    random.fill(token.id);
    random.fill(token.secret);
    const Hash verifier = sync::token_verifier(token.secret);
    auto& insert = hub.state().database.prepare(
        "INSERT INTO enrolment_token(id, branch, dealer, secret_hash, expires, tries, approve,"
        " state) VALUES(?, ?, ?, ?, ?, 0, ?, 'open')");
    insert.bind(1, ByteView(token.id)).bind(2, std::string_view(wanted.branch));
    insert.bind(3, std::string_view(dealer)).bind(4, verifier.view());
    insert.bind(5, (now + wanted.ttl).time_since_epoch().count());
    TRY_VOID(insert.bind(6, std::int64_t{wanted.approve}).run());
    return token;
}

Result<std::vector<Invitation>> tokens(Replica& hub) {
    auto& rows = hub.state().database.prepare(fmt::format("{} ORDER BY expires", kColumns));
    std::vector<Invitation> out;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(read_invitation(rows));
    }
}

Result<> approve_token(Replica& hub, ByteView id) {
    TRY(auto stored, find_token(hub, id));
    if (!stored) return fail(Code::not_found, "unknown-token", "there is no such token");
    if (stored->invitation.state != "waiting") {
        return fail(Code::conflict, "not-waiting",
                    fmt::format("the token is {}, not waiting", stored->invitation.state));
    }
    stored->invitation.state = "approved";
    return update_token(hub, stored->invitation, stored->incarnation);
}

Result<> drop_expired_tokens(Replica& hub, Instant now) {
    auto& drop = hub.state().database.prepare("DELETE FROM enrolment_token WHERE expires <= ?");
    return drop.bind(1, now.time_since_epoch().count()).run();
}

Message answer_join(Replica& hub,
                    const crypto::SigningKey& enrol,
                    const std::vector<Bytes>& manifests,
                    const Join& join,
                    Instant now) {
    auto answer = try_join(hub, enrol, manifests, join, now);
    if (answer) return *std::move(answer);
    return Bye{answer.error().id, answer.error().what, answer.error().hint};
}

}  // namespace branchline::hub

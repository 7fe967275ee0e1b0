#include "sync/engine/token.hpp"

#include "common/crypto/hash.hpp"
#include "common/crypto/signing.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::sync {

namespace {

// Permanent: how a token begins, with its format number.
constexpr std::string_view kPrefix = "bl1-";
constexpr std::size_t kTokenMax = 1000;
constexpr std::size_t kIdSize = 8;
constexpr std::size_t kSecretSize = 16;

std::unexpected<Error> bad_token(std::string what) {
    return fail(Code::invalid, "bad-token", std::move(what),
                "copy the whole token as \"branchline-hub token create\" printed it");
}

}  // namespace

std::string encode_token(const JoinToken& token) {
    pack::Writer w;
    w.array(5).text(token.endpoint).bytes(token.hub_transport).bytes(token.net);
    w.bytes(token.id).bytes(token.secret);
    // Eight bytes of a hash, so that a slip while copying is told apart from a wrong secret.
    const Hash check = crypto::blake2b("bl/token-check/1", {w.view()});
    Bytes bytes = w.take();
    append(bytes, check.view().first(8));
    return std::string(kPrefix) + crypto::to_base64url(bytes);
}

Result<JoinToken> decode_token(std::string_view text) {
    if (text.size() > kTokenMax) return bad_token("a token is shorter than this");
    if (!text.starts_with(kPrefix)) return bad_token("a token begins with bl1-");
    const auto bytes = crypto::from_base64url(text.substr(kPrefix.size()));
    if (!bytes || bytes->size() < 8) return bad_token("the token is damaged");
    const ByteView content = ByteView(*bytes).first(bytes->size() - 8);
    const Hash check = crypto::blake2b("bl/token-check/1", {content});
    if (!equal(check.view().first(8), ByteView(*bytes).last(8))) {
        return bad_token("the token is damaged or cut off");
    }
    const auto document = pack::Document::parse(content);
    if (!document) return bad_token("the token is damaged");
    pack::Reader r(*document);
    JoinToken token;
    r.array_of(5);
    token.endpoint = r.text(300);
    token.hub_transport = r.fixed<TransportKey>();
    token.net = r.fixed<NetId>();
    token.id = to_bytes(r.bytes());
    token.secret = to_bytes(r.bytes());
    const bool sized = token.id.size() == kIdSize && token.secret.size() == kSecretSize;
    if (!r.status() || !sized) return bad_token("the token is of another version");
    return token;
}

Hash token_verifier(ByteView secret) {
    return crypto::blake2b("bl/token/1", {secret});
}

crypto::TransportPair join_transport(ByteView token_id) {
    return crypto::transport_pair_from_secret(crypto::blake2b("bl/join-key/1", {token_id}).view());
}

Hash join_proof(const Hash& verifier, const PublicKey& incarnation, const TransportKey& transport) {
    return crypto::blake2b("bl/join/1", {verifier, incarnation, transport});
}

Join make_join(const JoinToken& token,
               const crypto::SigningKey& incarnation,
               const TransportKey& transport) {
    Join join{
        .token_id = token.id, .incarnation = incarnation.public_key(), .transport = transport};
    join.proof = join_proof(token_verifier(token.secret), join.incarnation, transport);
    join.possession = incarnation.sign("bl/possession/1", token.net, join.proof);
    return join;
}

bool proves(const Join& join, const Hash& verifier, const NetId& net) {
    const Hash expected = join_proof(verifier, join.incarnation, join.transport);
    return crypto::equal_secret(expected, join.proof) &&
           crypto::verify("bl/possession/1", net, join.proof, join.incarnation, join.possession);
}

}  // namespace branchline::sync

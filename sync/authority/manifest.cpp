#include "sync/authority/manifest.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::sync {

namespace {

using pack::Reader;
using pack::Writer;

constexpr std::size_t kManifestBytesMax = 64U << 10U;
constexpr std::size_t kKeysMax = 16;
constexpr std::size_t kNameMax = 200;

void write_keys(Writer& w, const std::vector<PublicKey>& keys) {
    w.array(keys.size());
    for (const PublicKey& key : keys) w.bytes(key);
}

std::vector<PublicKey> read_keys(Reader& r) {
    const std::size_t count = r.array();
    if (count == 0 || count > kKeysMax) r.fail("1 to 16 keys expected");
    std::vector<PublicKey> keys;
    for (std::size_t i = 0; i < count && r.ok(); ++i) keys.push_back(r.fixed<PublicKey>());
    if (std::set<PublicKey>(keys.begin(), keys.end()).size() != keys.size()) r.fail("key twice");
    return keys;
}

Instant read_instant(Reader& r) {
    return Instant(Milliseconds(static_cast<std::int64_t>(r.uint(INT64_MAX))));
}

std::uint64_t milliseconds(Instant at) {
    return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

/// One role, one key: a log key can never pass as an enrol key.
bool roles_are_apart(const Manifest& m) {
    std::set<PublicKey> seen;
    for (const auto* keys : {&m.root_keys, &m.enrol_keys, &m.decide_keys, &m.log_keys}) {
        for (const PublicKey& key : *keys) {
            if (!seen.insert(key).second) return false;
        }
    }
    return true;
}

Result<Manifest> parse_manifest(ByteView bytes) {
    TRY(const pack::Document document,
        pack::Document::parse(bytes, {.size_max = kManifestBytesMax}));
    Reader r(document);
    Manifest m;
    r.array_of(11);
    if (r.uint() != 1) r.fail("unknown manifest format");
    m.version = r.uint(1U << 20U);
    m.organisation = r.text(kNameMax);
    m.root_keys = read_keys(r);
    m.threshold = r.uint(kKeysMax);
    m.enrol_keys = read_keys(r);
    m.decide_keys = read_keys(r);
    m.log_keys = read_keys(r);
    m.hub_transport = r.fixed<TransportKey>();
    if (!r.skip_nil()) {
        m.previous = r.fixed<Hash>();
        if (m.previous.is_zero()) r.fail("no previous version is nil");
    }
    m.issued = read_instant(r);
    if (m.version == 0 || (m.version == 1) != m.previous.is_zero()) r.fail("version out of place");
    if (m.threshold == 0 || m.threshold > m.root_keys.size()) r.fail("threshold out of range");
    if (!roles_are_apart(m)) r.fail("one key in two roles");
    TRY_VOID(r.status());
    return m;
}

/// How many distinct root keys of `trusted` signed `manifest`.
std::size_t quorum(const SignedManifest& manifest, const Manifest& trusted, const NetId& net) {
    const Hash hash = manifest_hash(manifest.bytes);
    std::set<PublicKey> signers;
    for (const auto& entry : manifest.signatures) {
        if (entry.key >= manifest.manifest.root_keys.size()) continue;
        const PublicKey& key = manifest.manifest.root_keys[entry.key];
        const auto& roots = trusted.root_keys;
        if (std::find(roots.begin(), roots.end(), key) == roots.end()) continue;
        if (crypto::verify("bl/manifest/1", net, hash, key, entry.signature)) signers.insert(key);
    }
    return signers.size();
}

std::unexpected<Error> untrusted(std::string what) {
    return fail(Code::forbidden, "untrusted-manifest", std::move(what),
                "check the hub's fingerprint with the importer");
}

}  // namespace

Bytes encode_manifest(const Manifest& m) {
    Writer w;
    w.array(11).uint(1).uint(m.version).text(m.organisation);
    write_keys(w, m.root_keys);
    w.uint(m.threshold);
    write_keys(w, m.enrol_keys);
    write_keys(w, m.decide_keys);
    write_keys(w, m.log_keys);
    w.bytes(m.hub_transport);
    if (m.previous.is_zero()) {
        w.nil();
    } else {
        w.bytes(m.previous);
    }
    w.uint(milliseconds(m.issued));
    return w.take();
}

Hash manifest_hash(ByteView manifest) {
    return crypto::blake2b("bl/manifest/1", {manifest});
}

NetId net_of(const SignedManifest& first) {
    return NetId::from(manifest_hash(first.bytes));
}

Signature sign_manifest(const crypto::SigningKey& root, const NetId& net, ByteView manifest) {
    return root.sign("bl/manifest/1", net, manifest_hash(manifest));
}

Bytes encode_signed(const SignedManifest& m) {
    Writer w;
    w.array(2).bytes(m.bytes).array(m.signatures.size());
    for (const auto& entry : m.signatures) w.array(2).uint(entry.key).bytes(entry.signature);
    return w.take();
}

Result<SignedManifest> decode_manifest(ByteView bytes) {
    TRY(const pack::Document document,
        pack::Document::parse(bytes, {.size_max = kManifestBytesMax}));
    Reader r(document);
    SignedManifest out;
    r.array_of(2);
    out.bytes = to_bytes(r.bytes());
    const std::size_t count = r.array();
    if (count > kKeysMax) r.fail("too many signatures");
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(2);
        SignedManifest::RootSignature entry{.key = r.uint(kKeysMax - 1)};
        entry.signature = r.fixed<Signature>();
        out.signatures.push_back(entry);
    }
    TRY_VOID(r.status());
    TRY(out.manifest, parse_manifest(out.bytes));
    return out;
}

Result<> verify_first(const SignedManifest& manifest, const NetId& net) {
    if (manifest.manifest.version != 1) return untrusted("the first manifest must be version 1");
    if (net_of(manifest) != net) return untrusted("the manifest founds another network");
    if (quorum(manifest, manifest.manifest, NetId{}) < manifest.manifest.threshold) {
        return untrusted("too few root signatures");
    }
    return {};
}

Result<> verify_next(const SignedManifest& next, const SignedManifest& current, const NetId& net) {
    if (next.manifest.version != current.manifest.version + 1) {
        return untrusted(fmt::format("manifest version {} does not follow {}",
                                     next.manifest.version, current.manifest.version));
    }
    if (next.manifest.previous != manifest_hash(current.bytes)) {
        return untrusted("the manifest follows another history");
    }
    if (quorum(next, current.manifest, net) < current.manifest.threshold ||
        quorum(next, next.manifest, net) < next.manifest.threshold) {
        return untrusted("too few root signatures");
    }
    return {};
}

bool Certificate::holds(std::string_view stream) const {
    return std::find(streams.begin(), streams.end(), stream) != streams.end();
}

RowId operator_of(const PublicKey& incarnation) {
    const Hash hash = crypto::blake2b("bl/operator/1", {incarnation});
    return RowId::from(hash.view().first(RowId::kSize));
}

namespace {

Bytes certificate_content(const Certificate& c) {
    Writer w;
    w.array(11).uint(1).uint(c.serial).bytes(c.net).text(c.dealer).text(c.branch);
    w.bytes(c.incarnation).bytes(c.transport).bytes(c.operator_id).array(c.streams.size());
    for (const std::string& stream : c.streams) w.text(stream);
    w.uint(milliseconds(c.issued));
    if (c.replaces) {
        w.bytes(*c.replaces);
    } else {
        w.nil();
    }
    return w.take();
}

Result<Certificate> parse_certificate(ByteView bytes) {
    TRY(const pack::Document document, pack::Document::parse(bytes));
    Reader r(document);
    Certificate c;
    r.array_of(11);
    if (r.uint() != 1) r.fail("unknown certificate format");
    c.serial = r.uint();
    c.net = r.fixed<NetId>();
    c.dealer = r.text(64);
    c.branch = r.text(64);
    c.incarnation = r.fixed<PublicKey>();
    c.transport = r.fixed<TransportKey>();
    c.operator_id = r.fixed<RowId>();
    const std::size_t count = r.array();
    if (count > 64) r.fail("too many streams");
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        c.streams.emplace_back(r.text(kNameMax));
        if (i > 0 && c.streams[i - 1] >= c.streams[i]) r.fail("streams out of order");
    }
    c.issued = read_instant(r);
    if (!r.skip_nil()) c.replaces = r.fixed<PublicKey>();
    if (c.operator_id != operator_of(c.incarnation)) r.fail("operator of another incarnation");
    TRY_VOID(r.status());
    return c;
}

}  // namespace

Bytes encode_certificate(const Certificate& certificate, const crypto::SigningKey& enrol) {
    const Bytes content = certificate_content(certificate);
    const Hash hash = crypto::blake2b("bl/certificate/1", {content});
    const Signature signature = enrol.sign("bl/certificate/1", certificate.net, hash);
    Writer w;
    w.array(2).bytes(content).bytes(signature);
    return w.take();
}

Result<Certificate> decode_certificate(ByteView bytes,
                                       const NetId& net,
                                       std::span<const PublicKey> enrol_keys) {
    TRY(const pack::Document document, pack::Document::parse(bytes, {.size_max = 8192}));
    Reader r(document);
    r.array_of(2);
    const ByteView content = r.bytes();
    const auto signature = r.fixed<Signature>();
    TRY_VOID(r.status());
    TRY(Certificate certificate, parse_certificate(content));
    const Hash hash = crypto::blake2b("bl/certificate/1", {content});
    const bool signed_by_enrol =
        std::any_of(enrol_keys.begin(), enrol_keys.end(), [&](const PublicKey& key) {
            return crypto::verify("bl/certificate/1", net, hash, key, signature);
        });
    if (certificate.net != net || !signed_by_enrol) {
        return fail(Code::forbidden, "untrusted-certificate",
                    "the certificate is not signed by this network's enrol role");
    }
    return certificate;
}

}  // namespace branchline::sync

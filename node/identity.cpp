#include "node/identity.hpp"

#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::node {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSeedSize = 32;

Result<Bytes> make_or_read(const fs::path& path, Random& random) {
    if (fs::exists(path)) return crypto::read_key_file(path, kSeedSize);
    Bytes secret(kSeedSize);
    random.fill(secret);
    TRY_VOID(crypto::write_key_file(path, secret));
    return secret;
}

/// The newest manifest of a chain that begins with the net's first.
Result<sync::SignedManifest> verify_chain(const std::vector<Bytes>& manifests, const NetId& net) {
    std::optional<sync::SignedManifest> current;
    for (const Bytes& bytes : manifests) {
        TRY(auto manifest, sync::decode_manifest(bytes));
        if (current) {
            TRY_VOID(sync::verify_next(manifest, *current, net));
        } else {
            TRY_VOID(sync::verify_first(manifest, net));
        }
        current = std::move(manifest);
    }
    if (!current) return fail(Code::corrupt, "no-manifest", "no trust manifest");
    return *std::move(current);
}

}  // namespace

Result<NodeKeys> make_or_load_keys(const fs::path& data_dir) {
    std::error_code wrong;
    fs::create_directories(data_dir / "keys", wrong);
    if (!wrong) fs::permissions(data_dir, fs::perms::owner_all, wrong);
    if (!wrong) fs::permissions(data_dir / "keys", fs::perms::owner_all, wrong);
    if (wrong) {
        return fail(Code::io, "directory-failed",
                    fmt::format("{}: {}", data_dir.string(), wrong.message()));
    }
    crypto::SystemRandom random;
    TRY(const Bytes seed, make_or_read(data_dir / "keys" / "incarnation.key", random));
    TRY(const Bytes transport, make_or_read(data_dir / "keys" / "transport.key", random));
    return NodeKeys{crypto::SigningKey::from_seed(seed),
                    crypto::transport_pair_from_secret(transport)};
}

bool is_enrolled(const fs::path& data_dir) {
    return fs::exists(data_dir / "identity");
}

Result<> save_identity(const fs::path& data_dir,
                       const NodeKeys& keys,
                       const std::string& endpoint,
                       const NetId& net,
                       const std::vector<Bytes>& manifests,
                       ByteView certificate) {
    TRY(const auto manifest, verify_chain(manifests, net));
    TRY(const auto decoded,
        sync::decode_certificate(certificate, net, manifest.manifest.enrol_keys));
    const bool ours = decoded.incarnation == keys.key.public_key() &&
                      decoded.transport == keys.transport.public_key;
    if (!ours) {
        return fail(Code::forbidden, "foreign-certificate", "the certificate is for other keys",
                    "ask the importer's network desk");
    }
    pack::Writer w;
    w.array(4).text(endpoint).bytes(net).array(manifests.size());
    for (const Bytes& bytes : manifests) w.bytes(bytes);
    w.bytes(certificate);
    return crypto::write_key_file(data_dir / "identity", w.view());
}

Result<Identity> load_identity(const fs::path& data_dir) {
    std::ifstream file(data_dir / "identity", std::ios::binary);
    if (!file || !fs::is_regular_file(data_dir / "identity")) {
        return fail(Code::configuration, "not-enrolled",
                    fmt::format("{} belongs to no network yet", data_dir.string()),
                    "run: branchline-node join - --data-dir DIR");
    }
    const Bytes bytes(std::istreambuf_iterator<char>(file), {});
    TRY(const auto document, pack::Document::parse(bytes));
    pack::Reader r(document);
    Identity out;
    r.array_of(4);
    out.endpoint = r.text();
    out.net = r.fixed<NetId>();
    const std::size_t count = r.array();
    for (std::size_t i = 0; i < count && r.ok(); ++i) out.manifests.push_back(to_bytes(r.bytes()));
    const ByteView certificate = r.bytes();
    TRY_VOID(r.status());
    TRY(out.manifest, verify_chain(out.manifests, out.net));
    TRY(out.certificate,
        sync::decode_certificate(certificate, out.net, out.manifest.manifest.enrol_keys));
    TRY(NodeKeys keys, make_or_load_keys(data_dir));
    out.key = std::move(keys.key);
    out.transport = std::move(keys.transport);
    if (out.certificate.incarnation != out.key.public_key()) {
        return fail(Code::identity, "foreign-certificate",
                    "keys and certificate of this directory do not belong together",
                    "join again in an empty directory");
    }
    return out;
}

}  // namespace branchline::node

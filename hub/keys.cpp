#include "hub/keys.hpp"

#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace branchline::hub {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSeedSize = 32;

Result<> make_private_directory(const fs::path& path) {
    std::error_code wrong;
    fs::create_directories(path, wrong);
    if (!wrong) fs::permissions(path, fs::perms::owner_all, wrong);
    if (wrong) {
        return fail(Code::io, "directory-failed",
                    fmt::format("{}: {}", path.string(), wrong.message()));
    }
    return {};
}

Result<crypto::SigningKey> make_key(const fs::path& path, Random& random) {
    Bytes seed(kSeedSize);
    random.fill(seed);
    TRY_VOID(crypto::write_key_file(path, seed));
    return crypto::SigningKey::from_seed(seed);
}

Result<crypto::SigningKey> load_key(const fs::path& path) {
    TRY(const Bytes seed, crypto::read_key_file(path, kSeedSize));
    return crypto::SigningKey::from_seed(seed);
}

Result<Bytes> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || !fs::is_regular_file(path)) {
        return fail(Code::configuration, "file-missing",
                    fmt::format("{} cannot be read", path.string()),
                    "is this the data directory that init made?");
    }
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

bool is_below(const fs::path& inner, const fs::path& outer) {
    const auto relative =
        fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(outer));
    return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<NetId> found_network(const NewNetwork& wanted, Instant now) {
    const fs::path keys = wanted.data_dir / "keys";
    if (fs::exists(wanted.data_dir / "manifest-1")) {
        return fail(Code::conflict, "already-founded",
                    fmt::format("{} holds a network already", wanted.data_dir.string()),
                    "choose an empty directory");
    }
    if (is_below(wanted.root_dir, wanted.data_dir)) {
        return fail(Code::invalid, "root-not-apart",
                    "the root keys must not lie in the data directory",
                    "name another place with --root-dir, best on a stick that you take away");
    }
    TRY_VOID(make_private_directory(wanted.data_dir));
    TRY_VOID(make_private_directory(keys));
    TRY_VOID(make_private_directory(wanted.root_dir));
    crypto::SystemRandom random;
    sync::SignedManifest signed_manifest;
    sync::Manifest& manifest = signed_manifest.manifest;
    std::vector<crypto::SigningKey> roots;
    for (int i = 1; i <= wanted.root_keys; ++i) {
        TRY(auto root, make_key(wanted.root_dir / fmt::format("root-{}.key", i), random));
        manifest.root_keys.push_back(root.public_key());
        roots.push_back(std::move(root));
    }
    TRY(const auto enrol, make_key(keys / "enrol.key", random));
    TRY(const auto decide, make_key(keys / "decide.key", random));
    TRY(const auto log, make_key(keys / "log.key", random));
    const crypto::TransportPair transport = crypto::make_transport_pair(random);
    TRY_VOID(crypto::write_key_file(keys / "transport.key", transport.secret));
    manifest.organisation = wanted.organisation;
    manifest.threshold = static_cast<std::uint64_t>(wanted.threshold);
    manifest.enrol_keys = {enrol.public_key()};
    manifest.decide_keys = {decide.public_key()};
    manifest.log_keys = {log.public_key()};
    manifest.hub_transport = transport.public_key;
    manifest.issued = now;
    signed_manifest.bytes = sync::encode_manifest(manifest);
    for (std::size_t i = 0; i < roots.size(); ++i) {
        signed_manifest.signatures.push_back(
            {i, sync::sign_manifest(roots[i], NetId{}, signed_manifest.bytes)});
    }
    // Last, because its presence says that the rest is there.
    TRY_VOID(crypto::write_key_file(wanted.data_dir / "manifest-1",
                                    sync::encode_signed(signed_manifest)));
    return sync::net_of(signed_manifest);
}

Result<HubKeys> load_keys(const fs::path& data_dir) {
    const fs::path keys = data_dir / "keys";
    HubKeys out;
    for (int version = 1; fs::exists(data_dir / fmt::format("manifest-{}", version)); ++version) {
        TRY(Bytes bytes, read_file(data_dir / fmt::format("manifest-{}", version)));
        TRY(auto manifest, sync::decode_manifest(bytes));
        if (version == 1) {
            out.net = sync::net_of(manifest);
            TRY_VOID(sync::verify_first(manifest, out.net));
        } else {
            TRY_VOID(sync::verify_next(manifest, out.manifest, out.net));
        }
        out.manifest = std::move(manifest);
        out.manifests.push_back(std::move(bytes));
    }
    if (out.manifests.empty()) {
        return fail(Code::configuration, "not-founded",
                    fmt::format("{} holds no network", data_dir.string()),
                    "run: branchline-hub init");
    }
    TRY(out.enrol, load_key(keys / "enrol.key"));
    TRY(out.decide, load_key(keys / "decide.key"));
    TRY(out.log, load_key(keys / "log.key"));
    TRY(const Bytes transport, crypto::read_key_file(keys / "transport.key", kSeedSize));
    out.transport = crypto::transport_pair_from_secret(transport);
    return out;
}

}  // namespace branchline::hub

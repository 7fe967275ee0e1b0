#include "tests/support/network.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"

namespace branchline::test {

namespace {

crypto::SigningKey key_from(std::uint64_t seed, std::string_view name) {
    Bytes bytes;
    append_big_endian(bytes, seed, 8);
    return crypto::SigningKey::from_seed(
        crypto::blake2b("test/key", {bytes, as_bytes(name)}).view());
}

TransportKey transport_from(std::uint64_t seed, std::string_view name) {
    Bytes bytes;
    append_big_endian(bytes, seed, 8);
    return TransportKey::from(crypto::blake2b("test/transport", {bytes, as_bytes(name)}));
}

/// SQLite knows a disk by its name alone: two networks of one seed have the same sites.
std::string disk_name(const std::string& site) {
    static std::uint64_t count = 0;
    return fmt::format("{}-{}", site, ++count);
}

void must(const Result<>& result) {
    if (!result) throw std::runtime_error(result.error().id + ": " + result.error().what);
}

}  // namespace

NetKeys make_net_keys(std::uint64_t seed) {
    NetKeys keys{.root = key_from(seed, "root"),
                 .enrol = key_from(seed, "enrol"),
                 .decide = key_from(seed, "decide"),
                 .log = key_from(seed, "log"),
                 .transport = transport_from(seed, "hub")};
    keys.manifest.manifest = {.version = 1,
                              .organisation = "Synthetic Importer",
                              .root_keys = {keys.root.public_key()},
                              .threshold = 1,
                              .enrol_keys = {keys.enrol.public_key()},
                              .decide_keys = {keys.decide.public_key()},
                              .log_keys = {keys.log.public_key()},
                              .hub_transport = keys.transport,
                              .issued = Instant(Milliseconds(1'767'225'600'000))};
    keys.manifest.bytes = sync::encode_manifest(keys.manifest.manifest);
    keys.net = sync::net_of(keys.manifest);
    keys.manifest.signatures = {
        {0, sync::sign_manifest(keys.root, NetId{}, keys.manifest.bytes)}
    };
    return keys;
}

Site::Site(const std::string& name, std::uint64_t seed, const NetKeys& net, bool hub)
    : branch(name),
      name_(name),
      net_(net),
      hub_(hub),
      key_(hub ? net.decide : key_from(seed, name)),
      transport_(transport_from(seed, name)),
      disk_(std::make_unique<sim::Disk>(disk_name(name), seed)) {}

Site::~Site() {
    stop();
}

Result<> Site::start() {
    stop();
    db::Options options{
        .access = db::Access::writer, .vfs = disk_->name(), .exclusive_locking = true};
    TRY(database_, db::Database::open("replica.db", options));
    sync::ReplicaOptions replica{.key = key_,
                                 .manifest = net_.manifest,
                                 .net = net_.net,
                                 .hub = hub_,
                                 .rules = domain::rules(),
                                 .plant = plant};
    TRY(replica_, sync::Replica::open(*database_, domain::registry(), replica));
    high_water_ = std::make_unique<DiskHighWater>(*disk_);
    engine_ = std::make_unique<sync::Engine>(
        *replica_, *high_water_,
        sync::EngineOptions{.software = "test", .join = {}, .plant = plant});
    if (forward) engine_->forward_with(forward);
    return engine_->check_identity();
}

void Site::stop() {
    engine_.reset();
    high_water_.reset();
    replica_.reset();
    database_.reset();
}

Network::Network(std::uint64_t seed) : keys_(make_net_keys(seed)), seed_(seed) {
    hub_ = std::make_unique<Site>("hub", seed, keys_, true);
    must(hub_->start());
    must(write(*hub_, [](sync::Replica& hub) -> Result<> {
        TRY_VOID(hub.hold_stream("policy"));
        TRY_VOID(hub.hold_stream("reference"));
        return hub.hold_stream("hub");
    }));
}

Result<> enrol(sync::Replica& hub, const NetKeys& keys, Site& site, Instant now) {
    const std::string& branch = site.branch;
    const std::string dealer = "D" + branch.substr(1, 2);
    const auto dealer_added = hub::add_dealer(hub, dealer, "Synthetic dealer " + dealer);
    if (!dealer_added && dealer_added.error().id != "already-exists") return dealer_added;
    const auto added = hub::add_branch(hub, branch, dealer, "Synthetic branch " + branch);
    if (!added && added.error().id != "already-exists") return added;
    TRY(const auto certificate,
        hub::enrol_node(hub, keys.enrol, {branch, site.key().public_key(), site.transport()}, now));
    site.scope = {certificate.streams.begin(), certificate.streams.end()};
    return {};
}

Site& Network::add_node(const std::string& name, const std::string& branch) {
    auto site = std::make_unique<Site>(name, seed_, keys_, false);
    site->branch = branch;
    must(write(*hub_, [&](sync::Replica& hub) { return enrol(hub, keys_, *site, now_); }));
    must(site->start());
    must(write(*site, [&](sync::Replica& node) -> Result<> {
        for (const std::string& stream : site->scope) TRY_VOID(node.hold_stream(stream));
        return {};
    }));
    Site& out = *site;
    nodes_[name] = std::move(site);
    return out;
}

void Network::connect(const std::string& branch) {
    cut(branch);
    Site& site = node(branch);
    // Each side goes by the newest certificate that it knows.
    if (const auto* known = site.replica().certificate()) {
        site.scope = {known->streams.begin(), known->streams.end()};
        must(write(site, [&](sync::Replica& node) -> Result<> {
            for (const std::string& stream : site.scope) TRY_VOID(node.hold_stream(stream));
            return {};
        }));
    }
    const auto* newest = hub_->replica().policy().certificate(site.key().public_key());
    const auto at_hub = newest == nullptr ? std::vector<std::string>() : newest->streams;
    Link& link = links_[branch];
    link.at_hub = next_peer_++;
    link.at_node = next_peer_++;
    hub_->engine().connected(link.at_hub, site.branch, {at_hub.begin(), at_hub.end()});
    site.engine().connected(link.at_node, "hub", site.scope);
}

void Network::cut(const std::string& branch) {
    const auto found = links_.find(branch);
    if (found == links_.end()) return;
    if (hub_->running()) hub_->engine().disconnected(found->second.at_hub);
    if (node(branch).running()) node(branch).engine().disconnected(found->second.at_node);
    links_.erase(found);
}

bool Network::run(Site& site) {
    if (!site.running()) return false;
    auto outputs = site.engine().run(now_);
    if (!outputs) throw std::runtime_error(site.name() + ": " + outputs.error().what);
    for (auto& output : *outputs) {
        auto* send = std::get_if<sync::SendTo>(&output);
        if (send == nullptr) continue;
        for (auto& [branch, link] : links_) {
            if (&site == hub_.get() && link.at_hub == send->peer) {
                link.to_node.push_back(std::move(send->frame));
            } else if (site.name() == branch && link.at_node == send->peer) {
                link.to_hub.push_back(std::move(send->frame));
            }
        }
    }
    return !outputs->empty();
}

bool Network::deliver() {
    bool moved = false;
    for (auto& [branch, link] : links_) {
        for (Bytes& frame : std::exchange(link.to_hub, {})) {
            hub_->engine().received(link.at_hub, std::move(frame));
            moved = true;
        }
        for (Bytes& frame : std::exchange(link.to_node, {})) {
            node(branch).engine().received(link.at_node, std::move(frame));
            moved = true;
        }
    }
    return moved;
}

void Network::settle() {
    for (bool moved = true; moved;) {
        now_ += Milliseconds(1);
        moved = run(*hub_);
        for (auto& [branch, site] : nodes_) moved = run(*site) || moved;
        moved = deliver() || moved;
    }
}

Result<engine::Committed> Network::commit(Site& site, const engine::Edit& edit) {
    Result<engine::Committed> answer = fail(Code::unavailable, "not-run", "the task did not run");
    site.engine().submit({.writes = true,
                          .work = [&](sync::Replica& replica) { answer = replica.commit(edit); },
                          .done =
                              [&](const Result<>& result) {
                                  if (!result) answer = std::unexpected(result.error());
                              }});
    run(site);
    return answer;
}

void Network::renew() {
    must(write(*hub_, [&](sync::Replica& hub) {
        return hub::renew_certificates(hub, keys_.enrol, now_);
    }));
}

Result<> Network::write(Site& site, const std::function<Result<>(sync::Replica&)>& work) {
    Result<> answer;
    site.engine().submit({.writes = true,
                          .work = [&](sync::Replica& replica) { answer = work(replica); },
                          .done =
                              [&](const Result<>& result) {
                                  if (!result) answer = result;
                              }});
    run(site);
    return answer;
}

engine::Edit edit_of(const std::string& stream, const engine::RowEdit& row) {
    engine::Edit edit{.stream = stream, .rows = {row}};
    return edit;
}

namespace {

engine::RowEdit with_values(std::string_view entity,
                            const std::map<std::string, schema::Value>& values) {
    engine::RowEdit row{.entity = domain::registry().by_name(entity)};
    for (const auto& [name, value] : values) row.wishes[row.entity->field(name)->id] = value;
    return row;
}

}  // namespace

engine::RowEdit new_row(std::string_view entity,
                        const std::map<std::string, schema::Value>& values) {
    return with_values(entity, values);
}

engine::RowEdit change(std::string_view entity,
                       const RowId& id,
                       const std::map<std::string, schema::Value>& values) {
    engine::RowEdit row = with_values(entity, values);
    row.id = id;
    return row;
}

engine::RowEdit keyed(std::string_view entity,
                      const std::vector<std::string>& key,
                      const std::map<std::string, schema::Value>& values) {
    engine::RowEdit row = with_values(entity, values);
    row.key = key;
    return row;
}

std::string text_of(sync::Replica& replica,
                    std::string_view entity,
                    const RowId& id,
                    std::string_view field) {
    const schema::Entity& declared = *domain::registry().by_name(entity);
    const auto record = replica.find(declared, id);
    if (!record) return "-";
    const auto& value = record->values[declared.index_of(declared.field(field)->id)];
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* set = std::get_if<std::vector<std::string>>(&value)) {
        std::string out;
        for (const std::string& element : *set) out += (out.empty() ? "" : ",") + element;
        return out;
    }
    return "-";
}

}  // namespace branchline::test

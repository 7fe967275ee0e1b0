#include <fmt/format.h>

#include "common/compress/zstd.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "sync/wire/messages.hpp"

namespace branchline::sync {

namespace {

using pack::Reader;
using pack::Writer;

// Permanent: the first element of every frame. The order of `Message` follows it.
enum class Type : std::uint64_t {
    hello = 1,
    heads,
    data,
    ack,
    nack,
    ping,
    pong,
    bye,
    join,
    joined,
    join_wait,
    later,
    blob_ask,
    blob_part,
};

// Bounds on what one frame may hold, checked while reading.
constexpr std::size_t kFrameMax = (1536U << 10U);
constexpr std::size_t kLogsMax = 10'000;
constexpr std::size_t kRunsMax = 10'000;
constexpr std::size_t kTextMax = 1000;
constexpr std::size_t kManifestsMax = 1024;
constexpr std::uint64_t kWaitMax = 24ULL * 3600 * 1000;  // A day, in milliseconds.
constexpr std::uint64_t kFileMax = 1ULL << 40U;          // Of which the store takes less.
constexpr std::size_t kPieceMax = (64U << 10U);
constexpr std::size_t kCompressFrom = 512;  // Below this zstd gains nothing.

void write(Writer& w, const Hello& m) {
    w.array(8).uint(std::uint64_t(Type::hello)).uint(m.protocol).uint(m.entry_format);
    w.uint(m.schema_version).bytes(m.net).bytes(m.incarnation).text(m.software);
    w.uint(static_cast<std::uint64_t>(m.clock.time_since_epoch().count()));
}

Hello read_hello(Reader& r) {
    Hello m;
    m.protocol = r.uint();
    m.entry_format = r.uint();
    m.schema_version = r.uint();
    m.net = r.fixed<NetId>();
    m.incarnation = r.fixed<PublicKey>();
    m.software = r.text(kTextMax);
    m.clock = Instant(Milliseconds(static_cast<std::int64_t>(r.uint(1ULL << 50U))));
    return m;
}

void write(Writer& w, const Heads& m) {
    w.array(4).uint(std::uint64_t(Type::heads)).text(m.stream).flag(m.again);
    w.array(m.logs.size());
    for (const auto& log : m.logs) {
        w.array(5).uint(log.number).bytes(log.head.log).bytes(log.head.author);
        w.uint(log.head.seq).bytes(log.head.hash);
    }
}

Heads read_heads(Reader& r) {
    Heads m{.stream = std::string(r.text(kTextMax))};
    m.again = r.flag();
    const std::size_t count = r.array();
    if (count > kLogsMax) r.fail("too many logs");
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(5);
        Heads::Log log{.number = r.uint()};
        log.head.log = r.fixed<LogId>();
        log.head.author = r.fixed<PublicKey>();
        log.head.seq = r.uint(kSequenceMax);
        log.head.hash = r.fixed<Hash>();
        m.logs.push_back(log);
    }
    return m;
}

void write(Writer& w, const Data& m) {
    Writer runs;
    runs.array(m.runs.size());
    for (const auto& [number, run] : m.runs) {
        Bytes prefix;
        append_big_endian(prefix, run.head_prefix, 8);
        runs.array(6).uint(number).uint(run.first_seq).bytes(run.prev).bytes(prefix);
        runs.bytes(run.entries).bytes(run.signature);
    }
    const Bytes plain = runs.take();
    const Bytes packed = plain.size() < kCompressFrom ? Bytes() : compress::compress(plain);
    const bool smaller = !packed.empty() && packed.size() < plain.size();
    w.array(3).uint(std::uint64_t(Type::data)).flag(smaller).bytes(smaller ? packed : plain);
}

Data read_runs(Reader& r) {
    Data m;
    const std::size_t count = r.array();
    if (count > kRunsMax) r.fail("too many runs");
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(6);
        Data::Numbered item{.number = r.uint()};
        item.run.first_seq = r.uint(kSequenceMax);
        item.run.prev = r.fixed<Hash>();
        const ByteView prefix = r.bytes(8);
        if (prefix.size() != 8) r.fail("eight bytes expected");
        item.run.head_prefix = prefix.size() == 8 ? read_big_endian(prefix) : 0;
        item.run.entries = to_bytes(r.bytes());
        item.run.signature = r.fixed<Signature>();
        m.runs.push_back(std::move(item));
    }
    return m;
}

Result<Message> read_data(Reader& r) {
    const bool compressed = r.flag();
    Bytes plain = to_bytes(r.bytes());
    TRY_VOID(r.status());
    if (compressed) {
        TRY(plain, compress::decompress(plain, kFrameMax));
    }
    TRY(const auto document, pack::Document::parse(plain, {.size_max = kFrameMax}));
    Reader inner(document);
    Data data = read_runs(inner);
    TRY_VOID(inner.status());
    return data;
}

void write(Writer& w, const Ack& m) {
    w.array(3).uint(std::uint64_t(Type::ack)).uint(m.credit).array(m.held.size());
    for (const auto& held : m.held) w.array(2).uint(held.number).uint(held.seq);
}

Ack read_ack(Reader& r) {
    Ack m{.held = {}, .credit = r.uint(UINT32_MAX)};
    const std::size_t count = r.array();
    if (count > kLogsMax) r.fail("too many logs");
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(2);
        Ack::Held held{.number = r.uint()};
        held.seq = r.uint(kSequenceMax);
        m.held.push_back(held);
    }
    return m;
}

void write(Writer& w, const Nack& m) {
    w.array(6).uint(std::uint64_t(Type::nack)).uint(m.number).uint(m.seq).uint(m.code);
    w.text(m.text).uint(m.credit);
}

Nack read_nack(Reader& r) {
    Nack m{.number = r.uint()};
    m.seq = r.uint(kSequenceMax);
    m.code = r.uint(UINT8_MAX);
    m.text = r.text(kTextMax);
    m.credit = r.uint(UINT32_MAX);
    return m;
}

void write(Writer& w, const Ping&) {
    w.array(1).uint(std::uint64_t(Type::ping));
}
void write(Writer& w, const Pong&) {
    w.array(1).uint(std::uint64_t(Type::pong));
}

void write(Writer& w, const Bye& m) {
    w.array(4).uint(std::uint64_t(Type::bye)).text(m.code).text(m.text).text(m.remedy);
}

Bye read_bye(Reader& r) {
    Bye m{.code = std::string(r.text(kTextMax))};
    m.text = r.text(kTextMax);
    m.remedy = r.text(kTextMax);
    return m;
}

void write(Writer& w, const Join& m) {
    w.array(6).uint(std::uint64_t(Type::join)).bytes(m.token_id).bytes(m.proof);
    w.bytes(m.incarnation).bytes(m.transport).bytes(m.possession);
}

Join read_join(Reader& r) {
    Join m{.token_id = to_bytes(r.bytes(8))};
    m.proof = r.fixed<Hash>();
    m.incarnation = r.fixed<PublicKey>();
    m.transport = r.fixed<TransportKey>();
    m.possession = r.fixed<Signature>();
    return m;
}

void write(Writer& w, const Joined& m) {
    w.array(3).uint(std::uint64_t(Type::joined)).array(m.manifests.size());
    for (const Bytes& manifest : m.manifests) w.bytes(manifest);
    w.bytes(m.certificate);
}

Joined read_joined(Reader& r) {
    Joined m;
    const std::size_t count = r.array();
    if (count == 0 || count > kManifestsMax) r.fail("1 to 1024 manifests expected");
    for (std::size_t i = 0; i < count && r.ok(); ++i) m.manifests.push_back(to_bytes(r.bytes()));
    m.certificate = to_bytes(r.bytes());
    return m;
}

void write(Writer& w, const JoinWait& m) {
    w.array(2).uint(std::uint64_t(Type::join_wait)).text(m.text);
}

void write(Writer& w, const Later& m) {
    w.array(2).uint(std::uint64_t(Type::later)).uint(static_cast<std::uint64_t>(m.wait.count()));
}

Later read_later(Reader& r) {
    return {Milliseconds(static_cast<std::int64_t>(r.uint(kWaitMax)))};
}

void write(Writer& w, const BlobAsk& m) {
    w.array(4).uint(std::uint64_t(Type::blob_ask)).text(m.stream).bytes(m.blob).uint(m.from);
}

BlobAsk read_blob_ask(Reader& r) {
    BlobAsk m{.stream = std::string(r.text(kTextMax))};
    m.blob = r.fixed<Hash>();
    m.from = r.uint(kFileMax);
    return m;
}

void write(Writer& w, const BlobPart& m) {
    w.array(5).uint(std::uint64_t(Type::blob_part)).bytes(m.blob).uint(m.size).uint(m.from);
    w.bytes(m.bytes);
}

BlobPart read_blob_part(Reader& r) {
    BlobPart m{.blob = r.fixed<Hash>()};
    m.size = r.uint(kFileMax);
    m.from = r.uint(kFileMax);
    m.bytes = to_bytes(r.bytes(kPieceMax));
    return m;
}

constexpr std::size_t kSizes[] = {0, 8, 4, 3, 3, 6, 1, 1, 4, 6, 3, 2, 2, 4, 5};  // By type.

}  // namespace

Bytes encode(const Message& message) {
    Writer w;
    std::visit([&](const auto& some) { write(w, some); }, message);
    return w.take();
}

Result<Message> decode(ByteView frame) {
    TRY(const auto document, pack::Document::parse(frame, {.size_max = kFrameMax}));
    Reader r(document);
    const std::size_t size = r.array();
    const std::uint64_t type = r.uint();
    if (!r.ok() || type == 0 || type >= std::size(kSizes) || kSizes[type] != size) {
        return fail(Code::invalid, "bad-encoding", fmt::format("no message of type {}", type));
    }
    Message message;
    switch (static_cast<Type>(type)) {
        case Type::hello: message = read_hello(r); break;
        case Type::heads: message = read_heads(r); break;
        case Type::data: return read_data(r);
        case Type::ack: message = read_ack(r); break;
        case Type::nack: message = read_nack(r); break;
        case Type::ping: message = Ping{}; break;
        case Type::pong: message = Pong{}; break;
        case Type::bye: message = read_bye(r); break;
        case Type::join: message = read_join(r); break;
        case Type::joined: message = read_joined(r); break;
        case Type::join_wait: message = JoinWait{std::string(r.text(kTextMax))}; break;
        case Type::later: message = read_later(r); break;
        case Type::blob_ask: message = read_blob_ask(r); break;
        case Type::blob_part: message = read_blob_part(r); break;
    }
    TRY_VOID(r.status());
    return message;
}

HeardFrame decode_ahead(Bytes frame) {
    HeardFrame heard(std::move(frame));
    auto message = std::make_shared<Result<Message>>(decode(heard.frame));
    if (*message) {
        if (auto* data = std::get_if<Data>(&**message)) {
            for (auto& [number, run] : data->runs) {
                run.ahead.entries = std::make_shared<std::expected<std::vector<Entry>, Refusal>>(
                    decode_entries(run.entries, run.first_seq, run.prev));
            }
        }
    }
    heard.message = std::move(message);
    return heard;
}

}  // namespace branchline::sync

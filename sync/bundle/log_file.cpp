#include "sync/bundle/log_file.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "sync/entry/chain.hpp"
#include "sync/entry/hybrid_clock.hpp"

namespace branchline::sync {

namespace {

using pack::Reader;
using pack::Writer;

// Permanent: docs/formats/log_file.md.
constexpr std::string_view kMagic = "BLLOG1\n";
constexpr std::uint64_t kVersion = 1;
constexpr std::string_view kTrailerPrefix = "bl/logfile/1";
constexpr std::size_t kLengthBytes = 4;
constexpr std::uint8_t kTrailerStart[] = {0,    0,    0, 35,
                                          0x91, 0xc4, 32};  // Framed; the hash follows.
constexpr std::size_t kTrailerBytes = 35;
constexpr std::size_t kRecordBytesMax = 8U << 20U;
constexpr std::size_t kManifestsMax = 1024;

// What this writer aims at; readers do not rely on it.
constexpr std::size_t kRecordBytes = 1U << 20U;
constexpr std::size_t kRunBytes = 256U << 10U;
constexpr std::size_t kProblemsMax = 100;

/// Frames records, hashes what goes out, and remembers the first failure of the sink.
class RecordWriter {
public:
    explicit RecordWriter(const ByteSink& sink) : sink_(sink), hash_(kTrailerPrefix) {}

    Result<> magic() { return out(as_bytes(kMagic)); }
    Result<> record(ByteView record) {
        Bytes length;
        append_big_endian(length, record.size(), 4);
        TRY_VOID(out(length));
        return out(record);
    }
    Result<> trailer() {
        Writer w;
        w.array(1).bytes(hash_.finish());
        Bytes framed;
        append_big_endian(framed, w.size(), 4);
        append(framed, w.view());
        return sink_(framed);
    }

private:
    Result<> out(ByteView bytes) {
        hash_.add(bytes);
        return sink_(bytes);
    }

    const ByteSink& sink_;
    crypto::Blake2b hash_;
};

Result<Bytes> header_record(Replica& replica,
                            const std::vector<Bytes>& manifests,
                            const std::string& stream) {
    Writer w;
    w.array(5).uint(kVersion).bytes(replica.net()).array(manifests.size());
    for (const Bytes& manifest : manifests) w.bytes(manifest);
    TRY(const std::vector<Bytes> certificates, replica.certificates_of(stream));
    w.array(certificates.size());
    for (const Bytes& certificate : certificates) w.bytes(certificate);
    w.text(stream);
    return w.take();
}

/// One record of a log: its runs from `from` on, as many as fit. Moves `from` behind them.
Result<std::optional<Bytes>> log_record(Replica& replica,
                                        const std::string& stream,
                                        const LogHead& log,
                                        std::uint64_t& from) {
    Writer runs;
    std::size_t count = 0;
    while (runs.size() < kRecordBytes) {
        TRY(const auto run, replica.read_run(stream, log.log, from, kRunBytes));
        if (!run) break;
        runs.array(4).uint(run->first_seq).bytes(run->prev).bytes(run->entries);
        runs.bytes(run->signature);
        from = run->last_seq;
        ++count;
    }
    if (count == 0) return std::nullopt;
    Writer w;
    w.array(3).bytes(log.log).bytes(log.author).array(count).raw(runs.view());
    return w.take();
}

Result<Bytes> digest_record(Replica& replica, const std::string& stream) {
    TRY(const auto digest, replica.digest(stream));
    Writer w;
    w.array(2).array(digest.vector.size());
    for (const auto& applied : digest.vector) {
        w.array(3).bytes(applied.log).uint(applied.seq).bytes(applied.hash);
    }
    w.bytes(digest.digest);
    return w.take();
}

}  // namespace

Result<> write_log_file(Replica& replica,
                        const std::vector<Bytes>& manifests,
                        const std::string& stream,
                        const ByteSink& sink) {
    TRY(const Bytes digest, digest_record(replica, stream));  // Refuses an unknown stream first.
    RecordWriter file(sink);
    TRY_VOID(file.magic());
    TRY(const Bytes header, header_record(replica, manifests, stream));
    TRY_VOID(file.record(header));
    std::vector<LogHead> logs = replica.heads(stream);
    std::sort(logs.begin(), logs.end(),
              [](const LogHead& a, const LogHead& b) { return a.log < b.log; });
    for (const LogHead& log : logs) {
        std::uint64_t from = 0;
        for (;;) {
            TRY(const auto record, log_record(replica, stream, log, from));
            if (!record) break;
            TRY_VOID(file.record(*record));
        }
    }
    TRY_VOID(file.record(digest));
    return file.trailer();
}

namespace {

class Verifier {
public:
    Verifier(ByteView file, const std::optional<NetId>& expected)
        : file_(file), expected_(expected) {}

    LogFileReport run();

private:
    enum class Part : std::uint8_t { header, logs, trailer, done };

    struct LogState {
        std::size_t place = 0;  ///< In the report.
        bool hub = false;
        bool broken = false;       ///< A problem was told; what follows cannot be chained.
        std::vector<Hash> hashes;  ///< By position, from 1.
    };
    struct Told {
        LogPrefix hub_log = 0;
        std::uint64_t hub_seq = 0;
        Receipt receipt;
    };

    void take_records();
    bool fits(std::uint64_t length, std::size_t at);
    void take(ByteView record, std::size_t at);
    void take_header(Reader& r, std::size_t at);
    void take_manifests(const std::vector<Bytes>& manifests, std::size_t at);
    void take_certificates(const std::vector<Bytes>& certificates, std::size_t at);
    void take_log(Reader& r, std::size_t at);
    LogState* open_log(const LogId& id, const PublicKey& author, std::size_t at);
    bool take_run(LogState& log, Reader& r);
    void take_entry(LogState& log, Entry entry);
    void take_digest(Reader& r, std::size_t at);
    void take_trailer(Reader& r, std::size_t at);
    void check_receipts();
    void check_receipt(const Told& told, std::uint64_t& settled);
    bool is_hub(const PublicKey& author) const;

    void problem(std::string where, std::string_view code, std::string text) {
        if (report_.problems.size() >= kProblemsMax) return;
        report_.problems.push_back({std::move(where), std::string(code), std::move(text)});
    }
    static std::string at_byte(std::size_t at) { return fmt::format("byte {}", at); }
    std::string at_entry(const LogState& log, std::uint64_t seq) const {
        return fmt::format("log {} entry {}", to_hex(report_.logs[log.place].id), seq);
    }

    ByteView file_;
    std::optional<NetId> expected_;
    LogFileReport report_;
    Part part_ = Part::header;
    bool stopped_ = false;  ///< Nothing behind this can be made sense of.
    std::vector<Manifest> manifests_;
    std::map<PublicKey, Certificate> certificates_;
    std::map<LogId, LogState> logs_;
    LogId last_;  ///< Of the log record before.
    std::map<LogPrefix, const LogState*> by_prefix_;
    std::vector<Told> receipts_;
};

LogFileReport Verifier::run() {
    const ByteView magic = as_bytes(kMagic);
    const std::size_t shared = std::min(magic.size(), file_.size());
    if (!equal(file_.first(shared), magic.first(shared))) {
        problem(at_byte(0), "not_a_log_file", "the file does not begin like a log file");
        return std::move(report_);
    }
    if (shared == magic.size()) take_records();
    report_.truncated = !stopped_ && part_ != Part::done;
    check_receipts();
    return std::move(report_);
}

void Verifier::take_records() {
    std::size_t at = kMagic.size();
    while (!stopped_ && at < file_.size()) {
        if (part_ == Part::done) {
            problem(at_byte(at), "trailing_bytes", "something follows the trailer");
            stopped_ = true;
        } else if (file_.size() - at < kLengthBytes) {
            return;
        } else {
            const std::uint64_t length = read_big_endian(file_.subspan(at, kLengthBytes));
            if (!fits(length, at)) return;
            take(file_.subspan(at + kLengthBytes, length), at);
            at += kLengthBytes + length;
        }
    }
}

/// A record that runs past the end is a truncated file, unless the file does have its trailer.
bool Verifier::fits(std::uint64_t length, std::size_t at) {
    const std::size_t whole = kLengthBytes + kTrailerBytes;
    const bool has_trailer =
        file_.size() >= kMagic.size() + whole &&
        equal(file_.last(whole).first(std::size(kTrailerStart)), kTrailerStart);
    const bool is_sane =
        part_ == Part::trailer ? length == kTrailerBytes : length <= kRecordBytesMax;
    const bool is_there = length <= file_.size() - at - kLengthBytes;
    if (!is_sane || (!is_there && has_trailer)) {
        problem(at_byte(at), "bad_frame", "the length of a record is wrong");
        stopped_ = true;
    }
    return is_sane && is_there;
}

void Verifier::take(ByteView record, std::size_t at) {
    const auto document = pack::Document::parse(record, {.size_max = kRecordBytesMax});
    if (!document) {
        problem(at_byte(at), "bad_encoding", document.error().what);
        stopped_ = part_ != Part::logs;
        return;
    }
    Reader r(*document);
    const std::size_t size = r.peek_size();
    if (part_ == Part::header) {
        take_header(r, at);
    } else if (part_ == Part::trailer) {
        take_trailer(r, at);
    } else if (size == 2) {
        take_digest(r, at);
    } else {
        take_log(r, at);
    }
}

void Verifier::take_header(Reader& r, std::size_t at) {
    r.array_of(5);
    const std::uint64_t version = r.uint();
    if (r.ok() && version != kVersion) r.fail("unknown version of the log file");
    report_.net = r.fixed<NetId>();
    std::vector<Bytes> manifests(std::min(r.array(), kManifestsMax));
    for (Bytes& manifest : manifests) manifest = to_bytes(r.bytes());
    std::vector<Bytes> certificates;
    const std::size_t count = r.array();
    for (std::size_t i = 0; i < count && r.ok(); ++i) certificates.push_back(to_bytes(r.bytes()));
    report_.stream = r.text(64);
    if (const auto status = r.status(); !status) {
        problem(at_byte(at), "bad_encoding", status.error().what);
        stopped_ = true;
        return;
    }
    part_ = Part::logs;
    if (expected_ && *expected_ != report_.net) {
        problem(at_byte(at), "wrong_network", "the file belongs to another network");
    }
    if (!StreamName::parse(report_.stream)) {
        problem(at_byte(at), "bad_stream", "the file names no stream");
    }
    take_manifests(manifests, at);
    take_certificates(certificates, at);
}

void Verifier::take_manifests(const std::vector<Bytes>& manifests, std::size_t at) {
    std::optional<SignedManifest> current;
    for (const Bytes& bytes : manifests) {
        auto next = decode_manifest(bytes);
        if (!next) return problem(at_byte(at), "bad_manifest", next.error().what);
        const auto trusted =
            current ? verify_next(*next, *current, report_.net) : verify_first(*next, report_.net);
        if (!trusted) return problem(at_byte(at), "bad_manifest", trusted.error().what);
        report_.organisation = next->manifest.organisation;
        manifests_.push_back(next->manifest);
        current = std::move(*next);
    }
    if (!current) problem(at_byte(at), "bad_manifest", "there is no manifest");
}

void Verifier::take_certificates(const std::vector<Bytes>& certificates, std::size_t at) {
    std::vector<PublicKey> enrol;
    for (const Manifest& manifest : manifests_) {
        enrol.insert(enrol.end(), manifest.enrol_keys.begin(), manifest.enrol_keys.end());
    }
    for (const Bytes& bytes : certificates) {
        auto certificate = decode_certificate(bytes, report_.net, enrol);
        if (!certificate) {
            problem(at_byte(at), "bad_certificate", certificate.error().what);
            continue;
        }
        if (!certificate->holds(report_.stream)) {
            problem(at_byte(at), "bad_certificate", "a certificate that does not name the stream");
        }
        if (!certificates_.emplace(certificate->incarnation, *certificate).second) {
            problem(at_byte(at), "bad_certificate", "two certificates of one incarnation");
        }
    }
}

bool Verifier::is_hub(const PublicKey& author) const {
    return std::any_of(manifests_.begin(), manifests_.end(), [&](const Manifest& manifest) {
        const auto& keys = manifest.decide_keys;
        return std::find(keys.begin(), keys.end(), author) != keys.end();
    });
}

Verifier::LogState* Verifier::open_log(const LogId& id, const PublicKey& author, std::size_t at) {
    if (id != make_log_id(report_.net, report_.stream, author)) {
        problem(at_byte(at), "wrong_log_id", "the log id does not follow from its author");
        return nullptr;
    }
    const auto certificate = certificates_.find(author);
    const bool hub = is_hub(author);
    if (!hub && certificate == certificates_.end()) {
        problem(at_byte(at), "unknown_author", "the author of a log has no certificate");
        return nullptr;
    }
    if (id < last_) problem(at_byte(at), "bad_order", "logs do not stand in ascending order");
    last_ = id;
    const auto known = logs_.find(id);
    if (known != logs_.end()) return &known->second;
    report_.logs.push_back({.id = id,
                            .author = author,
                            .branch = hub ? "hub" : certificate->second.branch,
                            .head = Hash::from(id)});
    LogState& log = logs_[id];
    log.place = report_.logs.size() - 1;
    log.hub = hub;
    by_prefix_[prefix_of(id)] = &log;
    return &log;
}

void Verifier::take_log(Reader& r, std::size_t at) {
    r.array_of(3);
    const auto id = r.fixed<LogId>();
    const auto author = r.fixed<PublicKey>();
    const std::size_t count = r.array();
    if (count == 0) r.fail("a log record without entries");
    LogState* log = r.ok() ? open_log(id, author, at) : nullptr;
    if (r.ok() && log == nullptr) return;
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        if (log->broken || !take_run(*log, r)) return;
    }
    if (const auto status = r.status(); !status) {
        problem(at_byte(at), "bad_encoding", status.error().what);
    }
}

/// False when the log is broken here: its later entries hang in the air.
bool Verifier::take_run(LogState& log, Reader& r) {
    r.array_of(4);
    const std::uint64_t first = r.uint(kSequenceMax);
    const auto prev = r.fixed<Hash>();
    const ByteView bytes = r.bytes();
    const auto signature = r.fixed<Signature>();
    if (!r.ok()) return true;
    LogFileReport::Log& summary = report_.logs[log.place];
    const auto refuse = [&](std::uint64_t seq, std::string_view code, std::string text) {
        problem(at_entry(log, seq), code, std::move(text));
        log.broken = true;
        return false;
    };
    if (first == 0) return refuse(first, "bad_encoding", "positions start at 1");
    if (first != summary.entries + 1)
        return refuse(first, "gap", "entries are missing before this");
    if (prev != summary.head) return refuse(first, "fork", "the run continues another history");
    auto entries = decode_entries(bytes, first, prev);
    if (!entries) {
        return refuse(entries.error().seq, name_of(entries.error().code), entries.error().text);
    }
    if (entries->empty()) return refuse(first, "bad_encoding", "an empty run");
    if (!verify_head(summary.author, report_.net, entries->back().hash, signature)) {
        return refuse(entries->back().header.seq, "bad_signature",
                      "the head is not signed by the author of the log");
    }
    for (Entry& entry : *entries) take_entry(log, std::move(entry));
    return true;
}

void Verifier::take_entry(LogState& log, Entry entry) {
    LogFileReport::Log& summary = report_.logs[log.place];
    ++summary.entries;
    ++report_.entries;
    summary.head = entry.hash;
    const Instant written = instant_of(entry.header.hlc);
    report_.newest = std::max(report_.newest.value_or(written), written);
    log.hashes.push_back(entry.hash);
    if (!log.hub) return;  // Whoever else writes a decision writes a void entry.
    for (Op& op : entry.body.ops) {
        if (auto* receipt = std::get_if<Receipt>(&op)) {
            receipts_.push_back({prefix_of(summary.id), entry.header.seq, std::move(*receipt)});
        } else if (std::holds_alternative<Cut>(op)) {
            ++report_.cuts;
        }
    }
}

void Verifier::take_digest(Reader& r, std::size_t at) {
    part_ = Part::trailer;
    r.array_of(2);
    const std::size_t count = r.array();
    LogId last;
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(3);
        const auto id = r.fixed<LogId>();
        const std::uint64_t seq = r.uint(kSequenceMax);
        const auto hash = r.fixed<Hash>();
        const auto log = logs_.find(id);
        const bool is_in_file = log != logs_.end() && seq >= 1 &&
                                seq <= log->second.hashes.size() &&
                                log->second.hashes[seq - 1] == hash && last < id;
        if (r.ok() && !is_in_file) {
            problem(at_byte(at), "digest_mismatch",
                    fmt::format("the digest is of another history of log {}", to_hex(id)));
        }
        last = id;
    }
    report_.digest = r.fixed<Hash>();
    if (const auto status = r.status(); !status) {
        problem(at_byte(at), "bad_encoding", status.error().what);
    }
}

void Verifier::take_trailer(Reader& r, std::size_t at) {
    r.array_of(1);
    const auto stated = r.fixed<Hash>();
    part_ = Part::done;
    if (!r.status() || stated != crypto::blake2b(kTrailerPrefix, {file_.first(at)})) {
        problem(at_byte(at), "bad_trailer", "the file was changed after it was written");
    }
}

void Verifier::check_receipts() {
    std::map<std::pair<LogPrefix, LogPrefix>, std::uint64_t> settled;  // By hub log and log.
    for (const Told& told : receipts_) {
        check_receipt(told, settled[{told.hub_log, told.receipt.log}]);
    }
}

void Verifier::check_receipt(const Told& told, std::uint64_t& settled) {
    const Receipt& receipt = told.receipt;
    ++report_.receipts;
    report_.exceptions += receipt.exceptions.size();
    const std::string where = fmt::format("log {:016x} entry {}", told.hub_log, told.hub_seq);
    if (receipt.from != settled + 1) {
        problem(where, "receipt_gap",
                fmt::format("a receipt begins at {}, not at {}", receipt.from, settled + 1));
    }
    settled = std::max(settled, receipt.up_to);
    const auto log = by_prefix_.find(receipt.log);
    if (log != by_prefix_.end()) {
        LogFileReport::Log& summary = report_.logs[log->second->place];
        summary.settled = std::max(summary.settled, receipt.up_to);
        summary.exceptions += receipt.exceptions.size();
    }
    if (log == by_prefix_.end() || receipt.up_to > log->second->hashes.size()) {
        ++report_.receipts_ahead;
    } else if (log->second->hashes[receipt.up_to - 1] != receipt.head_hash) {
        problem(where, "receipt_mismatch",
                fmt::format("a receipt names another entry {} of log {:016x}", receipt.up_to,
                            receipt.log));
    }
}

}  // namespace

LogFileReport verify_log_file(ByteView file, const std::optional<NetId>& expected) {
    return Verifier(file, expected).run();
}

}  // namespace branchline::sync

#include "sync/replica/books.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {

std::uint64_t unsigned_at(const db::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}
}  // namespace

Bytes encode_past(const CausalPast& past) {
    pack::Writer w;
    w.array(past.size() * 2);
    for (const auto& [log, seq] : past) w.uint(log).uint(seq);
    return w.take();
}

Result<CausalPast> decode_past(ByteView bytes) {
    TRY(const pack::Document document, pack::Document::parse(bytes));
    pack::Reader r(document);
    CausalPast past;
    const std::size_t count = r.array();
    for (std::size_t i = 0; i + 1 < count && r.ok(); i += 2) {
        const LogPrefix log = r.uint();
        past[log] = r.uint();
    }
    TRY_VOID(r.status());
    return past;
}

void merge_past(CausalPast& into, const CausalPast& other) {
    for (const auto& [log, seq] : other) {
        std::uint64_t& mine = into[log];
        mine = std::max(mine, seq);
    }
}

LogTip tip_of(const LogBook& log) {
    return {log.prefix,      log.applied_seq,   log.applied_hash,
            log.applied_hlc, log.applied_epoch, log.past};
}

LogBook* StreamBook::log(LogPrefix prefix) const {
    const auto found = std::find_if(logs.begin(), logs.end(),
                                    [&](const LogBook* l) { return l->prefix == prefix; });
    return found == logs.end() ? nullptr : *found;
}

Result<> Books::load(db::Database& database, const Policy& policy, const PublicKey& self) {
    policy_ = &policy;
    self_ = self;
    // Progress is not stored: keep what the sessions have told us.
    std::unordered_map<LogPrefix, std::pair<std::uint64_t, std::uint64_t>> progress;
    for (const auto& [prefix, log] : logs_) progress[prefix] = {log->sent_seq, log->received_seq};
    streams_.clear();
    by_s_.clear();
    logs_.clear();
    by_id_.clear();
    TRY_VOID(load_streams(database));
    TRY_VOID(load_logs(database));
    TRY_VOID(load_receipts(database));
    for (const auto& [prefix, seqs] : progress) {
        if (LogBook* log = this->log(prefix)) {
            log->sent_seq = std::min(seqs.first, log->head_seq);
            log->received_seq = std::min(seqs.second, log->head_seq);
        }
    }
    return {};
}

Result<> Books::load_streams(db::Database& database) {
    auto& rows = database.prepare("SELECT s, name, digest FROM stream WHERE active = 1");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        auto stream = std::make_unique<StreamBook>();
        stream->s = rows.integer(0);
        stream->name = rows.text(1);
        TRY(stream->parsed, StreamName::parse(stream->name));
        stream->digest = stream->saved_digest = Hash::from(rows.blob(2));
        by_s_[stream->s] = stream.get();
        streams_.emplace(stream->name, std::move(stream));
    }
}

Result<> Books::load_logs(db::Database& database) {
    auto& rows = database.prepare(
        "SELECT id, s, log_id, author, head_seq, head_hash, applied_seq, applied_hash, applied_hlc,"
        " applied_epoch, past, cut_at, frozen FROM log ORDER BY id");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        const auto stream = by_s_.find(rows.integer(1));
        if (stream == by_s_.end()) continue;  // Of a generation that is no longer active.
        auto log = std::make_unique<LogBook>();
        log->id = rows.integer(0);
        log->log_id = LogId::from(rows.blob(2));
        log->author = PublicKey::from(rows.blob(3));
        log->head_seq = unsigned_at(rows, 4);
        log->head_hash = Hash::from(rows.blob(5));
        log->applied_seq = unsigned_at(rows, 6);
        log->applied_hash = Hash::from(rows.blob(7));
        log->applied_hlc = unsigned_at(rows, 8);
        log->applied_epoch = unsigned_at(rows, 9);
        TRY(log->past, decode_past(rows.blob(10)));
        if (!rows.is_null(11)) log->cut_at = unsigned_at(rows, 11);
        log->frozen = rows.integer(12) != 0;
        log->saved = log->present();
        link(*stream->second, *log);
        logs_.emplace(log->prefix, std::move(log));
    }
}

Result<> Books::load_receipts(db::Database& database) {
    auto& rows =
        database.prepare("SELECT log, up_to, hub_seq, place FROM receipt ORDER BY log, up_to");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        if (LogBook* log = log_by_id(rows.integer(0))) {
            log->receipts.push_back(
                {unsigned_at(rows, 1), unsigned_at(rows, 2), unsigned_at(rows, 3)});
        }
    }
}

void Books::link(StreamBook& stream, LogBook& log) {
    log.s = stream.s;
    log.prefix = prefix_of(log.log_id);
    log.hub = policy_->is_hub(log.author);
    log.own = log.author == self_;
    stream.logs.push_back(&log);
    if (log.hub) stream.hub_log = &log;
    if (log.own) stream.own_log = &log;
    by_id_[log.id] = &log;
}

void Books::set_identity(const Policy& policy, const PublicKey& self) {
    policy_ = &policy;
    self_ = self;
    for (const auto& [prefix, log] : logs_) {
        log->hub = policy.is_hub(log->author);
        log->own = log->author == self;
    }
}

StreamBefore Books::before(StreamBook& stream) {
    StreamBefore out{stream.digest, stream.saved_digest, stream.pending, {}};
    for (LogBook* log : stream.logs) {
        StreamBefore::Log& kept = out.logs[log->prefix];
        kept.receipts = log->receipts.size();
        if (!log->receipts.empty()) kept.last_receipt = log->receipts.back();
        std::vector<LogBook::Settled> receipts = std::exchange(log->receipts, {});
        kept.book = *log;
        log->receipts = std::move(receipts);
    }
    return out;
}

void Books::put_back(StreamBook& stream, StreamBefore before) {
    stream.digest = before.digest;
    stream.saved_digest = before.saved_digest;
    stream.pending = std::move(before.pending);
    const std::vector<LogBook*> logs = stream.logs;
    for (LogBook* log : logs) {
        const auto found = before.logs.find(log->prefix);
        if (found == before.logs.end()) {
            forget(stream, *log);
            continue;
        }
        StreamBefore::Log& kept = found->second;
        std::vector<LogBook::Settled> receipts = std::exchange(log->receipts, {});
        ASSERT(receipts.size() >= kept.receipts);
        receipts.resize(kept.receipts);
        if (kept.last_receipt) receipts.back() = *kept.last_receipt;
        *log = std::move(kept.book);
        log->receipts = std::move(receipts);
    }
}

void Books::forget(StreamBook& stream, LogBook& log) {
    std::erase(stream.logs, &log);
    if (stream.hub_log == &log) stream.hub_log = nullptr;
    if (stream.own_log == &log) stream.own_log = nullptr;
    by_id_.erase(log.id);
    const LogPrefix prefix = log.prefix;
    logs_.erase(prefix);
}

StreamBook* Books::stream(std::string_view name) const {
    const auto found = streams_.find(std::string(name));
    return found == streams_.end() ? nullptr : found->second.get();
}

StreamBook* Books::stream_of(std::int64_t s) const {
    const auto found = by_s_.find(s);
    return found == by_s_.end() ? nullptr : found->second;
}

LogBook* Books::log(LogPrefix prefix) const {
    const auto found = logs_.find(prefix);
    return found == logs_.end() ? nullptr : found->second.get();
}

LogBook* Books::log_by_id(std::int64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

LogBook* Books::log(const LogId& log_id) const {
    LogBook* found = log(prefix_of(log_id));
    return found != nullptr && found->log_id == log_id ? found : nullptr;
}

Result<StreamBook*> Books::add_stream(db::Database& database, const std::string& name) {
    if (StreamBook* present = stream(name)) return present;
    auto book = std::make_unique<StreamBook>();
    TRY(book->parsed, StreamName::parse(name));
    book->name = name;
    auto& insert =
        database.prepare("INSERT INTO stream(name, generation, active, digest) VALUES(?, 1, 1, ?)");
    TRY_VOID(insert.bind(1, name).bind(2, book->digest.view()).run());
    book->s = database.last_insert_id();
    StreamBook* out = book.get();
    by_s_[out->s] = out;
    streams_.emplace(name, std::move(book));
    return out;
}

Result<LogBook*> Books::add_log(db::Database& database,
                                StreamBook& stream,
                                const PublicKey& author,
                                const LogId& log_id) {
    if (log(prefix_of(log_id)) != nullptr) {
        return fail(Code::conflict, "log-prefix-taken", "another log has the same prefix",
                    "the author must join again with a new incarnation");
    }
    auto book = std::make_unique<LogBook>();
    book->log_id = log_id;
    book->author = author;
    book->head_hash = book->applied_hash = Hash::from(log_id);  // The first entry's prev.
    auto& insert = database.prepare(
        "INSERT INTO log(s, log_id, author, head_seq, head_hash, applied_seq, applied_hash,"
        " applied_hlc, applied_epoch, past) VALUES(?, ?, ?, 0, ?, 0, ?, 0, 0, ?)");
    const Bytes past = encode_past({});
    insert.bind(1, stream.s).bind(2, log_id.view()).bind(3, author.view());
    TRY_VOID(insert.bind(4, log_id.view()).bind(5, log_id.view()).bind(6, ByteView(past)).run());
    book->id = database.last_insert_id();
    link(stream, *book);
    LogBook* out = book.get();
    logs_.emplace(out->prefix, std::move(book));
    return out;
}

Result<> Books::save(db::Database& database, LogBook& log) {
    if (log.saved == log.present()) return {};
    auto& update = database.prepare(
        "UPDATE log SET head_seq = ?, head_hash = ?, applied_seq = ?, applied_hash = ?,"
        " applied_hlc = ?, applied_epoch = ?, past = ?, cut_at = ?, frozen = ? WHERE id = ?");
    const Bytes past = encode_past(log.past);
    update.bind(1, as_signed(log.head_seq)).bind(2, log.head_hash.view());
    update.bind(3, as_signed(log.applied_seq)).bind(4, log.applied_hash.view());
    update.bind(5, as_signed(log.applied_hlc)).bind(6, as_signed(log.applied_epoch));
    update.bind(7, ByteView(past));
    if (log.cut_at) {
        update.bind(8, as_signed(*log.cut_at));
    } else {
        update.bind_null(8);
    }
    TRY_VOID(update.bind(9, std::int64_t{log.frozen}).bind(10, log.id).run());
    log.saved = log.present();
    return {};
}

Result<> Books::save(db::Database& database, StreamBook& stream) {
    if (stream.saved_digest == stream.digest) return {};
    auto& update = database.prepare("UPDATE stream SET digest = ? WHERE s = ?");
    TRY_VOID(update.bind(1, stream.digest.view()).bind(2, stream.s).run());
    stream.saved_digest = stream.digest;
    return {};
}

}  // namespace branchline::sync

#include "sync/console/doctor.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cli/exit_code.hpp"
#include "common/cli/output.hpp"
#include "common/cli/progress.hpp"
#include "common/cli/table.hpp"
#include "common/db/database.hpp"
#include "common/db/lock.hpp"
#include "common/http/client.hpp"
#include "common/http/problem.hpp"
#include "common/pack/reader.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"
#include "sync/console/console.hpp"

namespace branchline::sync {

namespace {

namespace fs = std::filesystem;
using cli::Invocation;
using text::Json;

constexpr mode_t kOthers = 077;  // Any right of anybody but the owner.
constexpr std::uintmax_t kKeyBytes = 32;
constexpr std::uint64_t kMebibyte = std::uint64_t{1024} * 1024;
constexpr std::uint64_t kSpaceLow = 1024 * kMebibyte;
constexpr std::uint64_t kSpaceOut = 64 * kMebibyte;
constexpr Milliseconds kClockGood{5'000};
constexpr Milliseconds kClockBad{600'000};  // Entries further ahead are held (decision 0013).
constexpr Milliseconds kAnswerWithin{5'000};

/// What makes a data directory that of a node or of a hub.
struct Anatomy {
    std::string_view program;
    std::string_view member;  ///< The file that says which network it belongs to.
    std::string_view missing;
    std::string_view remedy;
    std::vector<std::string> keys;
};

const Anatomy& anatomy_of(std::string_view program) {
    static const Anatomy kNode{
        "branchline-node",
        "identity",
        "not enrolled yet",
        "enrol it: branchline-node join - --data-dir DIR",
        {"incarnation.key", "transport.key"}
    };
    static const Anatomy kHub{
        "branchline-hub",
        "manifest-1",
        "no network was founded here",
        "found it: branchline-hub init --org NAME --data-dir DIR",
        {"enrol.key", "decide.key", "log.key", "transport.key"}
    };
    return program == kHub.program ? kHub : kNode;
}

Finding ok(std::string check, std::string what) {
    return {Health::ok, std::move(check), std::move(what), ""};
}

Finding failed(std::string check, const Error& error, std::string remedy = "") {
    return {Health::fail, std::move(check), error.what,
            error.hint.empty() ? std::move(remedy) : error.hint};
}

std::string mode_text(mode_t mode) {
    return fmt::format("mode {:04o}", static_cast<unsigned>(mode & 07777U));
}

/// In the greatest unit of which there are some.
std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t kEnough = 10;
    if (bytes >= kEnough * 1024 * kMebibyte) return fmt::format("{} GiB", bytes / 1024 / kMebibyte);
    if (bytes >= kEnough * kMebibyte) return fmt::format("{} MiB", bytes / kMebibyte);
    return fmt::format("{} KiB", bytes / 1024);
}

}  // namespace

std::string_view name_of(Health health) {
    switch (health) {
        case Health::ok: return "ok";
        case Health::warn: return "warn";
        case Health::fail: return "fail";
    }
    return "";
}

Finding judge_space(std::uint64_t bytes_free) {
    Finding finding = ok("space", size_text(bytes_free) + " free");
    if (bytes_free >= kSpaceLow) return finding;
    finding.health = bytes_free < kSpaceOut ? Health::fail : Health::warn;
    finding.remedy = "free some space; on a full disk nothing is written, reading goes on";
    return finding;
}

Finding judge_clock(Milliseconds offset) {
    const Milliseconds distance = offset < Milliseconds(0) ? -offset : offset;
    if (distance <= kClockGood) {
        return ok("clock", fmt::format("{} from the hub's", cli::short_duration(distance)));
    }
    // The offset is what must be added here to get the hub's time.
    return {distance < kClockBad ? Health::warn : Health::fail, "clock",
            fmt::format("{} {} the hub's", cli::short_duration(distance),
                        offset > Milliseconds(0) ? "behind" : "ahead of"),
            "set this machine's clock, best by a time service"};
}

Finding judge_line(const Json& status) {
    if (text::find(status, "line") == nullptr) {
        const Json* peers = text::find(status, "peers");
        const std::size_t count = peers == nullptr ? 0 : peers->size();
        return ok("line", fmt::format("connected nodes: {}", count));
    }
    const std::string line = text_at(status, "line");
    if (line == "up") return ok("line", "up");
    if (line == "paused") {
        return {Health::warn, "line", "paused by a person",
                "let it come up: branchline-node sync resume"};
    }
    const std::string why = text_at(status, "line_error");
    return {Health::warn, "line", why.empty() || why == "-" ? line : line + ": " + why,
            "work goes on without it; look at the network and at the hub"};
}

Finding judge_sign_in(const Json& status) {
    if (text_at(status, "sign_in") != "off") return ok("sign-in", "people sign in");
    return {Health::warn, "sign-in", "off: whoever reaches the address may do everything",
            "run it with sign_in = \"required\", and add people: user add LOGIN -"};
}

Finding judge_software(const std::string& running, const std::string& ours) {
    if (running == ours) return ok("daemon", "answers, " + running);
    return {Health::warn, "daemon", fmt::format("answers, {}, but this is {}", running, ours),
            "restart it, so that both are the same"};
}

Finding check_directory(const fs::path& dir) {
    const std::string name = "data-directory";
    struct stat facts{};
    if (::stat(dir.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        return {Health::fail, name, dir.string() + " is no directory",
                "check --data-dir; branchline-hub init or branchline-node join makes it"};
    }
    const std::string what = fmt::format("{}, {}", dir.string(), mode_text(facts.st_mode));
    if (::access(dir.c_str(), R_OK | W_OK | X_OK) != 0) {
        return {Health::fail, name, what + ", not ours to use",
                "run this as the user the daemon runs as"};
    }
    if ((facts.st_mode & kOthers) != 0) {
        return {Health::warn, name, what + ", open to others", "chmod 700 " + dir.string()};
    }
    return ok(name, what);
}

Finding check_keys(const fs::path& dir, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const fs::path path = dir / "keys" / name;
        struct stat facts{};
        if (::lstat(path.c_str(), &facts) != 0) {
            return {Health::fail, "keys", path.string() + " is not there",
                    "put it back from where it was moved; a node without it joins again"};
        }
        const bool whole =
            S_ISREG(facts.st_mode) && static_cast<std::uintmax_t>(facts.st_size) == kKeyBytes;
        if (!whole) {
            return {Health::fail, "keys", path.string() + " is no key file",
                    "put the real one back; a node without it joins again"};
        }
        if ((facts.st_mode & kOthers) != 0) {
            return {Health::fail, "keys",
                    fmt::format("{} has {}: others could read it", path.string(),
                                mode_text(facts.st_mode)),
                    "chmod 600 " + path.string() + "; if somebody read it, it must be replaced"};
        }
    }
    return ok("keys", fmt::format("{} keys, for their owner alone", names.size()));
}

Finding check_database(const fs::path& dir) {
    const fs::path path = dir / "replica.db";
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        return {Health::warn, "database", "there is none yet", "the first run makes it"};
    }
    const auto database = db::Database::open(path, {.access = db::Access::reader});
    constexpr auto kRemedy = "see exit code 77 in docs/operating/when_it_says_no.md";
    if (!database) return failed("database", database.error(), kRemedy);
    db::Statement& check = (*database)->prepare("PRAGMA quick_check(1)");
    const auto has_row = check.step();
    if (!has_row) return failed("database", has_row.error(), kRemedy);
    const std::string found(*has_row ? check.text(0) : std::string_view());
    check.reset();
    if (found != "ok") return {Health::fail, "database", found, kRemedy};
    const std::uintmax_t size = fs::file_size(path, ignored);
    return ok("database", fmt::format("{}, quick check passed", size_text(size)));
}

namespace {

/// Own entries that may have been told to others, and by whom; nothing when none were.
struct Spoken {
    PublicKey incarnation;
    std::uint64_t entries = 0;
};

Result<std::optional<Spoken>> read_high_water(const fs::path& path) {
    TRY(const auto file, db::SlotFile::open(path));
    TRY(const Bytes record, file->read());
    if (record.empty()) return std::nullopt;
    TRY(const auto document, pack::Document::parse(record));
    pack::Reader r(document);
    Spoken spoken;
    r.array_of(2);
    spoken.incarnation = r.fixed<PublicKey>();
    spoken.entries = r.uint();
    TRY_VOID(r.status());
    return spoken;
}

Result<std::uint64_t> entries_of(const fs::path& path, const PublicKey& author) {
    TRY(const auto database, db::Database::open(path, {.access = db::Access::reader}));
    db::Statement& sum =
        database->prepare("SELECT coalesce(sum(head_seq), 0) FROM log WHERE author = ?");
    sum.bind(1, author.view());
    TRY(const bool has_row, sum.step());
    const auto entries = has_row ? sum.integer(0) : 0;
    sum.reset();
    return static_cast<std::uint64_t>(entries);
}

}  // namespace

Finding check_identity(const fs::path& dir) {
    std::error_code ignored;
    if (!fs::exists(dir / "high-water", ignored) || !fs::exists(dir / "replica.db", ignored)) {
        return ok("identity", "has told nobody anything yet");
    }
    const auto spoken = read_high_water(dir / "high-water");
    if (!spoken) return failed("identity", spoken.error());
    if (!*spoken) return ok("identity", "has told nobody anything yet");
    const auto entries = entries_of(dir / "replica.db", (*spoken)->incarnation);
    if (!entries) return failed("identity", entries.error());
    const std::uint64_t told = (*spoken)->entries;
    if (*entries >= told) {
        return ok("identity", fmt::format("{} own entries, {} told to others", *entries, told));
    }
    return {Health::fail, "identity",
            fmt::format("the database holds {} own entries, but {} were told to others", *entries,
                        told),
            "this is an old backup or a copy: join again in an empty directory"};
}

namespace {

Finding check_network(const fs::path& dir, const Anatomy& anatomy) {
    std::error_code ignored;
    if (fs::exists(dir / anatomy.member, ignored)) {
        return ok("network", std::string(anatomy.member) + " is there");
    }
    return {Health::fail, "network", std::string(anatomy.missing), std::string(anatomy.remedy)};
}

Finding check_space(const fs::path& dir) {
    std::error_code trouble;
    const fs::space_info space = fs::space(dir, trouble);
    if (trouble) return {Health::fail, "space", trouble.message(), "look at the disk"};
    return judge_space(space.available);
}

/// Without a daemon the clock can only be compared with our own past.
Finding check_clock_alone(const fs::path& dir, Instant now) {
    struct stat facts{};
    if (::stat((dir / "replica.db").c_str(), &facts) != 0) return ok("clock", "nothing to compare");
    const Instant written{std::chrono::seconds(facts.st_mtim.tv_sec)};
    if (written <= now + kClockGood) return ok("clock", "compared with the hub's while it runs");
    return {Health::warn, "clock",
            fmt::format("the database was written {} in the future",
                        cli::short_duration(written - now)),
            "set this machine's clock before you start the daemon"};
}

/// Lock, daemon, line and clock.
void check_daemon(const Invocation& invocation, const fs::path& dir, Findings& findings) {
    const auto holder = db::DirectoryLock::holder(dir / "lock");
    if (!holder) {
        findings.push_back(failed("lock", holder.error()));
    } else {
        findings.push_back(ok("lock", holder->value_or("free")));
    }
    const bool held = holder && holder->has_value();
    const auto answer =
        http::request({.socket = (dir / "admin.sock").string(), .time_max = kAnswerWithin},
                      get("/api/v1/status"));
    const Result<Json> status = answer ? http::json_body(*answer) : std::unexpected(answer.error());
    const std::string program = invocation.program().name;
    if (status) {
        findings.push_back(judge_software(text_at(*status, "software"),
                                          program + " " + invocation.program().version));
        findings.push_back(judge_line(*status));
        findings.push_back(judge_sign_in(*status));
        const bool is_hub = text_at(*status, "role") == "hub";
        const auto offset = text::integer_of(*status, "clock_offset_ms");
        findings.push_back(is_hub ? ok("clock", "the nodes go by it")
                                  : judge_clock(Milliseconds(offset.value_or(0))));
        return;
    }
    if (!held && status.error().id == "daemon-not-reachable") {
        findings.push_back({Health::warn, "daemon", "it is not running",
                            "start it: " + program + " run --data-dir " + dir.string()});
    } else {
        findings.push_back(failed("daemon", status.error(), "look at its log, then restart it"));
    }
    findings.push_back(check_clock_alone(dir, SystemClock().now()));
}

Findings examine(const Invocation& invocation) {
    const fs::path dir = *invocation.option("data-dir");
    const Anatomy& anatomy = anatomy_of(invocation.program().name);
    Findings findings = {
        ok("version", invocation.program().name + " " + invocation.program().version),
        check_directory(dir),
    };
    if (findings.back().health == Health::fail) return findings;
    findings.push_back(check_space(dir));
    findings.push_back(check_network(dir, anatomy));
    if (findings.back().health == Health::fail) return findings;
    findings.push_back(check_keys(dir, anatomy.keys));
    check_daemon(invocation, dir, findings);
    findings.push_back(check_database(dir));
    findings.push_back(check_identity(dir));
    return findings;
}

void print_for_people(const Invocation& invocation, const Findings& findings) {
    constexpr cli::Colour kColours[] = {cli::Colour::green, cli::Colour::yellow, cli::Colour::red};
    for (const Finding& finding : findings) {
        const std::string health = fmt::format("{:<4}", name_of(finding.health));
        const auto colour = kColours[static_cast<std::size_t>(finding.health)];
        invocation.out() << cli::paint(invocation.colour(), colour, health)
                         << fmt::format("  {:<14}  {}\n", finding.check,
                                        text::printable(finding.what));
        if (finding.remedy.empty()) continue;
        invocation.out() << fmt::format("{:22}hint: {}\n", "", text::printable(finding.remedy));
    }
}

void print_findings(const Invocation& invocation, const Findings& findings, bool healthy) {
    if (invocation.json()) {
        Json checks = Json::array();
        for (const Finding& finding : findings) {
            Json item;
            item["check"] = finding.check;
            item["health"] = std::string(name_of(finding.health));
            item["text"] = finding.what;
            item["remedy"] = finding.remedy;
            checks.push_back(item);
        }
        invocation.print({
            {"schema",  "branchline.doctor/1"},
            {"healthy", healthy              },
            {"checks",  checks               }
        });
        return;
    }
    if (!invocation.plain()) return print_for_people(invocation, findings);
    cli::Table table({{"health"}, {"check"}, {"what"}, {"remedy"}});
    for (const Finding& finding : findings) {
        table.add(
            {std::string(name_of(finding.health)), finding.check, finding.what, finding.remedy});
    }
    table.print_plain(invocation.out());
}

Result<int> doctor(const Invocation& invocation) {
    const Findings findings = examine(invocation);
    const bool healthy = std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.health == Health::ok;
    });
    print_findings(invocation, findings, healthy);
    return cli::to_int(healthy ? cli::ExitCode::done : cli::ExitCode::failed);
}

}  // namespace

cli::Command doctor_command() {
    return {
        .path = "doctor",
        .help = "Examines data directory, database, daemon and line; repairs nothing.",
        .function = doctor,
        .examples = {"doctor --data-dir DIR", "doctor --data-dir DIR --json"}
    };
}

}  // namespace branchline::sync

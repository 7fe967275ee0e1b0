#include "sync/entry/payload.hpp"

#include <fmt/format.h>

namespace branchline::sync {

namespace {

using pack::Reader;
using pack::Writer;
using schema::Field;
using schema::Merge;

constexpr std::size_t kElementsMax = 1000;
constexpr std::size_t kElementBytesMax = 200;

void write_dot(Writer& w, const Dot& dot) {
    Bytes log;
    append_big_endian(log, dot.log, 8);
    w.array(2).bytes(log).uint(dot.seq);
}

Dot read_dot(Reader& r) {
    r.array_of(2);
    const ByteView log = r.bytes(8);
    if (log.size() != 8) r.fail("eight bytes expected");
    Dot dot{.log = log.size() == 8 ? read_big_endian(log) : 0};
    dot.seq = r.uint(kSequenceMax);
    return dot;
}

void write_dots(Writer& w, const std::vector<Dot>& dots) {
    w.array(dots.size());
    for (const Dot& dot : dots) write_dot(w, dot);
}

std::vector<Dot> read_dots(Reader& r) {
    const std::size_t count = r.array();
    if (count > kElementsMax) r.fail("too many dots");
    std::vector<Dot> dots;
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        dots.push_back(read_dot(r));
        if (i > 0 && dots[i - 1] >= dots[i]) r.fail("dots out of order");
    }
    return dots;
}

SetChange read_set_change(Reader& r) {
    SetChange change;
    r.array_of(2);
    const std::size_t adds = r.array();
    if (adds > kElementsMax) r.fail("too many elements");
    for (std::size_t i = 0; i < adds && r.ok(); ++i) {
        change.add.emplace_back(r.text(kElementBytesMax));
        if (i > 0 && change.add[i - 1] >= change.add[i]) r.fail("elements out of order");
    }
    const std::size_t removals = r.array();
    if (removals > kElementsMax) r.fail("too many elements");
    for (std::size_t i = 0; i < removals && r.ok(); ++i) {
        r.array_of(2);
        SetChange::Removal removal{.element = std::string(r.text(kElementBytesMax))};
        removal.seen = read_dots(r);
        if (i > 0 && change.remove.back().element >= removal.element)
            r.fail("elements out of order");
        change.remove.push_back(std::move(removal));
    }
    return change;
}

Restriction read_restriction(Reader& r) {
    Restriction out;
    const std::size_t size = r.array();
    out.restrictive = r.flag();
    if (size == 2 && !out.restrictive) {
        out.lifted = read_dots(r);
    } else if (size != 1 || !out.restrictive) {
        r.fail("[true], or [false, dots] expected");
    }
    return out;
}

Step read_step(Reader& r) {
    Step step;
    r.array_of(3);
    step.to = r.text(64);
    step.from = r.text(64);
    if (!r.skip_nil()) step.left = read_dot(r);
    if (step.from.empty() == step.left.has_value()) r.fail("state left and write left go together");
    return step;
}

Payload read_payload(Reader& r, Merge merge) {
    switch (merge) {
        case Merge::own:
        case Merge::lww: return Plain{schema::read_value(r)};
        case Merge::set: return read_set_change(r);
        case Merge::max:
        case Merge::min: {
            r.array_of(2);
            Reading reading{.generation = r.uint(UINT32_MAX)};
            reading.value = r.integer();
            return reading;
        }
        case Merge::restrict: return read_restriction(r);
        case Merge::state: return read_step(r);
        case Merge::ledger: r.fail("a balance is derived, never written"); return Plain{};
        case Merge::life: return static_cast<Life>(r.uint(3));
    }
    return Plain{};
}

}  // namespace

namespace {

Result<Payload> parse_payload(const Field& field, ByteView packed) {
    const bool plain = field.merge == Merge::own || field.merge == Merge::lww;
    if (plain) {
        if (auto value = schema::decode_scalar(packed)) return Plain{*std::move(value)};
    }
    TRY(const pack::Document document, pack::Document::parse(packed));
    Reader r(document);
    Payload payload = read_payload(r, field.merge);
    TRY_VOID(r.status());
    return payload;
}

}  // namespace

Result<Payload> decode_payload(const Field& field, ByteView packed) {
    TRY(Payload payload, parse_payload(field, packed));
    if (const auto* plain = std::get_if<Plain>(&payload)) {
        TRY_VOID(schema::check_value(field, plain->value));
        if (field.required() && std::holds_alternative<std::monostate>(plain->value)) {
            return fail(Code::invalid, "validation-failed",
                        fmt::format("{}: a value is required", field.name));
        }
    }
    return payload;
}

Bytes encode_payload(const Payload& payload) {
    Writer w;
    if (const auto* plain = std::get_if<Plain>(&payload)) {
        schema::write_value(w, plain->value);
    } else if (const auto* change = std::get_if<SetChange>(&payload)) {
        w.array(2).array(change->add.size());
        for (const std::string& element : change->add) w.text(element);
        w.array(change->remove.size());
        for (const auto& removal : change->remove) {
            w.array(2).text(removal.element);
            write_dots(w, removal.seen);
        }
    } else if (const auto* reading = std::get_if<Reading>(&payload)) {
        w.array(2).uint(reading->generation).integer(reading->value);
    } else if (const auto* restriction = std::get_if<Restriction>(&payload)) {
        w.array(restriction->restrictive ? 1 : 2).flag(restriction->restrictive);
        if (!restriction->restrictive) write_dots(w, restriction->lifted);
    } else if (const auto* step = std::get_if<Step>(&payload)) {
        w.array(3).text(step->to).text(step->from);
        if (step->left) {
            write_dot(w, *step->left);
        } else {
            w.nil();
        }
    } else {
        w.uint(static_cast<std::uint64_t>(std::get<Life>(payload)));
    }
    return w.take();
}

Result<Life> decode_life(ByteView packed) {
    static constexpr Field kLife{.id = 0, .name = "life", .merge = Merge::life};
    TRY(const Payload payload, decode_payload(kLife, packed));
    return std::get<Life>(payload);
}

std::vector<Dot> dots_named(const Payload& payload) {
    if (const auto* change = std::get_if<SetChange>(&payload)) {
        std::vector<Dot> out;
        for (const auto& removal : change->remove) {
            out.insert(out.end(), removal.seen.begin(), removal.seen.end());
        }
        return out;
    }
    if (const auto* restriction = std::get_if<Restriction>(&payload)) return restriction->lifted;
    if (const auto* step = std::get_if<Step>(&payload); step != nullptr && step->left) {
        return {*step->left};
    }
    return {};
}

}  // namespace branchline::sync

#include "common/pack/writer.hpp"

#include "common/base/assert.hpp"

// The encoder is ours because the library's packer turns containers of bytes into arrays or byte
// strings by element type; seven forms are written out here, from the MessagePack specification.
namespace branchline::pack {

Writer& Writer::array(std::size_t count) {
    ASSERT(count <= UINT32_MAX);
    if (count < 16) {
        out_.push_back(static_cast<std::uint8_t>(0x90U | count));
    } else if (count <= 0xffff) {
        out_.push_back(0xdc);
        append_big_endian(out_, count, 2);
    } else {
        out_.push_back(0xdd);
        append_big_endian(out_, count, 4);
    }
    return *this;
}

Writer& Writer::nil() {
    out_.push_back(0xc0);
    return *this;
}

Writer& Writer::flag(bool value) {
    out_.push_back(value ? 0xc3 : 0xc2);
    return *this;
}

Writer& Writer::uint(std::uint64_t value) {
    if (value < 0x80) {
        out_.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    const int log2 = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
    out_.push_back(static_cast<std::uint8_t>(0xcc + log2));
    append_big_endian(out_, value, 1 << log2);
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    if (value >= 0) return uint(static_cast<std::uint64_t>(value));
    if (value >= -32) {
        out_.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    const int log2 = value >= INT8_MIN ? 0 : value >= INT16_MIN ? 1 : value >= INT32_MIN ? 2 : 3;
    out_.push_back(static_cast<std::uint8_t>(0xd0 + log2));
    append_big_endian(out_, static_cast<std::uint64_t>(value), 1 << log2);
    return *this;
}

Writer& Writer::text(std::string_view value) {
    if (value.size() < 32) {
        out_.push_back(static_cast<std::uint8_t>(0xa0U | value.size()));
    } else {
        head(0xd9, 0xda, 0xff, value.size());
    }
    append(out_, as_bytes(value));
    return *this;
}

Writer& Writer::bytes(ByteView value) {
    head(0xc4, 0xc5, 0xff, value.size());
    append(out_, value);
    return *this;
}

Writer& Writer::raw(ByteView encoded) {
    append(out_, encoded);
    return *this;
}

void Writer::head(std::uint8_t fixed, std::uint8_t wide, std::size_t fixed_max, std::size_t count) {
    ASSERT(count <= UINT32_MAX);
    if (count <= fixed_max) {
        out_.push_back(fixed);
        append_big_endian(out_, count, 1);
    } else if (count <= 0xffff) {
        out_.push_back(wide);
        append_big_endian(out_, count, 2);
    } else {
        out_.push_back(static_cast<std::uint8_t>(wide + 1));
        append_big_endian(out_, count, 4);
    }
}

}  // namespace branchline::pack

// Canonical MessagePack: shortest integers and lengths, no maps, floats or extensions. What this
// writer emits is the only encoding that the reader accepts.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::pack {

class Writer {
public:
    void reserve(std::size_t size) { out_.reserve(size); }
    Writer& array(std::size_t count);
    Writer& nil();
    Writer& flag(bool value);
    Writer& uint(std::uint64_t value);
    Writer& integer(std::int64_t value);
    Writer& text(std::string_view value);
    Writer& bytes(ByteView value);
    /// Appends one or more values that are canonical already.
    Writer& raw(ByteView encoded);

    const Bytes& view() const { return out_; }
    Bytes take() { return std::move(out_); }
    std::size_t size() const { return out_.size(); }

private:
    void head(std::uint8_t fixed, std::uint8_t wide, std::size_t fixed_max, std::size_t count);
    Bytes out_;
};

}  // namespace branchline::pack

// Reads what a zip file holds, as far as tests of the files we write need it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <zlib.h>

namespace branchline::test {

inline std::size_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
    std::size_t out = 0;
    for (std::size_t i = width; i-- > 0;) {
        out = (out << 8U) | static_cast<unsigned char>(bytes.at(at + i));
    }
    return out;
}

/// A deflate stream without a header, unpacked; empty when it is broken.
inline std::string inflated(std::string_view packed, std::size_t size) {
    std::string out(size, '\0');
    std::string in(packed);
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return result == Z_STREAM_END ? out : std::string();
}

/// Contents by name, as the directory at the end of the file lists them.
inline std::map<std::string, std::string> unzipped(std::string_view file) {
    std::map<std::string, std::string> out;
    const std::size_t end = file.rfind("PK\x05\x06");
    if (end == file.npos) return out;
    std::size_t at = little_endian(file, end + 16, 4);
    for (std::size_t count = little_endian(file, end + 10, 2); count > 0; --count) {
        const std::size_t method = little_endian(file, at + 10, 2);
        const std::size_t packed = little_endian(file, at + 20, 4);
        const std::size_t size = little_endian(file, at + 24, 4);
        const std::size_t name = little_endian(file, at + 28, 2);
        const std::size_t extra = little_endian(file, at + 30, 2) + little_endian(file, at + 32, 2);
        const std::size_t local = little_endian(file, at + 42, 4);
        const std::size_t begin =
            local + 30 + little_endian(file, local + 26, 2) + little_endian(file, local + 28, 2);
        const std::string_view bytes = file.substr(begin, packed);
        out[std::string(file.substr(at + 46, name))] =
            method == 0 ? std::string(bytes) : inflated(bytes, size);
        at += 46 + name + extra;
    }
    return out;
}

}  // namespace branchline::test

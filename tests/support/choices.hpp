// A tape of bytes read as decisions: a property test lets RapidCheck make the tape, the generators
// of this folder turn it into a case. A shorter tape, or smaller bytes, is a simpler case, so what
// RapidCheck shrinks stays readable.
#pragma once

#include <cstdint>
#include <vector>

namespace branchline::test {

class Choices {
public:
    explicit Choices(std::vector<std::uint8_t> tape) : tape_(std::move(tape)) {}

    /// A number in [0, bound); 0 when the tape is at its end. The bound is at most 65536.
    std::size_t below(std::size_t bound) {
        if (bound <= 1) return 0;
        std::size_t value = next();
        if (bound > 256) value = value << 8U | next();
        return value % bound;
    }
    /// True about once in `n` times, never at the end of the tape.
    bool one_in(std::size_t n) { return below(n) == n - 1; }
    /// Any number; small ones and those near a power of two come often.
    std::uint64_t number() {
        const std::size_t shift = below(65);
        const std::uint64_t base = shift == 0 ? 0 : std::uint64_t{1} << (shift - 1);
        return base + below(5) - 2;  // Wraps on purpose.
    }
    bool at_end() const { return at_ >= tape_.size(); }

private:
    std::size_t next() { return at_end() ? 0 : tape_[at_++]; }

    std::vector<std::uint8_t> tape_;
    std::size_t at_ = 0;
};

}  // namespace branchline::test

#include "common/portal/embedded.hpp"

#ifdef BRANCHLINE_PORTAL_PACK

// GCC 12 has no #embed: the assembler takes the file in.
asm(".section .rodata\n"
    ".balign 16\n"
    "branchline_portal_begin:\n"
    ".incbin \"" BRANCHLINE_PORTAL_PACK
    "\"\n"
    "branchline_portal_end:\n"
    ".byte 0\n"
    ".globl branchline_portal_begin\n"
    ".globl branchline_portal_end\n"
    ".hidden branchline_portal_begin\n"
    ".hidden branchline_portal_end\n"
    ".previous\n");

extern "C" {
extern const char branchline_portal_begin[];  // NOLINT(readability-identifier-naming)
extern const char branchline_portal_end[];    // NOLINT(readability-identifier-naming)
}

namespace branchline::portal {

std::string_view embedded() {
    return {branchline_portal_begin,
            static_cast<std::size_t>(branchline_portal_end - branchline_portal_begin)};
}

}  // namespace branchline::portal

#else

namespace branchline::portal {

std::string_view embedded() {
    return {};
}

}  // namespace branchline::portal

#endif

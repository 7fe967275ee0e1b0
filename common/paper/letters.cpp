#include "common/paper/letters.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

namespace branchline::paper {

namespace {

// The folders of fonts-noto-core and fonts-droid-fallback. Their cache saves reading every file.
constexpr char kFolders[] =
    "<fontconfig>"
    "<dir>/usr/share/fonts/truetype/noto</dir>"
    "<dir>/usr/share/fonts/truetype/droid</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "</fontconfig>";

/// Null where they are not installed. Read once: it never changes afterwards.
FcConfig* fonts() {
    static FcConfig* const kFonts = []() -> FcConfig* {
        FcConfig* made = FcConfigCreate();
        const auto* text = reinterpret_cast<const FcChar8*>(kFolders);
        const bool fine = FcConfigParseAndLoadFromMemory(made, text, FcTrue) == FcTrue &&
                          FcConfigBuildFonts(made) == FcTrue;
        const FcFontSet* found = fine ? FcConfigGetFonts(made, FcSetSystem) : nullptr;
        // Pango would read the fonts of the machine once, only to leave them aside.
        if (found != nullptr && found->nfont > 0 && FcConfigSetCurrent(made) == FcTrue) return made;
        FcConfigDestroy(made);
        return nullptr;
    }();
    return kFonts;
}

}  // namespace

Result<Object<PangoFontMap>> letters() {
    FcConfig* const config = fonts();
    if (config == nullptr) {
        return fail(Code::configuration, "fonts-missing", "the fonts of documents are missing",
                    "Install the packages fonts-noto-core and fonts-droid-fallback.");
    }
    Object<PangoFontMap> out(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    if (!out) return fail(Code::io, "paper-failed", "Pango has no fonts of this kind");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(out.get()), config);
    return out;
}

}  // namespace branchline::paper

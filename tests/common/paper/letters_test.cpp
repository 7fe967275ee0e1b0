// The fonts of documents.
#include "common/paper/letters.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace branchline::paper;

TEST_CASE("letters: the fonts are those of the packages, and nothing else", "[paper]") {
    const auto map = letters();
    REQUIRE(map);
    PangoFontFamily** families = nullptr;
    int count = 0;
    pango_font_map_list_families(map->get(), &families, &count);
    std::set<std::string> names;
    for (int i = 0; i < count; ++i) names.insert(pango_font_family_get_name(families[i]));
    g_free(families);
    CHECK(names.contains("Noto Sans"));
    for (const std::string& name : names) {
        INFO(name);
        const bool ours = name.starts_with("Noto ") || name.starts_with("Droid ") ||
                          name == "Sans" || name == "Serif" || name == "Monospace" ||
                          name == "System-ui";
        CHECK(ours);
    }
}

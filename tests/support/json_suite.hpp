// The third-party JSON suite (JSONTestSuite) of shared/vectors, for all that reads JSON. The
// target that includes this defines BRANCHLINE_VECTORS.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace branchline::test {

/// One file of the suite.
struct JsonVector {
    std::string name;
    std::string content;
};

/// The `size` files whose name begins with `kind`: "y_" must be accepted, "n_" refused, "i_"
/// either. None, and a warning that names what is skipped, when the vectors are absent.
inline std::vector<JsonVector> json_suite(const std::string& kind, std::size_t size) {
    const std::filesystem::path folder =
        std::filesystem::path(BRANCHLINE_VECTORS) / "jsontestsuite" / "test_parsing";
    std::vector<JsonVector> vectors;
    if (!std::filesystem::is_directory(folder)) {
        WARN("SKIPPED: JSONTestSuite " << kind << ": shared/vectors/jsontestsuite is absent");
        return vectors;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kind)) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        vectors.push_back({name, std::string(std::istreambuf_iterator<char>(in), {})});
    }
    CHECK(vectors.size() == size);
    return vectors;
}

}  // namespace branchline::test

#include "common/cli/configuration.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <toml++/toml.h>

#include "common/base/list.hpp"
#include "common/cli/tree.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;

std::unexpected<Error> wrong(const std::string& where, std::string what, std::string hint = {}) {
    return fail(Code::configuration, "bad-configuration", where + ": " + std::move(what),
                std::move(hint));
}

/// Nothing when there is no such file.
Result<std::optional<std::string>> read_text(const std::string& path) {
    std::error_code trouble;
    const auto status = std::filesystem::status(path, trouble);
    if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file || status.type() == std::filesystem::file_type::directory) {
        return wrong(path, "cannot be read", "check its owner and mode, or name another: --config");
    }
    std::string text(kFileBytesMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kFileBytesMax) return wrong(path, "is too long for a configuration");
    return text;
}

Result<toml::table> parse(const std::string& text, const std::string& path) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return wrong(path + ":" + std::to_string(error.source().begin.line),
                     std::string(error.description()),
                     "write a key and a text in quotes: http = \"127.0.0.1:8080\"");
    }
}

Result<> check_choice(const Option& setting, const std::string& value, const std::string& where) {
    const auto& choices = setting.choices;
    if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) {
        return {};
    }
    return wrong(where, "\"" + value + "\" is no " + key_name(setting.name),
                 "one of: " + joined(choices, ", "));
}

std::unexpected<Error> unknown_key(const std::string& where,
                                   const std::string& key,
                                   std::span<const Option> settings) {
    std::set<std::string> keys;
    for (const Option& setting : settings) keys.insert(key_name(setting.name));
    const std::string close = nearest(keys, key);
    return wrong(where, "unknown key " + key,
                 close.empty() ? "one of: " + joined(keys, ", ") : "did you mean " + close + "?");
}

}  // namespace

std::string environment_name(std::string_view setting) {
    return "BRANCHLINE_" + text::upper_ascii(key_name(setting));
}

std::string key_name(std::string_view setting) {
    std::string name(setting);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

Result<ConfigurationFile> read_configuration(const std::string& path,
                                             bool must_exist,
                                             std::span<const Option> settings) {
    TRY(const auto text, read_text(path));
    if (!text) {
        if (must_exist) return wrong(path, "there is no such file");
        return ConfigurationFile{};
    }
    TRY(const toml::table table, parse(*text, path));
    ConfigurationFile values;
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const std::string where = path + ":" + std::to_string(key.source().begin.line);
        const auto setting = std::find_if(settings.begin(), settings.end(), [&](const Option& row) {
            return key_name(row.name) == name;
        });
        if (setting == settings.end()) return unknown_key(where, name, settings);
        const std::optional<std::string> value = node.value_exact<std::string>();
        if (!value) return wrong(where, name + " must be a text in quotes");
        TRY_VOID(check_choice(*setting, *value, where));
        values[setting->name] = {*value, where};
    }
    return values;
}

Result<Configured> configured(const Option& setting,
                              const ConfigurationFile& file,
                              const Environment& environment) {
    const std::string name = environment_name(setting.name);
    const char* given = environment(name.c_str());
    if (given != nullptr && *given != '\0') {
        TRY_VOID(check_choice(setting, given, "environment " + name));
        return Configured{given, "environment " + name};
    }
    const auto found = file.find(setting.name);
    if (found != file.end()) return found->second;
    return Configured{setting.fallback,
                      setting.fallback.empty() ? std::string(kNotSet) : "default"};
}

}  // namespace branchline::cli

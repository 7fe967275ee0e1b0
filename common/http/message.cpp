#include "common/http/message.hpp"

#include <algorithm>
#include <iterator>

#include "common/base/assert.hpp"
#include "common/base/bytes.hpp"
#include "common/base/characters.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::http {

namespace {

constexpr std::string_view kWrites[] = {"POST", "PUT", "PATCH", "DELETE"};

bool is_unreserved(char c) {
    return is_capital(c) || is_small_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

Result<> add_parameter(Request& request, std::string_view pair) {
    if (pair.empty()) return {};
    const std::size_t equals = pair.find('=');
    const std::string_view raw = equals == pair.npos ? "" : pair.substr(equals + 1);
    TRY(std::string name, percent_decode(pair.substr(0, equals), true));
    TRY(std::string value, percent_decode(raw, true));
    request.query.emplace(std::move(name), std::move(value));
    return {};
}

constexpr std::pair<std::string_view, std::string_view> kSecurityFields[] = {
    {"X-Content-Type-Options",       "nosniff"                                   },
    {"Cache-Control",                "no-store"                                  },
    {"Content-Security-Policy",      "default-src 'none'; frame-ancestors 'none'"},
    {"X-Frame-Options",              "DENY"                                      },
    {"Referrer-Policy",              "no-referrer"                               },
    {"Cross-Origin-Resource-Policy", "same-origin"                               },
};
/// Set by the server alone, which knows how the body travels.
constexpr std::string_view kFraming[] = {"content-length", "transfer-encoding", "connection"};

bool is_token_character(char c) {
    return is_unreserved(c) || std::string_view("!#$%&'*+^`|").find(c) != std::string_view::npos;
}

bool is_safe_field(std::string_view name, std::string_view value) {
    const std::string key = text::lower_ascii(name);
    if (std::find(std::begin(kFraming), std::end(kFraming), key) != std::end(kFraming))
        return false;
    const bool is_token =
        !name.empty() && std::all_of(name.begin(), name.end(), is_token_character);
    return is_token && std::none_of(value.begin(), value.end(), [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
           });
}

bool is_port(std::string_view port) {
    if (port.empty() || port.size() > 5) return false;
    unsigned value = 0;
    for (const char c : port) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value <= 65535;
}

}  // namespace

std::string_view Headers::get(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (text::equal_ignoring_case(key, name)) return value;
    }
    return {};
}

std::size_t Headers::count(std::string_view name) const {
    const auto same = [name](const Field& field) {
        return text::equal_ignoring_case(field.first, name);
    };
    return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), same));
}

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [name](const Field& field) {
        return text::equal_ignoring_case(field.first, name);
    });
    add(std::string(name), std::move(value));
}

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    const auto found = query.lower_bound(name);
    if (found == query.end() || found->first != name) return std::nullopt;
    return found->second;
}

const std::string& Request::param(std::string_view name) const {
    const auto found = params.find(name);
    ASSERT(found != params.end());
    return found->second;
}

Response json_response(int status, const text::Json& body) {
    return text_response(status, "application/json", text::dump(body) + "\n");
}

Response text_response(int status, std::string_view content_type, std::string body) {
    Response response{status, {}, std::move(body)};
    response.headers.set("Content-Type", std::string(content_type));
    return response;
}

Result<> split_target(Request& request) {
    const std::string_view target = request.target;
    if (!target.starts_with('/')) {
        return fail(Code::invalid, "bad-target", "the request target must be a path");
    }
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question == target.npos) return {};
    std::string_view rest = target.substr(question + 1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        TRY_VOID(add_parameter(request, rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const Result<Bytes> byte = from_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1) {
            return fail(Code::invalid, "bad-target", "broken percent escape in the request target");
        }
        out += static_cast<char>(byte->front());
        i += 2;
    }
    if (out.find('\0') != out.npos || !text::is_utf8(out)) {
        return fail(Code::invalid, "bad-target", "the request target is not UTF-8 text");
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

bool is_write(std::string_view method) {
    return std::find(std::begin(kWrites), std::end(kWrites), method) != std::end(kWrites);
}

std::string media_type(std::string_view content_type) {
    return text::lower_ascii(text::trim(content_type.substr(0, content_type.find(';'))));
}

std::string response_head(const Response& response, bool keep_alive) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " \r\n";
    for (const auto& [name, value] : response.headers.all()) {
        if (!is_safe_field(name, value)) continue;
        head.append(name).append(": ").append(value).append("\r\n");
    }
    for (const auto& [name, value] : kSecurityFields) {
        if (response.headers.has(name)) continue;
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (response.more) {
        // Without keep-alive the end of the connection would do, but not tell a cut from an end.
        head += "Transfer-Encoding: chunked\r\n";
    } else if (response.status != 204 && response.status != 304) {
        head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    }
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

Result<HostPort> split_address(std::string_view address) {
    const std::size_t colon = address.rfind(':');
    std::string_view host = address.substr(0, colon);
    const std::string_view port = colon == address.npos ? "" : address.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool bare_colon = !bracketed && host.find(':') != host.npos;
    if (host.empty() || bare_colon || !is_port(port)) {
        return fail(Code::configuration, "bad-address",
                    "not an address with a port: \"" + std::string(address) + "\"",
                    "Write 127.0.0.1:8080 or [::1]:8080.");
    }
    return HostPort{std::string(host), std::string(port)};
}

}  // namespace branchline::http

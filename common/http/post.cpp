#include "common/http/post.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <sys/socket.h>

#include "common/text/text.hpp"

namespace branchline::http {

namespace {

constexpr std::size_t kKeptBytes = 4096;

struct EndCurl {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, EndCurl>;
using List = std::unique_ptr<curl_slist, EndCurl>;

void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    (void)list.release();
    list.reset(longer);
}

/// A body on its way in.
struct Kept {
    Response& response;
    std::optional<std::size_t> whole_max;
    bool too_large = false;
};

std::size_t keep_body(char* bytes, std::size_t size, std::size_t count, void* into) {
    Kept& kept = *static_cast<Kept*>(into);
    std::string& body = kept.response.body;
    const std::size_t most = kept.whole_max.value_or(kKeptBytes);
    const std::size_t room = most - std::min(body.size(), most);
    kept.too_large = kept.whole_max && size * count > room;
    if (kept.too_large) return 0;  // Ends the request.
    body.append(bytes, std::min(size * count, room));
    return size * count;
}

std::size_t keep_field(char* bytes, std::size_t size, std::size_t count, void* into) {
    const std::string_view line(bytes, size * count);
    const std::size_t colon = line.find(':');
    if (colon != line.npos) {
        static_cast<Response*>(into)->headers.add(std::string(line.substr(0, colon)),
                                                  std::string(text::trim(line.substr(colon + 1))));
    }
    return size * count;
}

int is_stopped(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto* stop = static_cast<const std::atomic<bool>*>(flag);
    return stop != nullptr && *stop ? 1 : 0;
}

bool is_six(const std::string& address) {
    return address.find(':') != std::string::npos;
}

std::string url_of(const PostTarget& target) {
    const std::string host = is_six(target.host) ? "[" + target.host + "]" : target.host;
    return (target.secure ? "https://" : "http://") + host + ":" + target.port + target.path;
}

/// The name means these addresses and no others.
List pinned(const PostTarget& target) {
    std::string line = target.host + ":" + target.port + ":";
    for (std::size_t i = 0; i < target.addresses.size(); ++i) {
        const std::string& address = target.addresses[i];
        line += (i > 0 ? "," : "") + (is_six(address) ? "[" + address + "]" : address);
    }
    List list;
    append(list, line);
    return list;
}

List lines_of(const Headers& headers) {
    List list;
    for (const auto& [name, value] : headers.all()) append(list, name + ": " + value);
    append(list, "Expect:");
    return list;
}

void set_options(CURL* curl, const PostTarget& target, Kept& kept) {
    curl_easy_setopt(curl, CURLOPT_URL, url_of(target).c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, target.secure ? "https" : "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(target.time_max.count()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &kept);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &kept.response);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_stopped);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, target.stop);
}

}  // namespace

Result<std::vector<std::string>> addresses_of(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) {
        return fail(Code::unavailable, "no-address", "the name " + host + " leads nowhere");
    }
    std::vector<std::string> out;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        const int read = getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(),
                                     nullptr, 0, NI_NUMERICHOST);
        if (read == 0) out.emplace_back(text.data());
    }
    freeaddrinfo(found);
    return out;
}

namespace {

/// Without a body it is a GET.
Result<Response> request(const PostTarget& target,
                         const Headers& headers,
                         const std::string* body) {
    static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
    const Handle curl(curl_easy_init());
    if (kStarted != CURLE_OK || curl == nullptr) {
        return fail(Code::io, "no-http-client", "libcurl does not start");
    }
    Response response{.status = 0, .headers = {}, .body = {}};
    Kept kept{response, target.whole_max};
    set_options(curl.get(), target, kept);
    const List addresses = pinned(target);
    const List fields = lines_of(headers);
    curl_easy_setopt(curl.get(), CURLOPT_RESOLVE, addresses.get());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, fields.get());
    if (body != nullptr) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->c_str());
    }
    const CURLcode done = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    if (done == CURLE_OK) return response;
    if (kept.too_large) {
        return fail(Code::too_large, "answer-too-large",
                    target.host + " answered with more than is taken");
    }
    return fail(Code::unavailable, "not-delivered",
                target.host + " was not reached: " + curl_easy_strerror(done));
}

}  // namespace

Result<Response> post(const PostTarget& target, const Headers& headers, const std::string& body) {
    return request(target, headers, &body);
}

Result<Response> get(const PostTarget& target, const Headers& headers) {
    return request(target, headers, nullptr);
}

}  // namespace branchline::http

// A server that speaks TLS, asked by a client that trusts the importer's authority alone.
#include "common/http/tls_files.hpp"

#include <fstream>

#include <curl/curl.h>

#include "common/tls/authority.hpp"
#include "common/tls/certificate.hpp"
#include "tests/common/http/loopback.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::http;
using test::Folder;

namespace {

const std::string kName = "b0101.example";

struct Got {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string body;
};

std::size_t append(char* data, std::size_t, std::size_t size, void* out) {
    static_cast<std::string*>(out)->append(data, size);
    return size;
}

/// Certificate and key on the disk, and a server that uses them.
class Site {
public:
    explicit Site(ServerLimits limits = {}, const std::vector<std::string>& names = {kName}) {
        write(names);
        server_ = std::make_unique<Server>(
            ServerOptions{.listen = "127.0.0.1:0", .tls = files(), .limits = limits},
            standard_routes().handler());
        started = server_->start();
    }

    TlsFiles files() const { return {folder / "certificate.pem", folder / "key.pem"}; }
    std::uint16_t port() const { return server_->port(); }

    /// A new key and certificate, in place of those before.
    void write(const std::vector<std::string>& names) const {
        const Instant now = SystemClock().now();
        const auto asked = *tls::make_request(names);
        put(files().key, asked.key);
        put(files().certificate, *tls::issue(authority, asked.request, now, 1));
    }
    static void put(const std::filesystem::path& path, const std::string& text) {
        const bool is_new = !std::filesystem::exists(path);
        const auto before =
            is_new ? std::filesystem::file_time_type() : std::filesystem::last_write_time(path);
        std::ofstream(path, std::ios::binary) << text;
        std::filesystem::permissions(
            path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        // Two writes within one tick of the disk's clock are still two.
        if (!is_new) std::filesystem::last_write_time(path, before + std::chrono::seconds(1));
    }

    Got ask(const std::string& target,
            const std::vector<std::string>& fields = {},
            const std::string* body = nullptr,
            const std::string& name = kName) const {
        Got out;
        CURL* curl = curl_easy_init();
        curl_slist* list = nullptr;
        for (const std::string& field : fields) list = curl_slist_append(list, field.c_str());
        const std::string where = name + ":" + std::to_string(port());
        curl_slist* found = curl_slist_append(nullptr, (where + ":127.0.0.1").c_str());
        curl_blob trusted{const_cast<char*>(authority.certificate.data()),
                          authority.certificate.size(), CURL_BLOB_COPY};
        curl_easy_setopt(curl, CURLOPT_URL, ("https://" + where + target).c_str());
        curl_easy_setopt(curl, CURLOPT_RESOLVE, found);
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        if (trusts) curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &trusted);
        if (old_tls) curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_MAX_TLSv1_1);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out.body);
        if (body != nullptr) {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        }
        out.code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.status);
        curl_slist_free_all(list);
        curl_slist_free_all(found);
        curl_easy_cleanup(curl);
        return out;
    }

    Folder folder;
    tls::Authority authority = *tls::make_authority("Synthetic Importer", SystemClock().now(), 10);
    Result<> started;
    bool trusts = true;
    bool old_tls = false;

private:
    std::unique_ptr<Server> server_;
};

}  // namespace

TEST_CASE("tls: whoever trusts the authority is answered", "[http]") {
    const Site site;
    const Got got = site.ask("/hello");
    CHECK(got.code == CURLE_OK);
    CHECK(got.status == 200);
    CHECK(got.body == "hello");
}

TEST_CASE("tls: whoever does not trust the authority goes away", "[http]") {
    Site site;
    site.trusts = false;
    CHECK(site.ask("/hello").code == CURLE_PEER_FAILED_VERIFICATION);
}

TEST_CASE("tls: a body and a stream arrive whole", "[http]") {
    const Site site;
    const std::string body(900'000, 'x');
    CHECK(site.ask("/echo", {"Content-Type: application/json"}, &body).body == body);
    CHECK(site.ask("/count/3").body == "go 3 2 1 ");
}

TEST_CASE("tls: a request in the clear gets no answer", "[http]") {
    const Site site;
    const Raw connection(site.port());
    connection.send("GET /hello HTTP/1.1\r\nHost: " + kName + "\r\n\r\n");
    CHECK_FALSE(mentions(connection.read_all(), "HTTP/1.1"));
    CHECK(site.ask("/hello").status == 200);
}

TEST_CASE("tls: a handshake that does not come is cut off", "[http]") {
    const Site site({.header_time_max = kSoon});
    CHECK(Raw(site.port()).read_all().empty());
}

TEST_CASE("tls: versions before 1.2 are refused", "[http]") {
    Site site;
    site.old_tls = true;
    CHECK(site.ask("/hello").code != CURLE_OK);
}

TEST_CASE("tls: the server goes by the names of its certificate and by no other", "[http]") {
    const Site site;
    const std::string port = ":" + std::to_string(site.port());
    CHECK(site.ask("/hello", {"Host: " + kName + port}).status == 200);
    CHECK(site.ask("/hello", {"Host: " + kName}).status == 421);
    CHECK(site.ask("/hello", {"Host: evil.example" + port}).status == 421);
}

TEST_CASE("tls: a page of the same name over plain http is another origin", "[http]") {
    const Site site;
    const std::string own = kName + ":" + std::to_string(site.port());
    CHECK(site.ask("/hello", {"Origin: https://" + own}).status == 200);
    CHECK(site.ask("/hello", {"Origin: http://" + own}).status == 403);
}

TEST_CASE("tls: a renewed certificate serves the next connection", "[http]") {
    const Site site;
    CHECK(site.ask("/hello").status == 200);
    site.write({"renewed.example"});
    CHECK(site.ask("/hello", {}, nullptr, "renewed.example").status == 200);
    CHECK(site.ask("/hello").code == CURLE_PEER_FAILED_VERIFICATION);
}

TEST_CASE("tls: a certificate that is no good leaves the old one in use", "[http]") {
    const Site site;
    Site::put(site.files().certificate, "half a certif");
    CHECK(site.ask("/hello").status == 200);
    std::filesystem::remove(site.files().key);
    CHECK(site.ask("/hello").status == 200);
}

TEST_CASE("tls: a server does not start without files that go together", "[http]") {
    const Site site;
    const auto start = [&] {
        Server server({.listen = "127.0.0.1:0", .tls = site.files()}, standard_routes().handler());
        return server.start();
    };
    REQUIRE(start());
    std::filesystem::permissions(site.files().key, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    CHECK(start().error().id == "tls-files");
    Site::put(site.files().key, tls::make_request(std::vector{kName})->key);
    CHECK(start().error().id == "key-mismatch");
    std::filesystem::remove(site.files().key);
    CHECK(start().error().id == "tls-files");
}

TEST_CASE("tls: an address that other machines reach is refused in the clear alone", "[http]") {
    const Site site;
    Server plain({.listen = "0.0.0.0:0"}, standard_routes().handler());
    CHECK(plain.start().error().id == "address-not-loopback");
    Server secret({.listen = "0.0.0.0:0", .tls = site.files()}, standard_routes().handler());
    CHECK(secret.start());
}

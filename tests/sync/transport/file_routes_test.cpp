// Files over HTTP: who brings one in, who reads it, and what is refused.
#include "sync/transport/file_routes.hpp"

#include <fmt/format.h>

#include "tests/support/folder.hpp"
#include "tests/sync/transport/served_node.hpp"

using namespace branchline;
using namespace branchline::test;
using text::Json;

namespace {

const std::string kPicture = "\x89PNG\r\n\x1a\n" + std::string(700'000, 'x');

RowId person(std::uint8_t number) {
    return RowId::from(Bytes(16, number));
}

struct Files : ServedNode {
    Files() {
        sync::add_file_routes(router, domain::registry(), driver, uploads, clock);
        driver.start();
    }
    ~Files() { driver.stop(); }

    http::Response begin(std::int64_t size, CallerPtr caller = api::operator_caller()) {
        Json body = Json::object();
        body["data"]["size"] = size;
        return call("POST", "/api/v1/files", std::move(caller), body.dump());
    }
    http::Response piece(const std::string& id,
                         std::size_t from,
                         const std::string& bytes,
                         CallerPtr caller = api::operator_caller()) {
        return call("PUT", fmt::format("/api/v1/files/{}/bytes/{}", id, from), std::move(caller),
                    bytes, "application/octet-stream");
    }
    /// The last answer.
    http::Response send(const std::string& file) {
        const std::string id = json(begin(static_cast<std::int64_t>(file.size())))["id"];
        http::Response last;
        for (std::size_t from = 0; from < file.size(); from += sync::kPieceBytesMax) {
            last = piece(id, from, file.substr(from, sync::kPieceBytesMax));
        }
        return last;
    }
    /// A record that names the file, as the branch's own operator writes it.
    RowId name(const std::string& hash) {
        std::promise<Result<engine::Committed>> written;
        driver.run(
            true,
            [&](engine::Store& store) {
                const std::map<std::string, schema::Value> values{
                    {"branch", std::string("B0101")},
                    {"claim", Bytes(16, 1)},
                    {"kind", std::string("photo")},
                    {"file", *from_hex(hash)}
                };
                const auto edit = edit_of(kStream, new_row("warranty.attachment", values));
                written.set_value(store.commit(edit));
                return http::Response{};
            },
            [](const http::Response&) {});
        const auto committed = written.get_future().get();
        REQUIRE(committed);
        return committed->rows.front();
    }
    std::string address(const RowId& row) {
        return fmt::format("/api/v1/attachments/{}/files/file", to_hex(row));
    }

    Folder folder{"files"};
    SeededRandom random{7};
    sync::FileUploads uploads{folder / "uploads", random};
};

std::string code_of(Files& files, const http::Response& response) {
    return files.json(response)["code"];
}

}  // namespace

TEST_CASE_METHOD(Files, "file routes: a file comes in pieces and is read as it was", "[sync]") {
    const auto kept = send(kPicture);
    CHECK(kept.status == 201);
    const Json body = json(kept);
    CHECK(body["hash"] == to_hex(sync::blob_hash(as_bytes(kPicture))));
    CHECK(body["media_type"] == "image/png");
    const auto shown = call("GET", address(name(body["hash"])));
    CHECK(shown.status == 200);
    CHECK(shown.body == kPicture);
    CHECK(shown.headers.get("Content-Type") == "image/png");
}

TEST_CASE_METHOD(Files, "file routes: what is shown runs nothing and has a plain name", "[sync]") {
    const std::string hash = json(send("P0087 rail pressure"))["hash"];
    const RowId row = name(hash);
    const auto shown = call("GET", address(row));
    CHECK(shown.headers.get("Content-Security-Policy") == "default-src 'none'; sandbox");
    CHECK(shown.headers.get("Content-Disposition") ==
          fmt::format("attachment; filename=\"file-{}.txt\"", to_hex(row)));
}

TEST_CASE_METHOD(Files, "file routes: who may not read the record gets no file of it", "[sync]") {
    const RowId row = name(json(send(kPicture))["hash"]);
    CHECK(call("GET", address(row), somebody()).status == 403);
}

TEST_CASE_METHOD(Files,
                 "file routes: what names no file, and what there is not, is not found",
                 "[sync]") {
    const RowId row = name(json(send(kPicture))["hash"]);
    CHECK(call("GET", address(RowId::from(Bytes(16, 9)))).status == 404);
    CHECK(call("GET", fmt::format("/api/v1/attachments/{}/files/kind", to_hex(row))).status == 404);
    CHECK(call("GET", fmt::format("/api/v1/attachments/{}/files/nothing", to_hex(row))).status ==
          404);
    CHECK(call("GET", "/api/v1/attachments/xyz/files/file").status == 400);
    CHECK(call("GET", "/api/v1/parts/" + to_hex(row) + "/files/part").status == 404);
}

TEST_CASE_METHOD(Files, "file routes: an upload belongs to who has begun it", "[sync]") {
    const std::string id = json(begin(4, somebody(person(1))))["id"];
    CHECK(piece(id, 0, "abcd", somebody(person(2))).status == 404);
    CHECK(piece(id, 0, "abcd").status == 404);
    CHECK(piece(id, 0, "abcd", somebody(person(1))).status == 201);
    // It is done: the same piece finds nothing any more.
    CHECK(piece(id, 0, "abcd", somebody(person(1))).status == 404);
}

TEST_CASE_METHOD(Files, "file routes: a page with a script is no evidence", "[sync]") {
    const auto refused = send("<html><script>alert(1)</script></html>");
    CHECK(refused.status == 415);
    CHECK(code_of(*this, refused) == "file-type-refused");
}

TEST_CASE_METHOD(Files,
                 "file routes: sizes and places are checked before anything is kept",
                 "[sync]") {
    CHECK(begin(0).status == 400);
    CHECK(begin(17'000'000).status == 413);
    CHECK(call("POST", "/api/v1/files", api::operator_caller(), "{}").status == 400);
    CHECK(
        call("POST", "/api/v1/files", api::operator_caller(), R"({"data":{"size":"x"}})").status ==
        400);
    const std::string id = json(begin(10))["id"];
    CHECK(piece(id, 5, "abcde").status == 409);
    CHECK(piece(id, 0, "abcdefghijk").status == 413);
    CHECK(call("PUT", "/api/v1/files/" + id + "/bytes/first", api::operator_caller(), "x",
               "application/octet-stream")
              .status == 400);
    CHECK(call("PUT", "/api/v1/files/" + id + "/bytes/0", api::operator_caller(), "{}").status ==
          415);
}

TEST_CASE_METHOD(Files,
                 "file routes: a file that has not come yet is worth another try",
                 "[sync]") {
    // The record comes from another branch; the file comes behind it.
    std::promise<void> written;
    RowId row = name(json(send(kPicture))["hash"]);
    driver.run_on_replica(
        true,
        [&](sync::Replica& replica) {
            auto& database = replica.state().database;
            CHECK(database.execute("UPDATE blob SET have = 0"));
            return http::Response{};
        },
        [&](const http::Response&) { written.set_value(); });
    written.get_future().get();
    const auto missing = call("GET", address(row));
    CHECK(missing.status == 404);
    CHECK(missing.headers.get("Retry-After") == "5");
    CHECK(code_of(*this, missing) == "file-on-its-way");
}

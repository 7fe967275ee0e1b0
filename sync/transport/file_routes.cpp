#include "sync/transport/file_routes.hpp"

#include <charconv>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/schema/blob.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"
#include "sync/transport/file_type.hpp"

namespace branchline::sync {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using schema::Entity;
using text::Json;
using Upload = FileUploads::Upload;

std::optional<RowId> actor_of(const Request& request) {
    return api::caller_of(request)->person->user;
}

// In.

api::Answered<std::int64_t> read_size(const Request& request) {
    TRY_VOID(api::only_parameters(request, {}));
    TRY(const Json body, api::read_body(request, {"data"}));
    const auto data = body.find("data");
    const bool fine = data != body.end() && data->is_object() && data->size() == 1;
    const auto size = fine ? text::integer_of(*data, "size") : Result<std::int64_t>(0);
    if (!fine || !size) {
        return api::bad_request("invalid-request", "the size of the file is needed",
                                "Send {\"data\": {\"size\": 12345}}.");
    }
    return *size;
}

api::Answered<std::int64_t> read_offset(const Request& request) {
    TRY_VOID(api::only_parameters(request, {}));
    const std::string& text = request.param("offset");
    std::int64_t offset = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, offset);
    if (read.ec == std::errc() && read.ptr == end && offset >= 0) return offset;
    return api::bad_request("invalid-request", "the place of a piece is a number from 0 on");
}

Json upload_json(const Upload& upload) {
    Json out = Json::object();
    out["id"] = upload.id;
    out["size"] = upload.file.size();
    out["received"] = upload.file.received();
    out["piece_bytes_max"] = kPieceBytesMax;
    return out;
}

Result<Bytes> bytes_of(const Upload& upload) {
    std::ifstream in(upload.file.path(), std::ios::binary);
    Bytes out{std::istreambuf_iterator<char>(in), {}};
    if (in && static_cast<std::int64_t>(out.size()) == upload.file.size()) return out;
    return fail(Code::io, "disk-failed", "the file that was sent cannot be read back",
                "look at the disk of the daemon, then send it again");
}

/// The last piece has come: the file is kept under its hash.
Result<Response> keep(Replica& replica, const Upload& upload, Instant now) {
    TRY(const Bytes bytes, bytes_of(upload));
    const auto type = file_type_of(bytes);
    if (!type) {
        return http::problem(415, "file-type-refused", "this kind of file is not kept",
                             "Send a picture (JPEG, PNG, WebP), a PDF or plain text.");
    }
    TRY(const Hash hash, replica.state().blobs.put(bytes, now));
    Json out = upload_json(upload);
    out["hash"] = to_hex(hash);
    out["media_type"] = std::string(type->media_type);
    return http::json_response(201, out);
}

// Out.

constexpr std::string_view kAgainAfter = "5";  // Seconds.

struct Wanted {
    const Entity* entity = nullptr;
    const schema::Field* field = nullptr;
    RowId id;
};

api::Answered<Wanted> read_wanted(const Entity& entity, const Request& request) {
    TRY_VOID(api::only_parameters(request, {}));
    Wanted out{.entity = &entity};
    TRY(out.id, api::read_row_id(request.param("id")));
    out.field = entity.field(request.param("field"));
    if (out.field == nullptr || !schema::names_blob(*out.field)) {
        return std::unexpected(http::problem(404, "not-found", "there is no such file"));
    }
    return out;
}

Response file_response(const Wanted& wanted, const Bytes& bytes) {
    // What has come from another program may be of any kind.
    const FileType type = file_type_of(bytes).value_or(FileType{"application/octet-stream", "bin"});
    Response out = http::text_response(200, type.media_type, std::string(as_text(bytes)));
    out.headers.set("Content-Disposition",
                    fmt::format("{}; filename=\"{}-{}.{}\"", type.picture ? "inline" : "attachment",
                                wanted.field->name, to_hex(wanted.id), type.ending));
    out.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    // A field that names a file may name another one later; the file itself never changes.
    out.headers.set("Cache-Control", "private, no-cache");
    return out;
}

/// The record is read as its reader may read it; the file is that of the field alone.
Response show(Replica& replica, engine::Store& store, const Wanted& wanted) {
    const auto record = store.find(*wanted.entity, wanted.id);
    if (!record) return http::problem(record.error());
    const auto& value = record->values[wanted.entity->index_of(wanted.field->id)];
    const auto* hash = std::get_if<Bytes>(&value);
    if (hash == nullptr || hash->size() != Hash::kSize) {
        return http::problem(404, "not-found", "this record names no file");
    }
    const auto bytes = replica.state().blobs.read(Hash::from(*hash));
    if (!bytes) return http::problem(bytes.error());
    if (!*bytes) {
        Response later = http::problem(404, "file-on-its-way", "the file has not arrived here yet",
                                       "It comes by itself when the line is up.");
        later.headers.set("Retry-After", std::string(kAgainAfter));
        return later;
    }
    return file_response(wanted, **bytes);
}

class Routes {
public:
    Routes(http::Router& router, Driver& driver, FileUploads& uploads, const Clock& clock)
        : router_(router), driver_(driver), uploads_(uploads), clock_(clock) {}

    void add_in() {
        router_.add("POST", "/api/v1/files", begin(),
                    {.summary = "Begin to send a file that a record will name",
                     .permit = std::string(api::kSignedIn)});
        router_.add("PUT", "/api/v1/files/{id}/bytes/{offset}", piece(),
                    {.accepts = "application/octet-stream",
                     .summary = "Send the next piece of a file; the last one answers its hash",
                     .permit = std::string(api::kSignedIn)});
    }

    void add_out(const Entity& entity, const std::string& permit) {
        const auto run = [&driver = driver_, &entity](const Request& request, Answer answer) {
            const auto wanted = read_wanted(entity, request);
            if (!wanted) return answer(wanted.error());
            driver.run_on_replica(
                false,
                [request, wanted = *wanted](Replica& replica) {
                    const auto work = [&](engine::Store& store) {
                        return show(replica, store, wanted);
                    };
                    return api::as_caller(request, work)(replica);
                },
                std::move(answer));
        };
        router_.add("GET", fmt::format("/api/v1/{}/{{id}}/files/{{field}}", entity.collection), run,
                    {.produces = "application/octet-stream",
                     .summary = fmt::format("A file that one of {} names", entity.collection),
                     .permit = permit});
    }

private:
    http::Handler begin() {
        return [&driver = driver_, &uploads = uploads_](const Request& request, Answer answer) {
            const auto size = read_size(request);
            if (!size) return answer(size.error());
            driver.run_on_replica(
                false,
                [&uploads, actor = actor_of(request), size = *size](Replica&) {
                    const auto upload = uploads.open(actor, size);
                    if (!upload) return http::problem(upload.error());
                    return http::json_response(201, upload_json(**upload));
                },
                std::move(answer));
        };
    }

    http::Handler piece() {
        return [&driver = driver_, &uploads = uploads_, &clock = clock_](const Request& request,
                                                                         Answer answer) {
            const auto offset = read_offset(request);
            if (!offset) return answer(offset.error());
            driver.run_on_replica(
                true,
                [&uploads, &clock, request, offset = *offset](Replica& replica) {
                    const auto done = take_piece(replica, uploads, clock, request, offset);
                    return done ? *done : http::problem(done.error());
                },
                std::move(answer));
        };
    }

    static Result<Response> take_piece(Replica& replica,
                                       FileUploads& uploads,
                                       const Clock& clock,
                                       const Request& request,
                                       std::int64_t offset) {
        TRY(const auto upload, uploads.find(request.param("id"), actor_of(request)));
        TRY_VOID(upload->file.add(offset, request.body));
        if (!upload->file.complete()) return http::json_response(200, upload_json(*upload));
        auto kept = keep(replica, *upload, clock.now());
        uploads.close(upload->id);
        return kept;
    }

    http::Router& router_;
    Driver& driver_;
    FileUploads& uploads_;
    const Clock& clock_;
};

}  // namespace

void add_file_routes(http::Router& router,
                     const schema::Registry& registry,
                     Driver& driver,
                     FileUploads& uploads,
                     const Clock& clock) {
    Routes routes(router, driver, uploads, clock);
    bool any = false;
    for (const Entity* entity : registry.entities()) {
        if (!schema::names_blobs(*entity)) continue;
        routes.add_out(*entity, fmt::format("{}:{}", entity->name, schema::kReadVerb));
        any = true;
    }
    if (any) routes.add_in();
}

}  // namespace branchline::sync

// A request and a response as plain values. Nothing here knows how they travel.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::http {

/// Header fields in the order they came; names compare without case.
class Headers {
public:
    using Field = std::pair<std::string, std::string>;

    /// Empty when the field is absent; the first one when it came more than once.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const { return count(name) > 0; }
    std::size_t count(std::string_view name) const;
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    void add(std::string name, std::string value);
    const std::vector<Field>& all() const { return fields_; }

private:
    std::vector<Field> fields_;
};

enum class Peer {
    tcp,           ///< Anybody who reaches the port, a browser among them.
    admin_socket,  ///< The owner of the data directory, by file mode.
};

/// Who asks, as whatever stands in front of the handlers has found out; it knows more.
struct Caller {
    virtual ~Caller() = default;
};

struct Request {
    std::string method = "GET";
    std::string target = "/";  ///< As sent: path, and query after '?'.
    std::string path;          ///< As sent, still percent-encoded.
    std::multimap<std::string, std::string, std::less<>> query;  ///< Decoded.
    std::map<std::string, std::string, std::less<>> params;      ///< From the pattern, decoded.
    Headers headers;
    std::string body;
    Peer peer = Peer::tcp;
    std::string address;                   ///< Of a TCP peer, without its port.
    std::shared_ptr<const Caller> caller;  ///< Null until a guard of the router has set it.

    /// The first value of a query parameter; nothing when it is absent.
    std::optional<std::string> query_value(std::string_view name) const;
    /// A segment the route's pattern names. Asking for one it does not name is a bug.
    const std::string& param(std::string_view name) const;
};

struct Response;

/// Must be called exactly once, from any thread; later calls do nothing.
using Answer = std::function<void(Response)>;
/// Makes the next piece of a body: a Response of status 200 whose body is the piece, empty at the
/// end. Any other status breaks the connection off, so that the reader knows that something is
/// missing. Runs on the server's thread, and only after the piece before was sent: a slow reader
/// slows its source, and nothing piles up.
using Source = std::function<void(Answer)>;

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    /// What follows the body, piece by piece; empty: nothing.
    Source more = {};
    /// Sent now and then while `more` has nothing. Empty: a source that is silent for too long
    /// breaks the connection off.
    std::string heartbeat = {};
};

/// Runs on the server's thread and must not block: hand long work to another thread.
using Handler = std::function<void(Request, Answer)>;

Response json_response(int status, const text::Json& body);
Response text_response(int status, std::string_view content_type, std::string body);

/// Fills path and query from the target. Refuses what is not a path on this server.
Result<> split_target(Request& request);
/// %41 becomes A; refuses broken escapes, zero bytes and text that is not UTF-8.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
std::string percent_encode(std::string_view text);

/// True for methods that may change something.
bool is_write(std::string_view method);
/// "application/json; charset=utf-8" is the media type "application/json", in lower case.
std::string media_type(std::string_view content_type);

/// Status line and fields as they are sent. Fields that would break the framing are left out, so a
/// value from outside cannot end a line. The security fields of every answer are added unless the
/// handler has set them itself.
std::string response_head(const Response& response, bool keep_alive);

struct HostPort {
    std::string host;  ///< Without the brackets of an IPv6 address.
    std::string port;
};
/// Reads "127.0.0.1:8080", "[::1]:8080", "localhost:0".
Result<HostPort> split_address(std::string_view address);

}  // namespace branchline::http

// Which function answers which request, as a table that can be listed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/http/message.hpp"

namespace branchline::http {

/// A row that programs shall leave (RFC 9745), and the day from which it may be gone (RFC 8594).
struct Deprecation {
    Instant since;
    std::optional<Instant> sunset = {};
    std::string instead = {};  ///< Path of what takes its place; empty: nothing does.
};

struct RouteOptions {
    std::string accepts = "application/json";   ///< Media type that a write must declare.
    std::string produces = "application/json";  ///< Media type of what a read answers.
    std::string summary = {};                   ///< One line for lists and documents.
    std::string format = {};  ///< A read with ?format= and this word wants this row.
    std::string permit = {};  ///< What a caller must be permitted; a guard reads it.
    std::optional<Deprecation> deprecated = {};  ///< Told with each of its answers.
    bool starts_job = false;                     ///< Answers 202 with the job that does the work.
};

struct Route {
    std::string method;
    std::string pattern;
    RouteOptions options;
    Handler handler;
};

/// Sees a request on its way: gets its row, or null where there is none, and the answer to call;
/// gives back the answer that the row calls.
using Watch = std::function<Answer(const Route* row, Answer answer)>;

/// Stands between the router and a row: gives `next` the request, with its caller, or answers
/// itself. May do either later and on another thread.
using Guard = std::function<void(const Route& row, Request request, Answer answer, Handler next)>;

/// Patterns are paths whose segments are literal ("notes"), a parameter ("{id}"), a parameter with
/// a command ("{id}:close") or a file type ("{id}.pdf") or, last, everything that is left
/// ("{path...}"). Where several rows match, literal segments win over commands, commands over
/// parameters, and the rest comes last. A parameter never matches a colon as sent; an encoded one
/// (%3A) is part of the value. Rows of one method and pattern may differ in their media type: a
/// write goes to the row of its Content-Type, a read to the first row that its Accept field names,
/// else to the row added first. Where rows have a format, ?format= wins over Accept; the handler
/// does not see it.
class Router {
public:
    /// A pattern that is not well formed, or a second row for the same requests, is a bug.
    void add(std::string_view method,
             std::string_view pattern,
             Handler handler,
             RouteOptions options = {});

    std::span<const Route> routes() const { return routes_; }

    /// Dispatches to the rows added so far; the router itself need not live on. HEAD is answered
    /// by the row for GET. Unknown paths answer 404, unknown methods 405 with Allow, writes of
    /// a media type without a row 415, a format without a row 400.
    Handler handler(Watch watch = {}, Guard guard = {}) const;

private:
    std::vector<Route> routes_;
};

}  // namespace branchline::http

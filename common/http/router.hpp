// Which function answers which request, as a table that can be listed.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"

namespace branchline::http {

struct RouteOptions {
    std::string accepts = "application/json";  ///< Media type that a write must declare.
    std::string summary = {};                  ///< One line for lists and documents.
};

struct Route {
    std::string method;
    std::string pattern;
    RouteOptions options;
    Handler handler;
};

/// Patterns are paths whose segments are literal ("notes"), a parameter ("{id}"), a parameter with
/// a command ("{id}:close") or, last, everything that is left ("{path...}"). Where several rows
/// match, literal segments win over commands, commands over parameters, and the rest comes last.
/// A parameter never matches a colon as sent; an encoded one (%3A) is part of the value.
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
    /// another media type 415.
    Handler handler() const;

private:
    std::vector<Route> routes_;
};

}  // namespace branchline::http

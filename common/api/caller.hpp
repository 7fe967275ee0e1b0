// Who asks, as the front door found out, and the store as that person may use it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/time.hpp"
#include "common/engine/store.hpp"
#include "common/http/message.hpp"
#include "common/identity/person.hpp"

namespace branchline::api {

// What a row of the router asks of its caller beside words as "notes.note:read". A row that asks
// nothing is for the operator of the machine alone.
inline constexpr std::string_view kPublic = "public";       ///< Anybody.
inline constexpr std::string_view kSignedIn = "signed-in";  ///< Anybody who is known.

/// What is told about the daemon, and questions; the records they read are judged one by one.
inline constexpr std::string_view kSystemRead = "system:read";

struct ApiCaller final : http::Caller {
    std::shared_ptr<const identity::Person> person;
    std::string way;      ///< password, pin, token or operator.
    std::string session;  ///< Public id; empty: not by a session.
    std::optional<Instant> since;
};

/// Where nobody stands in front of the router, as in tests of the rows alone, everybody is the
/// operator.
std::shared_ptr<const ApiCaller> caller_of(const http::Request& request);
std::shared_ptr<const ApiCaller> operator_caller();

using StoreWork = std::function<http::Response(engine::Store&)>;
/// The same work, over what the caller of the request may read and write. Every row that reaches
/// the store passes its work through here.
StoreWork as_caller(const http::Request& request, StoreWork work);
StoreWork as_caller(const std::shared_ptr<const ApiCaller>& caller, StoreWork work);

}  // namespace branchline::api

// The pages between the OpenID provider and the portal: one that goes on, one that says why not.
// The browser comes from another site, so neither can be a page of the portal that asks for
// records.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace branchline::api {

/// How an answer is read: what the request said about it.
struct Reader {
    bool page = false;  ///< A browser; else a program, which gets problem documents.
    bool german = false;
};
Reader reader_of(const http::Request& request);

/// Goes on to a path of our own, without a script. The browser then comes from our own page and
/// sends the session's cookie, which SameSite=Strict keeps back where another site redirects it.
http::Response go_on_page(const Reader& reader, std::string_view path);

/// Codes, permanent: oidc-off, oidc-expired, oidc-cancelled, oidc-silent, oidc-refused,
/// oidc-not-linked, oidc-no-role, oidc-locked. `known_as` is shown: what the provider calls the
/// person.
http::Response sign_in_refusal(const Reader& reader,
                               std::string_view code,
                               std::string_view known_as = {});

}  // namespace branchline::api

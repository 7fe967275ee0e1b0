// A page that the daemon writes itself: without a script, with one style that its policy names.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace branchline::api {

struct Page {
    std::string_view language = "en";
    std::string title;
    std::string head = {};  ///< HTML.
    std::string body;       ///< HTML.
};
http::Response page_response(int status, const Page& page);

/// Text as HTML.
std::string escaped(std::string_view text);

}  // namespace branchline::api

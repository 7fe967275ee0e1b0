#include "common/api/sign_in_page.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "common/api/page.hpp"
#include "common/base/assert.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

namespace {

using http::Response;

/// German as HTML: sources are ASCII.
struct Wording {
    std::string_view text;
    std::string_view remedy;
};

struct Refusal {
    std::string_view code;
    int status;
    Wording english;
    Wording german;
};

constexpr Refusal kRefusals[] = {
    {"oidc-off",
     404, {"This daemon does not sign people in by way of another provider.",
      "Sign in with login and password."},
     {"Hier meldet sich niemand &uuml;ber einen anderen Anbieter an.",
      "Melden Sie sich mit Anmeldename und Passwort an."}                                },
    {"oidc-expired",
     400, {"This sign-in was begun in another browser, is over, or took more than ten minutes.",
      "Begin again."},
     {"Diese Anmeldung wurde in einem anderen Browser begonnen, ist schon vorbei oder dauerte "
      "l&auml;nger als zehn Minuten.",
      "Beginnen Sie von vorn."}                                                          },
    {"oidc-cancelled",
     403, {"The provider did not sign you in.", "Begin again, or sign in with login and password."},
     {"Der Anbieter hat Sie nicht angemeldet.",
      "Beginnen Sie von vorn, oder melden Sie sich mit Anmeldename und Passwort an."}    },
    {"oidc-silent",
     503, {"The provider does not answer as it should.",
      "Try again in a moment, or sign in with login and password."},
     {"Der Anbieter antwortet nicht, wie er soll.",
      "Versuchen Sie es gleich noch einmal, oder melden Sie sich mit Anmeldename und Passwort "
      "an."}                                                                             },
    {"oidc-refused",
     403, {"What the provider says about you cannot be trusted.",
      "Begin again. If it happens again, tell the operator of the hub: the log says why."},
     {"Was der Anbieter &uuml;ber Sie sagt, ist nicht vertrauensw&uuml;rdig.",
      "Beginnen Sie von vorn. Geschieht es wieder, sagen Sie es dem Betreiber des Hubs: das "
      "Protokoll nennt den Grund."}                                                      },
    {"oidc-not-linked",
     403, {"The provider knows you, but no account here is linked with you.",
      "Ask a network manager of the importer to link your account with the text below."},
     {"Der Anbieter kennt Sie, aber hier ist kein Konto mit Ihnen verkn&uuml;pft.",
      "Bitten Sie einen Netzverantwortlichen des Importeurs, Ihr Konto mit dem Text unten zu "
      "verkn&uuml;pfen."}                                                                },
    {"oidc-no-role",
     403, {"Your account has no role.", "Ask a network manager of the importer for one."},
     {"Ihr Konto hat keine Rolle.",
      "Bitten Sie einen Netzverantwortlichen des Importeurs um eine."}                   },
    {"oidc-locked",
     403, {"Your account is disabled.", "Ask a network manager of the importer."},
     {"Ihr Konto ist gesperrt.", "Fragen Sie einen Netzverantwortlichen des Importeurs."}},
};

const Refusal& refusal_of(std::string_view code) {
    const auto* found = std::find_if(std::begin(kRefusals), std::end(kRefusals),
                                     [&](const Refusal& row) { return row.code == code; });
    ASSERT(found != std::end(kRefusals));
    return *found;
}

std::string_view language_of(const Reader& reader) {
    return reader.german ? "de" : "en";
}

}  // namespace

Reader reader_of(const http::Request& request) {
    Reader out;
    out.page = request.headers.get("Accept").find("text/html") != std::string_view::npos;
    const std::string_view languages = text::trim(request.headers.get("Accept-Language"));
    out.german = text::equal_ignoring_case(languages.substr(0, 2), "de");
    return out;
}

http::Response go_on_page(const Reader& reader, std::string_view path) {
    const std::string safe = escaped(path);
    return page_response(
        200, {.language = language_of(reader),
              .title = reader.german ? "Angemeldet" : "Signed in",
              .head = fmt::format("<meta http-equiv=\"refresh\" content=\"0; url={}\">", safe),
              .body = fmt::format("<p><a href=\"{}\">{}</a></p>", safe,
                                  reader.german ? "Weiter" : "Go on")});
}

http::Response sign_in_refusal(const Reader& reader,
                               std::string_view code,
                               std::string_view known_as) {
    const Refusal& refusal = refusal_of(code);
    if (!reader.page) {
        text::Json extra = text::Json::object();
        if (!known_as.empty()) extra["known_as"] = known_as;
        return http::problem(refusal.status, code, refusal.english.text, refusal.english.remedy,
                             &extra);
    }
    const Wording& words = reader.german ? refusal.german : refusal.english;
    std::string body = fmt::format("<p>{}</p><p>{}</p>", words.text, words.remedy);
    if (!known_as.empty()) body += fmt::format("<p><code>{}</code></p>", escaped(known_as));
    body += fmt::format("<p><a href=\"/\">{}</a></p>",
                        reader.german ? "Zur Anmeldung" : "To the sign-in");
    return page_response(refusal.status,
                         {.language = language_of(reader),
                          .title = reader.german ? "Nicht angemeldet" : "Not signed in",
                          .head = {},
                          .body = std::move(body)});
}

}  // namespace branchline::api

// Every endpoint of a running hub and node with input that is wrong: the status, and the code that
// programs read. Nothing is written by any of it.
#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

struct Row {
    const char* method;
    const char* target;  ///< Behind /api/v1 unless it begins with "!". {note} is a record's id.
    const char* field;  ///< "Name: value" or empty; writes get the JSON content type by themselves.
    const char* body;   ///< {big} is more than a server takes.
    int status;
    const char* code;
};

#define NO_ID "00000000000000000000000000000000"

// What both answer in the same way.
constexpr Row kBothRows[] = {
    {"GET",     "!/nothing",                                  "",                                                "",                                                             404, "no-such-path"      },
    {"GET",     "!/livez/x",                                  "",                                                "",                                                             404, "no-such-path"      },
    {"POST",    "!/livez",                                    "",                                                "{}",                                                           405, "no-such-method"    },
    {"DELETE",  "!/readyz",                                   "",                                                "",                                                             405, "no-such-method"    },
    {"GET",     "",                                           "",                                                "",                                                             404, "no-such-path"      },
    {"GET",     "/nots",                                      "",                                                "",                                                             404, "no-such-path"      },
    {"GET",     "/notes/" NO_ID "/text",                      "",                                                "",                                                             404, "no-such-path"      },
    {"GET",     "/notes/%zz",                                 "",                                                "",                                                             400, "bad-target"        },
    {"GET",     "!nopath",                                    "",                                                "",                                                             400, "malformed-request" },
    {"PUT",     "/status",                                    "",                                                "{}",                                                           405, "no-such-method"    },
    {"POST",    "/digest",                                    "",                                                "{}",                                                           405, "no-such-method"    },
    {"BREW",    "/notes",                                     "",                                                "{}",                                                           405, "no-such-method"    },
    {"DELETE",  "/notes/{note}",                              "",                                                "",                                                             405, "no-such-method"    },
    {"PUT",     "/notes/{note}",                              "",                                                "{}",                                                           405, "no-such-method"    },
    {"OPTIONS", "/notes",                                     "",                                                "",                                                             405, "no-such-method"    },
    // In front of every endpoint.
    {"GET",     "/status",                                    "Host: evil.example",                              "",                                                             421, "wrong-host"        },
    {"GET",     "/status",                                    "Host: 127.0.0.1",                                 "",                                                             421, "wrong-host"        },
    {"POST",    "/notes",                                     "Host: evil.example:80",                           "{}",                                                           421, "wrong-host"        },
    {"GET",     "/status",                                    "Origin: http://evil.example",                     "",                                                             403, "wrong-origin"      },
    {"POST",    "/notes",                                     "Origin: null",                                    "{}",                                                           403, "wrong-origin"      },
    {"POST",    "/notes",                                     "Content-Type: text/plain",                        "{}",                                                           415, "wrong-content-type"},
    {"POST",    "/notes",                                     "Content-Type: application/x-www-form-urlencoded", "a=b",                                                          415,
     "wrong-content-type"                                                                                                                                                                                 },
    {"PATCH",   "/notes/{note}",                              "Content-Type: text/json",                         "{}",                                                           415, "wrong-content-type"},
    {"POST",    "/notes",                                     "",                                                "{big}",                                                        413, "body-too-large"    },
    // Lists.
    {"GET",     "/notes?limit=0",                             "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?limit=501",                           "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?limit=ten",                           "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?limit=1&limit=2",                     "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?sort=title",                          "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?after=zz",                            "",                                                "",                                                             400, "invalid-cursor"    },
    {"GET",     "/notes?filter=title",                        "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?filter=titel:eq:x",                   "",                                                "",                                                             400, "unknown-field"     },
    {"GET",     "/notes?filter=title:like:x",                 "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes?filter=odometer_km:eq:far",           "",                                                "",                                                             400, "invalid-request"   },
    // Records.
    {"GET",     "/notes/zz",                                  "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/notes/" NO_ID,                              "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/notes/{note}?x=1",                          "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/bins/{note}",                               "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/dealers/by-key/D99",                        "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/bins/by-key/B0101/P",                       "",                                                "",                                                             404, "no-such-path"      },
    {"GET",     "/bins/by-key/B0101/P/A",                     "",                                                "",                                                             404, "not-found"         },
    // New records: the body.
    {"POST",    "/notes",                                     "",                                                "{",                                                            400, "bad-json"          },
    {"POST",    "/notes",                                     "",                                                "not json",                                                     400, "bad-json"          },
    {"POST",    "/notes",                                     "",                                                "{} {}",                                                        400, "bad-json"          },
    {"POST",    "/notes",                                     "",                                                "[]",                                                           400, "invalid-request"   },
    {"POST",    "/notes",                                     "",                                                "\"x\"",                                                        400, "invalid-request"   },
    {"POST",    "/notes",                                     "",                                                R"({"data":1})",                                                400, "invalid-request"   },
    {"POST",    "/notes",                                     "",                                                R"({"data":{},"data":{}})",                                     400, "duplicate-key"     },
    {"POST",    "/notes",                                     "",                                                R"({"title":"x"})",                                             422, "unknown-field"     },
    {"POST",    "/notes",                                     "",                                                "",                                                             422, "missing-field"     },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101"}})",                               422, "missing-field"     },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","title":null}})",                  422, "missing-field"     },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","title":1}})",                     422, "validation-failed" },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","titel":"x"}})",                   422, "unknown-field"     },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","title":"x","tags":"a"}})",        422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","title":"x","odometer_km":1.5}})", 422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/notes",                                     "",                                                R"({"data":{"branch":"B0101","title":"x","stop_sale":"yes"}})", 422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/moves",                                     "",
     R"({"data":{"branch":"B0101","part":"P","bin":"A","quantity":"1","reason":"theft"}})",                                                                                      422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/moves",                                     "",
     R"({"data":{"branch":"B0101","part":"P","bin":"A","quantity":1.5,"reason":"sale"}})",                                                                                       422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/notes?where=here",                          "",                                                R"({"data":{"branch":"B0101","title":"x"}})",                   400,
     "invalid-request"                                                                                                                                                                                    },
    {"POST",    "/notes",                                     "If-Match: *",                                     R"({"data":{"branch":"B0101","title":"x"}})",                   400,
     "invalid-request"                                                                                                                                                                                    },
    {"POST",    "/notes",                                     "Idempotency-Key: a b",                            R"({"data":{"branch":"B0101","title":"x"}})",                   400,
     "invalid-request"                                                                                                                                                                                    },
    // Changes.
    {"PATCH",   "/notes/{note}",                              "",                                                R"({"data":{"text":"y"}})",                                     428, "version-required"  },
    {"PATCH",   "/notes/{note}",                              "If-Match: \"0000000000000000\"",                  R"({"data":{"text":"y"}})",                                     412,
     "stale-version"                                                                                                                                                                                      },
    {"PATCH",   "/notes/{note}",                              "If-Match: 0000000000000000",                      R"({"data":{"text":"y"}})",                                     400,
     "invalid-request"                                                                                                                                                                                    },
    {"PATCH",   "/notes/{note}",                              "If-Match: W/\"00\"",                              R"({"data":{"text":"y"}})",                                     400,
     "invalid-request"                                                                                                                                                                                    },
    {"PATCH",   "/notes/{note}",                              "If-None-Match: *",                                R"({"data":{"text":"y"}})",                                     400,
     "invalid-request"                                                                                                                                                                                    },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     "{",                                                            400, "bad-json"          },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     "{}",                                                           400, "invalid-request"   },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{}})",                                               400, "invalid-request"   },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{"txt":"y"}})",                                      422, "unknown-field"     },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{"text":5}})",                                       422, "validation-failed" },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{"title":null}})",                                   422,
     "validation-failed"                                                                                                                                                                                  },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{"branch":"B0102"}})",                               422,
     "validation-failed"                                                                                                                                                                                  },
    {"PATCH",   "/notes/{note}",                              "If-Match: *",                                     R"({"data":{"status":"approved"}})",                            422,
     "validation-failed"                                                                                                                                                                                  },
    {"PATCH",   "/notes/" NO_ID,                              "If-Match: *",                                     R"({"data":{"text":"y"}})",                                     404, "not-found"         },
    {"PATCH",   "/notes/zz",                                  "If-Match: *",                                     R"({"data":{"text":"y"}})",                                     400, "invalid-request"   },
    // Commands.
    {"POST",    "/notes/{note}:fly",                          "",                                                "{}",                                                           404, "no-such-path"      },
    {"GET",     "/notes/{note}:submit",                       "",                                                "",                                                             405, "no-such-method"    },
    {"POST",    "/notes/" NO_ID ":submit",                    "",                                                "{}",                                                           404, "not-found"         },
    {"POST",    "/notes/zz:submit",                           "",                                                "{}",                                                           400, "invalid-request"   },
    {"POST",    "/notes/{note}:approve",                      "",                                                "{}",                                                           409, "state-not-allowed" },
    {"POST",    "/notes/{note}:approve",                      "",                                                R"({"reason":"x"})",                                            422, "unknown-field"     },
    {"POST",    "/notes/{note}:approve",                      "",                                                "{",                                                            400, "bad-json"          },
    {"POST",    "/notes/" NO_ID ":void",                      "",                                                "{}",                                                           404, "not-found"         },
    {"POST",    "/notes/{note}:correct",                      "",                                                "{}",                                                           400, "invalid-request"   },
    {"POST",    "/notes/{note}:correct",                      "",                                                R"({"data":{"text":"x"}})",                                     422, "validation-failed" },
    // What people ask beside the records.
    {"GET",     "/digest?stream=zz",                          "",                                                "",                                                             404, "unknown-stream"    },
    {"GET",     "/digest?x=1",                                "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/conflicts?stream=zz",                       "",                                                "",                                                             404, "unknown-stream"    },
    {"GET",     "/rejected?stream=zz",                        "",                                                "",                                                             404, "unknown-stream"    },
    {"GET",     "/rejected?stream=policy&stream=policy",      "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/kpis?dealer=D99",                           "",                                                "",                                                             404, "unknown-dealer"    },
    {"GET",     "/kpis?brand=NONE",                           "",                                                "",                                                             404, "unknown-brand"     },
    {"GET",     "/kpis?from=soon",                            "",                                                "",                                                             400, "bad-date"          },
    {"GET",     "/kpis?region=north",                         "",                                                "",                                                             404, "unknown-region"    },
    {"GET",     "/kpis?district=north",                       "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/kpis?format=pdf",                           "",                                                "",                                                             400, "unknown-format"    },
    {"GET",     "/webhooks/none/deliveries",                  "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/schema?x=1",                                "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/log",                                       "",                                                "",                                                             404, "unknown-stream"    },
    {"GET",     "/log?stream=zz",                             "",                                                "",                                                             404, "unknown-stream"    },
    {"GET",     "/why/nots.note/{note}/text",                 "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/why/notes.note/zz/text",                    "",                                                "",                                                             400, "invalid-request"   },
    {"GET",     "/why/notes.note/{note}/txt",                 "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/why/notes.note/" NO_ID "/text",             "",                                                "",                                                             404, "not-found"         },
    {"GET",     "/why/notes.note/{note}",                     "",                                                "",                                                             404, "no-such-path"      },
    {"POST",    "/conflicts/notes.note/{note}/text:resolve",  "",                                                R"({"take":0})",                                                404, "not-found"         },
    {"POST",    "/conflicts/notes.note/{note}/text:resolve",  "",                                                "{}",                                                           400, "invalid-request"   },
    {"POST",    "/conflicts/notes.note/{note}/text:resolve",  "",                                                R"({"take":"x"})",                                              422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/conflicts/notes.note/{note}/text:resolve",  "",                                                R"({"take":0,"value":"x"})",                                    400,
     "invalid-request"                                                                                                                                                                                    },
    {"POST",    "/conflicts/notes.note/{note}/text:resolve",  "",                                                R"({"value":5})",                                               422,
     "validation-failed"                                                                                                                                                                                  },
    {"POST",    "/conflicts/notes.note/{note}/title:resolve", "",                                                R"({"take":0})",                                                409,
     "not-resolvable"                                                                                                                                                                                     },
    {"POST",    "/conflicts/notes.note/{note}/txt:resolve",   "",                                                R"({"take":0})",                                                404, "not-found"         },
    {"POST",    "/conflicts/notes.note/zz/text:resolve",      "",                                                R"({"take":0})",                                                400, "invalid-request"   },
};

constexpr Row kNodeRows[] = {
    {"GET",   "/fleet",                   "",                            "",                                                                  404, "no-such-path"      },
    {"POST",  "/tokens",                  "",                            "{}",                                                                404, "no-such-path"      },
    {"POST",  "/org/dealers",             "",                            R"({"code":"D09"})",                                                 404, "no-such-path"      },
    {"POST",  "/dealers",                 "",                            R"({"data":{"dealer":"D09","name":"x"}})",                           403, "stream-not-granted"},
    {"POST",  "/notes?stream=dealer/D02", "",                            R"({"data":{"branch":"B0101","title":"x"}})",                        400,
     "invalid-request"                                                                                                                                                 },
    {"POST",  "/notes",                   "",                            R"({"data":{"branch":"B0102","title":"x"}})",                        403, "foreign-branch"    },
    {"POST",  "/notes",                   "",                            R"({"data":{"branch":"B0101","title":" "}})",                        422, "rule-refused"      },
    {"POST",  "/notes",                   "",                            R"({"data":{"branch":"B0101","title":"x","locked":true}})",          403,
     "hub-field"                                                                                                                                                       },
    {"POST",  "/notes",                   "",                            R"({"data":{"branch":"B0101","title":"x","odometer_km":-5}})",       422,
     "rule-refused"                                                                                                                                                    },
    {"POST",  "/notes",                   "",                            R"({"data":{"branch":"B0101","title":"x","status":"approved"}})",    422,
     "validation-failed"                                                                                                                                               },
    {"POST",  "/bins",                    "",                            R"({"data":{"branch":"B0101","part":"P","bin":"A","on_hand":"5"}})", 422,
     "validation-failed"                                                                                                                                               },
    {"PATCH", "/notes/{note}",            "If-Match: *",                 R"({"data":{"answer":"x"}})",                                        403, "hub-field"         },
    {"GET",   "/sync/pause",              "",                            "",                                                                  405, "no-such-method"    },
    {"POST",  "/sync/halt",               "",                            "{}",                                                                404, "no-such-path"      },
    {"POST",  "/sync/queue",              "",                            "{}",                                                                405, "no-such-method"    },
    {"POST",  "/sync/pause",              "Content-Type: text/plain",    "",                                                                  415, "wrong-content-type"},
    {"POST",  "/sync/resume",             "Origin: http://evil.example", "{}",                                                                403, "wrong-origin"      },
};

constexpr Row kHubRows[] = {
    {"POST",   "/sync/pause",                      "",                         "{}",                                          404, "no-such-path"     },
    {"POST",   "/notes",                           "",                         R"({"data":{"branch":"B0101","title":"x"}})",  400, "stream-required"  },
    {"POST",   "/notes?stream=dealer/D77",         "",                         R"({"data":{"branch":"B0101","title":"x"}})",  404,
     "unknown-stream"                                                                                                                                 },
    {"PATCH",  "/notes/{note}",                    "If-Match: *",              R"({"data":{"title":"x"}})",                   403, "dealer-field"     },
    {"GET",    "/org/dealers",                     "",                         "",                                            405, "no-such-method"   },
    {"POST",   "/org/dealerz",                     "",                         R"({"code":"D09"})",                           404, "not-found"        },
    {"POST",   "/org/dealers",                     "",                         "{",                                           400, "bad-json"         },
    {"POST",   "/org/dealers",                     "",                         "[]",                                          400, "invalid-request"  },
    {"POST",   "/org/dealers",                     "",                         "{}",                                          422, "validation-failed"},
    {"POST",   "/org/dealers",                     "",                         R"({"code":9})",                               422, "validation-failed"},
    {"POST",   "/org/dealers",                     "",                         R"({"code":"d09"})",                           400, "bad-code"         },
    {"POST",   "/org/dealers",                     "",                         R"({"code":"D01"})",                           409, "already-exists"   },
    {"POST",   "/org/dealers",                     "",                         R"({"code":"D09","name":5})",                  422, "validation-failed"},
    {"POST",   "/org/dealers",                     "",                         R"({"code":"D09","nam":"x"})",                 422, "unknown-field"    },
    {"POST",   "/org/dealers",                     "",                         R"({"code":"D09","dealer":"D01"})",            422, "unknown-field"    },
    {"POST",   "/org/brands",                      "",                         R"({"code":"b"})",                             400, "bad-code"         },
    {"POST",   "/org/branches",                    "",                         R"({"code":"B0901"})",                         422, "validation-failed"},
    {"POST",   "/org/branches",                    "",                         R"({"code":"B0901","dealer":"D99"})",          404, "unknown-dealer"   },
    {"POST",   "/org/branches",                    "",                         R"({"code":"B0101","dealer":"D01"})",          409, "already-exists"   },
    {"POST",   "/org/roles",                       "",                         R"({"role":"clerk"})",                         422, "validation-failed"},
    {"POST",   "/org/roles",                       "",                         R"({"role":"clerk","permits":"notes.nite"})",  404, "unknown-entity"   },
    {"POST",   "/org/roles",                       "Content-Type: text/plain", R"({"role":"clerk","permits":"*"})",           415,
     "wrong-content-type"                                                                                                                             },
    {"POST",   "/tokens",                          "",                         "{",                                           400, "bad-json"         },
    {"POST",   "/tokens",                          "",                         "{}",                                          422, "validation-failed"},
    {"POST",   "/tokens",                          "",                         R"({"branch":"B9999"})",                       404, "unknown-branch"   },
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","ttl":5})",               422, "validation-failed"},
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","ttl":"5"})",             400, "bad-duration"     },
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","ttl":"100000000000d"})", 400, "bad-duration"     },
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","approve":"yes"})",       422, "validation-failed"},
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","endpoint":""})",         422, "validation-failed"},
    {"POST",   "/tokens",                          "",                         R"({"branch":"B0101","secret":"x"})",          422, "unknown-field"    },
    {"DELETE", "/tokens",                          "",                         "",                                            405, "no-such-method"   },
    {"POST",   "/tokens/zz:approve",               "",                         "{}",                                          400, "bad-hex"          },
    {"POST",   "/tokens/0000000000000000:approve", "",                         "{}",                                          404, "unknown-token"    },
    {"POST",   "/tokens/0000000000000000:revoke",  "",                         "{}",                                          404, "no-such-path"     },
    {"POST",   "/fleet",                           "",                         "{}",                                          405, "no-such-method"   },
    {"POST",   "/fleet/1:revoke",                  "",                         "{}",                                          422, "validation-failed"},
    {"POST",   "/fleet/1:revoke",                  "",                         R"({"reason":5})",                             422, "validation-failed"},
    {"POST",   "/fleet/1:revoke",                  "",                         R"({"why":"x"})",                              422, "unknown-field"    },
    {"POST",   "/fleet/one:revoke",                "",                         R"({"reason":"x"})",                           400, "invalid-request"  },
    {"POST",   "/fleet/99:revoke",                 "",                         R"({"reason":"x"})",                           404, "unknown-node"     },
    {"GET",    "/fleet/1:revoke",                  "",                         "",                                            405, "no-such-method"   },
};

std::string filled(std::string text, const std::string& note) {
    const std::size_t at = text.find("{note}");
    if (at != std::string::npos) text.replace(at, 6, note);
    return text;
}

void check_row(const Row& row, const Daemon& daemon, const std::string& note) {
    const std::string place = row.target;
    const std::string target =
        place.starts_with('!') ? place.substr(1) : "/api/v1" + filled(place, note);
    const std::string body =
        std::string(row.body) == "{big}" ? std::string(1100 * 1024, 'x') : row.body;
    const std::string field = row.field;
    Fields fields;
    if (!field.empty()) {
        const std::size_t colon = field.find(": ");
        fields.emplace_back(field.substr(0, colon), field.substr(colon + 2));
    }
    const auto answer = daemon.call(row.method, target, body, fields);
    INFO(row.method << " " << target << " " << field << " " << body.substr(0, 200));
    INFO(answer.body);
    CHECK(answer.status == row.status);
    CHECK(answer.headers.get("Content-Type") == "application/problem+json");
    CHECK_FALSE(answer.headers.has("Access-Control-Allow-Origin"));
    const Json problem = parsed(answer.body);
    CHECK(text::string_of(problem, "code") == row.code);
    CHECK(text::integer_of(problem, "status") == row.status);
    CHECK(text::string_of(problem, "detail").value_or("") != "");
}

template <class Rows>
void check_rows(const Rows& rows, const Daemon& daemon, const std::string& note) {
    for (const Row& row : rows) check_row(row, daemon, note);
}

struct OneNote : Network {
    OneNote() {
        add_dealer("D01");
        add_branch("B0101", "D01");
        note = node("B0101").add_note("B0101", "untouched");
        settle("B0101");
    }
    /// What must be the same afterwards.
    std::string everything() {
        return hub().digest("dealer/D01") + hub().digest("policy") +
               node("B0101").digest("dealer/D01") + text::dump(hub().get("/api/v1/tokens"));
    }
    std::string note;
};

}  // namespace

TEST_CASE("wrong input: endpoints of the node refuse it with status and code", "[e2e]") {
    OneNote net;
    const std::string before = net.everything();
    check_rows(kBothRows, net.node("B0101"), net.note);
    check_rows(kNodeRows, net.node("B0101"), net.note);
    CHECK(net.everything() == before);
    CHECK(net.node("B0101").get("/api/v1/status")["line"] == "up");
}

TEST_CASE("wrong input: endpoints of the hub refuse it with status and code", "[e2e]") {
    OneNote net;
    const std::string before = net.everything();
    check_rows(kBothRows, net.hub(), net.note);
    check_rows(kHubRows, net.hub(), net.note);
    CHECK(net.everything() == before);
}

TEST_CASE("wrong input: a stale change is told what is there and what differs", "[e2e]") {
    OneNote net;
    const Daemon& node = net.node("B0101");
    const std::string target = "/api/v1/notes/" + net.note;
    const std::string old_tag(node.call("GET", target).headers.get("ETag"));
    node.change("notes", net.note, R"({"text":"first"})");
    const auto stale = node.call("PATCH", target, R"({"data":{"text":"second"}})",
                                 {
                                     {"If-Match", old_tag}
    });
    CHECK(stale.status == 412);
    const Json problem = parsed(stale.body);
    CHECK(problem["current"]["data"]["text"] == "first");
    CHECK(problem["difference"][0]["requested"] == "second");
    CHECK(stale.headers.get("ETag") == node.call("GET", target).headers.get("ETag"));
    CHECK(node.call("PATCH", target, R"({"data":{"text":"second"}})",
                    {
                        {"If-Match", std::string(stale.headers.get("ETag"))}
    })
              .status == 200);
}

TEST_CASE("wrong input: an idempotency key repeats its answer and takes no other request",
          "[e2e]") {
    OneNote net;
    const Daemon& node = net.node("B0101");
    const Fields key{
        {"Idempotency-Key", "once"}
    };
    const std::string body = R"({"data":{"branch":"B0101","title":"once"}})";
    const auto first = node.call("POST", "/api/v1/notes", body, key);
    const auto again = node.call("POST", "/api/v1/notes", body, key);
    CHECK(first.status == 201);
    CHECK(again.status == 200);
    CHECK(parsed(again.body)["id"] == parsed(first.body)["id"]);
    const auto other =
        node.call("POST", "/api/v1/notes", R"({"data":{"branch":"B0101","title":"twice"}})", key);
    CHECK(other.status == 422);
    CHECK(node.get("/api/v1/notes")["items"].size() == 2);
}

}  // namespace branchline::e2e

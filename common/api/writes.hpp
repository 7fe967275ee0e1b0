// Requests that write, carried out on the store. Each is one edit, so one entry.
#pragma once

#include <optional>
#include <string>

#include "common/api/input.hpp"
#include "common/api/recall.hpp"
#include "common/engine/store.hpp"
#include "common/http/message.hpp"

namespace branchline::api {

/// A new row, or for keyed entities the row of that key, be it new or not.
struct Draft {
    const schema::Entity* entity = nullptr;
    Wishes wishes;
    std::vector<std::string> key;
    std::optional<Bytes> client_key;
    Condition condition;
    /// Where a new row goes. An error is told only if it is needed.
    Result<std::string> stream;
    bool stream_named = false;  ///< The caller said which.
    Viewer viewer = {};         ///< Who is shown what was written.
};
http::Response create(engine::Store& store, const Draft& draft);

/// A change of one row that exists.
struct Change {
    const schema::Entity* entity = nullptr;
    RowId id;
    Wishes wishes;
    std::optional<Bytes> client_key;
    std::optional<std::string> expected_version;
    std::string verb;  ///< Command of a transition; empty: a plain edit.
    bool make_void = false;
    bool correct_reading = false;
    Viewer viewer = {};  ///< Who is shown what was written.
};
http::Response change(engine::Store& store, const Change& change);

}  // namespace branchline::api

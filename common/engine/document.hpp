// A printed document as a table: which values of a record, and of records it refers to, stand where
// on paper, in two languages. A module declares its own; common/documents fills them in.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::engine {

struct Record;
class Store;

/// The same in each language of paper.
struct Words {
    std::string_view english;
    std::string_view german;
};

/// A value by its path: field names with dots; each but the last is a ref or a key, and the path
/// goes on in the record it names. "branch.dealer.name"
using Path = std::string_view;

struct DocumentParty {
    Words heading;
    std::span<const Path> lines;  ///< The first is the name.
};

/// Left out where the record has no value.
struct DocumentFact {
    Path path;
    Words label;
    std::string_view unit = {};  ///< Behind the value: "km".
};

/// Left out where the record has neither.
struct DocumentText {
    Words heading;
    Path path;
    Path code = {};  ///< A short value in front of the text.
};

/// Rows that stay off the paper: those where the path leads to this word.
struct DocumentOmission {
    Path path = {};  ///< Of the row's record; empty: all of them are shown.
    std::string_view word = {};
};

/// Records that refer to the document's record, each as a paragraph of its own: the jobs of a
/// repair order.
struct DocumentParts {
    std::string_view entity = {};  ///< Empty: the document has none.
    std::string_view owner = {};   ///< Field of the part that refers to the record.
    std::string_view order = {};   ///< Field of the part that says their order.
    Words heading = {};            ///< In front of the value at `number`: "Job".
    Path number = {};
    Path remark = {};  ///< Behind it.
    std::span<const DocumentText> texts = {};
    DocumentOmission omitted = {};
};

struct DocumentColumn {
    Path path;  ///< Of the line's record.
    Words heading;
    std::uint8_t share = 1;  ///< Of the width, beside the shares of the others.
    /// A second decimal of the line: the column shows the product, rounded to the scale of this
    /// one.
    Path times = {};
};

/// Lines are records of their own that refer to the document's record.
struct DocumentLines {
    std::string_view entity = {};  ///< Empty: the document has none.
    std::string_view owner = {};   ///< Field of the line that refers to the record.
    std::string_view order = {};   ///< Field of the line that says their order.
    std::span<const DocumentColumn> columns = {};
    DocumentOmission omitted = {};
};

/// A value of the record, or the sum of the column that shows products. Left out without a value.
struct DocumentTotal {
    Path path;  ///< Empty: the sum.
    Words label;
    bool strong = false;
};

/// A total that no field holds: the module computes it.
struct ComputedTotal {
    std::string english;
    std::string german;
    std::int64_t hundredths = 0;
    bool strong = false;
};
using ComputeTotals = Result<std::vector<ComputedTotal>> (*)(Store&, const Record&);

/// What a word of an enumeration or a state is called on paper.
struct DocumentWord {
    std::string_view word;
    Words shown;
};

struct Document {
    std::string_view name;    ///< Kebab-case; begins the names of files.
    std::string_view entity;  ///< Whose records it is of.
    Words title;
    Path titled = {};  ///< A field whose word is the title, where it has one.
    Path number = {};  ///< Also the barcode.
    /// A date of the record that stands in the file: the same record gives the same bytes.
    Path dated = {};
    Path remark = {};  ///< Beneath the title.
    std::span<const DocumentParty> parties = {};
    std::span<const DocumentFact> facts = {};
    std::span<const DocumentText> texts = {};
    DocumentParts parts = {};
    DocumentLines lines = {};
    std::span<const DocumentTotal> totals = {};
    ComputeTotals computed = nullptr;  ///< Beneath the others.
    std::span<const DocumentWord> words = {};
};

}  // namespace branchline::engine

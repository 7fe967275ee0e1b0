// The short names used in the tables of entities.cpp files, so that a row reads as a row.
#pragma once

#include "common/schema/blob.hpp"
#include "common/schema/check.hpp"
#include "common/schema/entity.hpp"

// NOLINTBEGIN(readability-identifier-naming)
namespace branchline::schema::words {

using schema::Entity;
using schema::Field;
using schema::is_well_formed;
using schema::Posting;
using schema::Transition;

inline constexpr TypeSpec text{Type::text};
inline constexpr TypeSpec long_text{Type::text, {}, 0, 65536};
inline constexpr TypeSpec integer{Type::integer};
inline constexpr TypeSpec quantity{Type::decimal, {}, 3};  // Thousandths of the unit of measure.
inline constexpr TypeSpec amount{Type::decimal, {}, 2};  // Of the currency that the document names.
inline constexpr TypeSpec hours{Type::decimal, {}, 2};
inline constexpr TypeSpec date{Type::date};
inline constexpr TypeSpec instant{Type::instant};
inline constexpr TypeSpec flag{Type::flag};
inline constexpr TypeSpec bytes{Type::bytes};
inline constexpr TypeSpec blob{Type::bytes, kBlobTarget, 0, kBlobHashBytes};
constexpr TypeSpec ref(std::string_view target) {
    return {Type::ref, target};
}
constexpr TypeSpec key(std::string_view target) {
    return {Type::key, target, 0, 64};
}
constexpr TypeSpec one_of(std::string_view values) {
    return {Type::enumeration, values};
}

inline constexpr Owner hub = Owner::hub;
inline constexpr Owner dealer = Owner::dealer;
inline constexpr Owner branch = Owner::branch;
inline constexpr Owner author = Owner::author;
inline constexpr Owner flow = Owner::flow;
inline constexpr Owner nobody = Owner::nobody;

inline constexpr Merge own = Merge::own;
inline constexpr Merge lww = Merge::lww;
inline constexpr Merge set = Merge::set;
inline constexpr Merge ledger = Merge::ledger;
inline constexpr Merge state = Merge::state;
inline constexpr Merge max = Merge::max;
inline constexpr Merge min = Merge::min;
inline constexpr Merge restrict = Merge::restrict;

inline constexpr Need optional = Need::optional;
inline constexpr Need required = Need::required;
inline constexpr Need once = Need::once;
inline constexpr Need sensitive = Need::sensitive;

}  // namespace branchline::schema::words
// NOLINTEND(readability-identifier-naming)

// Lists in a sentence: "a, b, c".
#pragma once

#include <string>
#include <string_view>

namespace branchline {

/// Appends an item, behind `between` when something stands in the list already.
inline void append_item(std::string& list, std::string_view item, std::string_view between) {
    if (!list.empty()) list += between;
    list += item;
}

/// All of them, in their order.
template <class Items>
std::string joined(const Items& items, std::string_view between) {
    std::string list;
    for (const auto& item : items) append_item(list, item, between);
    return list;
}

}  // namespace branchline

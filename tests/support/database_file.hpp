// A database without tables, for tests of what is written into one.
#pragma once

#include <memory>
#include <string>

#include "common/db/database.hpp"
#include "tests/sim/disk.hpp"

namespace branchline::test {

/// On a virtual disk of its own, of this name.
struct DatabaseFile {
    explicit DatabaseFile(const std::string& name)
        : disk(name, 1),
          database(
              db::Database::open("replica.db", {.vfs = name, .exclusive_locking = true}).value()) {}

    sim::Disk disk;
    std::unique_ptr<db::Database> database;
};

}  // namespace branchline::test

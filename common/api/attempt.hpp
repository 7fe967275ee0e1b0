// One try to come in, on its way through several threads. Private to this folder.
#pragma once

#include "common/api/front_door.hpp"
#include "common/api/sign_in_page.hpp"

namespace branchline::api {

struct FrontDoor::Attempt {
    std::string login;
    std::string secret;
    std::string way;
    std::string address;
    std::optional<identity::Session> before;  ///< Whose place the new session takes.
    std::optional<identity::Account> account;
    std::shared_ptr<const identity::Person> person;
    http::Answer answer;
    Reader reader;  ///< Of the answer, where pages are given.
};

}  // namespace branchline::api

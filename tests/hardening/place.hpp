// An importer and two dealers in the test's own process: real daemons on loopback, whose people
// sign in. All data is synthetic.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/http/client.hpp"
#include "common/text/json.hpp"
#include "hub/hub.hpp"
#include "node/node.hpp"
#include "tests/support/folder.hpp"

namespace branchline::hardening {

using text::Json;
using Fields = std::vector<std::pair<std::string, std::string>>;

/// A daemon as the network reaches it, and as its operator does.
class Gateway {
public:
    Gateway(std::string address, std::filesystem::path socket)
        : address_(std::move(address)), socket_(std::move(socket)) {}

    /// "127.0.0.1:40123"
    const std::string& address() const { return address_; }
    std::uint16_t port() const;
    http::Response call(const std::string& method,
                        const std::string& target,
                        const Fields& fields = {},
                        const std::string& body = {}) const;
    /// Exactly these bytes; everything that comes back until the daemon closes.
    std::string raw(const std::string& bytes) const;

    /// Behind the admin socket. What is refused ends the test.
    Json operate(const std::string& method,
                 const std::string& target,
                 const std::string& body = {}) const;
    /// Adds a record with these values, a JSON object, and gives its id.
    std::string add(const std::string& collection, const std::string& values) const;
    void change(const std::string& collection,
                const std::string& id,
                const std::string& values) const;
    /// Adds an account and gives the field of a token that acts for it.
    Fields token_of(const std::string& login, const std::string& role) const;
    /// Adds an account with kPassword.
    void add_person(const std::string& login, const std::string& role) const;
    /// The fields that a browser sends once that person has signed in.
    Fields cookie_of(const std::string& login) const;
    http::Response sign_in(const std::string& login, const std::string& password) const;

private:
    std::string address_;
    std::filesystem::path socket_;
};

inline constexpr const char* kPassword = "a synthetic password";

/// B0101 is a branch of the dealer D01, B0201 of D02; all sell VOLVO.
class Place {
public:
    /// The branches that have a node; the hub is always there.
    explicit Place(const std::vector<std::string>& branches = {});
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    hub::Hub& hub() { return *hub_; }
    node::Node& node(const std::string& branch) { return *nodes_.at(branch); }
    const Gateway& at_hub() const { return *at_hub_; }
    const Gateway& at(const std::string& branch) const { return *at_nodes_.at(branch); }
    std::filesystem::path dir(const std::string& name) const { return folder_ / name; }
    /// Waits until the hub has decided all that the node wrote, and the node has heard of it.
    void settle(const std::string& branch) const;

private:
    void add_dealer(const std::string& code);
    void enrol(const std::string& branch, const std::string& dealer);

    test::Folder folder_{"bl-hard"};
    std::set<std::string> dealers_;
    std::unique_ptr<hub::Hub> hub_;
    std::unique_ptr<Gateway> at_hub_;
    std::map<std::string, std::unique_ptr<node::Node>> nodes_;
    std::map<std::string, std::unique_ptr<Gateway>> at_nodes_;
};

/// Asks until the condition holds; ends the test when that takes too long.
void until(const std::string& what, const std::function<bool()>& condition);

Json parsed(const std::string& text);
/// Of a problem document; empty for anything else.
std::string code_of(const http::Response& answer);
/// Rows of the API and of the daemon; the portal's files are checked to be public and left out.
std::vector<http::Route> routes_of(sync::Daemon& daemon);

}  // namespace branchline::hardening

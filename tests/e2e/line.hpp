// A line between a node and its hub: a relay on loopback that can be cut and restored.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>

namespace branchline::e2e {

class Line {
public:
    explicit Line(std::uint16_t hub_port);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    /// Where the node finds the hub: tcp://127.0.0.1:PORT, the same for ever.
    std::string endpoint() const;
    /// Ends every connection; new ones are refused as by a machine that is switched off. Returns
    /// when it has happened.
    void cut() { want(false); }
    void restore() { want(true); }
    /// The hub has come back under another port.
    void lead_to(std::uint16_t hub_port) { hub_port_ = hub_port; }

private:
    /// One direction of a connection: what has been read and not yet been written.
    struct Flow {
        int from = -1;
        int to = -1;
        std::string pending;
    };
    struct Pair {
        int node = -1;
        int hub = -1;
        Flow up;
        Flow down;
        bool over = false;
    };

    void want(bool open);
    void carry();
    void obey();
    void listen();
    void hang_up();
    void accept_one();
    std::vector<pollfd> watched() const;
    void move_bytes(const std::vector<pollfd>& ready);

    int guard_ = -1;  ///< Bound and never listening: keeps the port ours while the line is cut.
    int wake_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<std::uint16_t> hub_port_;

    std::mutex mutex_;  ///< Guards the next four.
    std::condition_variable obeyed_;
    bool wanted_open_ = false;
    bool open_ = false;
    bool ending_ = false;

    int listener_ = -1;  ///< This and the pairs: the relay's thread only.
    std::list<Pair> pairs_;
    std::thread thread_;
};

}  // namespace branchline::e2e

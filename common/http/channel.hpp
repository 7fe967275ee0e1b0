// The bytes of one connection, in the clear or through TLS. Private to server.cpp.
#pragma once

#include <memory>
#include <optional>
#include <utility>  // Asio's coroutines need it before their own headers.

#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>

namespace branchline::http {

/// A stream as Asio and Beast want one. The time limit of expires_after() holds for either way.
class Channel {
public:
    using Stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
    using Context = boost::asio::ssl::context;
    using executor_type = Stream::executor_type;

    /// Without a context the bytes go in the clear.
    Channel(Stream&& plain, std::shared_ptr<Context> context)
        : plain_(std::move(plain)), context_(std::move(context)) {
        if (context_) tls_.emplace(plain_, *context_);
    }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    bool is_secret() const { return tls_.has_value(); }
    executor_type get_executor() { return plain_.get_executor(); }
    Stream::socket_type& socket() { return plain_.socket(); }
    void close() { plain_.close(); }

    template <class Duration>
    void expires_after(Duration time) {
        plain_.expires_after(time);
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, Done>(
            [this](auto handler, const Buffers& into) {
                if (tls_) {
                    tls_->async_read_some(into, std::move(handler));
                } else {
                    plain_.async_read_some(into, std::move(handler));
                }
            },
            token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, Done>(
            [this](auto handler, const Buffers& from) {
                if (tls_) {
                    tls_->async_write_some(from, std::move(handler));
                } else {
                    plain_.async_write_some(from, std::move(handler));
                }
            },
            token, buffers);
    }

    /// Only with TLS.
    template <class Token>
    auto async_handshake(Token&& token) {
        return tls_->async_handshake(boost::asio::ssl::stream_base::server,
                                     std::forward<Token>(token));
    }
    /// Tells the peer that nothing was cut off. Only with TLS.
    template <class Token>
    auto async_shutdown(Token&& token) {
        return tls_->async_shutdown(std::forward<Token>(token));
    }

private:
    using Done = void(boost::system::error_code, std::size_t);

    Stream plain_;
    std::shared_ptr<Context> context_;
    std::optional<boost::asio::ssl::stream<Stream&>> tls_;
};

}  // namespace branchline::http

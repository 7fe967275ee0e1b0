// OpenSSL's objects with owners; for this folder only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/base/result.hpp"

namespace branchline::tls {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Free<free>>;

using Bio = Owned<BIO, BIO_free_all>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Owned<X509, X509_free>;
using Request = Owned<X509_REQ, X509_REQ_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using Text = Owned<ASN1_STRING, ASN1_STRING_free>;
inline void free_names(GENERAL_NAMES* names) {
    GENERAL_NAMES_free(names);
}
using Names = Owned<GENERAL_NAMES, free_names>;
inline void free_extensions(STACK_OF(X509_EXTENSION) * all) {
    sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
}
using Extensions = Owned<STACK_OF(X509_EXTENSION), free_extensions>;

/// What OpenSSL failed at; its queue of errors is emptied, for it may quote what it read.
inline std::unexpected<Error> openssl_failed(std::string_view what) {
    ERR_clear_error();
    return fail(Code::io, "tls-failed", "OpenSSL could not " + std::string(what));
}

inline Bio reader_of(std::string_view text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline std::string text_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

/// Host names and addresses; other kinds of names are left out. In certificate.cpp.
std::vector<std::string> texts_of(const GENERAL_NAMES* names);

/// Asks for no passphrase: a key with one is refused like any other that cannot be read.
inline int no_passphrase(char*, int, int, void*) {
    return 0;
}

}  // namespace branchline::tls

#include "common/tls/authority.hpp"

#include <algorithm>

#include <arpa/inet.h>

#include "common/base/characters.hpp"
#include "common/tls/certificate.hpp"
#include "common/tls/openssl.hpp"

namespace branchline::tls {

namespace {

constexpr std::size_t kNamesMax = 50;
constexpr std::size_t kNameSizeMax = 253;
constexpr int kSerialBits = 159;                // RFC 5280 4.1.2.2: at most 20 bytes, positive.
constexpr auto kGrace = std::chrono::hours(1);  // For clocks that are a little behind.

bool is_address(const std::string& name) {
    in6_addr scratch{};
    return ::inet_pton(AF_INET, name.c_str(), &scratch) == 1 ||
           ::inet_pton(AF_INET6, name.c_str(), &scratch) == 1;
}

/// Letters, digits, hyphens and dots; a label is neither empty nor begins or ends with a hyphen.
bool is_host_name(std::string_view name) {
    if (name.empty() || name.size() > kNameSizeMax) return false;
    while (true) {
        const std::size_t dot = std::min(name.find('.'), name.size());
        const std::string_view label = name.substr(0, dot);
        const bool fine =
            !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
            std::all_of(label.begin(), label.end(), [](char c) {
                return is_digit(small_of(c)) || is_small_letter(small_of(c)) || c == '-';
            });
        if (!fine) return false;
        if (dot == name.size()) return true;
        name.remove_prefix(dot + 1);
    }
}

Result<std::string> list_of(std::span<const std::string> names) {
    std::string out;
    for (const std::string& name : names) {
        const bool address = is_address(name);
        if (!address && !is_host_name(name)) {
            return fail(Code::invalid, "bad-name", "neither a host name nor an address: " + name,
                        "Write b0101.example or 192.0.2.7, without port and without http.");
        }
        out += (out.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
    }
    if (names.empty() || names.size() > kNamesMax) {
        return fail(Code::invalid, "bad-name", "a certificate has 1 to 50 names");
    }
    return out;
}

Key new_key() {
    return Key(EVP_EC_gen("P-256"));
}

Result<std::string> key_text(const Key& key) {
    const Bio out(BIO_new(BIO_s_secmem()));
    if (PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) != 1) {
        return openssl_failed("write a key");
    }
    return text_of(out);
}

/// Of 64 characters at most, as X.520 wants it.
bool set_common_name(X509_NAME* name, const std::string& text) {
    const std::string common = text.substr(0, 64);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common.data()),
                                      static_cast<int>(common.size()), -1, 0) == 1;
}

Extension make_extension(X509* issuer, X509* subject, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, subject, nullptr, nullptr, 0);
    return Extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
}

bool add_extension(X509* issuer, X509* subject, int kind, const std::string& value) {
    const Extension made = make_extension(issuer, subject, kind, value);
    return made && X509_add_ext(subject, made.get(), -1) == 1;
}

bool set_dates(X509* certificate, Instant now, int days) {
    const auto at = [](Instant instant) {
        return static_cast<std::time_t>(
            std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
    };
    return ASN1_TIME_set(X509_getm_notBefore(certificate), at(now - kGrace)) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), at(now + std::chrono::days(days))) !=
               nullptr;
}

bool set_random_serial(X509* certificate) {
    const Owned<BIGNUM, BN_free> number(BN_new());
    return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

/// Version, serial number, dates and key; no names yet.
Certificate begin_certificate(EVP_PKEY* key, Instant now, int days) {
    Certificate out(X509_new());
    const bool fine = out && X509_set_version(out.get(), X509_VERSION_3) == 1 &&
                      set_random_serial(out.get()) && set_dates(out.get(), now, days) &&
                      X509_set_pubkey(out.get(), key) == 1;
    return fine ? std::move(out) : nullptr;
}

Result<std::string> certificate_text(const Certificate& certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(out.get(), certificate.get()) != 1) {
        return openssl_failed("write a certificate");
    }
    return text_of(out);
}

/// The names that a request asks for, as the text of an extension.
Result<std::string> names_asked(X509_REQ* request) {
    const Extensions all(X509_REQ_get_extensions(request));
    const Names names(all ? static_cast<GENERAL_NAMES*>(
                                X509V3_get_d2i(all.get(), NID_subject_alt_name, nullptr, nullptr))
                          : nullptr);
    return list_of(texts_of(names.get()));
}

}  // namespace

Result<KeyAndRequest> make_request(std::span<const std::string> names) {
    TRY(const std::string list, list_of(names));
    const Key key = new_key();
    const Request request(X509_REQ_new());
    if (!key || !request) return openssl_failed("make a key");
    const Extensions extensions(sk_X509_EXTENSION_new_null());
    Extension wanted = make_extension(nullptr, nullptr, NID_subject_alt_name, list);
    const bool fine = wanted && sk_X509_EXTENSION_push(extensions.get(), wanted.get()) > 0 &&
                      wanted.release() != nullptr &&
                      set_common_name(X509_REQ_get_subject_name(request.get()), names.front()) &&
                      X509_REQ_add_extensions(request.get(), extensions.get()) == 1 &&
                      X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                      X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0;
    const Bio out(BIO_new(BIO_s_mem()));
    if (!fine || PEM_write_bio_X509_REQ(out.get(), request.get()) != 1) {
        return openssl_failed("make a request");
    }
    TRY(std::string secret, key_text(key));
    return KeyAndRequest{.key = std::move(secret), .request = text_of(out)};
}

Result<Authority> make_authority(const std::string& organisation, Instant now, int days) {
    const Key key = new_key();
    const Certificate made = key ? begin_certificate(key.get(), now, days) : nullptr;
    if (!made) return openssl_failed("make an authority");
    X509* const own = made.get();
    const bool fine =
        set_common_name(X509_get_subject_name(own), organisation + " for its branches") &&
        X509_set_issuer_name(own, X509_get_subject_name(own)) == 1 &&
        add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        add_extension(own, own, NID_subject_key_identifier, "hash") &&
        X509_sign(own, key.get(), EVP_sha256()) > 0;
    if (!fine) return openssl_failed("make an authority");
    TRY(std::string certificate, certificate_text(made));
    TRY(std::string secret, key_text(key));
    return Authority{.certificate = std::move(certificate), .key = std::move(secret)};
}

Result<std::string> issue(const Authority& authority,
                          std::string_view request,
                          Instant now,
                          int days) {
    if (days < 1 || days > kServerDaysMax) {
        return fail(Code::invalid, "bad-days", "a certificate is valid for 1 to 397 days",
                    "Browsers refuse longer ones.");
    }
    TRY_VOID(check_pair(authority.certificate, authority.key));
    const Request asked(
        PEM_read_bio_X509_REQ(reader_of(request).get(), nullptr, no_passphrase, nullptr));
    EVP_PKEY* const key = asked ? X509_REQ_get0_pubkey(asked.get()) : nullptr;
    // The signature shows that whoever asks has the key.
    if (key == nullptr || X509_REQ_verify(asked.get(), key) != 1) {
        ERR_clear_error();
        return fail(Code::invalid, "bad-request", "the text holds no request for a certificate",
                    "Make one with tls request, at the machine that shall have it.");
    }
    TRY(const std::string names, names_asked(asked.get()));
    const Certificate by(
        PEM_read_bio_X509(reader_of(authority.certificate).get(), nullptr, no_passphrase, nullptr));
    const Key secret(
        PEM_read_bio_PrivateKey(reader_of(authority.key).get(), nullptr, no_passphrase, nullptr));
    const Certificate made = begin_certificate(key, now, days);
    if (!by || !secret || !made) return openssl_failed("make a certificate");
    X509* const own = made.get();
    const std::string first = names.substr(names.find(':') + 1);
    const bool fine =
        set_common_name(X509_get_subject_name(own), first.substr(0, first.find(','))) &&
        X509_set_issuer_name(own, X509_get_subject_name(by.get())) == 1 &&
        add_extension(by.get(), own, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(by.get(), own, NID_key_usage, "critical,digitalSignature") &&
        add_extension(by.get(), own, NID_ext_key_usage, "serverAuth") &&
        add_extension(by.get(), own, NID_subject_alt_name, names) &&
        add_extension(by.get(), own, NID_subject_key_identifier, "hash") &&
        add_extension(by.get(), own, NID_authority_key_identifier, "keyid") &&
        X509_sign(own, secret.get(), EVP_sha256()) > 0;
    if (!fine) return openssl_failed("make a certificate");
    TRY(const std::string certificate, certificate_text(made));
    return certificate + authority.certificate;
}

}  // namespace branchline::tls

#include "common/tls/certificate.hpp"

#include <array>
#include <ctime>

#include <arpa/inet.h>

#include "common/base/bytes.hpp"
#include "common/tls/openssl.hpp"

namespace branchline::tls {

namespace {

std::unexpected<Error> bad_certificate(std::string what) {
    ERR_clear_error();
    return fail(Code::invalid, "bad-certificate", std::move(what),
                "Give PEM text: -----BEGIN CERTIFICATE----- and so on, the server's own first.");
}

Result<Instant> instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return bad_certificate("a date of the certificate cannot be read");
    }
    return Instant(std::chrono::seconds(timegm(&parts)));
}

std::string one_line(const X509_NAME* name) {
    const Bio out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    return text_of(out);
}

std::string_view view_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(const ASN1_OCTET_STRING* address) {
    const std::string_view bytes = view_of(address);
    const int family = bytes.size() == 4 ? AF_INET : bytes.size() == 16 ? AF_INET6 : AF_UNSPEC;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (family == AF_UNSPEC || !::inet_ntop(family, bytes.data(), text.data(), text.size())) {
        return {};
    }
    return text.data();
}

std::vector<std::string> names_of(X509* certificate) {
    const Names names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    return texts_of(names.get());
}

std::string serial_of(X509* certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    i2a_ASN1_INTEGER(out.get(), X509_get0_serialNumber(certificate));
    return text_of(out);
}

std::string fingerprint_of(X509* certificate) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
    return to_hex(ByteView(digest.data(), size));
}

Result<std::vector<Certificate>> read_chain(std::string_view pem) {
    if (pem.size() > kPemMax) {
        return fail(Code::too_large, "certificate-too-large", "the certificates are over 256 KiB");
    }
    const Bio in = reader_of(pem);
    std::vector<Certificate> out;
    while (X509* next = PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr)) {
        out.emplace_back(next);
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (out.empty()) return bad_certificate("the text holds no certificate");
    if (!at_end) return bad_certificate("a certificate of the chain cannot be read");
    return out;
}

}  // namespace

std::vector<std::string> texts_of(const GENERAL_NAMES* names) {
    std::vector<std::string> out;
    const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names);
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        std::string text;
        if (name->type == GEN_DNS) text = view_of(name->d.dNSName);
        if (name->type == GEN_IPADD) text = address_text(name->d.iPAddress);
        if (!text.empty()) out.push_back(std::move(text));
    }
    return out;
}

Result<CertificateFacts> read_certificate(std::string_view pem) {
    TRY(const auto chain, read_chain(pem));
    X509* const first = chain.front().get();
    CertificateFacts out{.names = names_of(first),
                         .subject = one_line(X509_get_subject_name(first)),
                         .issuer = one_line(X509_get_issuer_name(first)),
                         .serial = serial_of(first),
                         .fingerprint = fingerprint_of(first),
                         .not_before = {},
                         .not_after = {},
                         .is_authority = X509_check_ca(first) == 1,
                         .chain = chain.size()};
    TRY(out.not_before, instant_of(X509_get0_notBefore(first)));
    TRY(out.not_after, instant_of(X509_get0_notAfter(first)));
    return out;
}

Result<> check_pair(std::string_view certificate, std::string_view key) {
    TRY(const auto chain, read_chain(certificate));
    const Key own(PEM_read_bio_PrivateKey(reader_of(key).get(), nullptr, no_passphrase, nullptr));
    ERR_clear_error();
    if (!own) {
        return fail(Code::invalid, "bad-key", "the text holds no private key that can be read",
                    "Give it in PEM and without a passphrase.");
    }
    if (X509_check_private_key(chain.front().get(), own.get()) == 1) return {};
    ERR_clear_error();
    return fail(Code::invalid, "key-mismatch", "the key is not the one of the certificate",
                "Import the certificate that was made from the request of this machine.");
}

Result<> check_dates(const CertificateFacts& facts, Instant now) {
    if (now < facts.not_before) {
        return fail(Code::refused, "certificate-not-yet-valid",
                    "the certificate is valid from " + to_text(facts.not_before) + " on",
                    "Look at this machine's clock.");
    }
    if (now < facts.not_after) return {};
    return fail(Code::refused, "certificate-expired",
                "the certificate was valid until " + to_text(facts.not_after),
                "Ask for a new one: tls request, then tls import.");
}

}  // namespace branchline::tls

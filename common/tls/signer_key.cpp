#include "common/tls/signer_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>

#include "common/tls/openssl.hpp"

namespace branchline::tls {

namespace {

using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using EllipticSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::size_t kCoordinate = 32;
constexpr int kRsaBitsLeast = 2048;
// Checking takes longer with the square of it, and whoever publishes keys must not decide that.
constexpr int kRsaBitsMost = 8192;
constexpr std::size_t kExponentMost = 8;

std::unexpected<Error> bad_key(std::string_view what) {
    ERR_clear_error();
    return fail(Code::invalid, "bad-public-key", std::string(what));
}

Number number_of(ByteView bytes) {
    return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

/// Null when the parameters make no valid key.
std::shared_ptr<evp_pkey_st> key_from(const char* type, const Builder& builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    std::shared_ptr<evp_pkey_st> key(made, EVP_PKEY_free);
    const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    return check && EVP_PKEY_public_check(check.get()) == 1 ? key : nullptr;
}

/// r and s as OpenSSL wants them, in DER; empty when they are no signature.
Bytes der_of(ByteView signature) {
    if (signature.size() != 2 * kCoordinate) return {};
    Number r = number_of(signature.first(kCoordinate));
    Number s = number_of(signature.last(kCoordinate));
    const EllipticSignature both(ECDSA_SIG_new());
    if (!r || !s || !both || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
    (void)r.release();
    (void)s.release();
    const int size = i2d_ECDSA_SIG(both.get(), nullptr);
    if (size <= 0) return {};
    Bytes out(static_cast<std::size_t>(size));
    unsigned char* at = out.data();
    i2d_ECDSA_SIG(both.get(), &at);
    return out;
}

}  // namespace

Result<SignerKey> SignerKey::rsa(ByteView modulus, ByteView exponent) {
    if (modulus.size() > kRsaBitsMost / 8 || exponent.size() > kExponentMost) {
        return bad_key("an RSA key is larger than is taken");
    }
    const Number n = number_of(modulus);
    const Number e = number_of(exponent);
    if (!n || !e || BN_num_bits(n.get()) < kRsaBitsLeast) {
        return bad_key("an RSA key has less than 2048 bits");
    }
    // One and even numbers are no exponents; with one every text would be its own signature.
    if (BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1) {
        return bad_key("an RSA key has a useless exponent");
    }
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return bad_key("an RSA key cannot be read");
    }
    auto key = key_from("RSA", builder);
    if (!key) return bad_key("an RSA key is none");
    return SignerKey(std::move(key), Algorithm::rs256);
}

Result<SignerKey> SignerKey::p256(ByteView x, ByteView y) {
    if (x.size() != kCoordinate || y.size() != kCoordinate) {
        return bad_key("a coordinate of a P-256 key has 32 bytes");
    }
    Bytes point{POINT_CONVERSION_UNCOMPRESSED};
    append(point, x);
    append(point, y);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return bad_key("a P-256 key cannot be read");
    }
    auto key = key_from("EC", builder);
    if (!key) return bad_key("a P-256 key is no point of the curve");
    return SignerKey(std::move(key), Algorithm::es256);
}

Result<SignerKey> SignerKey::ed25519(ByteView point) {
    if (point.size() != kCoordinate) return bad_key("an Ed25519 key has 32 bytes");
    std::shared_ptr<evp_pkey_st> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size()),
        EVP_PKEY_free);
    if (!key) return bad_key("an Ed25519 key is none");
    return SignerKey(std::move(key), Algorithm::eddsa);
}

bool SignerKey::verify(ByteView message, ByteView signature) const {
    const bool elliptic = algorithm_ == Algorithm::es256;
    const Bytes der = elliptic ? der_of(signature) : Bytes();
    const ByteView given = elliptic ? ByteView(der) : signature;
    if (given.empty()) return false;
    const DigestContext context(EVP_MD_CTX_new());
    const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    const bool ready =
        context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1;
    const bool good = ready && EVP_DigestVerify(context.get(), given.data(), given.size(),
                                                message.data(), message.size()) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace branchline::tls

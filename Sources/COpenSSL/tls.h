// Functions for macros of libssl, which Swift can't call.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline void taproom_tls_set_mode(SSL_CTX *context, long mode) { SSL_CTX_set_mode(context, mode); }

static inline int taproom_tls_set_minimum(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline int taproom_tls_set_groups(SSL_CTX *context, const char *groups) {
    return SSL_CTX_set1_groups_list(context, groups);
}

static inline void taproom_tls_set_options(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

static inline void taproom_tls_avoid_1_3(SSL_CTX *context) { SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_3); }

static inline int taproom_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
}

static inline void taproom_tls_set_read_ahead(SSL_CTX *context) { SSL_CTX_set_read_ahead(context, 1); }

static inline void taproom_tls_turn_cache_off(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline int taproom_tls_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

typedef int (*taproom_tls_name_callback)(SSL *, int *, void *);

static inline void taproom_tls_set_name_callback(SSL_CTX *context, taproom_tls_name_callback callback, void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}

typedef int (*taproom_tls_status_callback)(SSL *, void *);

static inline void taproom_tls_set_status_callback(
    SSL_CTX *context, taproom_tls_status_callback callback, void *argument) {
    SSL_CTX_set_tlsext_status_cb(context, callback);
    SSL_CTX_set_tlsext_status_arg(context, argument);
}

/// Gives the SSL object a copy of the response.
static inline int taproom_tls_set_status(SSL *ssl, const unsigned char *response, long length) {
    unsigned char *copy = OPENSSL_memdup(response, (size_t)length);
    if (copy == NULL) return 0;
    if (SSL_set_tlsext_status_ocsp_resp(ssl, copy, length)) return 1;
    OPENSSL_free(copy);
    return 0;
}

static inline int taproom_tls_set_host(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

static inline void taproom_tls_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void taproom_tls_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

static inline int taproom_tls_set_mac_key(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, length),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(context, parameters);
}

static inline EVP_PKEY *taproom_make_p256_key(void) { return EVP_EC_gen("P-256"); }

static inline int taproom_subject_alternative_names(X509 *certificate, GENERAL_NAMES **names) {
    *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    return *names == NULL ? 0 : sk_GENERAL_NAME_num(*names);
}

/// Returns a DNS name among the alternative names; NULL for any other kind of name.
static inline const unsigned char *taproom_dns_name(GENERAL_NAMES *names, int index, int *length) {
    GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    if (name == NULL || name->type != GEN_DNS) return NULL;
    *length = ASN1_STRING_length(name->d.dNSName);
    return ASN1_STRING_get0_data(name->d.dNSName);
}

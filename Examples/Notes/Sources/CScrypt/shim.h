// The password hash scrypt (RFC 7914), from OpenSSL.
#include <openssl/crypto.h>
#include <openssl/evp.h>

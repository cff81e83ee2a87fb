// The streaming SHA-256 calls are marked deprecated in favour of a fetched context, which costs an
// allocation and a look-up per signature; the state of a keyed HMAC can be copied only through these.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include "tls.h"

// The streaming SHA-256 calls are deprecated in favour of a fetched context, which costs an allocation and a lookup per
// signature. Only these calls allow copying the state of a keyed HMAC.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include "tls.h"

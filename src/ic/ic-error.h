/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IcErrorClass: who is at fault, read by the verdict and the user interface.
 */
typedef enum
{
  IC_ERROR_CLASS_OURS,       /* the caller's input, our configuration, our clock */
  IC_ERROR_CLASS_PEER,       /* what came from the other side is malformed or dishonest */
  IC_ERROR_CLASS_ENVIRONMENT /* network, machine, time out */
} IcErrorClass;

#define IC_ERROR (ic_error_quark ())
GQuark ic_error_quark (void);

typedef enum
{
  /* text and byte formats */
  IC_ERROR_PRINCIPAL,   /* not a principal: length, alphabet, checksum, not canonical */
  IC_ERROR_CBOR,        /* malformed CBOR or one of the wrong shape */
  IC_ERROR_LIMIT,       /* well-formed so far, but beyond one of our limits */
  IC_ERROR_CANDID,      /* malformed Candid */
  IC_ERROR_CANDID_TYPE, /* Candid of a type that is no subtype of the expected one */
  IC_ERROR_DER,         /* public key in an unknown or malformed DER form */
  IC_ERROR_KEY,         /* key material of the wrong length or value */
  IC_ERROR_HEX,         /* not hexadecimal text of whole bytes */
  /* what a person logs in with */
  IC_ERROR_MNEMONIC,              /* recovery phrase: word count, unknown word, checksum */
  IC_ERROR_KEY_UNSUPPORTED,       /* a key of a kind or form that cannot be used: see its text */
  IC_ERROR_KEY_PASSPHRASE_NEEDED, /* an encrypted key, and no passphrase was given */
  IC_ERROR_KEY_PASSPHRASE_WRONG,  /* an encrypted key that this passphrase does not open */
  /* logging in with a delegation: their messages are for people */
  IC_ERROR_LOGIN_JSON,      /* a delegation chain or key in JSON that cannot be read */
  IC_ERROR_LOGIN_CHAIN,     /* no hop, too many hops or targets, a key that comes twice */
  IC_ERROR_LOGIN_EXPIRED,   /* a hop has expired */
  IC_ERROR_LOGIN_KEY,       /* the chain ends at another key than ours */
  IC_ERROR_LOGIN_READ_ONLY, /* for queries only, and a chat must write */
  IC_ERROR_LOGIN_TARGET,    /* not for the canister wanted */
  IC_ERROR_LOGIN_SIGNATURE, /* a hop's signature does not verify */
  IC_ERROR_LOGIN_PRINCIPAL, /* somebody else logged in than was expected */
  IC_ERROR_LOGIN_OPTIONS,   /* an address, account or life that Internet Identity has no use for */
  IC_ERROR_LOGIN_DISCOVERY, /* the host does not say where its login page is */
  IC_ERROR_LOGIN_LISTEN,    /* no port on 127.0.0.1 for the answer */
  IC_ERROR_LOGIN_BROWSER,   /* no browser could be opened */
  IC_ERROR_LOGIN_TIMEOUT,   /* nothing came back */
  /* certification */
  IC_ERROR_HASH_TREE,          /* malformed hash tree */
  IC_ERROR_LOOKUP,             /* a path that must be in a tree is absent or pruned */
  IC_ERROR_CERTIFICATE,        /* malformed certificate */
  IC_ERROR_SIGNATURE,          /* BLS signature of a certificate does not verify */
  IC_ERROR_DELEGATION,         /* subnet delegation of a certificate is not acceptable */
  IC_ERROR_CANISTER_RANGE,     /* delegation does not cover the canister */
  IC_ERROR_CERTIFICATE_STALE,  /* /time too old */
  IC_ERROR_CERTIFICATE_FUTURE, /* /time too far in the future */
  /* requests */
  IC_ERROR_REQUEST_SIGNATURE,  /* an envelope's signature does not verify */
  IC_ERROR_REQUEST_DELEGATION, /* an envelope's delegation chain is not acceptable */
  IC_ERROR_REQUEST_EXPIRY,     /* ingress expiry out of the window */
  /* the boundary API */
  IC_ERROR_HTTP,     /* HTTP status that is no success */
  IC_ERROR_NETWORK,  /* could not reach the host */
  IC_ERROR_TIMEOUT,  /* no final status in time */
  IC_ERROR_REJECTED, /* the IC or the canister rejected the request: see its text */
  IC_ERROR_ROOT_KEY  /* root key missing or not to be trusted */
} IcError;

IcErrorClass ic_error_get_class (const GError *error);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#include "ic-request.h"

#define DOMAIN_SEPARATOR "\x0Aic-request"

static IcRequest *
request_new (IcRequestType type,
             const IcPrincipal *sender,
             guint64 ingress_expiry_ns,
             GBytes *nonce)
{
  IcRequest *self = g_new0 (IcRequest, 1);

  self->type = type;
  self->sender = *sender;
  self->ingress_expiry_ns = ingress_expiry_ns;
  self->nonce = nonce != NULL ? g_bytes_ref (nonce) : NULL;
  return self;
}

static IcRequest *
request_new_with_method (IcRequestType type,
                         const IcPrincipal *canister_id,
                         const char *method,
                         GBytes *arg,
                         const IcPrincipal *sender,
                         guint64 ingress_expiry_ns,
                         GBytes *nonce)
{
  IcRequest *self = request_new (type, sender, ingress_expiry_ns, nonce);

  self->canister_id = *canister_id;
  self->method_name = g_strdup (method);
  self->arg = g_bytes_ref (arg);
  return self;
}

/**
 * ic_request_new_call:
 * @canister_id: whom to call
 * @method: its update (or query) method
 * @arg: Candid bytes
 * @sender: who calls
 * @ingress_expiry_ns: wall time until which the IC may take the call, at most 5 min ahead
 * @nonce: (nullable): at most 32 bytes; equal calls with equal nonces are one call to the IC
 */
IcRequest *
ic_request_new_call (const IcPrincipal *canister_id,
                     const char *method,
                     GBytes *arg,
                     const IcPrincipal *sender,
                     guint64 ingress_expiry_ns,
                     GBytes *nonce)
{
  return request_new_with_method (IC_REQUEST_CALL, canister_id, method, arg, sender,
                                  ingress_expiry_ns, nonce);
}

/* The same arguments as ic_request_new_call(). */
IcRequest *
ic_request_new_query (const IcPrincipal *canister_id,
                      const char *method,
                      GBytes *arg,
                      const IcPrincipal *sender,
                      guint64 ingress_expiry_ns,
                      GBytes *nonce)
{
  return request_new_with_method (IC_REQUEST_QUERY, canister_id, method, arg, sender,
                                  ingress_expiry_ns, nonce);
}

/**
 * ic_request_new_read_state:
 * @paths: (element-type GPtrArray): arrays of GBytes, with free functions
 * @sender: who reads
 * @ingress_expiry_ns: see ic_request_new_call()
 * @nonce: (nullable): at most 32 bytes
 */
IcRequest *
ic_request_new_read_state (GPtrArray *paths,
                           const IcPrincipal *sender,
                           guint64 ingress_expiry_ns,
                           GBytes *nonce)
{
  IcRequest *self = request_new (IC_REQUEST_READ_STATE, sender, ingress_expiry_ns, nonce);

  self->paths = g_ptr_array_ref (paths);
  return self;
}

/**
 * ic_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): another one; paths, argument and nonce are shared
 */
IcRequest *
ic_request_copy (const IcRequest *self)
{
  if (self->type == IC_REQUEST_READ_STATE)
    return ic_request_new_read_state (self->paths, &self->sender, self->ingress_expiry_ns,
                                      self->nonce);
  return request_new_with_method (self->type, &self->canister_id, self->method_name, self->arg,
                                  &self->sender, self->ingress_expiry_ns, self->nonce);
}

void
ic_request_free (IcRequest *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->nonce, g_bytes_unref);
  g_free (self->method_name);
  g_clear_pointer (&self->arg, g_bytes_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_free (self);
}

/**
 * ic_request_type_to_string:
 * @type: a type
 *
 * Returns: the value of the field "request_type"
 */
const char *
ic_request_type_to_string (IcRequestType type)
{
  switch (type)
    {
    case IC_REQUEST_CALL:
      return "call";
    case IC_REQUEST_QUERY:
      return "query";
    case IC_REQUEST_READ_STATE:
    default:
      return "read_state";
    }
}

static void
add_gbytes (IcMapHash *map, const char *name, GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  ic_map_hash_add_bytes (map, name, data, len);
}

static void
add_paths (IcMapHash *map, GPtrArray *paths)
{
  g_autoptr (GByteArray) hashes = g_byte_array_sized_new (paths->len * IC_HASH_BYTES);
  guint8 hash[IC_HASH_BYTES];

  for (guint i = 0; i < paths->len; i++)
    {
      ic_hash_blob_array (g_ptr_array_index (paths, i), hash);
      g_byte_array_append (hashes, hash, sizeof hash);
    }
  ic_sha256 (hashes->data, hashes->len, hash);
  ic_map_hash_add_hash (map, "paths", hash);
}

/**
 * ic_request_get_id:
 * @self: a request
 * @id: (out caller-allocates): its id
 *
 * Interface spec, "Request ids": hash of all fields that are there.
 */
void
ic_request_get_id (const IcRequest *self, guint8 id[IC_HASH_BYTES])
{
  g_autoptr (IcMapHash) map = ic_map_hash_new ();

  ic_map_hash_add_text (map, "request_type", ic_request_type_to_string (self->type));
  ic_map_hash_add_bytes (map, "sender", self->sender.bytes, self->sender.len);
  ic_map_hash_add_nat (map, "ingress_expiry", self->ingress_expiry_ns);
  if (self->nonce != NULL)
    add_gbytes (map, "nonce", self->nonce);

  if (self->type == IC_REQUEST_READ_STATE)
    {
      add_paths (map, self->paths);
    }
  else
    {
      ic_map_hash_add_bytes (map, "canister_id", self->canister_id.bytes, self->canister_id.len);
      ic_map_hash_add_text (map, "method_name", self->method_name);
      add_gbytes (map, "arg", self->arg);
    }
  ic_map_hash_finish (map, id);
}

/**
 * ic_request_get_signed_bytes:
 * @self: a request
 *
 * Returns: (transfer full): what its sender signs
 */
GBytes *
ic_request_get_signed_bytes (const IcRequest *self)
{
  guint8 message[sizeof DOMAIN_SEPARATOR - 1 + IC_HASH_BYTES] = DOMAIN_SEPARATOR;

  ic_request_get_id (self, message + sizeof DOMAIN_SEPARATOR - 1);
  return g_bytes_new (message, sizeof message);
}

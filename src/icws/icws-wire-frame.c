/* SPDX-License-Identifier: MIT */
#include "icws-wire-private.h"

#include <string.h>

#include "icws-error.h"
#include "ic/ic-i18n.h"

/* "<principal>_<nonce>": a nonce is padded with zeros to 20 digits, enough for 64 bits. */
#define KEY_NONCE_DIGITS 20

/* What a frame or handshake may nest and hold: both are one flat map of a few pairs. */
static const IcCborLimits frame_limits = {
  .max_bytes = ICWS_MAX_FRAME_BYTES,
  .max_depth = 8,
  .max_items = 64,
};

gboolean
icws_client_key_equal (const IcwsClientKey *a, const IcwsClientKey *b)
{
  return a->nonce == b->nonce && ic_principal_equal (&a->principal, &b->principal);
}

/**
 * icws_wire_take_cbor_error:
 * @error: (out): where to put it
 * @inner: (transfer full): an error of the CBOR reader
 * @code: the #IcwsError for malformed input
 * @limit_code: the one for input beyond a limit
 * @what: what was read
 *
 * Turns an error of the CBOR reader into one of a session.
 */
void
icws_wire_take_cbor_error (
    GError **error, GError *inner, IcwsError code, IcwsError limit_code, const char *what)
{
  gboolean limit = g_error_matches (inner, IC_ERROR, IC_ERROR_LIMIT);

  g_set_error (error, ICWS_ERROR, limit ? limit_code : code, "%s: %s", what, inner->message);
  g_error_free (inner);
}

/**
 * icws_handshake_decode:
 * @frame: first frame of a gateway
 * @gateway: (out): its principal
 * @error: %ICWS_ERROR_HANDSHAKE
 *
 * Reads `{gateway_principal: bytes}`, with or without the self-describe tag.
 */
gboolean
icws_handshake_decode (GBytes *frame, IcPrincipal *gateway, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gsize len;
  const guint8 *data = g_bytes_get_data (frame, &len);
  g_autoptr (cbor_item_t) map = ic_cbor_load (data, len, &frame_limits, &inner);
  cbor_item_t *item = NULL;
  const guint8 *bytes = NULL;
  gsize n_bytes = 0;

  if (map != NULL && ic_cbor_expect_map (map, "handshake", &inner))
    item = ic_cbor_map_require (map, "gateway_principal", "handshake", &inner);
  if (item != NULL)
    bytes = ic_cbor_peek_bytes (item, &n_bytes, "gateway_principal", &inner);
  if (bytes == NULL || !ic_principal_from_bytes (gateway, bytes, n_bytes, &inner))
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_HANDSHAKE,
                   _ ("The first frame is no gateway handshake: %s"), inner->message);
      return FALSE;
    }
  return TRUE;
}

/**
 * icws_handshake_encode:
 * @gateway: principal of a gateway
 *
 * Returns: (transfer full): the first frame that a gateway sends.
 */
GBytes *
icws_handshake_encode (const IcPrincipal *gateway)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "gateway_principal");
  ic_cbor_put_bytes (out, gateway->bytes, gateway->len);
  return g_byte_array_free_to_bytes (out);
}

/* Head of a CBOR item with a definite length. */
static gboolean
read_head (const guint8 **cursor, const guint8 *end, guint8 major, guint64 *value)
{
  const guint8 *p = *cursor;
  guint info;
  guint n_bytes;

  if (p == end || (*p >> 5) != major)
    return FALSE;
  info = *p++ & 0x1f;
  if (info < 24)
    {
      *value = info;
      *cursor = p;
      return TRUE;
    }
  if (info > 27)
    return FALSE;
  n_bytes = 1u << (info - 24);
  if ((gsize)(end - p) < n_bytes)
    return FALSE;
  *value = 0;
  for (guint i = 0; i < n_bytes; i++)
    *value = *value << 8 | *p++;
  *cursor = p;
  return TRUE;
}

/* A definite text (3) or byte string (2): borrowed. */
static gboolean
read_string (
    const guint8 **cursor, const guint8 *end, guint8 major, const guint8 **data, gsize *len)
{
  guint64 n;

  if (!read_head (cursor, end, major, &n) || n > (guint64)(end - *cursor))
    return FALSE;
  *data = *cursor;
  *len = n;
  *cursor += n;
  return TRUE;
}

static gboolean
key_is_usable (const guint8 *key, gsize len, GError **error)
{
  if (len > ICWS_MAX_KEY_CHARS)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
                   _ ("The key of a frame is %zu characters long"), len);
      return FALSE;
    }
  /* A zero inside would make the C string another key than the one that was sent. */
  if (!g_utf8_validate ((const char *)key, len, NULL) || memchr (key, 0, len) != NULL)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_FRAME,
                           _ ("The key of a frame is no text"));
      return FALSE;
    }
  return TRUE;
}

/*
 * The form that every gateway sends: a map of exactly the four pairs with definite lengths. It is
 * read in place, without a copy of what may be megabytes; anything else is left to the general
 * reader, which is the one that finds the words for an error.
 */
static IcwsFrame *
decode_usual_form (GBytes *bytes)
{
  gsize size;
  const guint8 *start = g_bytes_get_data (bytes, &size);
  const guint8 *p = start;
  const guint8 *end = start + size;
  const guint8 *key = NULL;
  const guint8 *blobs[3] = { NULL, NULL, NULL };
  static const char *const names[3] = { "content", "cert", "tree" };
  gsize key_len = 0;
  gsize lens[3] = { 0, 0, 0 };
  guint64 n_pairs;
  IcwsFrame *frame;

  if (size >= 3 && memcmp (p, "\xd9\xd9\xf7", 3) == 0)
    p += 3;
  if (!read_head (&p, end, 5, &n_pairs) || n_pairs != 4)
    return NULL;
  for (guint i = 0; i < 4; i++)
    {
      const guint8 *name;
      gsize name_len;
      gboolean known = FALSE;

      if (!read_string (&p, end, 3, &name, &name_len))
        return NULL;
      if (name_len == 3 && memcmp (name, "key", 3) == 0 && key == NULL)
        {
          if (!read_string (&p, end, 3, &key, &key_len))
            return NULL;
          continue;
        }
      for (guint j = 0; j < 3 && !known; j++)
        if (name_len == strlen (names[j]) && memcmp (name, names[j], name_len) == 0 &&
            blobs[j] == NULL)
          known = read_string (&p, end, 2, &blobs[j], &lens[j]);
      if (!known)
        return NULL;
    }
  if (p != end || !key_is_usable (key, key_len, NULL))
    return NULL;

  frame = g_new0 (IcwsFrame, 1);
  frame->key = g_strndup ((const char *)key, key_len);
  frame->content = g_bytes_new_from_bytes (bytes, blobs[0] - start, lens[0]);
  frame->cert = g_bytes_new_from_bytes (bytes, blobs[1] - start, lens[1]);
  frame->tree = g_bytes_new_from_bytes (bytes, blobs[2] - start, lens[2]);
  return frame;
}

static GBytes *
require_bytes (cbor_item_t *map, const char *name, GError **error)
{
  cbor_item_t *item = ic_cbor_map_require (map, name, "frame", error);

  return item != NULL ? ic_cbor_get_bytes (item, name, error) : NULL;
}

static char *
require_key (cbor_item_t *map, GError **error)
{
  cbor_item_t *item = ic_cbor_map_require (map, "key", "frame", error);
  g_autofree char *key = item != NULL ? ic_cbor_get_text (item, "key", error) : NULL;

  if (key == NULL)
    return NULL;
  /* Of a definite string the item knows the true length: a zero inside must not hide the rest. */
  if (cbor_string_is_definite (item) && cbor_string_length (item) != strlen (key))
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_FRAME,
                           _ ("The key of a frame is no text"));
      return NULL;
    }
  if (!key_is_usable ((const guint8 *)key, strlen (key), error))
    return NULL;
  return g_steal_pointer (&key);
}

static IcwsFrame *
decode_any_form (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (cbor_item_t) map = ic_cbor_load (data, size, &frame_limits, error);
  g_autoptr (IcwsFrame) frame = NULL;

  if (map == NULL || !ic_cbor_expect_map (map, "frame", error))
    return NULL;
  frame = g_new0 (IcwsFrame, 1);
  if ((frame->key = require_key (map, error)) == NULL ||
      (frame->content = require_bytes (map, "content", error)) == NULL ||
      (frame->cert = require_bytes (map, "cert", error)) == NULL ||
      (frame->tree = require_bytes (map, "tree", error)) == NULL)
    return NULL;
  return g_steal_pointer (&frame);
}

/**
 * icws_frame_decode:
 * @frame: bytes of a frame
 * @error: %ICWS_ERROR_FRAME, %ICWS_ERROR_FRAME_LIMIT
 *
 * Reads `{key: text, content: bytes, cert: bytes, tree: bytes}`. Nothing of it is verified. The
 * parts are views of @frame where that is possible.
 *
 * Returns: (transfer full): the frame, or %NULL.
 */
IcwsFrame *
icws_frame_decode (GBytes *frame, GError **error)
{
  GError *inner = NULL;
  IcwsFrame *self;

  if (g_bytes_get_size (frame) > ICWS_MAX_FRAME_BYTES)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
                   _ ("A frame of %zu bytes is larger than the limit of %d"),
                   g_bytes_get_size (frame), ICWS_MAX_FRAME_BYTES);
      return NULL;
    }
  self = decode_usual_form (frame);
  if (self == NULL)
    self = decode_any_form (frame, &inner);
  if (self != NULL)
    return self;
  if (inner->domain == ICWS_ERROR)
    g_propagate_error (error, inner);
  else
    icws_wire_take_cbor_error (error, inner, ICWS_ERROR_FRAME, ICWS_ERROR_FRAME_LIMIT,
                               _ ("Not a relayed message"));
  return NULL;
}

/**
 * icws_frame_encode:
 * @self: a frame
 *
 * Returns: (transfer full): the bytes as a gateway sends them.
 */
GBytes *
icws_frame_encode (const IcwsFrame *self)
{
  const struct
  {
    const char *name;
    GBytes *bytes;
  } parts[] = { { "content", self->content }, { "cert", self->cert }, { "tree", self->tree } };
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1 + G_N_ELEMENTS (parts));
  ic_cbor_put_text (out, "key");
  ic_cbor_put_text (out, self->key);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize len;
      const guint8 *data = g_bytes_get_data (parts[i].bytes, &len);

      ic_cbor_put_text (out, parts[i].name);
      ic_cbor_put_bytes (out, data, len);
    }
  return g_byte_array_free_to_bytes (out);
}

void
icws_frame_free (IcwsFrame *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
  g_free (self);
}

/**
 * icws_frame_key_parse:
 * @key: key of a frame
 * @gateway: (out): principal of the gateway whose queue the message was in
 * @nonce: (out): its number in that queue
 *
 * Returns: whether @key has exactly the form that canisters make.
 */
gboolean
icws_frame_key_parse (const char *key, IcPrincipal *gateway, guint64 *nonce)
{
  const char *separator = strrchr (key, '_');
  g_autofree char *principal = NULL;
  g_autofree char *canonical = NULL;
  guint64 value = 0;

  if (separator == NULL || strlen (separator + 1) != KEY_NONCE_DIGITS)
    return FALSE;
  for (const char *p = separator + 1; *p != '\0'; p++)
    {
      guint digit = (guint)(*p - '0');

      if (!g_ascii_isdigit (*p) || value > (G_MAXUINT64 - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  principal = g_strndup (key, separator - key);
  if (!ic_principal_from_text (gateway, principal, NULL))
    return FALSE;
  canonical = ic_principal_to_text (gateway);
  if (strcmp (canonical, principal) != 0)
    return FALSE;
  *nonce = value;
  return TRUE;
}

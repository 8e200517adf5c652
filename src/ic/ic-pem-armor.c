/* SPDX-License-Identifier: MIT */
#include "ic-pem-private.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define BEGIN  "-----BEGIN "
#define END    "-----END "
#define DASHES "-----"
#define SPACES " \t\r\n"

gpointer
ic_pem_refuse (GError **error, gint code, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return NULL;
  va_start (args, format);
  *error = g_error_new_valist (IC_ERROR, code, format, args);
  va_end (args);
  return NULL;
}

/* A label that may be shown: capitals, digits and spaces (RFC 7468 allows more, nobody uses it). */
static gboolean
is_label (const char *text, gsize len)
{
  if (len == 0 || len > IC_PEM_MAX_LABEL)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      if (!g_ascii_isupper (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != ' ')
        return FALSE;
    }
  return TRUE;
}

static const char *
find (const char *text, const char *end, const char *what)
{
  return memmem (text, end - text, what, strlen (what));
}

/**
 * ic_pem_next_block:
 * @text: (inout): where to look; behind the block then
 * @end: end of the file
 * @block: (out caller-allocates): the block
 * @error: IC_ERROR_KEY for a block without end
 *
 * RFC 7468, but for line breaks, which are lost when a person pastes into an entry of one line.
 * Text around the blocks is skipped, as openssl writes some.
 *
 * Returns: %FALSE at the end of the file without @error set, or with it
 */
gboolean
ic_pem_next_block (const char **text, const char *end, IcPemBlock *block, GError **error)
{
  const char *label = find (*text, end, BEGIN);
  const char *label_end;
  const char *body_end;
  const char *last;
  gsize len;

  *text = end;
  if (label == NULL)
    return FALSE;
  label += strlen (BEGIN);
  label_end = find (label, end, DASHES);
  if (label_end == NULL || !is_label (label, label_end - label))
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("BEGIN line of the key file is broken")) != NULL;
  len = label_end - label;
  memcpy (block->label, label, len);
  block->label[len] = '\0';

  block->body = label_end + strlen (DASHES);
  body_end = find (block->body, end, DASHES);
  if (body_end == NULL)
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("key file ends within \"%s\": was all of it copied?"),
                          block->label) != NULL;
  block->body_len = body_end - block->body;

  last = body_end + strlen (END);
  if ((gsize)(end - body_end) < strlen (END) + len + strlen (DASHES) ||
      memcmp (body_end, END, strlen (END)) != 0 || memcmp (last, block->label, len) != 0 ||
      memcmp (last + len, DASHES, strlen (DASHES)) != 0)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("END line of \"%s\" in the key file is broken"),
                          block->label) != NULL;
  *text = last + len + strlen (DASHES);
  return TRUE;
}

/**
 * ic_pem_block_decode:
 * @block: a block
 * @error: IC_ERROR_KEY_UNSUPPORTED for the encryption of old openssl, IC_ERROR_KEY for anything but
 *   Base64
 *
 * In a time that does not depend on the contents.
 *
 * Returns: (transfer full): the bytes
 */
IcSecret *
ic_pem_block_decode (const IcPemBlock *block, GError **error)
{
  const char *end = block->body + block->body_len;
  g_autoptr (IcSecret) der = NULL;
  size_t len;

  if (find (block->body, end, "Proc-Type") != NULL || find (block->body, end, "DEK-Info") != NULL)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("key is encrypted in the way of old openssl (Proc-Type: 4,ENCRYPTED), "
                             "which is weak; convert it: openssl pkcs8 -topk8 -in FILE -out NEW"));

  der = ic_secret_new (block->body_len / 4 * 3 + 3);
  if (sodium_base642bin (ic_secret_get_data (der), ic_secret_get_len (der), block->body,
                         block->body_len, SPACES, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("\"%s\" in the key file is no Base64 text"),
                          block->label);
  ic_secret_truncate (der, len);
  return g_steal_pointer (&der);
}

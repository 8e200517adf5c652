/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-leb128.h"
#include "ic-i18n.h"

#define MAX_STATUS_BYTES 16

static const struct
{
  const char *text;
  IcRequestStatus status;
} STATUSES[] = {
  { "received", IC_STATUS_RECEIVED }, { "processing", IC_STATUS_PROCESSING },
  { "replied", IC_STATUS_REPLIED },   { "rejected", IC_STATUS_REJECTED },
  { "done", IC_STATUS_DONE },
};

/**
 * ic_request_outcome_free:
 * @self: (transfer full): an outcome
 */
void
ic_request_outcome_free (IcRequestOutcome *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->reply, g_bytes_unref);
  g_free (self->reject_message);
  g_free (self->error_code);
  g_free (self);
}

static IcLookupStatus
lookup (IcCertificate *certificate,
        const guint8 request_id[IC_HASH_BYTES],
        const char *name,
        const guint8 **value,
        gsize *len)
{
  const IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (request_id, IC_HASH_BYTES),
                           IC_LABEL_BYTES (name, strlen (name)) };

  return ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, G_N_ELEMENTS (path),
                              value, len);
}

static gboolean
require (IcCertificate *certificate,
         const guint8 request_id[IC_HASH_BYTES],
         const char *name,
         const guint8 **value,
         gsize *len,
         GError **error)
{
  if (lookup (certificate, request_id, name, value, len) == IC_LOOKUP_FOUND)
    return TRUE;

  g_set_error (error, IC_ERROR, IC_ERROR_LOOKUP,
               _ ("the certificate shows the request's status, but no %s"), name);
  return FALSE;
}

static gboolean
read_status (IcRequestOutcome *self, const guint8 *value, gsize len, GError **error)
{
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (STATUSES); i++)
    {
      if (len == strlen (STATUSES[i].text) && memcmp (value, STATUSES[i].text, len) == 0)
        {
          self->status = STATUSES[i].status;
          return TRUE;
        }
    }

  text = g_utf8_make_valid ((const char *)value, MIN (len, MAX_STATUS_BYTES));
  g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE, _ ("the request has the unknown status “%s”"),
               text);
  return FALSE;
}

static gboolean
read_rejection (IcRequestOutcome *self,
                IcCertificate *certificate,
                const guint8 request_id[IC_HASH_BYTES],
                GError **error)
{
  const guint8 *value;
  gsize len;

  if (!require (certificate, request_id, "reject_code", &value, &len, error))
    return FALSE;
  if (!ic_leb128_get_uint64 (&value, value + len, &self->reject_code))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CERTIFICATE,
                           _ ("the reject code is no number"));
      return FALSE;
    }
  if (!require (certificate, request_id, "reject_message", &value, &len, error))
    return FALSE;
  self->reject_message = g_utf8_make_valid ((const char *)value, len);
  if (lookup (certificate, request_id, "error_code", &value, &len) == IC_LOOKUP_FOUND)
    self->error_code = g_utf8_make_valid ((const char *)value, len);
  return TRUE;
}

/**
 * ic_request_outcome_from_certificate:
 * @certificate: a certificate that was verified
 * @request_id: the request
 * @error: IC_ERROR_LOOKUP where the certificate says nothing about the request or lacks a part of
 *   what it should say, IC_ERROR_CERTIFICATE where a part is malformed
 *
 * Reads what became of a request (interface spec, "Request status").
 *
 * Returns: (transfer full): the outcome; %IC_STATUS_UNKNOWN if the certificate proves that the IC has
 *   no record of it
 */
IcRequestOutcome *
ic_request_outcome_from_certificate (IcCertificate *certificate,
                                     const guint8 request_id[IC_HASH_BYTES],
                                     GError **error)
{
  g_autoptr (IcRequestOutcome) self = g_new0 (IcRequestOutcome, 1);
  const guint8 *value;
  gsize len;
  IcLookupStatus status;

  g_return_val_if_fail (certificate != NULL, NULL);

  if (!ic_certificate_get_time_ns (certificate, &self->certificate_time_ns, error))
    return NULL;

  status = lookup (certificate, request_id, "status", &value, &len);
  if (status == IC_LOOKUP_ABSENT)
    return g_steal_pointer (&self);
  if (status != IC_LOOKUP_FOUND)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_LOOKUP,
                           _ ("the certificate does not show what became of the request"));
      return NULL;
    }
  if (!read_status (self, value, len, error))
    return NULL;

  if (self->status == IC_STATUS_REPLIED)
    {
      if (!require (certificate, request_id, "reply", &value, &len, error))
        return NULL;
      self->reply = g_bytes_new (value, len);
    }
  if (self->status == IC_STATUS_REJECTED && !read_rejection (self, certificate, request_id, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Interface spec, "Reject codes". */
static const char *
describe_code (guint64 code)
{
  switch (code)
    {
    case 1:
      return _ ("fatal system error");
    case 2:
      return _ ("the system is busy");
    case 3:
      return _ ("no such destination");
    case 4:
      return _ ("the canister rejected it");
    case 5:
      return _ ("the canister failed");
    case 6:
      return _ ("not known whether it was done");
    default:
      return _ ("unknown reason");
    }
}

/* (skip) */
void
ic_agent_set_rejected_text (
    guint64 code, const char *message, const char *error_code, gboolean certified, GError **error)
{
  const char *why = describe_code (code);
  g_autofree char *text = NULL;

  if (certified && error_code != NULL)
    /* Translators: why, codes of the Internet Computer, and the words of the canister */
    text = g_strdup_printf (_ ("%s (reject code %" PRIu64 ", %s): %s"), why, code, error_code,
                            message);
  else if (certified)
    /* Translators: why, a code of the Internet Computer, and the words of the canister */
    text = g_strdup_printf (_ ("%s (reject code %" PRIu64 "): %s"), why, code, message);
  else if (error_code != NULL)
    /* Translators: as the one before; nobody certifies it, so it may not be true */
    text = g_strdup_printf (_ ("%s (reject code %" PRIu64 ", %s, not certified): %s"), why, code,
                            error_code, message);
  else
    text = g_strdup_printf (_ ("%s (reject code %" PRIu64 ", not certified): %s"), why, code,
                            message);
  g_set_error_literal (error, IC_ERROR, IC_ERROR_REJECTED, text);
}

/* (skip) */
void
ic_request_outcome_set_rejected (const IcRequestOutcome *self, GError **error)
{
  ic_agent_set_rejected_text (self->reject_code, self->reject_message, self->error_code, TRUE,
                              error);
}

/* (skip) */
IcRequestOutcome *
ic_request_outcome_from_rejection (cbor_item_t *map, GError **error)
{
  g_autoptr (IcRequestOutcome) self = g_new0 (IcRequestOutcome, 1);
  cbor_item_t *item;

  self->status = IC_STATUS_REJECTED;
  item = ic_cbor_map_require (map, "reject_code", "rejection", error);
  if (item == NULL || !ic_cbor_get_uint64 (item, &self->reject_code, "reject code", error))
    return NULL;
  item = ic_cbor_map_require (map, "reject_message", "rejection", error);
  if (item == NULL)
    return NULL;
  self->reject_message = ic_cbor_get_text (item, "reject message", error);
  if (self->reject_message == NULL)
    return NULL;
  /* Optional, and of no weight: anything but text is as if it were not there. */
  item = ic_cbor_map_get (map, "error_code");
  if (item != NULL && cbor_isa_string (item))
    self->error_code = ic_cbor_get_text (item, "error code", NULL);
  return g_steal_pointer (&self);
}

/* (skip) */
void
ic_agent_set_rejected (cbor_item_t *map, GError **error)
{
  g_autoptr (IcRequestOutcome) rejection = ic_request_outcome_from_rejection (map, error);

  if (rejection != NULL)
    ic_agent_set_rejected_text (rejection->reject_code, rejection->reject_message,
                                rejection->error_code, FALSE, error);
}

/* SPDX-License-Identifier: MIT */
/* What the certified state tells of a canister (interface spec, "State tree: Canister information"). */
#include "icws-diagnosis-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define SERVICE_METADATA "candid:service"

/* Of an interface; longer ones are read in part. */
#define MAX_INTERFACE_BYTES (1024 * 1024)
#define MAX_HASH_BYTES      64

/**
 * icws_path_new:
 * @top: first label
 * @id: second label
 * @len: its length
 * @...: further labels as text, and %NULL
 *
 * Returns: (transfer full): a path as IcRequest wants it
 */
GPtrArray *
icws_path_new (const char *top, gconstpointer id, gsize len, ...)
{
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const char *label;
  va_list labels;

  g_ptr_array_add (path, g_bytes_new (top, strlen (top)));
  g_ptr_array_add (path, g_bytes_new (id, len));
  va_start (labels, len);
  while ((label = va_arg (labels, const char *)) != NULL)
    g_ptr_array_add (path, g_bytes_new (label, strlen (label)));
  va_end (labels);
  return path;
}

/* (skip) Every canister has controllers, were it an empty list: so a canister without a module is told
 * from none at all. */
GPtrArray *
icws_diagnosis_canister_paths (const IcPrincipal *canister_id)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  g_ptr_array_add (
      paths, icws_path_new ("canister", canister_id->bytes, canister_id->len, "module_hash", NULL));
  g_ptr_array_add (
      paths, icws_path_new ("canister", canister_id->bytes, canister_id->len, "controllers", NULL));
  return paths;
}

/* (skip) Asked for alone: private metadata makes the whole question an error. */
GPtrArray *
icws_diagnosis_interface_paths (const IcPrincipal *canister_id)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  g_ptr_array_add (paths, icws_path_new ("canister", canister_id->bytes, canister_id->len,
                                         "metadata", SERVICE_METADATA, NULL));
  return paths;
}

/* (skip) */
void
icws_diagnosis_read_canister (IcwsDiagnosis *self,
                              IcCertificate *certificate,
                              IcRootKey *root,
                              const IcPrincipal *canister_id)
{
  IcHashTree *tree = ic_certificate_get_tree (certificate);
  IcLabel path[] = { IC_LABEL ("canister"), IC_LABEL_BYTES (canister_id->bytes, canister_id->len),
                     IC_LABEL ("module_hash") };
  const IcHashTreeNode *node;
  const guint8 *value;
  gsize len;
  IcLookupStatus module = ic_hash_tree_lookup (tree, path, G_N_ELEMENTS (path), &value, &len);

  if (module == IC_LOOKUP_FOUND)
    {
      self->canister = ICWS_CANISTER_PRESENT;
      self->module_hash = ic_hex_encode (value, MIN (len, MAX_HASH_BYTES));
      return;
    }
  if (module != IC_LOOKUP_ABSENT)
    return;

  if (ic_hash_tree_lookup_node (tree, path, 2, &node) == IC_LOOKUP_ABSENT)
    {
      if (icws_certificate_proves_absence (certificate, root))
        self->canister = ICWS_CANISTER_MISSING;
      return;
    }
  path[2] = IC_LABEL ("controllers");
  if (ic_hash_tree_lookup (tree, path, G_N_ELEMENTS (path), &value, &len) == IC_LOOKUP_FOUND)
    self->canister = ICWS_CANISTER_EMPTY;
}

/* The interface */

/* Past white space and comments; block comments nest (Candid spec, "Comments"). */
static const char *
skip_blank (const char *p, const char *end)
{
  guint depth = 0;

  while (p < end)
    {
      gboolean pair = end - p >= 2;

      if (pair && p[0] == '/' && p[1] == '*')
        {
          depth++;
          p += 2;
        }
      else if (depth > 0 && pair && p[0] == '*' && p[1] == '/')
        {
          depth--;
          p += 2;
        }
      else if (depth > 0 || g_ascii_isspace (*p))
        p++;
      else if (pair && p[0] == '/' && p[1] == '/')
        while (p < end && *p != '\n')
          p++;
      else
        break;
    }
  return p;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The end of the quoted text that starts after the quote before @p. */
static const char *
skip_quoted (const char *p, const char *end)
{
  while (p < end && *p != '"')
    p += *p == '\\' && end - p >= 2 ? 2 : 1;
  return p;
}

/**
 * icws_interface_has_method:
 * @text: a Candid interface (Candid spec, "Services")
 * @len: its length
 * @name: of a method, of letters, digits and underscores
 *
 * Looks for the name, plain or quoted, before a colon and outside of comments. Types are not looked at:
 * a record's field of that name would count, too.
 */
gboolean
icws_interface_has_method (const char *text, gsize len, const char *name)
{
  const char *end = text + len;
  gsize name_len = strlen (name);

  for (const char *p = skip_blank (text, end); p < end; p = skip_blank (p, end))
    {
      gboolean quoted = *p == '"';
      const char *start = quoted ? p + 1 : p;
      const char *stop = start;

      if (quoted)
        stop = skip_quoted (start, end);
      else
        while (stop < end && is_name_char (*stop))
          stop++;
      if (stop == start && !quoted)
        {
          p++;
          continue;
        }
      p = skip_blank (quoted && stop < end ? stop + 1 : stop, end);
      if ((gsize)(stop - start) == name_len && memcmp (start, name, name_len) == 0 && p < end &&
          *p == ':')
        return TRUE;
    }
  return FALSE;
}

/* (skip) */
void
icws_diagnosis_read_interface (IcwsDiagnosis *self,
                               IcCertificate *certificate,
                               const IcPrincipal *canister_id)
{
  const IcLabel path[] = { IC_LABEL ("canister"),
                           IC_LABEL_BYTES (canister_id->bytes, canister_id->len),
                           IC_LABEL ("metadata"), IC_LABEL (SERVICE_METADATA) };
  const guint8 *value;
  gsize len;

  if (ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, G_N_ELEMENTS (path), &value,
                           &len) != IC_LOOKUP_FOUND)
    return;
  len = MIN (len, MAX_INTERFACE_BYTES);
  self->has_interface = TRUE;
  self->has_websocket = icws_interface_has_method ((const char *)value, len, "ws_open") &&
                        icws_interface_has_method ((const char *)value, len, "ws_message");
}

/* Whether it runs */

/* A canister that is stopped or stopping, or has no cycles left to run with. */
static gboolean
is_out_of_service (const char *error_code)
{
  static const char *const CODES[] = { "IC0508", "IC0509", "IC0207" };

  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++)
    if (g_strcmp0 (error_code, CODES[i]) == 0)
      return TRUE;
  return FALSE;
}

/* (skip) */
void
icws_diagnosis_read_rejection (IcwsDiagnosis *self, const IcRequestOutcome *rejection)
{
  self->query_reject_code = rejection->reject_code;
  if (rejection->error_code != NULL)
    self->query_error_code = icws_text_cut (rejection->error_code, -1);
  self->query_text = icws_text_cut (rejection->reject_message, -1);
  self->refuses_calls = is_out_of_service (rejection->error_code);
}

/* (skip) */
void
icws_diagnosis_excuse_absence (IcwsDiagnosis *self)
{
  const char *why;

  if (self->canister == ICWS_CANISTER_MISSING)
    why = _ ("there is no such canister");
  else if (self->canister == ICWS_CANISTER_EMPTY)
    why = _ ("there is no program in the canister");
  else if (self->refuses_calls)
    why = self->query_text;
  else
    return;

  for (guint i = 0; i < self->requests->len; i++)
    {
      IcwsRequestFate *fate = &g_array_index (self->requests, IcwsRequestFate, i);

      if (fate->fate != ICWS_FATE_ABSENT)
        continue;
      fate->fate = ICWS_FATE_UNKNOWN;
      fate->text = g_strdup_printf (_ ("it may have been refused without a trace: %s"), why);
    }
}

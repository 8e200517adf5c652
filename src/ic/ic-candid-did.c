/* SPDX-License-Identifier: MIT */
/* Interface descriptions: Candid spec, "Type Definitions", "Imports" and "Interfaces". */
#include "ic-candid-did.h"

#include "ic-candid-did-private.h"
#include "ic-error.h"
#include "ic-i18n.h"

struct _IcCandidDid
{
  gint ref_count;
  GHashTable *types;     /* name -> IcCandidType */
  IcCandidType *service; /* (nullable) */
  GPtrArray *init_args;  /* (nullable) */
};

static GPtrArray *
types_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);
}

static gboolean
check_size (gsize len, GError **error)
{
  if (len <= IC_CANDID_DID_MAX_BYTES)
    return TRUE;
  g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("Candid interface of %zu bytes, %d are allowed"),
               len, IC_CANDID_DID_MAX_BYTES);
  return FALSE;
}

static gboolean
is_primitive_name (const char *name)
{
  for (guint kind = 0; IC_CANDID_IS_PRIMITIVE (kind); kind++)
    if (strcmp (name, ic_candid_kind_name (kind)) == 0)
      return TRUE;
  return FALSE;
}

/* `type name = type` */
static gboolean
read_definition (IcCandidDidParser *self)
{
  const char *at;
  char *name;
  IcCandidType *type;

  if (!ic_candid_did_next (self))
    return FALSE;
  at = self->scan.from;
  if (self->scan.token != IC_CANDID_TOKEN_ID)
    return ic_candid_did_scanner_expected (&self->scan, _ ("the name of a type"));
  name = ic_candid_did_dup_bytes (self, self->scan.text->str, self->scan.text->len);
  if (is_primitive_name (name))
    return ic_candid_did_scanner_fail (&self->scan, at, _ ("%s is there from the start"), name);
  if (g_hash_table_contains (self->definitions, name))
    return ic_candid_did_scanner_fail (&self->scan, at, _ ("the type %s is defined already"), name);
  if (g_hash_table_size (self->definitions) == IC_CANDID_DID_MAX_DEFINITIONS)
    return ic_candid_did_scanner_limit (&self->scan, at, _ ("more than %d definitions"),
                                        IC_CANDID_DID_MAX_DEFINITIONS);
  if (!ic_candid_did_next (self) || !ic_candid_did_skip (self, '=') ||
      !ic_candid_did_read_type (self, &type))
    return FALSE;
  g_hash_table_insert (self->definitions, name, type);
  return TRUE;
}

/* Definitions, each ended by a semicolon; the last one may do without. */
static gboolean
read_definitions (IcCandidDidParser *self)
{
  for (;;)
    {
      if (ic_candid_did_is (self, "import"))
        return ic_candid_did_scanner_fail (&self->scan, self->scan.from,
                                           _ ("it imports another file, which we do not have; a "
                                              "canister must tell its interface as "
                                              "a whole"));
      if (!ic_candid_did_is (self, "type"))
        return TRUE;
      if (!read_definition (self))
        return FALSE;
      if (self->scan.token == ';')
        {
          if (!ic_candid_did_next (self))
            return FALSE;
        }
      else if (ic_candid_did_is (self, "type") || ic_candid_did_is (self, "import"))
        return ic_candid_did_scanner_expected (&self->scan, ";");
      else
        return TRUE;
    }
}

/* `service name : (args) -> service`; what is not there stays NULL. */
static gboolean
read_service (IcCandidDidParser *self, IcCandidType **service, GPtrArray **init_args)
{
  if (!ic_candid_did_is (self, "service"))
    return TRUE;
  if (!ic_candid_did_next (self))
    return FALSE;
  if (self->scan.token == IC_CANDID_TOKEN_ID && !ic_candid_did_next (self))
    return FALSE;
  if (!ic_candid_did_skip (self, ':'))
    return FALSE;
  if (self->scan.token == '(')
    {
      *init_args = g_ptr_array_new ();
      if (!ic_candid_did_read_tuple (self, *init_args))
        return FALSE;
      if (self->scan.token != IC_CANDID_TOKEN_ARROW)
        return ic_candid_did_scanner_expected (&self->scan, "->");
      if (!ic_candid_did_next (self))
        return FALSE;
    }
  if (self->scan.token == '{')
    {
      if (!ic_candid_did_read_methods (self, service))
        return FALSE;
    }
  else if (self->scan.token == IC_CANDID_TOKEN_ID)
    {
      *service = ic_candid_did_new_reference (self, IC_CANDID_SERVICE);
      if (!ic_candid_did_next (self))
        return FALSE;
    }
  else
    return ic_candid_did_scanner_expected (&self->scan, _ ("{ or the name of a service type"));
  return self->scan.token != ';' || ic_candid_did_next (self);
}

static gboolean
read_end (IcCandidDidParser *self)
{
  return self->scan.token == IC_CANDID_TOKEN_END ||
         ic_candid_did_scanner_expected (&self->scan, _ ("type, service or the end"));
}

/* References to the types behind names, in an array of its own. */
static GPtrArray *
steal_types (GPtrArray *types)
{
  GPtrArray *owned = types_new ();

  for (guint i = 0; i < types->len; i++)
    g_ptr_array_add (owned, ic_candid_type_ref (ic_candid_type_resolve (types->pdata[i])));
  return owned;
}

static IcCandidDid *
make (IcCandidDidParser *parser, IcCandidType *service, GPtrArray *init_args)
{
  IcCandidDid *self = g_new0 (IcCandidDid, 1);
  GHashTableIter iter;
  gpointer name;
  gpointer type;

  self->ref_count = 1;
  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)ic_candid_type_unref);
  g_hash_table_iter_init (&iter, parser->definitions);
  while (g_hash_table_iter_next (&iter, &name, &type))
    g_hash_table_insert (self->types, g_strdup (name),
                         ic_candid_type_ref (ic_candid_type_resolve (type)));
  if (service != NULL)
    self->service = ic_candid_type_ref (ic_candid_type_resolve (service));
  if (init_args != NULL)
    self->init_args = steal_types (init_args);
  return self;
}

/**
 * ic_candid_did_parse:
 * @text: an interface description; need not end with a zero
 * @len: its bytes
 * @error: return location
 *
 * Reads definitions and the main service, if there is one. Imports are refused, as there is nowhere to
 * import from.
 *
 * Returns: (transfer full): the interface, or %NULL with %IC_ERROR_CANDID, which tells line and
 *   column, or %IC_ERROR_LIMIT
 */
IcCandidDid *
ic_candid_did_parse (const char *text, gsize len, GError **error)
{
  IcCandidDidParser parser;
  IcCandidDid *self = NULL;
  IcCandidType *service = NULL;
  g_autoptr (GPtrArray) init_args = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!check_size (len, error))
    return NULL;
  ic_candid_did_parser_init (&parser, text, len, error);
  if (ic_candid_did_next (&parser) && read_definitions (&parser) &&
      read_service (&parser, &service, &init_args) && read_end (&parser) &&
      ic_candid_did_link (&parser))
    self = make (&parser, service, init_args);
  ic_candid_did_parser_clear (&parser);
  return self;
}

/**
 * ic_candid_did_parse_types:
 * @text: definitions and types in parentheses; need not end with a zero
 * @len: its bytes
 * @error: return location
 *
 * Returns: (transfer full) (element-type IcCandidType): the types, or %NULL with %IC_ERROR_CANDID or
 *   %IC_ERROR_LIMIT
 */
GPtrArray *
ic_candid_did_parse_types (const char *text, gsize len, GError **error)
{
  IcCandidDidParser parser;
  g_autoptr (GPtrArray) types = g_ptr_array_new ();
  GPtrArray *owned = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!check_size (len, error))
    return NULL;
  ic_candid_did_parser_init (&parser, text, len, error);
  if (ic_candid_did_next (&parser) && read_definitions (&parser) &&
      ic_candid_did_read_tuple (&parser, types) && read_end (&parser) &&
      ic_candid_did_link (&parser))
    owned = steal_types (types);
  ic_candid_did_parser_clear (&parser);
  return owned;
}

IcCandidDid *
ic_candid_did_ref (IcCandidDid *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
ic_candid_did_unref (IcCandidDid *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->service, ic_candid_type_unref);
  g_clear_pointer (&self->init_args, g_ptr_array_unref);
  g_hash_table_unref (self->types);
  g_free (self);
}

/**
 * ic_candid_did_get_service:
 *
 * Returns: (transfer none) (nullable): the main service
 */
IcCandidType *
ic_candid_did_get_service (IcCandidDid *self)
{
  return self->service;
}

/**
 * ic_candid_did_get_init_args:
 *
 * Returns: (transfer none) (nullable) (element-type IcCandidType): of a service constructor
 */
GPtrArray *
ic_candid_did_get_init_args (IcCandidDid *self)
{
  return self->init_args;
}

/**
 * ic_candid_did_get_method:
 * @name: name of a method
 *
 * Returns: (transfer none) (nullable): a func with its arguments, results and annotations
 */
IcCandidType *
ic_candid_did_get_method (IcCandidDid *self, const char *name)
{
  gsize n = self->service != NULL ? ic_candid_type_get_n_methods (self->service) : 0;

  for (gsize i = 0; i < n; i++)
    {
      const char *has;
      gsize len;
      IcCandidType *func = ic_candid_type_get_method (self->service, i, &has, &len);

      if (strlen (name) == len && memcmp (has, name, len) == 0)
        return func;
    }
  return NULL;
}

/**
 * ic_candid_did_get_type:
 * @name: name of a definition
 *
 * Returns: (transfer none) (nullable): the type that it stands for
 */
IcCandidType *
ic_candid_did_get_type (IcCandidDid *self, const char *name)
{
  return g_hash_table_lookup (self->types, name);
}

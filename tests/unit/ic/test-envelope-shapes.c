/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-envelope.h"
#include "ic/ic-error.h"

#include <string.h>

#define EXPIRY_NS G_GUINT64_CONSTANT (1685570400000000000)
#define VALID     (-1)

static GPtrArray *
make_paths (guint n_paths, guint n_labels)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < n_paths; i++)
    {
      GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

      for (guint j = 0; j < n_labels; j++)
        g_ptr_array_add (path, g_bytes_new_static ("label", 5));
      g_ptr_array_add (paths, path);
    }
  return paths;
}

/* An envelope as hex of its parts, to leave out and to replace. */
static GBytes *
put_together (const char *const *fields, gsize n_fields, const char *extra)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  guint n = 0;

  for (gsize i = 0; i < n_fields; i++)
    n += fields[i] != NULL;
  g_string_append_printf (hex, "d9d9f7a167636f6e74656e74%02x", 0xa0 + n + (extra != NULL));
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i] != NULL)
      g_string_append (hex, fields[i]);
  if (extra != NULL)
    g_string_append (hex, extra);
  return ic_bytes_from_hex (hex->str, NULL);
}

#define REQUEST_TYPE "6c726571756573745f74797065"
#define CALL         REQUEST_TYPE "6463616c6c"
#define QUERY        REQUEST_TYPE "657175657279"
#define READ_STATE   REQUEST_TYPE "6a726561645f7374617465"
#define CANISTER     "6b63616e69737465725f6964"
#define METHOD       "6b6d6574686f645f6e616d65"
#define ARG          "63617267"
#define SENDER       "6673656e646572"
#define EXPIRY       "6e696e67726573735f657870697279"
#define NONCE        "656e6f6e6365"
#define PATHS        "657061746873"

static void
test_shapes (void)
{
  const char *const call[] = { CALL,     CANISTER "4109", METHOD "616d",
                               ARG "40", SENDER "4104",   EXPIRY "01" };
  const char *const read[] = { READ_STATE, PATHS "8181416c", SENDER "4104", EXPIRY "01" };
  static const struct
  {
    guint field; /* of call */
    const char *other;
    int code;
  } faults[] = {
    { 0, REQUEST_TYPE "6463616c6d", IC_ERROR_CBOR }, /* unknown type */
    { 0, REQUEST_TYPE "60", IC_ERROR_CBOR },         /* empty type */
    { 0, REQUEST_TYPE "4463616c6c", IC_ERROR_CBOR }, /* bytes */
    { 0, READ_STATE, IC_ERROR_CBOR },                /* paths missing */
    { 1, CANISTER "6109", IC_ERROR_CBOR },           /* text */
    { 1, CANISTER "581e000000000000000000000000000000000000000000000000000000000000",
      IC_ERROR_CBOR }, /* 30 bytes */
    { 2,
      METHOD "41"
             "6d",
      IC_ERROR_CBOR },                                     /* bytes */
    { 3, ARG "60", IC_ERROR_CBOR },                        /* text */
    { 3, ARG "80", IC_ERROR_CBOR },                        /* array */
    { 3, ARG "f6", IC_ERROR_CBOR },                        /* null */
    { 4, SENDER "04", IC_ERROR_CBOR },                     /* number */
    { 5, EXPIRY "20", IC_ERROR_CBOR },                     /* negative */
    { 5, EXPIRY "6131", IC_ERROR_CBOR },                   /* text */
    { 5, EXPIRY "c249010000000000000000", IC_ERROR_CBOR }, /* 2^64 */
  };
  static const struct
  {
    const char *extra;
    int code;
  } extras[] = {
    { NONCE "40", VALID },
    { NONCE "5820"
            "0000000000000000000000000000000000000000000000000000000000000000",
      VALID },
    { NONCE "5821"
            "000000000000000000000000000000000000000000000000000000000000000000",
      IC_ERROR_LIMIT },
    { NONCE "f6", VALID },
    { NONCE "00", IC_ERROR_CBOR },
    { "6b"
      "73656e6465725f696e666f"
      "a0",
      VALID },                        /* a field that we do not know */
    { SENDER "4104", IC_ERROR_CBOR }, /* twice */
  };
  g_autoptr (GBytes) good = put_together (call, G_N_ELEMENTS (call), NULL);
  g_autoptr (GBytes) good_read = put_together (read, G_N_ELEMENTS (read), NULL);
  g_autoptr (IcEnvelope) envelope = NULL;
  g_autoptr (IcEnvelope) read_envelope = NULL;
  g_autoptr (GError) error = NULL;

  envelope = ic_envelope_decode (good, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (envelope->request->method_name, ==, "m");
  read_envelope = ic_envelope_decode (good_read, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read_envelope->request->paths->len, ==, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (call); i++)
    {
      const char *fields[G_N_ELEMENTS (call)];
      g_autoptr (GBytes) cbor = NULL;

      memcpy (fields, call, sizeof call);
      fields[i] = NULL;
      cbor = put_together (fields, G_N_ELEMENTS (fields), NULL);
      g_assert_null (ic_envelope_decode (cbor, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_CBOR);
      g_clear_error (&error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      const char *fields[G_N_ELEMENTS (call)];
      g_autoptr (GBytes) cbor = NULL;

      memcpy (fields, call, sizeof call);
      fields[faults[i].field] = faults[i].other;
      cbor = put_together (fields, G_N_ELEMENTS (fields), NULL);
      g_assert_null (ic_envelope_decode (cbor, &error));
      g_assert_error (error, IC_ERROR, faults[i].code);
      g_clear_error (&error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    {
      g_autoptr (GBytes) cbor = put_together (call, G_N_ELEMENTS (call), extras[i].extra);
      g_autoptr (IcEnvelope) other = ic_envelope_decode (cbor, &error);

      if (extras[i].code == VALID)
        g_assert_no_error (error);
      else
        g_assert_error (error, IC_ERROR, extras[i].code);
      g_clear_error (&error);
    }
}

/* The outer map. */
static void
test_outer_shapes (void)
{
  static const char *const messages[] = {
    "",
    "a0",
    "80",
    "00",
    "f6",
    "a167636f6e74656e74a0",
    "a167636f6e74656e7480",
    "a167636f6e74656e74f6",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) cbor = ic_bytes_from_hex (messages[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_envelope_decode (cbor, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_CBOR);
    }
}

static gboolean
decodes (const IcEnvelope *envelope, int code)
{
  g_autoptr (GBytes) cbor = ic_envelope_encode (envelope);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcEnvelope) again = ic_envelope_decode (cbor, &error);

  if (again != NULL)
    return TRUE;
  g_assert_error (error, IC_ERROR, code);
  return FALSE;
}

/* The longest lists that the interface allows are read, longer ones are not. */
static void
test_limits (void)
{
  g_autoptr (GBytes) arg = g_bytes_new_static ("", 0);
  g_autoptr (IcTestKey) key = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) too_many = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GBytes) megabytes = g_bytes_new_take (g_malloc0 (4 << 20), 4 << 20);
  IcEnvelope envelope = { 0 };

  for (guint i = 0; i <= IC_DELEGATION_MAX_TARGETS; i++)
    {
      guint8 id[10] = { 0, 0, 0, 0, 0, 0, i >> 8, i & 0xff, 1, 1 };

      if (i < IC_DELEGATION_MAX_TARGETS)
        g_ptr_array_add (targets, g_bytes_new (id, sizeof id));
      g_ptr_array_add (too_many, g_bytes_new (id, sizeof id));
    }
  envelope.request = ic_request_new_call (&IC_PRINCIPAL_MANAGEMENT, "m", arg,
                                          &IC_PRINCIPAL_ANONYMOUS, EXPIRY_NS, NULL);
  envelope.delegations = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  while (envelope.delegations->len < IC_DELEGATION_MAX_CHAIN)
    g_ptr_array_add (envelope.delegations, ic_test_key_delegate (key, ic_test_key_get_der (key),
                                                                 EXPIRY_NS, targets, "all"));
  g_assert_true (decodes (&envelope, 0));

  g_ptr_array_add (envelope.delegations,
                   ic_test_key_delegate (key, ic_test_key_get_der (key), EXPIRY_NS, NULL, NULL));
  g_assert_false (decodes (&envelope, IC_ERROR_LIMIT));
  g_ptr_array_set_size (envelope.delegations, 0);
  g_ptr_array_add (envelope.delegations, ic_test_key_delegate (key, ic_test_key_get_der (key),
                                                               EXPIRY_NS, too_many, NULL));
  g_assert_false (decodes (&envelope, IC_ERROR_LIMIT));
  g_ptr_array_set_size (envelope.delegations, 0);
  g_ptr_array_add (envelope.delegations,
                   ic_test_key_delegate (key, ic_test_key_get_der (key), EXPIRY_NS, NULL, "some"));
  g_assert_false (decodes (&envelope, IC_ERROR_CBOR));
  g_clear_pointer (&envelope.delegations, g_ptr_array_unref);

  g_bytes_unref (envelope.request->arg);
  envelope.request->arg = g_bytes_ref (megabytes);
  g_assert_false (decodes (&envelope, IC_ERROR_LIMIT));
  ic_request_free (envelope.request);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GPtrArray) paths = i < 2 ? make_paths (IC_REQUEST_MAX_PATHS + i, 1)
                                          : make_paths (1, IC_REQUEST_MAX_LABELS + i - 2);

      envelope.request = ic_request_new_read_state (paths, &IC_PRINCIPAL_ANONYMOUS, EXPIRY_NS,
                                                    NULL);
      g_assert_cmpint (decodes (&envelope, IC_ERROR_LIMIT), ==, i % 2 == 0);
      ic_request_free (envelope.request);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/envelope-shapes/content", test_shapes);
  g_test_add_func ("/ic/envelope-shapes/outer", test_outer_shapes);
  g_test_add_func ("/ic/envelope-shapes/limits", test_limits);
  return g_test_run ();
}

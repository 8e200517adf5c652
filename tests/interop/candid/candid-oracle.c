/* SPDX-License-Identifier: MIT */

/* Answers questions about Candid, one a line on stdin: a command and its arguments, separated by
 * tabs; messages as hex, types as text. The answer is one line: "ok" and values, or "error", the
 * code of IcError and the message, separated by tabs. */
#include "candid-parser.h"
#include "candid-random.h"
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"

#include <stdio.h>
#include <string.h>

#define MAX_DEPTH 4

static char *
encode_hex (GPtrArray *types, GPtrArray *values, GError **error)
{
  g_autoptr (GBytes)
      bytes = ic_candid_encode ((IcCandidType *const *)types->pdata,
                                (IcCandidValue *const *)values->pdata, types->len, error);
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return ic_hex_encode (data, len);
}

static GPtrArray *
decode_hex (GPtrArray *types, const char *hex, GError **error)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, error);
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return ic_candid_decode (data, len, (IcCandidType *const *)types->pdata, types->len, NULL, error);
}

static GPtrArray *
types_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);
}

static CandidRandom *
random_from (const char *seed)
{
  return candid_random_new ((guint32)g_ascii_strtoull (seed, NULL, 10));
}

static void
random_message (CandidRandom *random, GPtrArray *types, GPtrArray *values)
{
  guint n = 1 + candid_random_below (random, 3);

  for (guint i = 0; i < n; i++)
    {
      IcCandidType *type = candid_random_type (random, MAX_DEPTH);

      g_ptr_array_add (types, type);
      g_ptr_array_add (values, candid_random_value (random, type));
    }
}

/* "generate SEED": message, and its types */
static char *
generate (char **args, GError **error)
{
  g_autoptr (CandidRandom) random = random_from (args[0]);
  g_autoptr (GPtrArray) types = types_new ();
  g_autoptr (GPtrArray)
      values = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_value_unref);
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autofree char *hex = NULL;

  random_message (random, types, values);
  hex = encode_hex (types, values, error);
  if (hex == NULL)
    return NULL;
  g_string_append (answer, hex);
  for (guint i = 0; i < types->len; i++)
    {
      g_autofree char *text = ic_candid_type_to_text (types->pdata[i]);

      g_string_append_printf (answer, "\t%s", text);
    }
  return g_string_free (g_steal_pointer (&answer), FALSE);
}

/* "compare SEED MESSAGE": whether the message says what "generate SEED" said */
static char *
compare (char **args, GError **error)
{
  g_autoptr (CandidRandom) random = random_from (args[0]);
  g_autoptr (GPtrArray) types = types_new ();
  g_autoptr (GPtrArray)
      values = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_value_unref);
  g_autoptr (GPtrArray) read = NULL;

  random_message (random, types, values);
  read = decode_hex (types, args[1], error);
  if (read == NULL)
    return NULL;
  for (guint i = 0; i < values->len; i++)
    if (!ic_candid_value_equal (values->pdata[i], read->pdata[i]))
      {
        g_autofree char *ours = ic_candid_value_to_text (values->pdata[i], types->pdata[i]);
        g_autofree char *theirs = ic_candid_value_to_text (read->pdata[i], types->pdata[i]);

        return g_strdup_printf ("different\t%s\t%s", ours, theirs);
      }
  return g_strdup ("same");
}

/* "at MESSAGE TYPE...": the message read at the types and written again */
static char *
read_at (char **args, GError **error)
{
  g_autoptr (GPtrArray)
      parsers = g_ptr_array_new_with_free_func ((GDestroyNotify)candid_parser_free);
  g_autoptr (GPtrArray) types = types_new ();
  g_autoptr (GPtrArray) values = NULL;

  for (guint i = 1; args[i] != NULL; i++)
    {
      CandidParser *parser = candid_parser_new ();
      GPtrArray *parsed;

      g_ptr_array_add (parsers, parser);
      parsed = candid_parser_types (parser, args[i]);
      g_ptr_array_extend_and_steal (types, parsed);
    }
  values = decode_hex (types, args[0], error);
  return values != NULL ? encode_hex (types, values, error) : NULL;
}

/* "any MESSAGE": the message read at its own types and written again */
static char *
read_any (char **args, GError **error)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (args[0], error);
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GPtrArray) values = NULL;
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  values = ic_candid_decode_any (data, len, NULL, &types, error);
  return values != NULL ? encode_hex (types, values, error) : NULL;
}

/* "relative SEED": message, its type, another type, whether that is a supertype, and what the
 * message reads as at it: "read" and a message, or "refused" and why */
static char *
relative (char **args, GError **error)
{
  g_autoptr (CandidRandom) random = random_from (args[0]);
  g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
  g_autoptr (IcCandidType) other = candid_random_relative (random, type);
  g_autoptr (IcCandidValue) value = candid_random_value (random, type);
  g_autoptr (GBytes) message = ic_candid_encode_one (type, value, error);
  g_autoptr (IcCandidValue) read = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) refused = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *again_hex = NULL;
  g_autofree char *type_text = ic_candid_type_to_text (type);
  g_autofree char *other_text = ic_candid_type_to_text (other);
  gsize len;
  gconstpointer data;

  if (message == NULL)
    return NULL;
  data = g_bytes_get_data (message, &len);
  hex = ic_hex_encode (data, len);
  read = ic_candid_decode_one (data, len, other, NULL, &refused);
  if (read != NULL)
    {
      again = ic_candid_encode_one (other, read, error);
      if (again == NULL)
        return NULL;
      data = g_bytes_get_data (again, &len);
      again_hex = ic_hex_encode (data, len);
    }
  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s\t%s", hex, type_text, other_text,
                          ic_candid_type_is_subtype (type, other) ? "subtype" : "other",
                          read != NULL ? "read" : "refused",
                          read != NULL ? again_hex : refused->message);
}

static const struct
{
  const char *name;
  guint n_args; /* at least */
  char *(*answer) (char **args, GError **error);
} commands[] = {
  { "generate", 1, generate }, { "compare", 2, compare },   { "at", 1, read_at },
  { "any", 1, read_any },      { "relative", 1, relative },
};

static char *
answer (char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (words[0], commands[i].name) == 0 && g_strv_length (words) > commands[i].n_args)
      return commands[i].answer (words + 1, error);
  g_error ("No such question: %s", line);
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_strchomp (line);
      text = answer (line, &error);
      if (text != NULL)
        printf ("ok\t%s\n", text);
      else
        printf ("error\t%d\t%s\n", error->code, error->message);
      fflush (stdout);
    }
  return 0;
}

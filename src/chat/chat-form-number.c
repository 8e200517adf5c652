/* SPDX-License-Identifier: MIT */
/* Numbers as people type them: digits, which may be grouped by underscores or spaces. */
#include "chat-form-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Of a nat or int: far beyond any amount, and quickly converted. */
#define MAX_DIGITS 400

static const struct
{
  const char *smallest;
  const char *greatest;
} ranges[] = {
  [IC_CANDID_NAT] = { "0", NULL },
  [IC_CANDID_NAT8] = { "0", "255" },
  [IC_CANDID_NAT16] = { "0", "65535" },
  [IC_CANDID_NAT32] = { "0", "4294967295" },
  [IC_CANDID_NAT64] = { "0", "18446744073709551615" },
  [IC_CANDID_INT] = { NULL, NULL },
  [IC_CANDID_INT8] = { "-128", "127" },
  [IC_CANDID_INT16] = { "-32768", "32767" },
  [IC_CANDID_INT32] = { "-2147483648", "2147483647" },
  [IC_CANDID_INT64] = { "-9223372036854775808", "9223372036854775807" },
  [IC_CANDID_FLOAT32] = { NULL, NULL },
  [IC_CANDID_FLOAT64] = { NULL, NULL },
};

void
chat_form_number_get_range (IcCandidKind kind, const char **smallest, const char **greatest)
{
  *smallest = ranges[kind].smallest;
  *greatest = ranges[kind].greatest;
}

static gboolean
is_float (IcCandidKind kind)
{
  return kind == IC_CANDID_FLOAT32 || kind == IC_CANDID_FLOAT64;
}

/* Without what only groups digits and without zeros in front; a sign stays. NULL if it is no whole
 * number. */
static char *
normalize (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *p = stripped;
  gboolean negative = *p == '-';
  gboolean any = FALSE;

  if (*p == '-' || *p == '+')
    p++;
  for (; *p != 0; p++)
    {
      if ((*p == '_' || *p == ' ') && any)
        continue;
      if (!g_ascii_isdigit (*p))
        return NULL;
      any = TRUE;
      if (out->len > 0 || *p != '0')
        g_string_append_c (out, *p);
    }
  if (!any)
    return NULL;
  if (out->len == 0)
    return g_strdup ("0");
  if (negative)
    g_string_prepend_c (out, '-');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Both normal. */
static int
compare (const char *a, const char *b)
{
  int sign = *a == '-' ? -1 : 1;
  gsize len_a = strlen (a);
  gsize len_b = strlen (b);

  if ((*a == '-') != (*b == '-'))
    return *a == '-' ? -1 : 1;
  if (len_a != len_b)
    return len_a < len_b ? -sign : sign;
  return sign * strcmp (a, b);
}

static gboolean
parse_float (const char *text, double *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end;

  *number = g_ascii_strtod (stripped, &end);
  return end > stripped && *end == 0;
}

static ChatFormProblem
check_float (IcCandidKind kind, const char *text)
{
  double number;

  if (!parse_float (text, &number))
    return CHAT_FORM_NOT_A_NUMBER;
  /* Infinity by its name is one; a number too large for the type is not. */
  if (!g_ascii_isdigit (text[strcspn (text, "0123456789iInN")]))
    return CHAT_FORM_OK;
  if (isinf (number) || (kind == IC_CANDID_FLOAT32 && isinf ((float)number)))
    return CHAT_FORM_OUT_OF_RANGE;
  return CHAT_FORM_OK;
}

ChatFormProblem
chat_form_number_check (IcCandidKind kind, const char *text)
{
  g_autofree char *number = NULL;

  if (is_float (kind))
    return check_float (kind, text);
  number = normalize (text);
  if (number == NULL)
    return CHAT_FORM_NOT_A_NUMBER;
  if (strlen (number) > MAX_DIGITS)
    return CHAT_FORM_TOO_LONG;
  if ((ranges[kind].smallest != NULL && compare (number, ranges[kind].smallest) < 0) ||
      (ranges[kind].greatest != NULL && compare (number, ranges[kind].greatest) > 0))
    return CHAT_FORM_OUT_OF_RANGE;
  return CHAT_FORM_OK;
}

/* Divides the digits by 128 in place and gives the remainder. */
static guint
divide (char *digits)
{
  guint rest = 0;

  for (char *p = digits; *p != 0; p++)
    {
      rest = rest * 10 + (guint)(*p - '0');
      *p = (char)('0' + rest / 128);
      rest %= 128;
    }
  return rest;
}

/* LEB128 of a number of any size; with @is_int SLEB128, by two's complement. */
static IcCandidValue *
parse_big (const char *number, gboolean is_int)
{
  g_autofree char *digits = g_strdup (*number == '-' ? number + 1 : number);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean negative = *number == '-';
  guint carry = 1;

  while (strspn (digits, "0") < strlen (digits))
    {
      guint8 group = (guint8)divide (digits);

      g_byte_array_append (bytes, &group, 1);
    }
  if (is_int)
    g_byte_array_append (bytes, (const guint8 *)"", 1); /* room for the sign */
  if (bytes->len == 0)
    g_byte_array_append (bytes, (const guint8 *)"", 1);
  for (guint i = 0; negative && i < bytes->len; i++)
    {
      guint group = (~bytes->data[i] & 0x7fu) + carry;

      bytes->data[i] = group & 0x7f;
      carry = group >> 7;
    }
  for (guint i = 0; i + 1 < bytes->len; i++)
    bytes->data[i] |= 0x80;
  return is_int ? ic_candid_value_new_int_sleb128 (bytes->data, bytes->len)
                : ic_candid_value_new_nat_leb128 (bytes->data, bytes->len);
}

IcCandidValue *
chat_form_number_parse (IcCandidKind kind, const char *text)
{
  g_autofree char *number = NULL;
  double real;

  if (chat_form_number_check (kind, text) != CHAT_FORM_OK)
    return NULL;
  if (is_float (kind))
    {
      parse_float (text, &real);
      return kind == IC_CANDID_FLOAT32 ? ic_candid_value_new_float32 ((float)real)
                                       : ic_candid_value_new_float64 (real);
    }
  number = normalize (text);
  if (kind == IC_CANDID_NAT || kind == IC_CANDID_INT)
    return parse_big (number, kind == IC_CANDID_INT);
  if (kind >= IC_CANDID_INT8 && kind <= IC_CANDID_INT64)
    return ic_candid_value_new_sint (kind, g_ascii_strtoll (number, NULL, 10));
  return ic_candid_value_new_uint (kind, g_ascii_strtoull (number, NULL, 10));
}

/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"
#include "ic-leb128.h"

/* Numbers of any size: spec "Memory", nat as LEB128 and int as SLEB128. What fits into 64 bits is
 * kept as a machine number, the rest as its shortest bytes, so that equal numbers are equal
 * bytes. */

/* A longer number is written in hexadecimal: decimal digits cost the square of the length. */
#define MAX_DECIMAL_BYTES 600
#define LIMB_BASE         1000000000u

static gboolean
ends_right (const guint8 *bytes, gsize len)
{
  if (len == 0 || (bytes[len - 1] & 0x80) != 0)
    return FALSE;
  for (gsize i = 0; i + 1 < len; i++)
    if ((bytes[i] & 0x80) == 0)
      return FALSE;
  return TRUE;
}

/**
 * ic_candid_value_new_nat_leb128:
 * @bytes: LEB128 form, not necessarily the shortest
 * @len: its length
 *
 * Returns: (transfer full) (nullable): a nat, %NULL if the bytes are not one LEB128 number
 */
IcCandidValue *
ic_candid_value_new_nat_leb128 (const guint8 *bytes, gsize len)
{
  return ends_right (bytes, len) ? ic_candid_value_new_nat_wire (bytes, len) : NULL;
}

/**
 * ic_candid_value_new_int_sleb128:
 * @bytes: signed LEB128 form, not necessarily the shortest
 * @len: its length
 *
 * Returns: (transfer full) (nullable): an int, %NULL if the bytes are not one SLEB128 number
 */
IcCandidValue *
ic_candid_value_new_int_sleb128 (const guint8 *bytes, gsize len)
{
  return ends_right (bytes, len) ? ic_candid_value_new_int_wire (bytes, len) : NULL;
}

IcCandidValue *
ic_candid_value_new_nat_wire (const guint8 *bytes, gsize len)
{
  const guint8 *cursor = bytes;
  guint64 small;
  gsize used = len;

  /* Zeros at the end say nothing. */
  while (used > 1 && (bytes[used - 1] & 0x7f) == 0)
    used--;

  if (used < len)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, used);

      copy[used - 1] &= 0x7f;
      return ic_candid_value_new_nat_wire (copy, used);
    }
  if (ic_leb128_get_uint64 (&cursor, bytes + len, &small))
    return ic_candid_value_new_nat (small);
  return ic_candid_value_alloc_bytes (IC_CANDID_NAT, bytes, len);
}

/* The number of bytes that carry something besides the sign. */
static gsize
int_used (const guint8 *bytes, gsize len)
{
  guint8 fill = (bytes[len - 1] & 0x40) != 0 ? 0x7f : 0x00;
  guint8 sign = fill & 0x40;

  while (len > 1 && (bytes[len - 1] & 0x7f) == fill && (bytes[len - 2] & 0x40) == sign)
    len--;
  return len;
}

IcCandidValue *
ic_candid_value_new_int_wire (const guint8 *bytes, gsize len)
{
  const guint8 *cursor = bytes;
  gsize used = int_used (bytes, len);
  gint64 small;

  if (used < len)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, used);

      copy[used - 1] &= 0x7f;
      return ic_candid_value_new_int_wire (copy, used);
    }
  if (ic_sleb128_get_int64 (&cursor, bytes + len, &small))
    return ic_candid_value_new_int (small);
  return ic_candid_value_alloc_bytes (IC_CANDID_INT, bytes, len);
}

/* Spec: nat <: int. */
IcCandidValue *
ic_candid_value_nat_to_int (IcCandidValue *nat)
{
  g_autoptr (GByteArray) bytes = NULL;

  if (nat->form == IC_CANDID_FORM_SCALAR && nat->as.u <= G_MAXINT64)
    return ic_candid_value_new_int ((gint64)nat->as.u);

  bytes = g_byte_array_new ();
  ic_candid_put_number (bytes, nat);
  /* The top bit of the last group would read as the sign. */
  if ((bytes->data[bytes->len - 1] & 0x40) != 0)
    {
      const guint8 zero = 0;

      bytes->data[bytes->len - 1] |= 0x80;
      g_byte_array_append (bytes, &zero, 1);
    }
  return ic_candid_value_new_int_wire (bytes->data, bytes->len);
}

void
ic_candid_put_number (GByteArray *out, IcCandidValue *number)
{
  if (number->form == IC_CANDID_FORM_BYTES)
    g_byte_array_append (out, number->as.bytes, number->n);
  else if (number->kind == IC_CANDID_NAT)
    ic_leb128_put_uint64 (out, number->as.u);
  else
    ic_sleb128_put_int64 (out, number->as.i);
}

/* Groups of seven bits of the absolute value, the lowest first; returns their number. */
static gsize
absolute_groups (IcCandidValue *number, gboolean negative, guint8 *groups)
{
  gsize n = number->n;
  guint carry = 1;

  for (gsize i = 0; i < n; i++)
    {
      groups[i] = number->as.bytes[i] & 0x7f;
      if (negative)
        {
          guint sum = (~groups[i] & 0x7f) + carry;

          groups[i] = sum & 0x7f;
          carry = sum >> 7;
        }
    }
  return n;
}

static void
append_hex (GString *out, const guint8 *groups, gsize n)
{
  static const char digits[] = "0123456789abcdef";
  gsize bits = n * 7;
  gboolean started = FALSE;

  g_string_append (out, "0x");
  for (gsize nibble = (bits + 3) / 4; nibble-- > 0;)
    {
      guint value = 0;

      for (guint b = 0; b < 4; b++)
        {
          gsize bit = nibble * 4 + b;

          if (bit < bits && (groups[bit / 7] >> (bit % 7) & 1) != 0)
            value |= 1u << b;
        }
      started = started || value != 0;
      if (started)
        g_string_append_c (out, digits[value]);
    }
}

static void
append_decimal (GString *out, const guint8 *groups, gsize n)
{
  /* 7 bits are less than 2.2 digits, a limb holds 9 of them. */
  g_autofree guint32 *limbs = g_new0 (guint32, n / 4 + 2);
  gsize n_limbs = 1;

  for (gsize i = n; i-- > 0;)
    {
      guint64 carry = groups[i];

      for (gsize j = 0; j < n_limbs; j++)
        {
          carry += (guint64)limbs[j] << 7;
          limbs[j] = carry % LIMB_BASE;
          carry /= LIMB_BASE;
        }
      if (carry != 0)
        limbs[n_limbs++] = (guint32)carry;
    }

  g_string_append_printf (out, "%u", limbs[n_limbs - 1]);
  for (gsize j = n_limbs - 1; j-- > 0;)
    g_string_append_printf (out, "%09u", limbs[j]);
}

/* Decimal text of a nat or int; hexadecimal if it is huge. */
void
ic_candid_append_number (GString *out, IcCandidValue *number)
{
  g_autofree guint8 *groups = NULL;
  gboolean negative;
  gsize n;

  if (number->form == IC_CANDID_FORM_SCALAR)
    {
      if (number->kind == IC_CANDID_NAT)
        g_string_append_printf (out, "%" G_GUINT64_FORMAT, number->as.u);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, number->as.i);
      return;
    }

  negative = number->kind == IC_CANDID_INT && (number->as.bytes[number->n - 1] & 0x40) != 0;
  groups = g_malloc (number->n);
  n = absolute_groups (number, negative, groups);
  if (negative)
    g_string_append_c (out, '-');
  if (n > MAX_DECIMAL_BYTES)
    append_hex (out, groups, n);
  else
    append_decimal (out, groups, n);
}

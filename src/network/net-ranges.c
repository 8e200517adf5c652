/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ranges.h"

#include "ic/ic-cbor.h"
#include <string.h>

#define CANISTER_ID_BYTES 10

/* Canister ids are a 64-bit number, big endian, and 01 01. */
static const struct
{
  guint64 low;
  guint64 high;
  guint shard;
} RANGES[] = {
  /* rdmx6-jaaaa-aaaaa-aaadq-cai: Internet Identity, which mainnet keeps on a subnet of its own */
  { 0x0000000000000007, 0x0000000000000007, 0 },
  /* kio63-vyaaa-aaaal-qcd6q-cai and kyzel-7yaaa-aaaal-qb73a-cai */
  { 0x0000000001700000, 0x00000000017fffff, 0 },
  { 0x0000000001900000, 0x00000000019fffff, 0 },
  /* mqci4-raaaa-aaaao-a2fyq-cai, oamd4-giaaa-aaaao-a74aq-cai and ojpia-qaaaa-aaaao-a74ba-cai */
  { 0x0000000001c00000, 0x0000000001cfffff, 1 },
};

static void
canister_id (guint64 number, IcPrincipal *out)
{
  guint64 big_endian = GUINT64_TO_BE (number);

  out->len = CANISTER_ID_BYTES;
  memcpy (out->bytes, &big_endian, sizeof big_endian);
  out->bytes[8] = out->bytes[9] = 1;
}

int
net_ranges_find_shard (const IcPrincipal *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (RANGES); i++)
    {
      IcPrincipal low, high;

      canister_id (RANGES[i].low, &low);
      canister_id (RANGES[i].high, &high);
      if (ic_principal_compare (&low, id) <= 0 && ic_principal_compare (id, &high) <= 0)
        return RANGES[i].shard;
    }
  return -1;
}

void
net_ranges_get_shard_label (guint shard, IcPrincipal *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (RANGES); i++)
    if (RANGES[i].shard == shard)
      {
        canister_id (RANGES[i].low, out);
        return;
      }
  g_assert_not_reached ();
}

GBytes *
net_ranges_encode (int shard)
{
  GByteArray *out = g_byte_array_new ();
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (RANGES); i++)
    n += shard < 0 || RANGES[i].shard == (guint)shard;

  ic_cbor_put_self_describe (out);
  ic_cbor_put_array (out, n);
  for (guint i = 0; i < G_N_ELEMENTS (RANGES); i++)
    {
      IcPrincipal low, high;

      if (shard >= 0 && RANGES[i].shard != (guint)shard)
        continue;
      canister_id (RANGES[i].low, &low);
      canister_id (RANGES[i].high, &high);
      ic_cbor_put_array (out, 2);
      ic_cbor_put_bytes (out, low.bytes, low.len);
      ic_cbor_put_bytes (out, high.bytes, high.len);
    }
  return g_byte_array_free_to_bytes (out);
}

/* SPDX-License-Identifier: MIT */
/* What goes wrong inside of a frame. */
#include "config.h"

#include "net-gateway-faults.h"

#include "ic/ic-certificate.h"
#include <string.h>

/* The number at the end of a key. */
#define KEY_DIGITS 20

enum
{
  CERTIFICATE_UNREADABLE = 1,
  CERTIFICATE_TREE,
  CERTIFICATE_SIGNATURE,
  N_CERTIFICATE_KINDS = CERTIFICATE_SIGNATURE
};

static guint64
below (NetGateway *gateway, guint64 limit)
{
  return ic_random_uint64 (gateway->random) % limit;
}

static void
replace (GBytes **bytes, GBytes *with /* transfer full */)
{
  g_bytes_unref (*bytes);
  *bytes = with;
}

/* Another value for one bit of @len bytes from @start. */
static void
flip_bit (NetGateway *gateway, GBytes **bytes, gsize start, gsize len)
{
  gsize size;
  gconstpointer old = g_bytes_get_data (*bytes, &size);
  guint8 *changed;
  guint64 bit;

  if (len == 0)
    {
      replace (bytes, g_bytes_new_static ("", 1));
      return;
    }
  changed = g_memdup2 (old, size);
  bit = below (gateway, len * 8);
  changed[start + bit / 8] ^= 1 << (bit % 8);
  replace (bytes, g_bytes_new_take (changed, size));
}

static void
flip_any_bit (NetGateway *gateway, GBytes **bytes)
{
  flip_bit (gateway, bytes, 0, g_bytes_get_size (*bytes));
}

static void
tamper_key (NetGateway *gateway, NetGatewayFrame *frame)
{
  gsize len = strlen (frame->key);
  gsize prefix = len >= KEY_DIGITS ? len - KEY_DIGITS : 0;
  guint64 number = g_ascii_strtoull (frame->key + prefix, NULL, 10);
  char *changed;

  /* Near by, where other messages stand in the same witness; never the number itself. */
  number = number > 8 && below (gateway, 2) == 0 ? number - 1 - below (gateway, 8)
                                                 : number + 1 + below (gateway, 8);
  changed = g_strdup_printf ("%.*s%0*" G_GUINT64_FORMAT, (int)prefix, frame->key, KEY_DIGITS,
                             number);
  g_free (frame->key);
  frame->key = changed;
}

/* Flips a bit of the only place where @part stands in the certificate. */
static gboolean
flip_part (NetGateway *gateway, GBytes **cert, gconstpointer part, gsize part_len)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (*cert, &len);
  const guint8 *place = memmem (bytes, len, part, part_len);

  if (place == NULL)
    return FALSE;
  flip_bit (gateway, cert, place - bytes, part_len);
  return TRUE;
}

static void
tamper_certificate (NetGateway *gateway, NetGatewayFrame *frame, guint64 kind)
{
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (frame->cert, NULL);
  gsize size = g_bytes_get_size (frame->cert);

  if (kind < CERTIFICATE_UNREADABLE || kind > N_CERTIFICATE_KINDS)
    kind = 1 + below (gateway, N_CERTIFICATE_KINDS);
  if (certificate != NULL && kind == CERTIFICATE_TREE)
    {
      gsize len;
      const guint8 *data = ic_certificate_get_certified_data (certificate, &frame->canister_id,
                                                              &len, NULL);

      if (data != NULL && flip_part (gateway, &frame->cert, data, len))
        return;
    }
  if (certificate != NULL && kind == CERTIFICATE_SIGNATURE)
    {
      gsize len;
      gconstpointer signature = g_bytes_get_data (ic_certificate_get_signature (certificate), &len);

      if (flip_part (gateway, &frame->cert, signature, len))
        return;
    }
  /* Its end is missing. */
  replace (&frame->cert, g_bytes_new_from_bytes (frame->cert, 0, below (gateway, MAX (size, 1))));
}

static void
forge (NetGateway *gateway, NetGatewayFrame *frame, NetFault fault)
{
  GBytes *forged;

  if (gateway->forger == NULL)
    gateway->forger = net_forger_new (gateway->replica, gateway->random,
                                      gateway->options.newer_api ? NET_DELEGATION_SHARDED
                                                                 : NET_DELEGATION_FLAT);
  forged = net_forger_forge (gateway->forger, fault, &frame->canister_id, frame->cert);
  if (forged != NULL)
    replace (&frame->cert, forged);
  else
    g_warning ("%s could not be done", net_fault_get_name (fault));
}

/* Forging comes first: it needs the honest certificate. */
static const NetFault FORGERIES[] = { NET_FAULT_FORGE_SIGNATURE, NET_FAULT_FORGE_DELEGATION,
                                      NET_FAULT_FORGE_RANGE, NET_FAULT_FORGE_CANISTER };

NetGatewayFrame *
net_gateway_tamper (NetGateway *gateway, NetFaultPhase phase, NetGatewayFrame *frame)
{
  NetFaults *faults = gateway->faults;
  const IcPrincipal *client = &frame->client_key.principal;
  NetGatewayFrame *changed;
  guint64 kind;

  if (net_faults_is_honest (faults))
    return net_gateway_frame_ref (frame);
  changed = net_gateway_frame_copy (frame);
  for (guint i = 0; i < G_N_ELEMENTS (FORGERIES); i++)
    if (net_faults_strike (faults, FORGERIES[i], phase, client, NULL))
      forge (gateway, changed, FORGERIES[i]);
  if (net_faults_strike (faults, NET_FAULT_TAMPER_CONTENT, phase, client, NULL))
    flip_any_bit (gateway, &changed->content);
  if (net_faults_strike (faults, NET_FAULT_TAMPER_KEY, phase, client, NULL))
    tamper_key (gateway, changed);
  if (net_faults_strike (faults, NET_FAULT_TAMPER_TREE, phase, client, NULL))
    flip_any_bit (gateway, &changed->tree);
  if (net_faults_strike (faults, NET_FAULT_TAMPER_CERTIFICATE, phase, client, &kind))
    tamper_certificate (gateway, changed, kind);
  return changed;
}

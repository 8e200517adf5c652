/* SPDX-License-Identifier: MIT */
#include "icws-pool-kit.h"

void
pool_kit_set_up (PoolKit *kit, gconstpointer data)
{
  kit->clock = ic_manual_clock_new (POOL_KIT_START_NS);
  kit->random = ic_random_new_seeded (7);
  kit->pool = icws_pool_new (IC_CLOCK (kit->clock), kit->random);
}

void
pool_kit_tear_down (PoolKit *kit, gconstpointer data)
{
  g_clear_object (&kit->pool);
  g_clear_object (&kit->random);
  g_clear_object (&kit->clock);
}

guint64
pool_kit_now (PoolKit *kit)
{
  return ic_clock_get_wall_ns (IC_CLOCK (kit->clock));
}

void
pool_kit_add (PoolKit *kit, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *url = g_strdup_printf ("wss://g%u.example", i);
      g_autoptr (GError) error = NULL;

      icws_pool_add (kit->pool, url, &error);
      g_assert_no_error (error);
    }
}

void
pool_kit_advance_s (PoolKit *kit, guint64 seconds)
{
  ic_manual_clock_advance_us (kit->clock, (gint64)seconds * G_USEC_PER_SEC);
}

static PoolKind
tell_kind (IcwsVerdict *verdict)
{
  IcwsCulprit culprit = icws_verdict_get_culprit (verdict);
  IcwsAct act = icws_verdict_get_act (verdict);

  if ((culprit != ICWS_CULPRIT_GATEWAY && culprit != ICWS_CULPRIT_NETWORK) ||
      act == ICWS_ACT_NETWORK_LOST || act == ICWS_ACT_SUSPENDED)
    return KIND_OTHER;
  if (icws_verdict_is_integrity_failure (verdict))
    return KIND_LIE;
  if (icws_verdict_get_response (verdict) == ICWS_RESPONSE_QUARANTINE)
    return KIND_ROUGH;
  if (icws_verdict_get_response (verdict) == ICWS_RESPONSE_RETRY ||
      icws_verdict_get_response (verdict) == ICWS_RESPONSE_FAIL_OVER)
    return KIND_FAILURE;
  return N_KINDS;
}

/* From the real errors of sessions: whichever of them make such a verdict. */
IcwsVerdict *
pool_kit_make_verdict (PoolKit *kit, PoolKind kind, const char *url, guint variant)
{
  static const guint8 FRAME[] = { 0xd9, 0xd9, 0xf7, 0xa1 };
  g_autoptr (GBytes) frame = g_bytes_new_static (FRAME, sizeof FRAME);

  for (guint round = 0; round < 2; round++)
    for (guint code = 0; code <= ICWS_ERROR_BUSY; code++)
      {
        g_autoptr (GError) error = g_error_new (ICWS_ERROR, (int)code, "What \"%u\" says", code);
        g_autoptr (IcwsVerdict)
            verdict = icws_verdict_new (error, NULL, url, frame, pool_kit_now (kit));

        if (tell_kind (verdict) == kind && variant-- == 0)
          return g_steal_pointer (&verdict);
      }
  return pool_kit_make_verdict (kit, kind, url, 0);
}

void
pool_kit_report (PoolKit *kit, const char *url, PoolKind kind)
{
  g_autoptr (IcwsVerdict) verdict = pool_kit_make_verdict (kit, kind, url, 0);

  icws_pool_report_verdict (kit->pool, pool_kit_get (kit, url), verdict, 0);
}

IcwsGateway *
pool_kit_get (PoolKit *kit, const char *url)
{
  IcwsGateway *gateway = icws_pool_find (kit->pool, url);

  g_assert_nonnull (gateway);
  return gateway;
}

const char *
pool_kit_pick (PoolKit *kit, const char *avoid)
{
  g_autoptr (IcwsGateway)
      gateway = icws_pool_pick (kit->pool, avoid ? pool_kit_get (kit, avoid) : NULL);

  return gateway ? icws_gateway_get_url (gateway) : NULL;
}

guint
pool_kit_random (IcRandom *random, guint n)
{
  return (guint)(ic_random_uint64 (random) % n);
}

static void
report_anything (PoolKit *kit, IcRandom *random, IcwsGateway *gateway)
{
  g_autoptr (IcwsVerdict) verdict = NULL;

  switch (pool_kit_random (random, 3))
    {
    case 0:
      icws_pool_report_opened (kit->pool, gateway, "2vxsx-fae");
      break;
    case 1:
      icws_pool_report_proof (kit->pool, gateway, (gint64)pool_kit_random (random, 900000) - 1000);
      break;
    default:
      verdict = pool_kit_make_verdict (kit, pool_kit_random (random, N_KINDS),
                                       icws_gateway_get_url (gateway), pool_kit_random (random, 9));
      icws_pool_report_verdict (kit->pool, gateway, verdict,
                                (gint64)pool_kit_random (random, 7200) * G_USEC_PER_SEC);
    }
}

void
pool_kit_step (PoolKit *kit, IcRandom *random)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (kit->pool));
  g_autoptr (IcwsGateway)
      gateway = n ? g_list_model_get_item (G_LIST_MODEL (kit->pool), pool_kit_random (random, n))
                  : NULL;
  g_autofree char *other = g_strdup_printf ("wss://g%u.example", pool_kit_random (random, 24));
  const char *url = gateway ? icws_gateway_get_url (gateway) : other;

  switch (pool_kit_random (random, 12))
    {
    case 0:
      icws_pool_add (kit->pool, other, NULL);
      break;
    case 1:
      icws_pool_remove (kit->pool, url);
      break;
    case 2:
      icws_pool_move (kit->pool, url, pool_kit_random (random, n + 2));
      break;
    case 3:
      icws_pool_pin (kit->pool, url, pool_kit_random (random, 2));
      break;
    case 4:
      icws_pool_forgive (kit->pool, url);
      break;
    case 5:
      pool_kit_advance_s (kit, pool_kit_random (random, 4000));
      break;
    case 6:
      {
        const char *urls[] = {
          other, url, "wss://g1.example", "wss://g2.example", "http://no", NULL
        };

        icws_pool_set_urls (kit->pool, urls + pool_kit_random (random, 3));
      }
      break;
    default:
      if (gateway != NULL)
        report_anything (kit, random, gateway);
    }
}

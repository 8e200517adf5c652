/* SPDX-License-Identifier: MIT */
/* The one gateway that a person wants before all others. */
#include "icws-pool-private.h"

static guint64
get_last_revision (GPtrArray *gateways)
{
  guint64 last = 0;

  for (guint i = 0; i < gateways->len; i++)
    last = MAX (last, ((IcwsGateway *)g_ptr_array_index (gateways, i))->pin_revision);
  return last;
}

static guint64
make_pin_revision (IcwsPool *self)
{
  return MAX (get_last_revision (self->gateways), get_last_revision (self->kept)) + 1;
}

/* Records are shared by the lists of several profiles, so a pin that another one takes the place of
 * is taken back in this list alone. Which one counts is told by the revisions. */
static void
unpin_others (IcwsPool *self, IcwsGateway *chosen)
{
  for (guint i = 0; i < self->gateways->len; i++)
    {
      IcwsGateway *gateway = g_ptr_array_index (self->gateways, i);

      if (gateway != chosen)
        icws_gateway_set_pinned (gateway, FALSE, gateway->pin_revision);
    }
}

IcwsGateway *
icws_pool_get_pinned (IcwsPool *self)
{
  for (guint i = 0; i < self->gateways->len; i++)
    if (((IcwsGateway *)g_ptr_array_index (self->gateways, i))->pinned)
      return g_ptr_array_index (self->gateways, i);
  return NULL;
}

void
icws_pool_settle_pins (IcwsPool *self, IcwsGateway *chosen)
{
  if (chosen != NULL)
    icws_gateway_set_pinned (chosen, TRUE, make_pin_revision (self));
  else
    for (guint i = 0; i < self->gateways->len; i++)
      {
        IcwsGateway *gateway = g_ptr_array_index (self->gateways, i);

        if (chosen == NULL || gateway->pin_revision > chosen->pin_revision)
          chosen = gateway;
      }
  unpin_others (self, chosen);
}

/**
 * icws_pool_pin:
 *
 * A person wants this one before all others; the one that was pinned is so no more.
 */
void
icws_pool_pin (IcwsPool *self, const char *url, gboolean pinned)
{
  IcwsGateway *gateway = icws_pool_find (self, url);

  if (gateway == NULL || gateway->pinned == pinned)
    return;
  icws_gateway_set_pinned (gateway, pinned, make_pin_revision (self));
  unpin_others (self, gateway);
  icws_pool_emit_changed (self);
}

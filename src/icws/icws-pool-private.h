/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-gateway-private.h"
#include "icws-pool.h"

G_BEGIN_DECLS

struct _IcwsPool
{
  GObject parent_instance;

  IcClock *clock;
  IcRandom *random;
  GPtrArray *gateways; /* of IcwsGateway: the list, in order */
  GPtrArray *kept;     /* of IcwsGateway: records of those that are not listed, oldest first */
  gboolean loaded;
  guint64 proof_changed_ns; /* when a message made "changed" last */
};

void icws_pool_emit_changed (IcwsPool *self);
/* Listed or kept. (nullable) (transfer none) */
IcwsGateway *icws_pool_find_record (IcwsPool *self, const char *key);
/* Takes @gateway: into the kept records, if there is anything to be kept. */
void icws_pool_keep (IcwsPool *self, IcwsGateway *gateway);
/* If it is a kept record: makes it the youngest. */
void icws_pool_renew (IcwsPool *self, IcwsGateway *gateway);
IcwsGateway *icws_pool_get_pinned (IcwsPool *self); /* (nullable) (transfer none) */
/* Of the pins in the list the one that was chosen (or taken back) last counts; or @chosen (nullable),
 * which comes after all that were read. */
void icws_pool_settle_pins (IcwsPool *self, IcwsGateway *chosen);

G_END_DECLS

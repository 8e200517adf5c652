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
/* Only the one that was chosen last stays pinned. */
void icws_pool_settle_pins (IcwsPool *self);

G_END_DECLS

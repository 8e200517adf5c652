/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-gateway-faults.h"
#include "net-gateway-outbox.h"

/* How many old frames are kept for a replay, and how large one may be for that. */
#define MAX_OLD_FRAMES      4
#define MAX_OLD_FRAME_BYTES (256 * 1024)

/* A fault that goes on: in force as long as nobody has touched the fault since it struck. */
typedef struct
{
  gboolean on;
  NetFault fault;
  guint generation;
} NetSilence;

struct _NetGatewayFaults
{
  NetGateway *gateway;        /* borrowed */
  NetGatewaySession *session; /* borrowed: the owner */
  NetGatewayOutbox *outbox;
  NetSilence down;
  NetSilence up;
  NetGatewayFrame *old[MAX_OLD_FRAMES]; /* a ring, of what honest messages there were */
  guint n_old;                          /* in all */
  GBytes *reordered;                    /* (nullable): goes after the next */
  GBytes *swapped;                      /* (nullable): an envelope; the same upwards */
  IcPrincipal swapped_canister;
  guint drop_timer;
};

gboolean net_gateway_faults_is_silent (NetGatewayFaults *self, NetSilence *silence);
/* Does @fault strike, or did it before and go on? */
gboolean net_gateway_faults_silence (NetGatewayFaults *self,
                                     NetSilence *silence,
                                     NetFault fault,
                                     NetFaultPhase phase,
                                     const IcPrincipal *client);
/* The end of the session by its own faults. TRUE if it ended at once, and took @self along. */
gboolean
net_gateway_faults_drop (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client);
void
net_gateway_faults_restart (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client);

/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

/* A pool whose time and chance are the test's, and the kinds of verdicts that it tells apart. */
typedef enum
{
  KIND_LIE,     /* a proved lie of the gateway */
  KIND_ROUGH,   /* misbehaviour that is no lie: quarantine for a while */
  KIND_FAILURE, /* it could not be used: backoff */
  KIND_OTHER,   /* somebody else's fault */
  N_KINDS
} PoolKind;

typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  IcwsPool *pool;
} PoolKit;

#define POOL_KIT_START_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

void pool_kit_set_up (PoolKit *kit, gconstpointer data);
void pool_kit_tear_down (PoolKit *kit, gconstpointer data);
guint64 pool_kit_now (PoolKit *kit);
void pool_kit_add (PoolKit *kit, guint n); /* wss://g0.example, ... */
void pool_kit_advance_s (PoolKit *kit, guint64 seconds);
/* (transfer full) @variant: another error of that kind, if there are several */
IcwsVerdict *pool_kit_make_verdict (PoolKit *kit, PoolKind kind, const char *url, guint variant);
void pool_kit_report (PoolKit *kit, const char *url, PoolKind kind);
IcwsGateway *pool_kit_get (PoolKit *kit, const char *url);
/* URL of what would be picked; NULL: none. */
const char *pool_kit_pick (PoolKit *kit, const char *avoid);
/* Adds, removes, moves, pins, reports, forgives, waits: one step of any kind. */
void pool_kit_step (PoolKit *kit, IcRandom *random);
guint pool_kit_random (IcRandom *random, guint n);

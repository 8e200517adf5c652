/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-proof-cache.h"
#include "icws-verifier.h"

G_BEGIN_DECLS

/* What frames are checked against. Immutable while frames are checked, but for the cache. */
typedef struct
{
  IcRootKey *root;
  IcPrincipal canister_id;
  guint64 max_certificate_age_ns; /* 0: that of the interface spec */
  IcwsProofCache *cache;
} IcwsFrameCheck;

/* The whole check of one frame at the time @now_ns; in any thread. Never NULL. (transfer full) */
IcwsProof *icws_frame_check (const IcwsFrameCheck *self, GBytes *frame, guint64 now_ns);

/* The code for what is wrong with a certificate; @otherwise where the error says nothing precise. */
IcwsError icws_certificate_error_code (const GError *error, IcwsError otherwise);

G_END_DECLS

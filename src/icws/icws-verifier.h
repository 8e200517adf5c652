/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-error.h"
#include "icws-wire.h"

G_BEGIN_DECLS

/* Proofs, i.e. verified (certificate, tree) pairs, that are kept. */
#define ICWS_VERIFIER_CACHE_ENTRIES 64
/* Frames that wait for verification before we call it a flood. */
#define ICWS_VERIFIER_MAX_PENDING       4096
#define ICWS_VERIFIER_MAX_PENDING_BYTES (64 * 1024 * 1024)

/**
 * IcwsProof: what the verification of a frame found.
 */
typedef struct
{
  IcwsFrame *frame;
  IcwsMessage *message;    /* (nullable): NULL when the frame was refused */
  GError *error;           /* (nullable): ICWS_ERROR when refused */
  GBytes *raw;             /* the frame's bytes */
  IcPrincipal key_gateway; /* from frame->key */
  guint64 key_nonce;
  guint64 certificate_time_ns;
  gboolean shared;  /* the (certificate, tree) pair was known */
  gint64 verify_us; /* time spent by the worker */
  gint64 arrived_monotonic_us;
  guint64 arrived_wall_ns;
} IcwsProof;
void icws_proof_free (IcwsProof *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsProof, icws_proof_free)

typedef void (*IcwsProofFunc) (IcwsProof *proof, gpointer user_data); /* proof borrowed */

/**
 * IcwsVerifier: DESIGN "verification": certificate for the canister, root of the tree against the
 * certified data, hash of the content at ["websocket", key]. Frames are verified in a small pool of
 * threads; results come back on the main context in the order of the frames.
 */
#define ICWS_TYPE_VERIFIER (icws_verifier_get_type ())
G_DECLARE_FINAL_TYPE (IcwsVerifier, icws_verifier, ICWS, VERIFIER, GObject)

/* @n_threads 0: number of processors, at most 4. One verifier may serve many sessions of a canister. */
IcwsVerifier *icws_verifier_new (IcRootKey *root,
                                 const IcPrincipal *canister_id,
                                 IcClock *clock,
                                 guint n_threads);
void icws_verifier_set_max_certificate_age_ns (IcwsVerifier *self, guint64 ns);

/* FALSE with ICWS_ERROR_FLOOD when too many wait, ICWS_ERROR_FRAME_LIMIT when too large. @func is called once for each frame that was taken,
 * unless @cancellable is cancelled first. */
gboolean icws_verifier_push (IcwsVerifier *self,
                             GBytes *frame,
                             GCancellable *cancellable,
                             IcwsProofFunc func,
                             gpointer user_data,
                             GError **error);
/* The same at once, in the calling thread: for tools, tests and benchmarks. Never NULL. */
IcwsProof *icws_verifier_verify_sync (IcwsVerifier *self, GBytes *frame);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
/*
 * The inside of a verdict, over a few files:
 *   icws-verdict.c           the object
 *   icws-verdict-names.c     the stable names of its values
 *   icws-verdict-table.c     from an error code to a ruling, with what the IC said
 *   icws-verdict-fates.c     what the fates of our requests prove
 *   icws-verdict-time.c      clocks: whose time is wrong
 *   icws-verdict-evidence.c  what proves it
 *   icws-verdict-json.c      to a file and back
 */
#pragma once

#include "icws-verdict.h"

G_BEGIN_DECLS

/* What was decided. */
typedef struct
{
  IcwsAct act;
  IcwsCulprit culprit;
  IcwsCertainty certainty;
  IcwsResponse response;
  char *text;
} IcwsRuling;

/* What there is to decide by. */
typedef struct
{
  const GError *error;
  const IcwsDiagnosis *diagnosis; /* (nullable) */
  const char *gateway;            /* (nullable): direct mode */
  guint64 certificate_time_ns;    /* of the refused frame; 0: none */
  gboolean was_opening;           /* no message of the canister had come yet */
  gboolean gateway_received;      /* what we sent; FALSE: nobody knows */
  gint64 latency_ns;              /* of the last message, by our clock alone; 0: not measured */
} IcwsCase;

/* Which words: those about a gateway, or, in direct mode, those about a boundary node. */
#define ICWS_GATEWAY_OR_NODE(self, gateway_words, node_words)                                      \
  ((self)->gateway != NULL ? (gateway_words) : (node_words))

/* Fills @out, replacing its text; TRUE, so that a reading can end with it. */
gboolean icws_ruling_set (IcwsRuling *out,
                          IcwsAct act,
                          IcwsCulprit culprit,
                          IcwsCertainty certainty,
                          IcwsResponse response,
                          const char *format,
                          ...) G_GNUC_PRINTF (6, 7);

void icws_verdict_rule (const IcwsCase *self, IcwsRuling *out);

/* Readings: FALSE when they have nothing to say. */
gboolean icws_verdict_read_clock (const IcwsCase *self, IcwsRuling *out);
gboolean icws_verdict_read_network (const IcwsCase *self, IcwsRuling *out);
gboolean icws_verdict_read_canister (const IcwsCase *self, IcwsRuling *out);
/* What the canister or the IC answered to a request of ours: refused, rejected. */
gboolean icws_verdict_read_answers (const IcwsCase *self, IcwsRuling *out);
/* All there is after a time-out. */
gboolean icws_verdict_read_timeout (const IcwsCase *self, IcwsRuling *out);
gboolean icws_verdict_read_out_of_step (const IcwsCase *self, IcwsRuling *out);
gboolean icws_verdict_read_open (const IcwsCase *self, IcwsRuling *out);
void icws_verdict_rule_stale (const IcwsCase *self, IcwsRuling *out);
void icws_verdict_rule_future (const IcwsCase *self, IcwsRuling *out);
void icws_verdict_rule_late (const IcwsCase *self, IcwsRuling *out);

/* A proved lie. */
gboolean icws_act_is_integrity_failure (IcwsAct act, IcwsCertainty certainty);

/* Names back to values; FALSE if unknown. */
gboolean icws_act_from_id (const char *id, IcwsAct *out);
gboolean icws_response_from_id (const char *id, IcwsResponse *out);
gboolean icws_culprit_from_id (const char *id, IcwsCulprit *out);
gboolean icws_certainty_from_id (const char *id, IcwsCertainty *out);

/* Evidence: an array of IcwsEvidence. */
GArray *icws_evidence_array_new (void);
void icws_evidence_add (GArray *evidence, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void icws_evidence_add_time (GArray *evidence, const char *name, guint64 wall_ns); /* 0: nothing */
/* Of the frame that was refused, as far as it can be read; @certificate_time_ns (out): 0 if not. */
void icws_evidence_add_frame (GArray *evidence, GBytes *frame);
guint64 icws_verdict_frame_time_ns (GBytes *frame);
void icws_evidence_add_diagnosis (GArray *evidence, const IcwsDiagnosis *diagnosis);

/* Limits of a verdict in a file. */
#define ICWS_VERDICT_MAX_JSON_BYTES     (10 * 1024 * 1024)
#define ICWS_VERDICT_MAX_TEXT_BYTES     4096
#define ICWS_VERDICT_MAX_URL_BYTES      2048
#define ICWS_VERDICT_MAX_EVIDENCE       64
#define ICWS_VERDICT_MAX_NAME_BYTES     64
#define ICWS_VERDICT_MAX_EVIDENCE_BYTES 1024

/* From its parts; takes the text, the error and the array. */
IcwsVerdict *icws_verdict_new_take (IcwsRuling *ruling,
                                    GError *error,
                                    const char *gateway,
                                    GBytes *frame,
                                    guint64 wall_ns,
                                    GArray *evidence);

G_END_DECLS

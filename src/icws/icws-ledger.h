/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "icws-error.h"

G_BEGIN_DECLS

typedef enum
{
  ICWS_SEVERITY_INFO,
  ICWS_SEVERITY_NOTE,
  ICWS_SEVERITY_WARNING,
  ICWS_SEVERITY_PROBLEM
} IcwsSeverity;

typedef enum
{
  ICWS_GROUP_TRANSPORT,
  ICWS_GROUP_SESSION,
  ICWS_GROUP_PROOF,
  ICWS_GROUP_ORDER,
  ICWS_GROUP_FRESHNESS,
  ICWS_GROUP_ACK,
  ICWS_GROUP_IDENTITY,
  ICWS_GROUP_CLOCK
} IcwsGroup;

typedef enum
{
  ICWS_DIRECTION_NONE,
  ICWS_DIRECTION_IN,
  ICWS_DIRECTION_OUT
} IcwsDirection;

/**
 * IcwsLedgerEntry: one line of the record: an event, or a message with its verdict. Immutable.
 */
#define ICWS_TYPE_LEDGER_ENTRY (icws_ledger_entry_get_type ())
G_DECLARE_FINAL_TYPE (IcwsLedgerEntry, icws_ledger_entry, ICWS, LEDGER_ENTRY, GObject)

guint64 icws_ledger_entry_get_wall_ns (IcwsLedgerEntry *self);
IcwsSeverity icws_ledger_entry_get_severity (IcwsLedgerEntry *self);
IcwsGroup icws_ledger_entry_get_group (IcwsLedgerEntry *self);
IcwsDirection icws_ledger_entry_get_direction (IcwsLedgerEntry *self);
const char *icws_ledger_entry_get_id (
    IcwsLedgerEntry *self); /* stable: "frame-verified", "ack-received", error ids */
const char *icws_ledger_entry_get_text (
    IcwsLedgerEntry *self); /* one plain sentence, English; ui translates by id */
guint64
icws_ledger_entry_get_sequence (IcwsLedgerEntry *self); /* 0: not about a numbered message */
guint64 icws_ledger_entry_get_certificate_time_ns (IcwsLedgerEntry *self); /* 0: none */
guint64 icws_ledger_entry_get_message_time_ns (IcwsLedgerEntry *self);     /* 0: none */
gint64 icws_ledger_entry_get_latency_us (IcwsLedgerEntry *self);           /* -1: not measured */
gint64 icws_ledger_entry_get_verify_us (IcwsLedgerEntry *self);            /* -1: not measured */
GBytes *
icws_ledger_entry_get_evidence (IcwsLedgerEntry *self); /* (nullable): the raw frame of a message */
/* It is about a frame that was refused. */
gboolean icws_ledger_entry_is_refused (IcwsLedgerEntry *self);

/**
 * IcwsLedger: the record of a session, a GListModel of IcwsLedgerEntry, oldest first, ring of
 * ICWS_LEDGER_MAX_ENTRIES. It observes; it never steers.
 */
#define ICWS_LEDGER_MAX_ENTRIES 100000
#define ICWS_TYPE_LEDGER        (icws_ledger_get_type ())
G_DECLARE_FINAL_TYPE (IcwsLedger, icws_ledger, ICWS, LEDGER, GObject)

IcwsLedger *icws_ledger_new (IcClock *clock);

typedef struct
{
  IcwsSeverity severity;
  IcwsGroup group;
  IcwsDirection direction;
  const char *id;
  guint64 sequence;
  guint64 certificate_time_ns;
  guint64 message_time_ns;
  gint64 latency_us;
  gint64 verify_us;
  GBytes *evidence; /* (nullable): the raw frame */
  gboolean refused; /* the frame was refused: kept longer than others */
} IcwsLedgerRecord;
#define ICWS_LEDGER_RECORD_INIT                                                                    \
  {                                                                                                \
    .latency_us = -1, .verify_us = -1                                                              \
  }

void icws_ledger_add (IcwsLedger *self, const IcwsLedgerRecord *record, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void icws_ledger_add_error (IcwsLedger *self, const GError *error, GBytes *evidence);

typedef struct
{
  guint64 frames_received;
  guint64 messages_verified;
  guint64 messages_refused;
  guint64 certificates_verified; /* full BLS verifications */
  guint64 certificates_shared;   /* (cert, tree) pairs found in the cache */
  guint64 messages_sent;
  guint64 messages_acknowledged;
  guint64 acks_received;
  guint64 last_proof_wall_ns; /* our clock when the last message was verified; 0: never */
  guint64 last_certificate_time_ns;
  guint64 last_message_time_ns; /* the canister's stamp of the last message taken in order */
  gint64 last_latency_us;       /* message timestamp to our clock; -1: none */
  gint64 last_verify_us;
} IcwsFigures;
void icws_ledger_get_figures (IcwsLedger *self, IcwsFigures *out);
IcwsFigures *icws_ledger_peek_figures (IcwsLedger *self); /* for the session, which counts */
/* The whole record as JSON (object with figures and entries). (transfer full) */
char *icws_ledger_to_json (IcwsLedger *self, gboolean with_evidence);

const char *icws_severity_to_string (IcwsSeverity severity);
const char *icws_group_to_string (IcwsGroup group);

G_END_DECLS

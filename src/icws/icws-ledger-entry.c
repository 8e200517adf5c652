/* SPDX-License-Identifier: MIT */
#include "icws-ledger-private.h"

struct _IcwsLedgerEntry
{
  GObject parent_instance;

  guint64 wall_ns;
  IcwsSeverity severity;
  IcwsGroup group;
  IcwsDirection direction;
  const char *id; /* interned */
  char *text;
  guint64 sequence;
  guint64 certificate_time_ns;
  guint64 message_time_ns;
  gint64 latency_us;
  gint64 verify_us;
  GBytes *evidence;
  gboolean refused;
};

G_DEFINE_FINAL_TYPE (IcwsLedgerEntry, icws_ledger_entry, G_TYPE_OBJECT)

static void
icws_ledger_entry_finalize (GObject *object)
{
  IcwsLedgerEntry *self = ICWS_LEDGER_ENTRY (object);

  g_free (self->text);
  g_clear_pointer (&self->evidence, g_bytes_unref);
  G_OBJECT_CLASS (icws_ledger_entry_parent_class)->finalize (object);
}

static void
icws_ledger_entry_class_init (IcwsLedgerEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_ledger_entry_finalize;
}

static void
icws_ledger_entry_init (IcwsLedgerEntry *self)
{
}

/*
 * icws_ledger_entry_new:
 * @record: what to keep; its id is a string that lives as long as the program or is interned here
 * @wall_ns: our time
 * @text: (transfer full): one sentence
 */
IcwsLedgerEntry *
icws_ledger_entry_new (const IcwsLedgerRecord *record, guint64 wall_ns, char *text)
{
  IcwsLedgerEntry *self = g_object_new (ICWS_TYPE_LEDGER_ENTRY, NULL);

  self->wall_ns = wall_ns;
  self->severity = record->severity;
  self->group = record->group;
  self->direction = record->direction;
  self->id = g_intern_string (record->id);
  self->text = text;
  self->sequence = record->sequence;
  self->certificate_time_ns = record->certificate_time_ns;
  self->message_time_ns = record->message_time_ns;
  self->latency_us = record->latency_us;
  self->verify_us = record->verify_us;
  self->refused = record->refused;
  self->evidence = record->evidence != NULL ? g_bytes_ref (record->evidence) : NULL;
  return self;
}

/* Frees the evidence of an entry that is kept: the ledger bounds how much it holds in all. */
void
icws_ledger_entry_drop_evidence (IcwsLedgerEntry *self)
{
  g_clear_pointer (&self->evidence, g_bytes_unref);
}

guint64
icws_ledger_entry_get_wall_ns (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), 0);
  return self->wall_ns;
}

IcwsSeverity
icws_ledger_entry_get_severity (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), ICWS_SEVERITY_INFO);
  return self->severity;
}

IcwsGroup
icws_ledger_entry_get_group (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), ICWS_GROUP_SESSION);
  return self->group;
}

IcwsDirection
icws_ledger_entry_get_direction (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), ICWS_DIRECTION_NONE);
  return self->direction;
}

const char *
icws_ledger_entry_get_id (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), NULL);
  return self->id;
}

const char *
icws_ledger_entry_get_text (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), NULL);
  return self->text;
}

guint64
icws_ledger_entry_get_sequence (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), 0);
  return self->sequence;
}

guint64
icws_ledger_entry_get_certificate_time_ns (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), 0);
  return self->certificate_time_ns;
}

guint64
icws_ledger_entry_get_message_time_ns (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), 0);
  return self->message_time_ns;
}

gint64
icws_ledger_entry_get_latency_us (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), -1);
  return self->latency_us;
}

gint64
icws_ledger_entry_get_verify_us (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), -1);
  return self->verify_us;
}

GBytes *
icws_ledger_entry_get_evidence (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), NULL);
  return self->evidence;
}

gboolean
icws_ledger_entry_is_refused (IcwsLedgerEntry *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER_ENTRY (self), FALSE);
  return self->refused;
}

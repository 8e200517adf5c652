/* SPDX-License-Identifier: MIT */
#include "icws-ledger-private.h"

#define INITIAL_CAPACITY 256

struct _IcwsLedger
{
  GObject parent_instance;

  IcClock *clock;
  IcwsFigures figures;

  /* Ring: entry i is ring[(head + i) % capacity]. */
  IcwsLedgerEntry **ring;
  guint capacity;
  guint head;
  guint length;

  /* Entries that hold a frame: borrowed, oldest first. */
  GQueue verified;
  GQueue refused;
  gsize evidence_bytes;
};

static void icws_ledger_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsLedger,
                               icws_ledger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      icws_ledger_list_model_init))

static GType
icws_ledger_get_item_type (GListModel *model)
{
  return ICWS_TYPE_LEDGER_ENTRY;
}

static guint
icws_ledger_get_n_items (GListModel *model)
{
  return ICWS_LEDGER (model)->length;
}

static gpointer
icws_ledger_get_item (GListModel *model, guint position)
{
  IcwsLedger *self = ICWS_LEDGER (model);

  if (position >= self->length)
    return NULL;
  return g_object_ref (self->ring[(self->head + position) % self->capacity]);
}

static void
icws_ledger_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = icws_ledger_get_item_type;
  iface->get_n_items = icws_ledger_get_n_items;
  iface->get_item = icws_ledger_get_item;
}

static void
grow (IcwsLedger *self)
{
  guint capacity = MIN (self->capacity * 2, ICWS_LEDGER_MAX_ENTRIES);
  IcwsLedgerEntry **ring = g_new0 (IcwsLedgerEntry *, capacity);

  for (guint i = 0; i < self->length; i++)
    ring[i] = self->ring[(self->head + i) % self->capacity];
  g_free (self->ring);
  self->ring = ring;
  self->capacity = capacity;
  self->head = 0;
}

static GQueue *
queue_of (IcwsLedger *self, IcwsLedgerEntry *entry)
{
  return icws_ledger_entry_is_refused (entry) ? &self->refused : &self->verified;
}

static void
forget_evidence (IcwsLedger *self, IcwsLedgerEntry *entry)
{
  GBytes *evidence = icws_ledger_entry_get_evidence (entry);

  if (evidence == NULL)
    return;
  self->evidence_bytes -= g_bytes_get_size (evidence);
  /* From the front, where the oldest is: found at once. */
  g_queue_remove (queue_of (self, entry), entry);
  icws_ledger_entry_drop_evidence (entry);
}

/* What was refused proves something; it stays as long as there is anything else to give up. */
static void
keep_evidence (IcwsLedger *self, IcwsLedgerEntry *entry)
{
  GBytes *evidence = icws_ledger_entry_get_evidence (entry);

  if (evidence == NULL)
    return;
  self->evidence_bytes += g_bytes_get_size (evidence);
  g_queue_push_tail (queue_of (self, entry), entry);
  while (self->evidence_bytes > ICWS_LEDGER_MAX_EVIDENCE_BYTES)
    forget_evidence (
        self, g_queue_peek_head (self->verified.length > 0 ? &self->verified : &self->refused));
}

static void
append_take (IcwsLedger *self, IcwsLedgerEntry *entry)
{
  if (self->length == ICWS_LEDGER_MAX_ENTRIES)
    {
      g_autoptr (IcwsLedgerEntry) oldest = g_steal_pointer (&self->ring[self->head]);

      self->head = (self->head + 1) % self->capacity;
      self->length--;
      forget_evidence (self, oldest);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  if (self->length == self->capacity)
    grow (self);
  self->ring[(self->head + self->length) % self->capacity] = entry;
  self->length++;
  keep_evidence (self, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->length - 1, 0, 1);
}

static void
icws_ledger_finalize (GObject *object)
{
  IcwsLedger *self = ICWS_LEDGER (object);

  for (guint i = 0; i < self->length; i++)
    g_object_unref (self->ring[(self->head + i) % self->capacity]);
  g_free (self->ring);
  g_queue_clear (&self->verified);
  g_queue_clear (&self->refused);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (icws_ledger_parent_class)->finalize (object);
}

static void
icws_ledger_class_init (IcwsLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_ledger_finalize;
}

static void
icws_ledger_init (IcwsLedger *self)
{
  self->capacity = INITIAL_CAPACITY;
  self->ring = g_new0 (IcwsLedgerEntry *, self->capacity);
  g_queue_init (&self->verified);
  g_queue_init (&self->refused);
  self->figures.last_latency_us = -1;
  self->figures.last_verify_us = -1;
}

/**
 * icws_ledger_new:
 * @clock: gives the time of the entries
 *
 * Returns: (transfer full): an empty record. One ledger may follow a room through many sessions.
 */
IcwsLedger *
icws_ledger_new (IcClock *clock)
{
  IcwsLedger *self = g_object_new (ICWS_TYPE_LEDGER, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

/**
 * icws_ledger_add:
 * @self: a ledger
 * @record: what happened; an evidence is kept until newer ones push it out
 * @format: one plain English sentence, printf style
 */
void
icws_ledger_add (IcwsLedger *self, const IcwsLedgerRecord *record, const char *format, ...)
{
  va_list args;
  char *text;

  g_return_if_fail (ICWS_IS_LEDGER (self));
  g_return_if_fail (record != NULL && record->id != NULL);

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  append_take (self, icws_ledger_entry_new (record, ic_clock_get_wall_ns (self->clock), text));
}

/* Which chapter of the record an error belongs to. */
IcwsGroup
icws_ledger_group_for_error (const GError *error)
{
  if (error->domain != ICWS_ERROR)
    return ICWS_GROUP_SESSION;
  switch ((IcwsError)error->code)
    {
    case ICWS_ERROR_UNREACHABLE:
    case ICWS_ERROR_TLS:
    case ICWS_ERROR_DISCONNECTED:
    case ICWS_ERROR_FRAME:
    case ICWS_ERROR_FRAME_LIMIT:
    case ICWS_ERROR_FLOOD:
    case ICWS_ERROR_GOING_AWAY:
      return ICWS_GROUP_TRANSPORT;
    case ICWS_ERROR_CANCELLED:
    case ICWS_ERROR_HANDSHAKE:
    case ICWS_ERROR_HANDSHAKE_TIMEOUT:
    case ICWS_ERROR_OPEN_TIMEOUT:
    case ICWS_ERROR_CONTENT:
    case ICWS_ERROR_UNEXPECTED_SERVICE:
    case ICWS_ERROR_CLOSED_WRONG_SEQUENCE:
    case ICWS_ERROR_CLOSED_INVALID_SERVICE:
    case ICWS_ERROR_CLOSED_KEEP_ALIVE:
    case ICWS_ERROR_CLOSED_BY_APPLICATION:
    case ICWS_ERROR_REFUSED:
    case ICWS_ERROR_NOT_OPEN:
    case ICWS_ERROR_MESSAGE_TOO_LARGE:
    case ICWS_ERROR_BUSY:
      return ICWS_GROUP_SESSION;
    case ICWS_ERROR_TAMPERED_CONTENT:
    case ICWS_ERROR_TAMPERED_KEY:
    case ICWS_ERROR_TAMPERED_TREE:
    case ICWS_ERROR_TAMPERED_CERTIFICATE:
    case ICWS_ERROR_FORGED_SIGNATURE:
    case ICWS_ERROR_FORGED_DELEGATION:
    case ICWS_ERROR_FORGED_RANGE:
    case ICWS_ERROR_FORGED_CANISTER:
      return ICWS_GROUP_PROOF;
    case ICWS_ERROR_STALE:
    case ICWS_ERROR_FUTURE:
    case ICWS_ERROR_MESSAGE_LATE:
    case ICWS_ERROR_DELAYED:
      return ICWS_GROUP_FRESHNESS;
    case ICWS_ERROR_REPLAYED:
    case ICWS_ERROR_REORDERED:
    case ICWS_ERROR_MISDELIVERED:
      return ICWS_GROUP_ORDER;
    case ICWS_ERROR_ACK_TIMEOUT:
    case ICWS_ERROR_SILENT:
    case ICWS_ERROR_WITHHELD:
    case ICWS_ERROR_BAD_ACK:
      return ICWS_GROUP_ACK;
    case ICWS_ERROR_SUSPENDED:
      return ICWS_GROUP_CLOCK;
    case ICWS_ERROR_ANONYMOUS:
    case ICWS_ERROR_IDENTITY_EXPIRED:
    case ICWS_ERROR_IDENTITY_RESTRICTED:
    case ICWS_ERROR_SIGN:
      return ICWS_GROUP_IDENTITY;
    }
  return ICWS_GROUP_SESSION;
}

/**
 * icws_ledger_add_error:
 * @self: a ledger
 * @error: what went wrong
 * @evidence: (nullable): the raw frame that shows it
 *
 * An integrity failure is a problem, a connection that we closed is news, the rest are warnings.
 */
void
icws_ledger_add_error (IcwsLedger *self, const GError *error, GBytes *evidence)
{
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;

  g_return_if_fail (ICWS_IS_LEDGER (self));
  g_return_if_fail (error != NULL);

  if (icws_error_is_integrity_failure (error))
    record.severity = ICWS_SEVERITY_PROBLEM;
  else if (icws_error_get_culprit (error) == ICWS_CULPRIT_NONE)
    record.severity = ICWS_SEVERITY_INFO;
  else
    record.severity = ICWS_SEVERITY_WARNING;
  record.group = icws_ledger_group_for_error (error);
  record.direction = evidence != NULL ? ICWS_DIRECTION_IN : ICWS_DIRECTION_NONE;
  record.id = icws_error_get_id (error);
  record.evidence = evidence;
  record.refused = evidence != NULL;
  icws_ledger_add (self, &record, "%s", error->message);
}

/**
 * icws_ledger_get_figures:
 * @self: a ledger
 * @out: (out caller-allocates): the counts so far
 */
void
icws_ledger_get_figures (IcwsLedger *self, IcwsFigures *out)
{
  g_return_if_fail (ICWS_IS_LEDGER (self));

  *out = self->figures;
}

/**
 * icws_ledger_peek_figures:
 * @self: a ledger
 *
 * Returns: (transfer none): the counts, for the session to count with.
 */
IcwsFigures *
icws_ledger_peek_figures (IcwsLedger *self)
{
  g_return_val_if_fail (ICWS_IS_LEDGER (self), NULL);

  return &self->figures;
}

const char *
icws_severity_to_string (IcwsSeverity severity)
{
  switch (severity)
    {
    case ICWS_SEVERITY_INFO:
      return "info";
    case ICWS_SEVERITY_NOTE:
      return "note";
    case ICWS_SEVERITY_WARNING:
      return "warning";
    case ICWS_SEVERITY_PROBLEM:
      return "problem";
    }
  return "unknown";
}

const char *
icws_group_to_string (IcwsGroup group)
{
  switch (group)
    {
    case ICWS_GROUP_TRANSPORT:
      return "transport";
    case ICWS_GROUP_SESSION:
      return "session";
    case ICWS_GROUP_PROOF:
      return "proof";
    case ICWS_GROUP_ORDER:
      return "order";
    case ICWS_GROUP_FRESHNESS:
      return "freshness";
    case ICWS_GROUP_ACK:
      return "ack";
    case ICWS_GROUP_IDENTITY:
      return "identity";
    case ICWS_GROUP_CLOCK:
      return "clock";
    }
  return "unknown";
}

/* SPDX-License-Identifier: MIT */
/*
 * What an exported message proves. Frames are checked as if they came over the wire just when their
 * certificate was made; then everything that is shown is compared with what is certified.
 */
#include "chat-proof-file-private.h"
#include "ic/ic-i18n.h"

/* Numbers of our messages and keys of sessions that are remembered. */
#define MAX_REMEMBERED 1000000

struct _ChatProofChecker
{
  IcwsFrameCheck check;
  ChatProofReport *report;
  GHashTable *codecs; /* id -> ChatCodec */
  gint64 last_id;

  /* The session that messages were received in */
  gboolean in_session;
  IcwsClientKey session;
  guint64 sequence;
  guint64 time_ns;
  guint64 certificate_time_ns;
  IcPrincipal gateway;
  guint64 key_nonce;
  GHashTable *sessions; /* of guint64: hashes of client keys that had their turn */
  GHashTable *echoes;   /* of guint64: hashes of client keys and numbers of our messages */
};

static void
failure_free (gpointer data)
{
  ChatProofFailure *self = data;

  g_free (self->reason);
  g_free (self);
}

void
chat_proof_report_free (ChatProofReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->failures, g_ptr_array_unref);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (2, 3) fail (char **reason, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  *reason = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

static ChatCodec *
get_codec (ChatProofChecker *self, const char *id)
{
  ChatCodec *codec = id != NULL ? g_hash_table_lookup (self->codecs, id) : NULL;

  if (codec == NULL && id != NULL && (codec = chat_codec_new_by_id (id)) != NULL)
    g_hash_table_insert (self->codecs, g_strdup (id), codec);
  return codec;
}

/* The proof of the frame as it came over the wire. */
static IcwsProof *
check_frame (ChatProofChecker *self, const ChatHistoryRecord *record, GBytes *cert, GBytes *tree)
{
  IcwsFrame frame = { .key = record->key, .content = record->content, .cert = cert, .tree = tree };
  g_autoptr (GBytes) bytes = icws_frame_encode (&frame);

  return icws_frame_check (&self->check, bytes, record->certificate_time_ns);
}

static gboolean
check_numbers (const ChatHistoryRecord *record, const IcwsProof *proof, char **reason)
{
  const IcwsMessage *message = proof->message;

  if (message->is_service_message)
    return fail (reason, _ ("It is a message of the protocol, which says nothing in a room"));
  if (message->sequence_num != record->sequence)
    return fail (reason, _ ("Its number is %" PRIu64 ", and not %" PRIu64), message->sequence_num,
                 record->sequence);
  if (!record->has_client_key || !icws_client_key_equal (&message->client_key, &record->client_key))
    return fail (reason, _ ("It was for another client or session than it says"));
  if (proof->certificate_time_ns != record->certificate_time_ns)
    return fail (reason, _ ("Its certificate was made at another time than it says"));
  if (message->timestamp_ns > proof->certificate_time_ns + ICWS_MESSAGE_FUTURE_MS * IC_NS_PER_MS)
    return fail (reason, _ ("It is later than the certificate that proves it"));
  if (!record->own && message->timestamp_ns != record->time_ns)
    return fail (reason, _ ("The canister sent it at another time than shown"));
  return TRUE;
}

/* What was read by the interface of a canister has names from there, and maybe less than what was
 * sent; the file does not hold the interface. */
static gboolean
needs_interface (ChatCodec *codec)
{
  return g_str_equal (chat_codec_get_id (codec), "any");
}

static gboolean
is_kind_shown (ChatEventKind certified, ChatMessageKind shown)
{
  if (shown == CHAT_MESSAGE_JOINED)
    return certified == CHAT_EVENT_JOINED;
  return certified == CHAT_EVENT_TEXT || certified == CHAT_EVENT_VALUE;
}

/* What is shown is what is certified; or it cannot be told: @undecided. */
static gboolean
check_shown (ChatProofChecker *self,
             const ChatHistoryRecord *record,
             const IcwsProof *proof,
             gboolean *undecided,
             char **reason)
{
  ChatCodec *codec = get_codec (self, record->codec_id);
  g_autoptr (ChatEvent) event = NULL;

  if (codec == NULL)
    return fail (reason, _ ("What its content means is not known: codec “%s”"),
                 record->codec_id ? record->codec_id : "");
  event = chat_codec_decode (codec, proof->message->content, NULL);
  if (record->kind == CHAT_MESSAGE_NOTICE)
    {
      if (event != NULL || g_strcmp0 (record->text, CHAT_NOTICE_UNREADABLE) != 0)
        return fail (reason, _ ("A notice stands in place of a message that can be read"));
      return TRUE;
    }
  if (event == NULL)
    return fail (reason, _ ("Its certified content is no message of the canister's type"));
  if (!is_kind_shown (event->kind, record->kind))
    return fail (reason, _ ("Its certified content is of another kind"));
  *undecided = needs_interface (codec) && (g_strcmp0 (event->text, record->text) != 0 ||
                                           g_strcmp0 (event->author, record->author) != 0);
  if (*undecided)
    return TRUE;
  if (g_strcmp0 (event->text, record->text) != 0)
    return fail (reason, _ ("Another text is certified than shown"));
  if (g_strcmp0 (event->author, record->author) != 0)
    return fail (reason, _ ("Another name is certified than shown"));
  return TRUE;
}

static guint64
hash_number (const IcwsClientKey *key, guint64 number)
{
  g_autofree char *client = ic_principal_to_text (&key->principal);
  g_autofree char *text = g_strdup_printf ("%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, client,
                                           key->nonce, number);
  guint8 hash[IC_HASH_BYTES];
  guint64 value;

  ic_sha256 (text, strlen (text), hash);
  memcpy (&value, hash, sizeof value);
  return value;
}

/* FALSE if it was in @set already. */
static gboolean
remember (GHashTable *set, guint64 value)
{
  if (g_hash_table_contains (set, &value))
    return FALSE;
  if (g_hash_table_size (set) < MAX_REMEMBERED)
    g_hash_table_add (set, g_memdup2 (&value, sizeof value));
  return TRUE;
}

static void
begin_session (ChatProofChecker *self, const IcwsProof *proof)
{
  self->in_session = TRUE;
  self->session = proof->message->client_key;
  self->sequence = 0;
  self->time_ns = 0;
  self->certificate_time_ns = 0;
  self->gateway = proof->key_gateway;
  self->key_nonce = 0;
}

/* Others' messages stand in the order in which the canister sent them. Ours stand where they were
 * typed: they are only told from repetitions. */
static gboolean
check_order (ChatProofChecker *self,
             const ChatHistoryRecord *record,
             const IcwsProof *proof,
             char **reason)
{
  const IcwsMessage *message = proof->message;

  if (!remember (self->echoes, hash_number (&message->client_key, message->sequence_num)))
    return fail (reason, _ ("It came before already"));
  if (record->own)
    return TRUE;
  if (!self->in_session || !icws_client_key_equal (&self->session, &message->client_key))
    {
      if (!remember (self->sessions, hash_number (&message->client_key, 0)))
        return fail (reason, _ ("It is of an earlier session than the one before it"));
      begin_session (self, proof);
    }
  if (message->sequence_num <= self->sequence || message->timestamp_ns < self->time_ns ||
      proof->certificate_time_ns < self->certificate_time_ns)
    return fail (reason, _ ("It does not stand where the canister sent it"));
  if (!ic_principal_equal (&proof->key_gateway, &self->gateway) ||
      (self->sequence != 0 && proof->key_nonce <= self->key_nonce))
    return fail (reason, _ ("Its key does not fit the one before it"));
  self->sequence = message->sequence_num;
  self->time_ns = message->timestamp_ns;
  self->certificate_time_ns = proof->certificate_time_ns;
  self->key_nonce = proof->key_nonce;
  return TRUE;
}

static gboolean
check_proved (ChatProofChecker *self,
              const ChatHistoryRecord *record,
              GBytes *cert,
              GBytes *tree,
              char **reason)
{
  g_autoptr (IcwsProof) proof = NULL;
  gboolean undecided = FALSE;

  if (record->key == NULL || cert == NULL || tree == NULL)
    return fail (reason, _ ("The certificate or the witness that it refers to is not there"));
  if (record->delivery != (record->own ? CHAT_DELIVERY_ACCEPTED : CHAT_DELIVERY_RECEIVED))
    return fail (reason, _ ("It is said to be “%s”, which a certified message is not"),
                 chat_history_delivery_names[record->delivery]);
  proof = check_frame (self, record, cert, tree);
  if (proof->error != NULL)
    return fail (reason, "%s", proof->error->message);
  if (!check_numbers (record, proof, reason) ||
      !check_shown (self, record, proof, &undecided, reason) ||
      !check_order (self, record, proof, reason))
    return FALSE;

  self->report->n_certificates += !proof->shared;
  if (undecided)
    {
      self->report->n_undecided++;
      return TRUE;
    }
  self->report->n_verified++;
  if (self->report->first_ns == 0 || proof->certificate_time_ns < self->report->first_ns)
    self->report->first_ns = proof->certificate_time_ns;
  self->report->last_ns = MAX (self->report->last_ns, proof->certificate_time_ns);
  return TRUE;
}

/* Without a raw proof. */
static gboolean
count_bare (ChatProofChecker *self, const ChatHistoryRecord *record, char **reason)
{
  if (record->kind == CHAT_MESSAGE_NOTICE)
    self->report->n_notices++;
  else if (!record->own)
    return fail (reason, _ ("Nothing proves it"));
  else if (record->delivery == CHAT_DELIVERY_ACCEPTED)
    self->report->n_acknowledged++;
  else if (record->delivery != CHAT_DELIVERY_RECEIVED)
    self->report->n_unproved++;
  else
    return fail (reason, _ ("It is ours, and said to be received"));
  return TRUE;
}

/**
 * chat_proof_checker_new:
 * @root: what certificates are checked against
 * @canister_id: whose messages they are
 * @report: gets the result
 */
ChatProofChecker *
chat_proof_checker_new (IcRootKey *root, const IcPrincipal *canister_id, ChatProofReport *report)
{
  ChatProofChecker *self = g_new0 (ChatProofChecker, 1);

  self->check.root = ic_root_key_ref (root);
  self->check.canister_id = *canister_id;
  self->check.max_certificate_age_ns = G_MAXUINT64;
  self->check.cache = icws_proof_cache_new (CHAT_PROOF_FILE_WINDOW, ICWS_PROOF_CACHE_MAX_BYTES);
  self->report = report;
  self->codecs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->sessions = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->echoes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  report->failures = g_ptr_array_new_with_free_func (failure_free);
  return self;
}

void
chat_proof_checker_free (ChatProofChecker *self)
{
  if (self == NULL)
    return;
  ic_root_key_unref (self->check.root);
  icws_proof_cache_free (self->check.cache);
  g_hash_table_unref (self->codecs);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->echoes);
  g_free (self);
}

void
chat_proof_checker_take (
    ChatProofChecker *self, ChatHistoryRecord *record, GBytes *cert, GBytes *tree, guint64 line)
{
  g_autofree char *reason = NULL;
  ChatProofFailure *failure;

  self->report->n_messages++;
  if (record->id <= self->last_id)
    fail (&reason, _ ("It stands out of order"));
  else if (record->content == NULL)
    count_bare (self, record, &reason);
  else
    check_proved (self, record, cert, tree, &reason);
  self->last_id = MAX (self->last_id, record->id);
  if (reason == NULL)
    return;

  self->report->n_failed++;
  if (self->report->failures->len >= CHAT_PROOF_FILE_MAX_FAILURES)
    return;
  failure = g_new0 (ChatProofFailure, 1);
  failure->line = line;
  failure->id = record->id;
  failure->reason = g_steal_pointer (&reason);
  g_ptr_array_add (self->report->failures, failure);
}

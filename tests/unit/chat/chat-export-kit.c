/* SPDX-License-Identifier: MIT */
#include "chat-export-kit.h"

#include <string.h>

static const IcwsClientKey me = { .principal = { 3, { 1, 2, 3 } }, .nonce = 77 };

static GBytes *
content_of (ExportKit *self, ChatEventKind kind, const char *author, const char *text)
{
  ChatEvent *event = chat_event_new (kind, author, text);
  g_autoptr (GBytes) payload = chat_codec_encode (self->codec, event, 0, NULL);

  chat_event_free (event);
  return icws_test_kit_content (self->canister, &me, ++self->sequence, FALSE, payload);
}

static ChatHistoryRecord *
record_of (ExportKit *self, GBytes *frame)
{
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (self->canister, 1);
  g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (verifier, frame);
  ChatHistoryRecord *record = chat_history_record_new ();

  g_assert_no_error (proof->error);
  chat_history_record_set_proof (record, proof);
  record->time_ns = proof->message->timestamp_ns;
  record->codec_id = g_strdup ("group-chat");
  return record;
}

static void
add_poll (ExportKit *self, guint n)
{
  IcwsTestOutput *outputs[EXPORT_MESSAGES_OF_A_POLL];
  g_autoptr (GPtrArray) frames = NULL;

  ic_manual_clock_advance_us (self->canister->manual_clock, 1000000);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u\n\"with\" \\ ☃ and more", i);
      g_autoptr (GBytes) content = content_of (self, CHAT_EVENT_TEXT, "Ada", text);

      outputs[i] = icws_test_kit_put (self->canister, content);
    }
  frames = icws_test_kit_poll (self->canister, outputs, n);
  for (guint i = 0; i < n; i++)
    {
      ChatHistoryRecord *record = record_of (self, frames->pdata[i]);

      record->author = g_strdup ("Ada");
      record->text = g_strdup_printf ("text %u\n\"with\" \\ ☃ and more", i);
      history_add (self->history, record);
      icws_test_output_free (outputs[i]);
    }
}

static ChatHistoryRecord *
single (ExportKit *self, ChatEventKind kind, const char *author, const char *text)
{
  g_autoptr (GBytes) content = content_of (self, kind, author, text);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->canister, content);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  return record_of (self, bytes);
}

/* All other kinds of lines with a proof. */
static void
add_others (ExportKit *self)
{
  ChatHistoryRecord *record = single (self, CHAT_EVENT_TEXT, "Me", "my echo");
  g_autoptr (GBytes) junk = icws_test_text ("no Candid at all");
  g_autoptr (GBytes)
      content = icws_test_kit_content (self->canister, &me, ++self->sequence, FALSE, junk);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->canister, content);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  record->own = TRUE;
  record->delivery = CHAT_DELIVERY_ACCEPTED;
  record->author = g_strdup ("Me");
  record->text = g_strdup ("my echo");
  record->time_ns = 1;
  record->own_sequence = 2;
  history_add (self->history, record);

  record = record_of (self, bytes);
  record->kind = CHAT_MESSAGE_NOTICE;
  record->text = g_strdup (CHAT_NOTICE_UNREADABLE);
  history_add (self->history, record);

  record = single (self, CHAT_EVENT_JOINED, "Grace", NULL);
  record->kind = CHAT_MESSAGE_JOINED;
  record->author = g_strdup ("Grace");
  history_add (self->history, record);
}

/* Lines without a proof. */
static void
add_bare (ExportKit *self)
{
  ChatHistoryRecord *record = chat_history_record_new ();

  record->kind = CHAT_MESSAGE_NOTICE;
  record->text = g_strdup (CHAT_NOTICE_GAP);
  record->from_ns = 5;
  record->to_ns = 6;
  history_add (self->history, record);
  history_add (self->history, history_own ("acknowledged", CHAT_DELIVERY_ACCEPTED));
  history_add (self->history, history_own ("waits", CHAT_DELIVERY_QUEUED));
  record = history_own ("failed", CHAT_DELIVERY_FAILED);
  record->failure_text = g_strdup ("No.");
  history_add (self->history, record);
}

static void
export_room (ExportKit *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream)
      stream = g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  ChatHistoryCounts counts;
  gint64 n;

  g_assert_no_error (error);
  history_count (self->history, &counts);
  chat_history_export_async (self->history, G_OUTPUT_STREAM (stream), &self->canister->canister_id,
                             ic_root_key_get_der (self->canister->root), NULL, NULL, NULL,
                             history_on_result, &result);
  n = chat_history_export_finish (self->history, history_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, counts.n_records);
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL));
}

void
export_kit_set_up (ExportKit *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  self->room = history_kit_new ();
  self->canister = icws_test_kit_new (5, TRUE);
  self->codec = chat_codec_new_by_id ("group-chat");
  self->history = history_open (self->room->path);
  path = g_build_filename (self->room->folder, "room.jsonl", NULL);
  self->file = g_file_new_for_path (path);
  for (guint i = 0; g_strcmp0 (data, EXPORT_BARE) != 0 && i < EXPORT_POLLS; i++)
    add_poll (self, EXPORT_MESSAGES_OF_A_POLL);
  if (g_strcmp0 (data, EXPORT_BARE) != 0)
    add_others (self);
  add_bare (self);
  export_room (self);
}

void
export_kit_tear_down (ExportKit *self, gconstpointer data)
{
  history_close (self->history);
  g_object_unref (self->codec);
  g_object_unref (self->file);
  icws_test_kit_free (self->canister);
  history_kit_free (self->room);
}

void
export_kit_add_and_export (ExportKit *self, GBytes *payload, const char *codec_id, const char *text)
{
  g_autoptr (GBytes)
      content = icws_test_kit_content (self->canister, &me, ++self->sequence, FALSE, payload);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->canister, content);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);
  ChatHistoryRecord *record = record_of (self, bytes);

  g_free (record->codec_id);
  record->codec_id = g_strdup (codec_id);
  record->text = g_strdup (text);
  history_add (self->history, record);
  export_room (self);
}

/* --- Changing files --- */

char **
export_kit_read_lines (ExportKit *self)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_load_contents (self->file, NULL, &text, NULL, NULL, NULL));
  return g_strsplit (text, "\n", -1);
}

void
export_kit_write_text (ExportKit *self, const char *text, gsize len)
{
  g_assert_true (g_file_replace_contents (self->file, text, len, NULL, FALSE, G_FILE_CREATE_NONE,
                                          NULL, NULL, NULL));
}

/* A careful forger gives the file a new checksum. */
void
export_kit_write_lines (ExportKit *self, char **lines, guint n_messages)
{
  GString *text = g_string_new (NULL);
  g_autofree char *hash = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != 0 && strstr (lines[i], "{\"type\":\"end\"") == NULL)
      g_string_append_printf (text, "%s\n", lines[i]);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *)text->str, text->len);
  g_string_append_printf (text, "{\"type\":\"end\",\"messages\":\"%u\",\"sha256\":\"%s\"}\n",
                          n_messages, hash);
  export_kit_write_text (self, text->str, text->len);
  g_string_free (text, TRUE);
}

void
export_kit_replace (char **line, const char *what, const char *with)
{
  char *at = strstr (*line, what);
  char *changed;

  if (at == NULL)
    g_error ("No %s in %.300s", what, *line);
  changed = g_strdup_printf ("%.*s%s%s", (int)(at - *line), *line, with, at + strlen (what));
  g_free (*line);
  *line = changed;
}

/* The line of the message with this id. */
char **
export_kit_find (char **lines, guint id)
{
  g_autofree char *start = g_strdup_printf ("{\"type\":\"message\",\"id\":%u,", id);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], start))
      return &lines[i];
  g_assert_not_reached ();
}

/* Message 30 is in the middle of a poll. */
const ExportForgery export_kit_forgeries[] = {
  { 30, "\"id\":30", "\"id\":300" },
  { 30, "\"kind\":\"text\"", "\"kind\":\"joined\"" },
  { 30, "\"kind\":\"text\"", "\"kind\":\"notice\"" },
  { 30, "\"own\":false", "\"own\":true" },
  { 30, "\"delivery\":\"received\"", "\"delivery\":\"accepted\"" },
  { 30, "\"author\":\"Ada\"", "\"author\":\"Eve\"" },
  { 30, "\"author\":\"Ada\",", "" },
  { 30, "\"text\":\"text 9", "\"text\":\"text 8" },
  { 30, "☃", "" },
  { 30, "\"time_ns\":\"17", "\"time_ns\":\"18" },
  { 30, "\"sequence\":\"30\"", "\"sequence\":\"31\"" },
  { 30, "\"certificate_time_ns\":\"17", "\"certificate_time_ns\":\"16" },
  { 30, "_000000000", "_100000000" },
  { 30, "\"client_nonce\":\"77\"", "\"client_nonce\":\"78\"" },
  { 30, "\"codec\":\"group-chat\"", "\"codec\":\"ping-pong-rust\"" },
  { 30, "\"codec\":\"group-chat\"", "\"codec\":\"none\"" },
  { 63, "\"codec\":\"group-chat\"", "\"codec\":\"any\"" },
  { 30, "\"content\":\"", "\"content\":\"AAAA" },
  { 30, "\"certificate\":", "\"certificate\":9" },
  { 30, "\"witness\":", "\"witness\":9" },
  { 30, ",\"certificate\":", ",\"witness\":1,\"certificate\":" },
  { 30, "\"own\":false", "\"own\":false,\"own\":false" },
  { 30, "with", "with\\u0000" },
  { 30, "\"own\":false", "\"own\":false,\"extra\":1" },
  { 61, "my echo", "my words" },
  { 61, "\"author\":\"Me\"", "\"author\":\"Ada\"" },
  { 61, "\"delivery\":\"accepted\"", "\"delivery\":\"queued\"" },
  { 62, "unreadable", "gap" },
  { 62, "\"kind\":\"notice\"", "\"kind\":\"text\"" },
  { 63, "Grace", "Eve" },
  { 65, "\"own\":true", "\"own\":false" },
  { 66, "\"delivery\":\"queued\"", "\"delivery\":\"received\"" },
};
const guint export_kit_n_forgeries = G_N_ELEMENTS (export_kit_forgeries);

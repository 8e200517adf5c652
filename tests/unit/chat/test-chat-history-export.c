/* SPDX-License-Identifier: MIT */
/* What is exported proves itself, and no field of it can be changed unseen. */
#include <gio/gio.h>
#include <string.h>

#include "chat-history-kit.h"
#include "chat/chat-proof-file.h"
#include "icws-test-kit.h"

#define POLLS              3
#define MESSAGES_OF_A_POLL 20
#define FLIPS              200

static const IcwsClientKey me = { .principal = { 3, { 1, 2, 3 } }, .nonce = 77 };

typedef struct
{
  HistoryKit *room;
  IcwsTestKit *canister;
  ChatCodec *codec;
  ChatHistory *history;
  guint64 sequence;
  GFile *file;
} Fixture;

static GBytes *
content_of (Fixture *self, ChatEventKind kind, const char *author, const char *text)
{
  ChatEvent *event = chat_event_new (kind, author, text);
  g_autoptr (GBytes) payload = chat_codec_encode (self->codec, event, 0, NULL);

  chat_event_free (event);
  return icws_test_kit_content (self->canister, &me, ++self->sequence, FALSE, payload);
}

static ChatHistoryRecord *
record_of (Fixture *self, GBytes *frame)
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
add_poll (Fixture *self, guint n)
{
  IcwsTestOutput *outputs[MESSAGES_OF_A_POLL];
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
single (Fixture *self, ChatEventKind kind, const char *author, const char *text)
{
  g_autoptr (GBytes) content = content_of (self, kind, author, text);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->canister, content);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  return record_of (self, bytes);
}

/* All kinds of lines. */
static void
add_others (Fixture *self)
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

  record = chat_history_record_new ();
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

static void export(Fixture *self)
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

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  self->room = history_kit_new ();
  self->canister = icws_test_kit_new (5, TRUE);
  self->codec = chat_codec_new_by_id ("group-chat");
  self->history = history_open (self->room->path);
  path = g_build_filename (self->room->folder, "room.jsonl", NULL);
  self->file = g_file_new_for_path (path);
  for (guint i = 0; i < POLLS; i++)
    add_poll (self, MESSAGES_OF_A_POLL);
  add_others (self);
  export(self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  history_close (self->history);
  g_object_unref (self->codec);
  g_object_unref (self->file);
  icws_test_kit_free (self->canister);
  history_kit_free (self->room);
}

static ChatProofReport *
verify (Fixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_proof_file_verify_async (self->file, self->canister->root, NULL, NULL, NULL,
                                history_on_result, &result);
  return chat_proof_file_verify_finish (history_wait (&result), error);
}

static void
test_honest (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatProofReport) report = verify (self, &error);

  g_assert_no_error (error);
  if (report->failures->len > 0)
    g_error ("%s", ((ChatProofFailure *)report->failures->pdata[0])->reason);
  g_assert_cmpuint (report->n_messages, ==, POLLS * MESSAGES_OF_A_POLL + 7);
  g_assert_cmpuint (report->n_verified, ==, POLLS * MESSAGES_OF_A_POLL + 3);
  g_assert_cmpuint (report->n_failed, ==, 0);
  g_assert_cmpuint (report->n_acknowledged, ==, 1);
  g_assert_cmpuint (report->n_unproved, ==, 2);
  g_assert_cmpuint (report->n_notices, ==, 1);
  g_assert_cmpuint (report->n_certificates, ==, POLLS + 3);
  g_assert_true (ic_principal_equal (&report->canister_id, &self->canister->canister_id));
  g_assert_cmpuint (report->first_ns, >, ICWS_TEST_NOW_NS);
  g_assert_cmpuint (report->last_ns, >, report->first_ns);
}

/* --- Changing files --- */

static char **
read_lines (Fixture *self)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_load_contents (self->file, NULL, &text, NULL, NULL, NULL));
  return g_strsplit (text, "\n", -1);
}

static void
write_text (Fixture *self, const char *text, gsize len)
{
  g_assert_true (g_file_replace_contents (self->file, text, len, NULL, FALSE, G_FILE_CREATE_NONE,
                                          NULL, NULL, NULL));
}

/* A careful forger gives the file a new checksum. */
static void
write_lines (Fixture *self, char **lines, guint n_messages)
{
  GString *text = g_string_new (NULL);
  g_autofree char *hash = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != 0 && strstr (lines[i], "{\"type\":\"end\"") == NULL)
      g_string_append_printf (text, "%s\n", lines[i]);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *)text->str, text->len);
  g_string_append_printf (text, "{\"type\":\"end\",\"messages\":\"%u\",\"sha256\":\"%s\"}\n",
                          n_messages, hash);
  write_text (self, text->str, text->len);
  g_string_free (text, TRUE);
}

#define N_MESSAGES (POLLS * MESSAGES_OF_A_POLL + 7)

static void
replace_line (char **line, const char *what, const char *with)
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
static char **
find_message (char **lines, guint id)
{
  g_autofree char *start = g_strdup_printf ("{\"type\":\"message\",\"id\":%u,", id);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], start))
      return &lines[i];
  g_assert_not_reached ();
}

static void
assert_caught (Fixture *self, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatProofReport) report = verify (self, &error);

  if (report != NULL && report->n_failed == 0)
    g_error ("Nobody saw that %s was changed", what);
  if (report != NULL)
    g_test_message ("%s: %s", what, ((ChatProofFailure *)report->failures->pdata[0])->reason);
  else
    g_test_message ("%s: %s", what, error->message);
}

/* Each field that is proved, with a checksum that fits. Message 30 is in the middle of a poll. */
static void
test_forged_fields (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint id;
    const char *what;
    const char *with;
  } cases[] = {
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

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) lines = read_lines (self);
      g_auto (GStrv) kept = g_strdupv (lines);

      replace_line (find_message (lines, cases[i].id), cases[i].what, cases[i].with);
      write_lines (self, lines, N_MESSAGES);
      assert_caught (self, cases[i].what);
      write_lines (self, kept, N_MESSAGES);
    }
}

static void
swap (char **a, char **b)
{
  char *kept = *a;

  *a = *b;
  *b = kept;
}

/* Messages that are whole, but not where or what they were. */
static void
test_forged_order (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) kept = read_lines (self);

  for (guint i = 0; i < 5; i++)
    {
      g_auto (GStrv) lines = g_strdupv (kept);
      char **line = find_message (lines, 30);

      switch (i)
        {
        case 0: /* two change places, and their ids, too */
          swap (line, find_message (lines, 31));
          replace_line (line, "\"id\":31", "\"id\":30");
          replace_line (line + 1, "\"id\":30", "\"id\":31");
          break;
        case 1: /* one comes again */
          {
            char **place = find_message (lines, 66);

            g_free (*place);
            *place = g_strdup (*line);
            replace_line (place, "\"id\":30", "\"id\":66");
          }
          break;
        case 2: /* our words become somebody's */
          replace_line (find_message (lines, 65), "\"own\":true,\"delivery\":\"accepted\"",
                        "\"own\":false,\"delivery\":\"received\"");
          break;
        case 3: /* its proof is taken away */
          {
            char *cut = strstr (*line, ",\"content\":");

            strcpy (cut, "}");
          }
          break;
        default: /* the proof of another one */
          {
            char **other = find_message (lines, 31);
            char *cut = strstr (*line, ",\"content\":");

            *cut = 0;
            {
              char *changed = g_strconcat (*line, strstr (*other, ",\"content\":"), NULL);

              g_free (*line);
              *line = changed;
            }
          }
        }
      write_lines (self, lines, N_MESSAGES);
      assert_caught (self, "the order");
    }
  write_lines (self, kept, N_MESSAGES);
}

static void
assert_refused (Fixture *self, ChatProofFileError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (verify (self, &error));
  g_assert_error (error, CHAT_PROOF_FILE_ERROR, (int)code);
}

/* Files that cannot be judged. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) kept = read_lines (self);
  g_autofree char *text = g_strjoinv ("\n", kept);
  g_autofree char *giant = g_strnfill (CHAT_PROOF_FILE_MAX_LINE + 100000, ' ');
  g_autofree char *more = g_strconcat (text, "{}\n", NULL);
  char **line = &kept[0];

  write_text (self, "", 0);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  write_text (self, "{}\n", 3);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  write_text (self, giant, strlen (giant));
  assert_refused (self, CHAT_PROOF_FILE_ERROR_LIMIT);
  write_text (self, text, strlen (text) - 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);
  write_text (self, text, strlen (kept[0]) + 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);
  write_text (self, more, strlen (more));
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  write_lines (self, kept, N_MESSAGES + 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);

  replace_line (line, "\"version\":1", "\"version\":2");
  write_lines (self, kept, N_MESSAGES);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_VERSION);
  replace_line (line, "\"version\":2", "\"version\":1");
  replace_line (line, "\"root_key\":\"30", "\"root_key\":\"31");
  write_lines (self, kept, N_MESSAGES);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_ROOT_KEY);
  replace_line (line, "\"root_key\":\"31", "\"root_key\":\"30");
  write_lines (self, kept, N_MESSAGES);
  {
    g_autoptr (ChatProofReport) report = verify (self, NULL);

    g_assert_cmpuint (report->n_failed, ==, 0);
  }
}

static void
test_other_canister (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) lines = read_lines (self);
  g_autofree char *canister = ic_principal_to_text (&self->canister->canister_id);
  g_autoptr (ChatProofReport) report = NULL;

  replace_line (&lines[0], canister, "aaaaa-aa");
  write_lines (self, lines, N_MESSAGES);
  report = verify (self, NULL);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->n_verified, ==, 0);
  g_assert_cmpuint (report->n_failed, ==, POLLS * MESSAGES_OF_A_POLL + 3);
}

/* Each byte counts, also of what nothing proves: our own times, failures, notices. */
static void
test_flips (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (g_file_load_contents (self->file, NULL, &text, &len, NULL, NULL));
  for (guint i = 0; i < FLIPS; i++)
    {
      gsize at = (gsize)g_test_rand_int_range (0, (gint32)len);
      char kept = text[at];
      g_autoptr (GError) error = NULL;

      text[at] ^= (char)(1 << g_test_rand_int_range (0, 7));
      write_text (self, text, len);
      g_assert_null (verify (self, &error));
      g_assert_nonnull (error);
      text[at] = kept;
    }
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  chat_proof_file_verify_async (self->file, self->canister->root, cancellable, NULL, NULL,
                                history_on_result, &result);
  g_assert_null (chat_proof_file_verify_finish (history_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  chat_history_export_async (self->history, stream, &self->canister->canister_id,
                             ic_root_key_get_der (self->canister->root), cancellable, NULL, NULL,
                             history_on_result, &exported);
  g_assert_cmpint (chat_history_export_finish (self->history, history_wait (&exported), &error), <,
                   0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/chat/history/export/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("honest", test_honest);
  ADD ("forged-fields", test_forged_fields);
  ADD ("forged-order", test_forged_order);
  ADD ("refused", test_refused);
  ADD ("other-canister", test_other_canister);
  ADD ("flips", test_flips);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}

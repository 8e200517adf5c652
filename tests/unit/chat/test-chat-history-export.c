/* SPDX-License-Identifier: MIT */
/* What is exported proves itself, and no field of it can be changed unseen. */
#include <gio/gio.h>
#include <string.h>

#include "chat-export-kit.h"
#include "chat/chat-proof-file.h"

#define FLIPS 200

static ChatProofReport *
verify (ExportKit *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_proof_file_verify_async (self->file, self->canister->root, NULL, NULL, NULL,
                                history_on_result, &result);
  return chat_proof_file_verify_finish (history_wait (&result), error);
}

static void
test_honest (ExportKit *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatProofReport) report = verify (self, &error);

  g_assert_no_error (error);
  if (report->failures->len > 0)
    g_error ("%s", ((ChatProofFailure *)report->failures->pdata[0])->reason);
  g_assert_cmpuint (report->n_messages, ==, EXPORT_N_MESSAGES);
  g_assert_cmpuint (report->n_verified, ==, EXPORT_N_VERIFIED);
  g_assert_cmpuint (report->n_failed, ==, 0);
  g_assert_cmpuint (report->n_acknowledged, ==, 1);
  g_assert_cmpuint (report->n_unproved, ==, 2);
  g_assert_cmpuint (report->n_notices, ==, 1);
  g_assert_cmpuint (report->n_certificates, ==, EXPORT_POLLS + 3);
  g_assert_true (ic_principal_equal (&report->canister_id, &self->canister->canister_id));
  g_assert_cmpuint (report->first_ns, >, ICWS_TEST_NOW_NS);
  g_assert_cmpuint (report->last_ns, >, report->first_ns);
}

/* --- Changing files --- */

static void
assert_caught (ExportKit *self, const char *what)
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
test_forged_fields (ExportKit *self, gconstpointer data)
{
  for (guint i = 0; i < export_kit_n_forgeries; i++)
    {
      const ExportForgery *forgery = &export_kit_forgeries[i];
      g_auto (GStrv) lines = export_kit_read_lines (self);
      g_auto (GStrv) kept = g_strdupv (lines);

      export_kit_replace (export_kit_find (lines, forgery->id), forgery->what, forgery->with);
      export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
      assert_caught (self, forgery->what);
      export_kit_write_lines (self, kept, EXPORT_N_MESSAGES);
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
test_forged_order (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) kept = export_kit_read_lines (self);

  for (guint i = 0; i < 5; i++)
    {
      g_auto (GStrv) lines = g_strdupv (kept);
      char **line = export_kit_find (lines, 30);

      switch (i)
        {
        case 0: /* two change places, and their ids, too */
          swap (line, export_kit_find (lines, 31));
          export_kit_replace (line, "\"id\":31", "\"id\":30");
          export_kit_replace (line + 1, "\"id\":30", "\"id\":31");
          break;
        case 1: /* one comes again */
          {
            char **place = export_kit_find (lines, 66);

            g_free (*place);
            *place = g_strdup (*line);
            export_kit_replace (place, "\"id\":30", "\"id\":66");
          }
          break;
        case 2: /* our words become somebody's */
          export_kit_replace (export_kit_find (lines, 65), "\"own\":true,\"delivery\":\"accepted\"",
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
            char **other = export_kit_find (lines, 31);
            char *cut = strstr (*line, ",\"content\":");

            *cut = 0;
            {
              char *changed = g_strconcat (*line, strstr (*other, ",\"content\":"), NULL);

              g_free (*line);
              *line = changed;
            }
          }
        }
      export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
      assert_caught (self, "the order");
    }
  export_kit_write_lines (self, kept, EXPORT_N_MESSAGES);
}

static void
assert_refused (ExportKit *self, ChatProofFileError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (verify (self, &error));
  g_assert_error (error, CHAT_PROOF_FILE_ERROR, (int)code);
}

/* Files that cannot be judged. */
static void
test_refused (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) kept = export_kit_read_lines (self);
  g_autofree char *text = g_strjoinv ("\n", kept);
  g_autofree char *giant = g_strnfill (CHAT_PROOF_FILE_MAX_LINE + 100000, ' ');
  g_autofree char *more = g_strconcat (text, "{}\n", NULL);
  char **line = &kept[0];

  export_kit_write_text (self, "", 0);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  export_kit_write_text (self, "hello", 5);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  export_kit_write_text (self, "{}\n", 3);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_FORMAT);
  export_kit_write_text (self, giant, strlen (giant));
  assert_refused (self, CHAT_PROOF_FILE_ERROR_LIMIT);
  export_kit_write_text (self, text, strlen (text) - 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);
  export_kit_write_text (self, text, strlen (kept[0]) + 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);
  export_kit_write_text (self, more, strlen (more));
  assert_refused (self, CHAT_PROOF_FILE_ERROR_LINE);
  export_kit_write_lines (self, kept, EXPORT_N_MESSAGES + 1);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_TRUNCATED);

  export_kit_replace (line, "\"version\":1", "\"version\":2");
  export_kit_write_lines (self, kept, EXPORT_N_MESSAGES);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_VERSION);
  export_kit_replace (line, "\"version\":2", "\"version\":1");
  export_kit_replace (line, "\"root_key\":\"30", "\"root_key\":\"31");
  export_kit_write_lines (self, kept, EXPORT_N_MESSAGES);
  assert_refused (self, CHAT_PROOF_FILE_ERROR_ROOT_KEY);
  export_kit_replace (line, "\"root_key\":\"31", "\"root_key\":\"30");
  export_kit_write_lines (self, kept, EXPORT_N_MESSAGES);
  {
    g_autoptr (ChatProofReport) report = verify (self, NULL);

    g_assert_cmpuint (report->n_failed, ==, 0);
  }
}

static void
test_other_canister (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autofree char *canister = ic_principal_to_text (&self->canister->canister_id);
  g_autoptr (ChatProofReport) report = NULL;

  export_kit_replace (&lines[0], canister, "aaaaa-aa");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  report = verify (self, NULL);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->n_verified, ==, 0);
  g_assert_cmpuint (report->n_failed, ==, EXPORT_N_VERIFIED);
}

/* A value that is no chat, of a canister that is known by its interface alone: without the interface
 * only what has no names can be compared, and nothing is called forged for want of it. */
static void
test_values (ExportKit *self, gconstpointer data)
{
  static const guint8 NUMBER[] = { 'D', 'I', 'D', 'L', 0, 1, 0x7d, 5 };
  /* record { 1 : nat } */
  static const guint8 RECORD[] = { 'D', 'I', 'D', 'L', 1, 0x6c, 1, 1, 0x7d, 1, 0, 5 };
  g_autoptr (GBytes) number = g_bytes_new_static (NUMBER, sizeof NUMBER);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, sizeof RECORD);
  g_autoptr (ChatCodec) codec = chat_codec_new_by_id ("any");
  ChatEvent *event = chat_codec_decode (codec, number, NULL);
  g_autoptr (ChatProofReport) report = NULL;

  g_assert_nonnull (event);
  g_assert_cmpint (event->kind, ==, CHAT_EVENT_VALUE);
  export_kit_add_and_export (self, number, "any", event->text);
  chat_event_free (event);
  report = verify (self, NULL);
  g_assert_cmpuint (report->n_verified, ==, EXPORT_N_VERIFIED + 1);
  g_assert_cmpuint (report->n_undecided, ==, 0);
  g_clear_pointer (&report, chat_proof_report_free);

  export_kit_add_and_export (self, record, "any", "a name from the interface: 5");
  report = verify (self, NULL);
  g_assert_cmpuint (report->n_verified, ==, EXPORT_N_VERIFIED + 1);
  g_assert_cmpuint (report->n_undecided, ==, 1);
  g_assert_cmpuint (report->n_failed, ==, 0);
  g_clear_pointer (&report, chat_proof_report_free);

  /* A known canister has no such messages. */
  export_kit_add_and_export (self, number, "group-chat", "5");
  report = verify (self, NULL);
  g_assert_cmpuint (report->n_undecided, ==, 1);
  g_assert_cmpuint (report->n_failed, ==, 1);
}

/* Reading by another codec is no way to pass for verified. */
static void
test_other_codec (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autoptr (ChatProofReport) report = NULL;

  export_kit_replace (export_kit_find (lines, 30), "group-chat", "any");
  export_kit_replace (export_kit_find (lines, 30), "with", "without");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  report = verify (self, NULL);
  g_assert_cmpuint (report->n_verified, ==, EXPORT_N_VERIFIED - 1);
  g_assert_cmpuint (report->n_undecided, ==, 1);
}

/* Each byte counts, also of what nothing proves: our own times, failures, notices. */
static void
test_flips (ExportKit *self, gconstpointer data)
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
      export_kit_write_text (self, text, len);
      g_assert_null (verify (self, &error));
      g_assert_nonnull (error);
      text[at] = kept;
    }
}

static void
test_cancel (ExportKit *self, gconstpointer data)
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
  g_test_add ("/chat/history/export/" name, ExportKit, NULL, export_kit_set_up, func,              \
              export_kit_tear_down)
  ADD ("honest", test_honest);
  ADD ("forged-fields", test_forged_fields);
  ADD ("forged-order", test_forged_order);
  ADD ("refused", test_refused);
  ADD ("other-canister", test_other_canister);
  ADD ("values", test_values);
  ADD ("other-codec", test_other_codec);
  ADD ("flips", test_flips);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}

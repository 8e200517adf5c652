/* SPDX-License-Identifier: MIT */
/* Offline verification of an exported room: a line at a time, in a thread. */
#include "chat-proof-file-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define READ_BYTES     (64 * 1024)
#define PROGRESS_LINES 256

G_DEFINE_QUARK (chat_proof_file_error_quark, chat_proof_file_error)

typedef struct
{
  gint64 number;
  GBytes *data;
} Part;

typedef struct
{
  GFile *file;
  IcRootKey *root;
  ChatProofFileProgress progress;
  gpointer progress_data;
  GMainContext *context;

  GInputStream *stream;
  GByteArray *buffer;
  gsize start; /* of the next line in @buffer */
  gboolean at_end;
  guint64 n_read;
  guint64 n_bytes;
  guint64 line;
  GChecksum *checksum;
  Part parts[2 * CHAT_PROOF_FILE_WINDOW]; /* a ring */
  guint next_part;
  ChatProofReport *report;
  ChatProofChecker *checker;
  gboolean ended;
} Verification;

static void
verification_free (gpointer data)
{
  Verification *self = data;

  g_object_unref (self->file);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->root, ic_root_key_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->checksum, g_checksum_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    g_clear_pointer (&self->parts[i].data, g_bytes_unref);
  g_clear_pointer (&self->checker, chat_proof_checker_free);
  g_clear_pointer (&self->report, chat_proof_report_free);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (4, 5)
    refuse (Verification *self, GError **error, ChatProofFileError code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, CHAT_PROOF_FILE_ERROR, code,
               _ ("The file cannot be verified: line %" PRIu64 ": %s"), self->line, what);
  return FALSE;
}

/* The next line without its end, in the buffer until the next call. FALSE without an error: the end
 * of the file. */
static gboolean
read_line (
    Verification *self, const char **text, gsize *len, GCancellable *cancellable, GError **error)
{
  gsize searched = self->start;

  for (;;)
    {
      const guint8 *end = memchr (self->buffer->data + searched, '\n',
                                  self->buffer->len - searched);
      gsize had;
      gssize n;

      if (end != NULL)
        {
          *text = (const char *)self->buffer->data + self->start;
          *len = (gsize)(end - (const guint8 *)*text);
          self->start += *len + 1;
          self->line++;
          return TRUE;
        }
      if (self->buffer->len - self->start > CHAT_PROOF_FILE_MAX_LINE)
        {
          self->line++;
          return refuse (self, error, CHAT_PROOF_FILE_ERROR_LIMIT, _ ("it is longer than %d bytes"),
                         CHAT_PROOF_FILE_MAX_LINE);
        }
      if (self->at_end)
        {
          if (self->buffer->len == self->start)
            return FALSE;
          self->line++;
          return refuse (self, error,
                         self->line == 1 ? CHAT_PROOF_FILE_ERROR_FORMAT
                                         : CHAT_PROOF_FILE_ERROR_TRUNCATED,
                         _ ("it has no end"));
        }
      g_byte_array_remove_range (self->buffer, 0, (guint)self->start);
      self->start = 0;
      searched = had = self->buffer->len;
      g_byte_array_set_size (self->buffer, (guint)(had + READ_BYTES));
      n = g_input_stream_read (self->stream, self->buffer->data + had, READ_BYTES, cancellable,
                               error);
      g_byte_array_set_size (self->buffer, (guint)(had + (gsize)MAX (n, 0)));
      if (n < 0)
        return FALSE;
      self->at_end = n == 0;
      self->n_read += (guint64)n;
    }
}

static GBytes *
find_part (Verification *self, gint64 number)
{
  /* The newest first: a number may have been given anew. */
  for (guint i = 1; i <= G_N_ELEMENTS (self->parts); i++)
    {
      const Part *part = &self->parts[(self->next_part + G_N_ELEMENTS (self->parts) - i) %
                                      G_N_ELEMENTS (self->parts)];

      if (part->data != NULL && part->number == number)
        return part->data;
    }
  return NULL;
}

static void
add_part (Verification *self, const ChatProofLine *line)
{
  Part *part = &self->parts[self->next_part];

  self->next_part = (self->next_part + 1) % G_N_ELEMENTS (self->parts);
  g_clear_pointer (&part->data, g_bytes_unref);
  part->number = line->number;
  part->data = g_bytes_ref (line->data);
}

static gboolean
take_header (Verification *self, const ChatProofLine *line, GError **error)
{
  if (!g_bytes_equal (line->root_key, ic_root_key_get_der (self->root)))
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_ROOT_KEY,
                   _ ("it is of a network with another root key than the one to verify against"));
  self->report->canister_id = line->canister_id;
  self->checker = chat_proof_checker_new (self->root, &line->canister_id, self->report);
  return TRUE;
}

static gboolean
take_end (Verification *self, const ChatProofLine *line, GError **error)
{
  self->ended = TRUE;
  if (line->n_messages != self->report->n_messages)
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_TRUNCATED,
                   _ ("the file should hold %" PRIu64 " messages, and holds "
                      "%" PRIu64),
                   line->n_messages, self->report->n_messages);
  if (!g_str_equal (line->sha256, g_checksum_get_string (self->checksum)))
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_CHECKSUM,
                   _ ("the file is not as it was written: its checksum is wrong"));
  return TRUE;
}

static gboolean
take_line (Verification *self, const ChatProofLine *line, GError **error)
{
  if (self->ended)
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_LINE, _ ("something stands behind the end"));
  switch (line->kind)
    {
    case CHAT_PROOF_LINE_HEADER:
      return take_header (self, line, error);
    case CHAT_PROOF_LINE_PART:
      add_part (self, line);
      return TRUE;
    case CHAT_PROOF_LINE_MESSAGE:
      chat_proof_checker_take (self->checker, line->record, find_part (self, line->cert),
                               find_part (self, line->tree), self->line);
      return TRUE;
    case CHAT_PROOF_LINE_END:
    default:
      return take_end (self, line, error);
    }
}

typedef struct
{
  Verification *verification;
  GTask *task; /* keeps it alive */
  guint64 done;
} Progress;

static gboolean
on_progress (gpointer data)
{
  Progress *self = data;
  Verification *verification = self->verification;

  verification->progress (self->done, verification->n_bytes, verification->progress_data);
  return G_SOURCE_REMOVE;
}

static void
progress_free (gpointer data)
{
  Progress *self = data;

  g_object_unref (self->task);
  g_free (self);
}

static void
tell_progress (Verification *self, GTask *task)
{
  Progress *progress;

  if (self->progress == NULL)
    return;
  progress = g_new0 (Progress, 1);
  progress->verification = self;
  progress->task = g_object_ref (task);
  progress->done = self->n_read - (self->buffer->len - self->start);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_progress, progress,
                              progress_free);
}

static gboolean
verify (Verification *self, GTask *task, GCancellable *cancellable, GError **error)
{
  const char *text = NULL;
  gsize len = 0;
  g_autoptr (GError) local = NULL;

  while (read_line (self, &text, &len, cancellable, &local))
    {
      g_autoptr (ChatProofLine) line = NULL;
      g_autoptr (GError) inner = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      line = chat_proof_line_parse (text, len, self->line == 1, &inner);
      if (line == NULL)
        return refuse (self, error,
                       self->line > 1 ? CHAT_PROOF_FILE_ERROR_LINE
                                      : (ChatProofFileError)inner->code,
                       "%s", inner->message);
      if (!take_line (self, line, error))
        return FALSE;
      if (!self->ended)
        g_checksum_update (self->checksum, (const guchar *)text, (gssize)len + 1);
      if (self->line % PROGRESS_LINES == 0)
        tell_progress (self, task);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (self->line == 0)
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_FORMAT, _ ("it is empty"));
  if (!self->ended)
    return refuse (self, error, CHAT_PROOF_FILE_ERROR_TRUNCATED, _ ("the file ends too early"));
  tell_progress (self, task);
  return TRUE;
}

static void
verify_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Verification *self = data;
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;

  info = g_file_query_info (self->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                            cancellable, NULL);
  self->n_bytes = info != NULL ? (guint64)g_file_info_get_size (info) : 0;
  self->stream = G_INPUT_STREAM (g_file_read (self->file, cancellable, &error));
  if (self->stream == NULL || !verify (self, task, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->report),
                           (GDestroyNotify)chat_proof_report_free);
}

/**
 * chat_proof_file_verify_async:
 * @file: an exported room
 * @root: (nullable): what to verify against; %NULL for the Internet Computer's root key
 * @cancellable: (nullable): a cancellable
 * @progress: (nullable): is told how far it is
 * @progress_data: for @progress
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Verifies everything in @file that can be verified without asking anybody (docs/history.md). What
 * does not hold is counted in the report; only a file that cannot be judged is an error:
 * %CHAT_PROOF_FILE_ERROR, or %G_IO_ERROR.
 */
void
chat_proof_file_verify_async (GFile *file,
                              IcRootKey *root,
                              GCancellable *cancellable,
                              ChatProofFileProgress progress,
                              gpointer progress_data,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Verification *self = g_new0 (Verification, 1);

  self->file = g_object_ref (file);
  self->root = ic_root_key_ref (root != NULL ? root : ic_root_key_get_mainnet ());
  self->progress = progress;
  self->progress_data = progress_data;
  self->context = g_main_context_ref_thread_default ();
  self->buffer = g_byte_array_sized_new (READ_BYTES);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->report = g_new0 (ChatProofReport, 1);
  g_task_set_source_tag (task, chat_proof_file_verify_async);
  g_task_set_task_data (task, self, verification_free);
  g_task_run_in_thread (task, verify_thread);
}

/**
 * chat_proof_file_verify_finish:
 *
 * Returns: (transfer full): what the file proves
 */
ChatProofReport *
chat_proof_file_verify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

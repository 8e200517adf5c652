/* SPDX-License-Identifier: MIT */
#include "chat-file.h"
#include "ic/ic-i18n.h"

#include <errno.h>
#include <glib/gstdio.h>

#define FILE_MODE      0600
#define DIRECTORY_MODE 0700
/* Broken files that are kept: .broken, .broken.1, ... */
#define MAX_BROKEN 20

struct _ChatFile
{
  GObject parent_instance;

  const ChatFileKind *kind;
  char *path;
  char *unsaved;      /* (nullable): contents that are not written yet */
  GError *error;      /* (nullable): of the last writing */
  GPtrArray *waiting; /* of GTask: flushes */
  gboolean saving;
};

static guint save_failed_signal;

G_DEFINE_FINAL_TYPE (ChatFile, chat_file, G_TYPE_OBJECT)

static void
chat_file_finalize (GObject *object)
{
  ChatFile *self = CHAT_FILE (object);

  g_free (self->path);
  g_free (self->unsaved);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->waiting);
  G_OBJECT_CLASS (chat_file_parent_class)->finalize (object);
}

static void
chat_file_class_init (ChatFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_file_finalize;
  save_failed_signal = g_signal_new ("save-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
chat_file_init (ChatFile *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * chat_file_new:
 * @path: (nullable): the file; %NULL for the person's own
 * @kind: what it is; not copied
 */
ChatFile *
chat_file_new (const char *path, const ChatFileKind *kind)
{
  ChatFile *self = g_object_new (CHAT_TYPE_FILE, NULL);

  self->kind = kind;
  self->path = path ? g_strdup (path)
                    : g_build_filename (g_get_user_data_dir (), "attest", kind->name, NULL);
  return self;
}

const char *
chat_file_get_path (ChatFile *self)
{
  return self->path;
}

/* In a thread. What the directory lets others read stays its owner's choice; the file is 0600. */
static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ChatFile *self = source;
  const ChatFileKind *kind = self->kind;
  const char *contents = data;
  g_autofree char *directory = g_path_get_dirname (self->path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (directory, DIRECTORY_MODE) != 0)
    g_task_return_new_error (
        task, kind->domain (), kind->io,
        /* Translators: first "saved profiles" or "records of the gateways": plural */
        _ ("The %s cannot be written to %s: %s"), _ (kind->what), directory, g_strerror (errno));
  else if (!g_file_set_contents_full (self->path, contents, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                      FILE_MODE, &error))
    g_task_return_new_error (
        task, kind->domain (), kind->io,
        /* Translators: first "saved profiles" or "records of the gateways": plural */
        _ ("The %s cannot be written: %s"), _ (kind->what), error->message);
  else
    g_task_return_boolean (task, TRUE);
}

static void
return_waiting (ChatFile *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    if (self->error != NULL)
      g_task_return_error (g_ptr_array_index (waiting, i), g_error_copy (self->error));
    else
      g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

static void save_next (ChatFile *self);

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  ChatFile *self = CHAT_FILE (source);

  self->saving = FALSE;
  g_clear_error (&self->error);
  if (!g_task_propagate_boolean (G_TASK (result), &self->error))
    g_signal_emit (self, save_failed_signal, 0, self->error);
  save_next (self);
}

/* One writer at a time, and it writes the newest: two would race for the name. */
static void
save_next (ChatFile *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->saving)
    return;
  if (self->unsaved == NULL)
    {
      return_waiting (self);
      return;
    }
  self->saving = TRUE;
  task = g_task_new (self, NULL, on_saved, NULL);
  g_task_set_source_tag (task, save_next);
  g_task_set_task_data (task, g_steal_pointer (&self->unsaved), g_free);
  g_task_run_in_thread (task, save_thread);
}

/**
 * chat_file_save:
 * @contents: (transfer full): the whole file
 *
 * Writes it; what waits to be written is replaced.
 */
void
chat_file_save (ChatFile *self, char *contents)
{
  g_free (self->unsaved);
  self->unsaved = contents;
  save_next (self);
}

void
chat_file_flush (ChatFile *self, GTask *task)
{
  g_ptr_array_add (self->waiting, task);
  save_next (self);
}

/* Nothing that a person saved is thrown away: it may be mended by hand. (nullable) */
static char *
keep_aside (const char *path)
{
  for (guint i = 0; i < MAX_BROKEN; i++)
    {
      g_autofree char *aside = i == 0 ? g_strconcat (path, ".broken", NULL)
                                      : g_strdup_printf ("%s.broken.%u", path, i);

      if (g_file_test (aside, G_FILE_TEST_EXISTS))
        continue;
      return g_rename (path, aside) == 0 ? g_steal_pointer (&aside) : NULL;
    }
  return NULL;
}

static void
set_aside (ChatFile *self, const char *reason, GError **error)
{
  const ChatFileKind *kind = self->kind;
  g_autofree char *aside = keep_aside (self->path);

  if (aside != NULL)
    g_set_error (error, kind->domain (), kind->broken,
                 /* Translators: first "saved profiles" or "records of the gateways": plural */
                 _ ("The %s cannot be used: %s. The file is kept as %s"), _ (kind->what), reason,
                 aside);
  else
    g_set_error (error, kind->domain (), kind->broken,
                 /* Translators: first "saved profiles" or "records of the gateways": plural */
                 _ ("The %s in %s cannot be used: %s"), _ (kind->what), self->path, reason);
}

/* At most one byte more than the limit, so that a giant file costs nothing. %NULL without an error:
 * there is no file. */
static GBytes *
read_file (ChatFile *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize len = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _ ("it is no regular file"));
      return NULL;
    }
  stream = g_file_read (file, NULL, &local);
  if (stream == NULL)
    {
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  g_byte_array_set_size (text, (guint)self->kind->max_bytes + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text->data, self->kind->max_bytes + 1,
                                &len, NULL, error))
    return NULL;
  g_byte_array_set_size (text, (guint)len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

/**
 * chat_file_load:
 * @parse: makes something of the contents (which may be one byte longer than the limit)
 * @error: the file's own error for what is broken, with what is wrong and where it is kept now
 *
 * Returns: (nullable): what @parse made; %NULL without an error if there is no file
 */
gpointer
chat_file_load (ChatFile *self, ChatFileParse parse, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = read_file (self, &local);
  gpointer made = NULL;

  if (bytes != NULL)
    {
      gsize len;
      const char *text = g_bytes_get_data (bytes, &len);

      made = parse (text ? text : "", len, data, &local);
    }
  if (local != NULL)
    set_aside (self, local->message, error);
  return made;
}

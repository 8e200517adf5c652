/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a file is, and how its failures are told. */
typedef struct
{
  const char *name; /* in the folder "attest" of the person's data directory */
  const char *what; /* in sentences: "saved profiles" */
  gsize max_bytes;
  GQuark (*domain) (void);
  int broken; /* error codes */
  int io;
} ChatFileKind;

/**
 * ChatFile: one small file of ours, kept whole: read with a limit, written in a thread, atomically,
 * for its owner only (0600), one writing at a time, and of several that wait the last. A broken file
 * is kept aside. "save-failed" (const GError *error).
 */
#define CHAT_TYPE_FILE (chat_file_get_type ())
G_DECLARE_FINAL_TYPE (ChatFile, chat_file, CHAT, FILE, GObject)

/* @path: NULL for the person's own. @kind: static. */
ChatFile *chat_file_new (const char *path, const ChatFileKind *kind);
const char *chat_file_get_path (ChatFile *self);

/* Makes something of the contents; NULL with any error if that is not possible. In a thread. */
typedef gpointer (*ChatFileParse) (const char *text, gsize len, gpointer data, GError **error);
/* Blocks: call it in a thread. NULL without an error: there is no file. */
gpointer chat_file_load (ChatFile *self, ChatFileParse parse, gpointer data, GError **error);

/* @contents: (transfer full) */
void chat_file_save (ChatFile *self, char *contents);
/* @task: (transfer full): returns TRUE when all is written, or how the last writing failed. */
void chat_file_flush (ChatFile *self, GTask *task);

G_END_DECLS

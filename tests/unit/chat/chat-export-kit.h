/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-history-kit.h"
#include "icws-test-kit.h"

G_BEGIN_DECLS

#define EXPORT_POLLS              3
#define EXPORT_MESSAGES_OF_A_POLL 20
/* Six lines of others and of ourselves, and a notice, stand behind the polls. */
#define EXPORT_N_MESSAGES (EXPORT_POLLS * EXPORT_MESSAGES_OF_A_POLL + 7)
#define EXPORT_N_VERIFIED (EXPORT_POLLS * EXPORT_MESSAGES_OF_A_POLL + 3)
/* For export_kit_set_up(): a room in which nothing came with a proof. */
#define EXPORT_BARE ((gconstpointer) "bare")

/* A room with all kinds of lines, exported into @file; and what a forger does to that. */
typedef struct
{
  HistoryKit *room;
  IcwsTestKit *canister;
  ChatCodec *codec;
  ChatHistory *history;
  guint64 sequence;
  GFile *file;
} ExportKit;

/* For g_test_add(). */
void export_kit_set_up (ExportKit *self, gconstpointer data);
void export_kit_tear_down (ExportKit *self, gconstpointer data);

/* One more message, read by @codec_id and shown as @text; and the file anew. */
void export_kit_add_and_export (ExportKit *self,
                                GBytes *payload,
                                const char *codec_id,
                                const char *text);

char **export_kit_read_lines (ExportKit *self);
void export_kit_write_text (ExportKit *self, const char *text, gsize len);
/* With a new checksum, as a careful forger would. */
void export_kit_write_lines (ExportKit *self, char **lines, guint n_messages);
void export_kit_replace (char **line, const char *what, const char *with);
/* The line of the message with this id. */
char **export_kit_find (char **lines, guint id);

/* A change of a field that is proved, and that must be seen. */
typedef struct
{
  guint id;
  const char *what;
  const char *with;
} ExportForgery;
extern const ExportForgery export_kit_forgeries[];
extern const guint export_kit_n_forgeries;

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-glib/json-glib.h>
#include "chat-proof-file.h"
#include "icws/icws-frame-check.h"

G_BEGIN_DECLS

/* chat-proof-file-write.c: lines, each with its end, appended to @out. */
void chat_proof_line_header (GString *out, const IcPrincipal *canister_id, GBytes *root_key);
/* @type: "certificate", "witness" */
void chat_proof_line_part (GString *out, const char *type, gint64 number, GBytes *data);
/* @cert, @tree: numbers of parts; 0: no raw proof. */
void
chat_proof_line_message (GString *out, const ChatHistoryRecord *record, gint64 cert, gint64 tree);
void chat_proof_line_end (GString *out, guint64 n_messages, const char *sha256);

/* chat-proof-file-read.c: a parsed line */
typedef enum
{
  CHAT_PROOF_LINE_HEADER,
  CHAT_PROOF_LINE_PART,
  CHAT_PROOF_LINE_MESSAGE,
  CHAT_PROOF_LINE_END
} ChatProofLineKind;
typedef struct
{
  ChatProofLineKind kind;
  /* HEADER */
  IcPrincipal canister_id;
  GBytes *root_key;
  /* PART */
  gint64 number;
  GBytes *data;
  /* MESSAGE: cert and tree of the record are not set */
  ChatHistoryRecord *record;
  gint64 cert;
  gint64 tree;
  /* END */
  guint64 n_messages;
  char *sha256;
} ChatProofLine;
void chat_proof_line_free (ChatProofLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatProofLine, chat_proof_line_free)
/* CHAT_PROOF_FILE_ERROR_FORMAT, _VERSION; says nothing about the number of the line. */
ChatProofLine *chat_proof_line_parse (const char *text, gsize len, gboolean first, GError **error);

/* chat-proof-file-check.c: one message after the other */
typedef struct _ChatProofChecker ChatProofChecker;
ChatProofChecker *
chat_proof_checker_new (IcRootKey *root, const IcPrincipal *canister_id, ChatProofReport *report);
void chat_proof_checker_free (ChatProofChecker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatProofChecker, chat_proof_checker_free)
/* @cert, @tree: (nullable) */
void chat_proof_checker_take (
    ChatProofChecker *self, ChatHistoryRecord *record, GBytes *cert, GBytes *tree, guint64 line);

G_END_DECLS

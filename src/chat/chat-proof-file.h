/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-history-record.h"

G_BEGIN_DECLS

#define CHAT_PROOF_FILE_FORMAT  "attest-history"
#define CHAT_PROOF_FILE_VERSION 1
/* The largest line holds a certificate in base64. */
#define CHAT_PROOF_FILE_MAX_LINE (8 * 1024 * 1024)
/* A message refers to certificates and witnesses at most so many such lines back. */
#define CHAT_PROOF_FILE_WINDOW 64
/* Failures that are told one by one. */
#define CHAT_PROOF_FILE_MAX_FAILURES 100

#define CHAT_PROOF_FILE_ERROR (chat_proof_file_error_quark ())
GQuark chat_proof_file_error_quark (void);
/* Why a file cannot be judged at all. What it holds may be wrong besides: see the report. */
typedef enum
{
  CHAT_PROOF_FILE_ERROR_FORMAT,    /* no export of Attest */
  CHAT_PROOF_FILE_ERROR_VERSION,   /* of a newer Attest */
  CHAT_PROOF_FILE_ERROR_LIMIT,     /* a line beyond a limit of ours */
  CHAT_PROOF_FILE_ERROR_ROOT_KEY,  /* of another network than the expected one */
  CHAT_PROOF_FILE_ERROR_TRUNCATED, /* it ends too early */
  CHAT_PROOF_FILE_ERROR_CHECKSUM,  /* it is not what was written; nobody need have meant it */
  CHAT_PROOF_FILE_ERROR_LINE       /* begun as an export, with a line that Attest never writes */
} ChatProofFileError;

typedef struct
{
  guint64 line;
  gint64 id;    /* of the message */
  char *reason; /* a sentence */
} ChatProofFailure;

/**
 * ChatProofReport: what an exported room proves. Each message is counted in exactly one of verified,
 * undecided, failed, acknowledged, unproved and notices.
 */
typedef struct
{
  IcPrincipal canister_id;
  guint64 n_messages;
  guint64 n_verified;  /* certified as shown */
  guint64 n_undecided; /* certified, but whether as shown, only the canister's interface tells */
  guint64 n_failed;
  guint64 n_acknowledged; /* ours: said to be accepted, but nothing in the file proves that */
  guint64 n_unproved;     /* ours: queued, sent, failed */
  guint64 n_notices;      /* of Attest itself: nothing to prove */
  guint64 n_certificates; /* verified pairs of certificate and witness */
  guint64 first_ns;       /* certified times of the first and the last verified message */
  guint64 last_ns;
  GPtrArray *failures; /* of ChatProofFailure, the first ones */
} ChatProofReport;
void chat_proof_report_free (ChatProofReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatProofReport, chat_proof_report_free)

/* Calls come in the main context of the caller. */
typedef void (*ChatProofFileProgress) (guint64 done_bytes, guint64 total_bytes, gpointer user_data);
/* @root: NULL for the Internet Computer's. Needs no network. */
void chat_proof_file_verify_async (GFile *file,
                                   IcRootKey *root,
                                   GCancellable *cancellable,
                                   ChatProofFileProgress progress,
                                   gpointer progress_data,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
ChatProofReport *chat_proof_file_verify_finish (GAsyncResult *result, GError **error);

G_END_DECLS

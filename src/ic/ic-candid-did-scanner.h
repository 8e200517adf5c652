/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words of textual Candid; one of ours ahead. A character of its own stands for itself. */
typedef enum
{
  IC_CANDID_TOKEN_END = 256,
  IC_CANDID_TOKEN_ID,      /* a name, or the name of a primitive type */
  IC_CANDID_TOKEN_KEYWORD, /* a word that is no name unless quoted */
  IC_CANDID_TOKEN_TEXT,
  IC_CANDID_TOKEN_NUMBER,
  IC_CANDID_TOKEN_ARROW
} IcCandidToken;

typedef struct
{
  const char *start; /* of all */
  const char *cur;
  const char *end;
  GError **error;

  int token;        /* IcCandidToken or a character */
  const char *from; /* where the token starts */
  GString *text;    /* ID, KEYWORD: the word; TEXT: UTF-8, may hold zeros; until the next token */
  guint64 number;   /* NUMBER: as far as it is at most G_MAXUINT32, or some greater one */
} IcCandidDidScanner;

void
ic_candid_did_scanner_init (IcCandidDidScanner *self, const char *text, gsize len, GError **error);
void ic_candid_did_scanner_clear (IcCandidDidScanner *self);
/* FALSE with an error set. */
gboolean ic_candid_did_scanner_next (IcCandidDidScanner *self);
gboolean ic_candid_did_scanner_is (const IcCandidDidScanner *self, const char *keyword);
/* What comes after the token, without blanks and comments, is @c. */
gboolean ic_candid_did_scanner_ahead (IcCandidDidScanner *self, char c);

/* Set the error, with line and column of @at, and are FALSE, so that it can be returned. */
gboolean
ic_candid_did_scanner_fail (IcCandidDidScanner *self, const char *at, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
gboolean
ic_candid_did_scanner_limit (IcCandidDidScanner *self, const char *at, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* "X expected, Y found": FALSE. */
gboolean ic_candid_did_scanner_expected (IcCandidDidScanner *self, const char *what);

G_END_DECLS

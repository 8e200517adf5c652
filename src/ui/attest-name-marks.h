/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ATTEST_NAME_PLAIN,
  ATTEST_NAME_OURS,       /* somebody else's, and the same as ours */
  ATTEST_NAME_LIKE_OURS,  /* looks like ours */
  ATTEST_NAME_LIKE_OTHER, /* looks like one that was seen before */
  ATTEST_NAME_HIDDEN,     /* holds characters that are not seen */
  ATTEST_NAME_MIXED       /* mixes the letters of several alphabets in a word */
} AttestNameMark;

/**
 * AttestNameMarks: the names that were seen in a room, and which of them could be taken for
 * another. A name is only what somebody called themselves: where the room tells no principal,
 * nobody can say more than this.
 *
 * Signal "changed": the mark of a name may be another now.
 */
#define ATTEST_TYPE_NAME_MARKS (attest_name_marks_get_type ())
G_DECLARE_FINAL_TYPE (AttestNameMarks, attest_name_marks, ATTEST, NAME_MARKS, GObject)

AttestNameMarks *attest_name_marks_new (void);
void attest_name_marks_clear (AttestNameMarks *self);
void attest_name_marks_set_own_name (AttestNameMarks *self, const char *name);
void attest_name_marks_see (AttestNameMarks *self, const char *name, guint64 time_ns);
/* @other: (out) (optional) (transfer full) (nullable): the name that it looks like, clean. */
AttestNameMark attest_name_marks_get (AttestNameMarks *self, const char *name, char **other);
/* In words, short; (nullable): nothing is to be said about it. */
char *attest_name_marks_describe (AttestNameMarks *self, const char *name);

/* What of a name the eye keeps: equal for names that look alike. */
char *attest_name_get_skeleton (const char *name);
gboolean attest_name_is_mixed (const char *name);
gboolean attest_name_has_hidden (const char *name);
/* Whether @name is not ASCII and looks as if it were. */
gboolean attest_name_passes_for_ascii (const char *name);

G_END_DECLS

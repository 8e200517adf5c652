/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/**
 * ChatShape: where a type of messages has what is said, by whom and when, if it is a chat's at all.
 */
typedef struct
{
  gboolean is_chat;
  gboolean can_send;   /* everything else in it can be left to us */
  gboolean in_variant; /* under the tag */
  guint32 tag;
  gboolean in_record; /* or the text stands alone */
  guint32 text_id;
  gboolean has_author;
  guint32 author_id;
  gboolean has_time;    /* a field that gets the time to the nanosecond */
  IcCandidType *record; /* borrowed: the record, or NULL */
} ChatShape;

/* @type stays in use. */
void chat_shape_init (ChatShape *self, IcCandidType *type);

/* The text of @value, or NULL if it says something else; @author: (nullable) (transfer none) its
 * author's field. */
IcCandidValue *
chat_shape_get_text (const ChatShape *self, IcCandidValue *value, IcCandidValue **author);

/* A message with that text: all else gets what is plain. @self_id: (nullable) our principal. */
IcCandidValue *chat_shape_make (const ChatShape *self,
                                const char *author,
                                const char *text,
                                const IcPrincipal *self_id,
                                guint64 now_ns);

gboolean chat_shape_is_time_id (guint32 id);

G_END_DECLS

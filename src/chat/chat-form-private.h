/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-form.h"

G_BEGIN_DECLS

/* What the fields of one form share. */
typedef struct
{
  ChatForm *form; /* not counted; NULL once it is gone */
  IcPrincipal self_id;
  gboolean has_self_id;
  guint64 now_ns;
  guint n_fields;
  gboolean overfull; /* no room for a field of the record that is being built */
  guint busy;        /* while a whole value is filled in: then it tells at the end */
} ChatFormContext;

struct _ChatFormField
{
  GObject parent_instance;
  ChatFormContext *context; /* g_rc_box */
  IcCandidType *type;
  IcCandidType *parent_type; /* (nullable): record or variant that the name belongs to */
  guint32 id;                /* in it */
  guint depth;
  ChatFormKind kind;
  char *name; /* (nullable) */
  char *text;
  char **choices; /* (nullable) */
  gboolean active;
  guint selected;
  GPtrArray *children; /* ChatFormField */
};

ChatFormField *chat_form_field_new (ChatFormContext *context,
                                    IcCandidType *type,
                                    IcCandidType *parent_type,
                                    guint32 id,
                                    guint depth);
gboolean chat_form_field_add_child (ChatFormField *self,
                                    IcCandidType *type,
                                    IcCandidType *parent_type,
                                    guint32 id);
gboolean chat_form_field_set_value (ChatFormField *self, IcCandidValue *value);
/* (nullable) (transfer full): only of a field that is valid. */
IcCandidValue *chat_form_field_dup_value (ChatFormField *self);
/* (nullable) (transfer none): the first in it that has a problem */
ChatFormField *chat_form_field_find_problem (ChatFormField *self);

/* chat-form-number.c: a number as it is typed, for a numeric kind. */
ChatFormProblem chat_form_number_check (IcCandidKind kind, const char *text);
IcCandidValue *chat_form_number_parse (IcCandidKind kind, const char *text); /* (nullable) */
void chat_form_number_get_range (IcCandidKind kind, const char **smallest, const char **greatest);

void chat_form_changed (ChatForm *self);

G_END_DECLS

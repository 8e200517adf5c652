/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-event.h"
#include "chat-form-field.h"

G_BEGIN_DECLS

/* Fields in one form at a time, and levels of them. */
#define CHAT_FORM_MAX_FIELDS 2000
#define CHAT_FORM_MAX_DEPTH  32

/**
 * ChatForm: what a person fills in to send a message of any type. Property "valid"; signal "changed"
 * whenever anything in it changed.
 */
#define CHAT_TYPE_FORM (chat_form_get_type ())
G_DECLARE_FINAL_TYPE (ChatForm, chat_form, CHAT, FORM, GObject)

/* @self_id (nullable): stands in fields for principals from the start; @now_ns: in those for the time */
ChatForm *chat_form_new (IcCandidType *type, const IcPrincipal *self_id, guint64 now_ns);
IcCandidType *chat_form_get_candid_type (ChatForm *self); /* (transfer none) */
ChatFormField *chat_form_get_root (ChatForm *self);       /* (transfer none) */
gboolean chat_form_is_valid (ChatForm *self);

/* CHAT_ERROR_MESSAGE: names the first field that is not right. (transfer full) */
IcCandidValue *chat_form_to_value (ChatForm *self, GError **error);
GBytes *chat_form_to_bytes (ChatForm *self, GError **error);
ChatEvent *chat_form_to_event (ChatForm *self, GError **error);
/* Fills in @value, which is of the form's type. FALSE if the form has no place for all of it: then it
 * holds a part. */
gboolean chat_form_set_value (ChatForm *self, IcCandidValue *value);

G_END_DECLS

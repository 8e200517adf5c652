/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic/ic.h"

G_BEGIN_DECLS

typedef enum
{
  CHAT_FORM_TEXT,       /* text */
  CHAT_FORM_BOOL,       /* active */
  CHAT_FORM_NUMBER,     /* text; see chat_form_field_get_range() */
  CHAT_FORM_PRINCIPAL,  /* text */
  CHAT_FORM_BLOB,       /* text: hexadecimal */
  CHAT_FORM_OPT,        /* active; then the one child is the content */
  CHAT_FORM_VARIANT,    /* selected, of choices; the one child, if any, goes with it */
  CHAT_FORM_VEC,        /* children, that may be added and removed */
  CHAT_FORM_RECORD,     /* children */
  CHAT_FORM_NOTHING,    /* null, reserved: there is nothing to enter */
  CHAT_FORM_UNSUPPORTED /* func, service, empty, or nested too deep: there is no way to enter it */
} ChatFormKind;

/* What is wrong with one field; not with those in it. */
typedef enum
{
  CHAT_FORM_OK,
  CHAT_FORM_NOT_A_NUMBER,
  CHAT_FORM_OUT_OF_RANGE,
  CHAT_FORM_NOT_A_PRINCIPAL,
  CHAT_FORM_NOT_HEX,
  CHAT_FORM_TOO_LONG,
  CHAT_FORM_NO_CHOICE, /* nothing is selected yet */
  CHAT_FORM_IMPOSSIBLE /* of CHAT_FORM_UNSUPPORTED */
} ChatFormProblem;

/* No choice is made. */
#define CHAT_FORM_NONE_SELECTED G_MAXUINT

/**
 * ChatFormField: a place in a form for a value of one type, and a GListModel of the fields within.
 * Properties: "kind", "name", "type-name" (constant), "text", "active", "selected" (to be set),
 * "problem", "message" (told).
 */
#define CHAT_TYPE_FORM_FIELD (chat_form_field_get_type ())
G_DECLARE_FINAL_TYPE (ChatFormField, chat_form_field, CHAT, FORM_FIELD, GObject)

ChatFormKind chat_form_field_get_kind (ChatFormField *self);
/* (nullable): of a record's field or an alternative; NULL for what is inside an opt or vec. */
const char *chat_form_field_get_name (ChatFormField *self);
const char *chat_form_field_get_type_name (ChatFormField *self);     /* "nat64", "record" */
IcCandidType *chat_form_field_get_candid_type (ChatFormField *self); /* (transfer none) */

const char *chat_form_field_get_text (ChatFormField *self); /* never NULL */
void chat_form_field_set_text (ChatFormField *self, const char *text);
gboolean chat_form_field_get_active (ChatFormField *self);
void chat_form_field_set_active (ChatFormField *self, gboolean active);
guint chat_form_field_get_selected (ChatFormField *self);
void chat_form_field_set_selected (ChatFormField *self, guint selected);
/* Names of the alternatives, NULL-terminated; NULL for other kinds. */
const char *const *chat_form_field_get_choices (ChatFormField *self);
/* Smallest and greatest number as text; NULL: no bound. FALSE for other kinds. */
gboolean
chat_form_field_get_range (ChatFormField *self, const char **smallest, const char **greatest);

/* Of a vec. FALSE if the form is full. */
gboolean chat_form_field_append (ChatFormField *self);
void chat_form_field_remove (ChatFormField *self, guint position);

ChatFormProblem chat_form_field_get_problem (ChatFormField *self);
const char *chat_form_field_get_message (ChatFormField *self); /* (nullable): in English */
/* Whether this and all within is fit to be sent. */
gboolean chat_form_field_is_valid (ChatFormField *self);

G_END_DECLS

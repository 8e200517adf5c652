/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestFormField: where a person enters a ChatFormField, with all that is within it.
 */
#define ATTEST_TYPE_FORM_FIELD (attest_form_field_get_type ())
G_DECLARE_FINAL_TYPE (AttestFormField, attest_form_field, ATTEST, FORM_FIELD, GtkBox)

/* @label (nullable): else the field's own name; @depth: levels around it */
GtkWidget *attest_form_field_new (ChatFormField *field, const char *label, guint depth);
ChatFormField *attest_form_field_get_field (AttestFormField *self); /* (transfer none) */
/* Problems are told of what was touched; after this of everything within. */
void attest_form_field_show_problems (AttestFormField *self);
/* Focuses the first field within that has a problem; FALSE if there is none. */
gboolean attest_form_field_focus_problem (AttestFormField *self);
/* The words of a problem, with the bounds of a number. (transfer full) (nullable) */
char *attest_form_field_describe_problem (ChatFormField *field);

G_END_DECLS

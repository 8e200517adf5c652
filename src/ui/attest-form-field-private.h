/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-form-field.h"

G_BEGIN_DECLS

struct _AttestFormField
{
  GtkBox parent_instance;

  ChatFormField *field;
  guint depth;
  GtkWidget *header;
  GtkLabel *name;
  GtkLabel *type;
  GtkLabel *problem;
  GtkWidget *control; /* (nullable): what takes the focus */
  GtkWidget
      *children; /* (nullable): a box of AttestFormField; of rows with one and a button in a vec */
  guint touched : 1;
  guint setting : 1; /* the control follows the field */
};

/* attest-form-field.c */
void attest_form_field_set_label (AttestFormField *self, const char *label);
void attest_form_field_touch (AttestFormField *self);

/* attest-form-field-control.c: what one types into, switches or chooses from */
void attest_form_field_add_control (AttestFormField *self);

G_END_DECLS

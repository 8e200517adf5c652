/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-composer.h"
#include "attest-form-panel.h"

G_BEGIN_DECLS

struct _AttestComposer
{
  AdwBin parent_instance;

  ChatRoom *room; /* (nullable) */

  GtkWidget *plain;
  GtkTextView *view;
  GtkLabel *placeholder;
  GtkLabel *limit;
  GtkWidget *frame;
  GtkWidget *send;
  GtkWidget *emoji;
  GtkWidget *scroller;
  GtkWidget *mode_bar;
  GtkLabel *note;
  GtkWidget *mode;
  AttestFormPanel *form;

  guint setting : 1;
  guint preediting : 1;
  guint can_say : 1;     /* the room takes plain text */
  guint form_wanted : 1; /* by the person, where both will do */
};

/* attest-composer.c */
void attest_composer_update (AttestComposer *self);

/* attest-composer-form.c: a form in place of the text, and what is to be said of the room */
void attest_composer_class_install_form (GtkWidgetClass *widget_class);

G_END_DECLS

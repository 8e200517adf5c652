/* SPDX-License-Identifier: MIT */
/* A field of a form: what one types into, switches or chooses from. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-form-field-private.h"
#include "attest-text.h"

/* Of one entry, in characters: the widget's own limit. */
#define MAX_ENTRY_CHARS 65535

/* Text, number, principal, blob */

static void
entry_changed_cb (AttestFormField *self)
{
  if (self->setting)
    return;
  chat_form_field_set_text (self->field, gtk_editable_get_text (GTK_EDITABLE (self->control)));
  attest_form_field_touch (self);
}

/* The entry is emptied first, and tells it: the field must not follow that. */
static void
text_cb (AttestFormField *self)
{
  const char *text = chat_form_field_get_text (self->field);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->control)), text) == 0)
    return;
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->control), text);
  self->setting = FALSE;
}

static GtkWidget *
create_entry (AttestFormField *self)
{
  GtkWidget *entry = gtk_entry_new ();
  ChatFormKind kind = chat_form_field_get_kind (self->field);

  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_ENTRY_CHARS);
  gtk_entry_set_input_hints (
      GTK_ENTRY (entry), kind == CHAT_FORM_TEXT ? GTK_INPUT_HINT_SPELLCHECK | GTK_INPUT_HINT_EMOJI
                                                : GTK_INPUT_HINT_NO_SPELLCHECK);
  if (kind == CHAT_FORM_BLOB)
    /* Translators: what bytes look like, in an empty field */
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Bytes, such as 00ff12"));
  gtk_editable_set_text (GTK_EDITABLE (entry), chat_form_field_get_text (self->field));
  g_signal_connect_object (entry, "changed", G_CALLBACK (entry_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "notify::text", G_CALLBACK (text_cb), self,
                           G_CONNECT_SWAPPED);
  return entry;
}

/* Bool, opt: a switch beside the name */

static void
add_switch (AttestFormField *self)
{
  self->control = gtk_switch_new ();
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->header), self->control);
  g_object_bind_property (self->field, "active", self->control, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

/* Variant: the first line is for no choice */

static void
selected_cb (AttestFormField *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  chat_form_field_set_selected (self->field, selected == GTK_INVALID_LIST_POSITION || selected == 0
                                                 ? CHAT_FORM_NONE_SELECTED
                                                 : selected - 1);
}

static void
field_selected_cb (AttestFormField *self)
{
  guint selected = chat_form_field_get_selected (self->field);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control),
                              selected == CHAT_FORM_NONE_SELECTED ? 0 : selected + 1);
}

static GtkWidget *
create_drop_down (AttestFormField *self)
{
  const char *const *choices = chat_form_field_get_choices (self->field);
  GtkStringList *list = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  /* Translators: the first line of a list, while nothing is chosen */
  gtk_string_list_append (list, _ ("Choose…"));
  for (guint i = 0; choices != NULL && choices[i] != NULL; i++)
    {
      g_autofree char *clean = attest_text_clean_line (choices[i]);

      gtk_string_list_append (list, clean);
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (list), NULL);
  self->control = drop_down;
  field_selected_cb (self);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "notify::selected", G_CALLBACK (field_selected_cb), self,
                           G_CONNECT_SWAPPED);
  return drop_down;
}

/* Vec */

static void
add_cb (AttestFormField *self)
{
  if (!chat_form_field_append (self->field))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
add_add_button (AttestFormField *self)
{
  self->control = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_add_css_class (self->control, "flat");
  gtk_widget_add_css_class (self->control, "circular");
  gtk_widget_set_tooltip_text (self->control, _ ("Add an Item"));
  g_signal_connect_object (self->control, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->header), self->control);
}

void
attest_form_field_add_control (AttestFormField *self)
{
  switch (chat_form_field_get_kind (self->field))
    {
    case CHAT_FORM_TEXT:
    case CHAT_FORM_NUMBER:
    case CHAT_FORM_PRINCIPAL:
    case CHAT_FORM_BLOB:
      self->control = create_entry (self);
      gtk_box_append (GTK_BOX (self), self->control);
      break;
    case CHAT_FORM_BOOL:
    case CHAT_FORM_OPT:
      add_switch (self);
      break;
    case CHAT_FORM_VARIANT:
      gtk_box_append (GTK_BOX (self), create_drop_down (self));
      break;
    case CHAT_FORM_VEC:
      add_add_button (self);
      break;
    case CHAT_FORM_RECORD:
    case CHAT_FORM_NOTHING:
    case CHAT_FORM_UNSUPPORTED:
    default:
      break;
    }
}

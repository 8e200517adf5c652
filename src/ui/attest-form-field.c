/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-form-field-private.h"
#include "attest-text.h"

/* Deeper levels are not moved in any further: the room is needed for the fields. */
#define MAX_INDENTED_DEPTH 4

G_DEFINE_FINAL_TYPE (AttestFormField, attest_form_field, GTK_TYPE_BOX)

/**
 * attest_form_field_describe_problem:
 * @field: a field
 *
 * Returns: (transfer full) (nullable): what is wrong with it, for people
 */
char *
attest_form_field_describe_problem (ChatFormField *field)
{
  const char *smallest = NULL;
  const char *greatest = NULL;

  chat_form_field_get_range (field, &smallest, &greatest);
  switch (chat_form_field_get_problem (field))
    {
    case CHAT_FORM_OK:
      return NULL;
    case CHAT_FORM_NOT_A_NUMBER:
      return g_strdup (_ ("This is not a number."));
    case CHAT_FORM_OUT_OF_RANGE:
      if (smallest != NULL && greatest != NULL)
        /* Translators: both %s are numbers */
        return g_strdup_printf (_ ("The number must be from %s to %s."), smallest, greatest);
      if (smallest != NULL)
        /* Translators: %s is a number */
        return g_strdup_printf (_ ("The number must be at least %s."), smallest);
      return g_strdup (_ ("This number is out of range."));
    case CHAT_FORM_NOT_A_PRINCIPAL:
      return g_strdup (_ ("This is not a principal."));
    case CHAT_FORM_NOT_HEX:
      return g_strdup (_ ("Bytes are written as pairs of the digits 0 to 9 and a to f."));
    case CHAT_FORM_TOO_LONG:
      return g_strdup (_ ("This is too long."));
    case CHAT_FORM_NO_CHOICE:
      return g_strdup (_ ("Choose one of these."));
    case CHAT_FORM_IMPOSSIBLE:
    default:
      return g_strdup (_ ("This cannot be entered here."));
    }
}

static void
update_problem (AttestFormField *self)
{
  g_autofree char *words = attest_form_field_describe_problem (self->field);
  gboolean shown = words != NULL && (self->touched || chat_form_field_get_kind (self->field) ==
                                                          CHAT_FORM_UNSUPPORTED);

  gtk_label_set_text (self->problem, shown ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), shown);
  if (self->control == NULL)
    return;
  if (shown)
    gtk_widget_add_css_class (self->control, "error");
  else
    gtk_widget_remove_css_class (self->control, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
                               shown ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
attest_form_field_touch (AttestFormField *self)
{
  self->touched = TRUE;
  update_problem (self);
}

/* The fields within */

static void
remove_cb (AttestFormField *self, GtkButton *button)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (button));
  guint position = 0;

  for (GtkWidget *w = gtk_widget_get_first_child (self->children); w != NULL && w != row;
       w = gtk_widget_get_next_sibling (w))
    position++;
  /* The button goes, and the focus must not be lost with it. */
  gtk_widget_grab_focus (self->control);
  chat_form_field_remove (self->field, position);
}

/* One item of a vec, with a button that takes it out. */
static GtkWidget *
create_item (AttestFormField *self, ChatFormField *field, guint position)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *number = g_strdup_printf ("%u", position + 1);
  g_autofree char *words = g_strdup_printf (_ ("Remove Item %u"), position + 1);
  GtkWidget *child = attest_form_field_new (field, number, self->depth + 1);

  gtk_widget_set_hexpand (child, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), child);
  gtk_box_append (GTK_BOX (row), button);
  return row;
}

static GtkWidget *
get_nth (GtkWidget *box, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (box);

  while (child != NULL && n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* Items after a change carry other numbers. */
static void
renumber (AttestFormField *self, guint from)
{
  guint position = from;

  for (GtkWidget *row = get_nth (self->children, from); row != NULL;
       row = gtk_widget_get_next_sibling (row), position++)
    {
      g_autofree char *number = g_strdup_printf ("%u", position + 1);
      g_autofree char *words = g_strdup_printf (_ ("Remove Item %u"), position + 1);
      AttestFormField *field = ATTEST_FORM_FIELD (gtk_widget_get_first_child (row));
      GtkWidget *button = gtk_widget_get_last_child (row);

      attest_form_field_set_label (field, number);
      gtk_widget_set_tooltip_text (button, words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                      -1);
    }
}

static void
items_changed_cb (AttestFormField *self, guint position, guint removed, guint added)
{
  gboolean is_vec = chat_form_field_get_kind (self->field) == CHAT_FORM_VEC;
  GtkWidget *before;

  for (guint i = 0; i < removed; i++)
    gtk_box_remove (GTK_BOX (self->children), get_nth (self->children, position));
  before = position > 0 ? get_nth (self->children, position - 1) : NULL;
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (self->field), i);
      GtkWidget *child = is_vec ? create_item (self, field, i)
                                : attest_form_field_new (field, NULL, self->depth + 1);

      gtk_box_insert_child_after (GTK_BOX (self->children), child, before);
      before = child;
    }
  if (is_vec && removed != added)
    renumber (self, position);
  gtk_widget_set_visible (self->children, gtk_widget_get_first_child (self->children) != NULL);
}

static void
add_children (AttestFormField *self)
{
  ChatFormKind kind = chat_form_field_get_kind (self->field);

  if (kind != CHAT_FORM_RECORD && kind != CHAT_FORM_VEC && kind != CHAT_FORM_OPT &&
      kind != CHAT_FORM_VARIANT)
    return;
  self->children = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  /* The outermost fields need no frame around them. */
  if (self->depth > 0 || kind != CHAT_FORM_RECORD)
    {
      gtk_widget_add_css_class (self->children, "form-group");
      if (self->depth < MAX_INDENTED_DEPTH)
        gtk_widget_add_css_class (self->children, "indented");
    }
  gtk_box_append (GTK_BOX (self), self->children);
  g_signal_connect_object (self->field, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->field)));
}

void
attest_form_field_set_label (AttestFormField *self, const char *label)
{
  g_autofree char *clean = attest_text_clean_line (label);

  gtk_label_set_text (self->name, clean);
  gtk_widget_set_visible (GTK_WIDGET (self->name), *clean != '\0');
}

static void
attest_form_field_dispose (GObject *object)
{
  AttestFormField *self = ATTEST_FORM_FIELD (object);

  if (self->field != NULL)
    g_signal_handlers_disconnect_by_data (self->field, self);
  g_clear_object (&self->field);
  G_OBJECT_CLASS (attest_form_field_parent_class)->dispose (object);
}

static void
attest_form_field_class_init (AttestFormFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_form_field_dispose;
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
attest_form_field_init (AttestFormField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->name = add_label (self->header, "heading");
  self->type = add_label (self->header, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->type), "caption");
  gtk_widget_set_hexpand (GTK_WIDGET (self->type), TRUE);
  gtk_box_append (GTK_BOX (self), self->header);
}

GtkWidget *
attest_form_field_new (ChatFormField *field, const char *label, guint depth)
{
  AttestFormField *self = g_object_new (ATTEST_TYPE_FORM_FIELD, NULL);
  gboolean is_outer;

  self->field = g_object_ref (field);
  self->depth = depth;
  attest_form_field_set_label (self, label != NULL ? label : chat_form_field_get_name (field));
  gtk_label_set_text (self->type, chat_form_field_get_type_name (field));
  is_outer = depth == 0 && chat_form_field_get_kind (field) == CHAT_FORM_RECORD;
  gtk_widget_set_visible (self->header, !is_outer);
  attest_form_field_add_control (self);
  self->problem = add_label (GTK_WIDGET (self), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  if (self->control != NULL)
    gtk_accessible_update_relation (
        GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->name, self->type,
        NULL, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->problem, NULL, -1);
  add_children (self);
  g_signal_connect_object (field, "notify::problem", G_CALLBACK (update_problem), self,
                           G_CONNECT_SWAPPED);
  update_problem (self);
  return GTK_WIDGET (self);
}

ChatFormField *
attest_form_field_get_field (AttestFormField *self)
{
  g_return_val_if_fail (ATTEST_IS_FORM_FIELD (self), NULL);
  return self->field;
}

static AttestFormField *
get_nth_field (AttestFormField *self, GtkWidget *child)
{
  return ATTEST_FORM_FIELD (ATTEST_IS_FORM_FIELD (child) ? child
                                                         : gtk_widget_get_first_child (child));
}

/**
 * attest_form_field_show_problems:
 * @self: the field
 *
 * Tells what is wrong with it and within it, as after an attempt to send.
 */
void
attest_form_field_show_problems (AttestFormField *self)
{
  GtkWidget *child;

  g_return_if_fail (ATTEST_IS_FORM_FIELD (self));
  attest_form_field_touch (self);
  child = self->children != NULL ? gtk_widget_get_first_child (self->children) : NULL;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    attest_form_field_show_problems (get_nth_field (self, child));
}

/**
 * attest_form_field_focus_problem:
 * @self: the field
 *
 * Returns: %FALSE if nothing is wrong with it and within it
 */
gboolean
attest_form_field_focus_problem (AttestFormField *self)
{
  GtkWidget *child;

  g_return_val_if_fail (ATTEST_IS_FORM_FIELD (self), FALSE);
  if (chat_form_field_get_problem (self->field) != CHAT_FORM_OK)
    return self->control == NULL || gtk_widget_grab_focus (self->control);
  child = self->children != NULL ? gtk_widget_get_first_child (self->children) : NULL;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (attest_form_field_focus_problem (get_nth_field (self, child)))
      return TRUE;
  return FALSE;
}

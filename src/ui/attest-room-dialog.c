/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-dialog.h"
#include "attest-row-button.h"
#include "attest-text.h"

struct _AttestRoomDialog
{
  AdwWindow parent_instance;

  ChatSavedProfile *saved;
  AdwEntryRow *title;
  AdwEntryRow *name;
  GPtrArray *gateways; /* of AdwEntryRow, in order of choice */
  AdwPreferencesGroup *gateways_group;
  GtkWidget *add;
  AdwComboRow *direct;
  GtkLabel *problem;
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestRoomDialog, attest_room_dialog, ADW_TYPE_WINDOW)

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
number_gateways (AttestRoomDialog *self)
{
  for (guint i = 0; i < self->gateways->len; i++)
    {
      GtkWidget *up = g_object_get_data (self->gateways->pdata[i], "up");
      /* Translators: %u is the place of a gateway in a list */
      g_autofree char *title = g_strdup_printf (_ ("Gateway %u"), i + 1);

      adw_preferences_row_set_title (self->gateways->pdata[i], title);
      gtk_widget_set_sensitive (up, i > 0);
    }
  gtk_widget_set_visible (self->add, self->gateways->len < CHAT_PROFILE_MAX_GATEWAYS);
}

/* The rows stay where they are, their addresses move. */
static void
up_cb (GtkWidget *button, AttestRoomDialog *self)
{
  gpointer row = g_object_get_data (G_OBJECT (button), "row");
  g_autofree char *text = g_strdup (get_text (row));
  guint i;

  if (!g_ptr_array_find (self->gateways, row, &i) || i == 0)
    return;
  gtk_editable_set_text (row, get_text (self->gateways->pdata[i - 1]));
  gtk_editable_set_text (self->gateways->pdata[i - 1], text);
  gtk_widget_grab_focus (self->gateways->pdata[i - 1]);
}

static void
remove_cb (GtkWidget *button, AttestRoomDialog *self)
{
  GtkWidget *row = g_object_get_data (G_OBJECT (button), "row");

  g_ptr_array_remove (self->gateways, row);
  adw_preferences_group_remove (self->gateways_group, row);
  number_gateways (self);
  gtk_widget_grab_focus (self->gateways->len > 0 ? self->gateways->pdata[0] : self->add);
}

static GtkWidget *
add_button (AttestRoomDialog *self,
            GtkWidget *row,
            const char *icon_name,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "row", row);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  return button;
}

static void
add_gateway (AttestRoomDialog *self, const char *url)
{
  GtkWidget *row = adw_entry_row_new ();

  gtk_editable_set_text (GTK_EDITABLE (row), url);
  gtk_text_set_input_purpose (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                              GTK_INPUT_PURPOSE_URL);
  g_object_set_data (
      G_OBJECT (row), "up",
      add_button (self, row, "go-up-symbolic", _ ("Prefer This Gateway"), G_CALLBACK (up_cb)));
  add_button (self, row, "user-trash-symbolic", _ ("Remove This Gateway"), G_CALLBACK (remove_cb));
  g_ptr_array_add (self->gateways, row);
  adw_preferences_group_add (self->gateways_group, row);
  number_gateways (self);
}

static void
add_cb (AttestRoomDialog *self)
{
  add_gateway (self, "");
  gtk_widget_grab_focus (self->gateways->pdata[self->gateways->len - 1]);
}

static void
show_problem (AttestRoomDialog *self, const char *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *text != 0);
}

/* An empty row is no gateway. */
static char **
dup_gateways (AttestRoomDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->gateways->len; i++)
    {
      g_autofree char *url = g_strstrip (g_strdup (get_text (self->gateways->pdata[i])));

      if (*url != 0)
        g_strv_builder_add (builder, url);
    }
  return g_strv_builder_end (builder);
}

/**
 * attest_room_dialog_save:
 * @self: the dialog
 *
 * Emits "saved" and goes away, if all of it can be used.
 *
 * Returns: whether it can
 */
gboolean
attest_room_dialog_save (AttestRoomDialog *self)
{
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (ChatSavedProfile) changed = NULL;
  g_auto (GStrv) gateways = NULL;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (ATTEST_IS_ROOM_DIALOG (self), FALSE);
  title = g_strstrip (g_strdup (get_text (self->title)));
  name = g_strstrip (g_strdup (get_text (self->name)));
  if (*title == 0 || *name == 0)
    {
      show_problem (self, *title == 0 ? _ ("The room needs a name.")
                                      : _ ("A name that the others see is needed."));
      gtk_widget_grab_focus (GTK_WIDGET (*title == 0 ? self->title : self->name));
      return FALSE;
    }
  profile = chat_profile_copy (chat_saved_profile_get_profile (self->saved));
  g_free (profile->title);
  profile->title = g_steal_pointer (&title);
  profile->direct = (ChatDirectPolicy)adw_combo_row_get_selected (self->direct);
  gateways = dup_gateways (self);
  chat_profile_set_gateways (profile, (const char *const *)gateways);
  if (!chat_profile_validate (profile, &error))
    {
      g_autofree char *text = attest_text_clean_line (error->message);

      show_problem (self, text);
      return FALSE;
    }
  changed = chat_saved_profile_new (chat_saved_profile_get_id (self->saved), profile, name,
                                    chat_saved_profile_get_identity_id (self->saved),
                                    chat_saved_profile_get_identity_kind (self->saved));
  g_signal_emit (self, signals[SAVED], 0, changed);
  gtk_window_destroy (GTK_WINDOW (self));
  return TRUE;
}

gboolean
attest_room_dialog_needs_reopening (ChatSavedProfile *before, ChatSavedProfile *after)
{
  g_auto (GStrv) a = chat_profile_dup_gateways (chat_saved_profile_get_profile (before));
  g_auto (GStrv) b = chat_profile_dup_gateways (chat_saved_profile_get_profile (after));

  return !g_strv_equal ((const char *const *)a, (const char *const *)b) ||
         g_strcmp0 (chat_saved_profile_get_display_name (before),
                    chat_saved_profile_get_display_name (after)) != 0;
}

static void
attest_room_dialog_finalize (GObject *object)
{
  AttestRoomDialog *self = ATTEST_ROOM_DIALOG (object);

  g_clear_object (&self->saved);
  g_ptr_array_unref (self->gateways);
  G_OBJECT_CLASS (attest_room_dialog_parent_class)->finalize (object);
}

static void
attest_room_dialog_class_init (AttestRoomDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_room_dialog_finalize;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SAVED_PROFILE);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (page, group);
  return group;
}

static AdwEntryRow *
add_entry (AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  return ADW_ENTRY_ROW (row);
}

static GtkWidget *
create_header (AttestRoomDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_object (save, "clicked", G_CALLBACK (attest_room_dialog_save), self,
                           G_CONNECT_SWAPPED);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), save);
  return header;
}

static void
add_direct (AttestRoomDialog *self, AdwPreferencesGroup *group)
{
  /* In the order of ChatDirectPolicy. */
  const char *names[] = { _ ("When no gateway works"), _ ("Always"), _ ("Never"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  self->direct = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->direct), _ ("Go Without a Gateway"));
  /* The choice stands below: there is more room in a narrow window. */
  adw_combo_row_set_use_subtitle (self->direct, TRUE);
  adw_combo_row_set_model (self->direct, G_LIST_MODEL (model));
  adw_preferences_group_add (group, GTK_WIDGET (self->direct));
}

static void
attest_room_dialog_init (AttestRoomDialog *self)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwPreferencesGroup *group;

  self->gateways = g_ptr_array_new ();
  group = add_group (page, _ ("Room"), NULL);
  self->title = add_entry (group, _ ("Name in the list"));
  self->name = add_entry (group, _ ("Your name, as the others see it"));
  self->gateways_group = add_group (
      page, _ ("Gateways"),
      _ ("The first one that works is used. A change of gateways, or of "
         "your name, is in force when the room is opened again."));
  self->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_add_css_class (self->add, "flat");
  gtk_widget_set_tooltip_text (self->add, _ ("Add a Gateway"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a Gateway"), -1);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->gateways_group, self->add);
  add_direct (self, add_group (page, NULL, NULL));
  self->problem = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "login-problem");
  adw_preferences_group_add (add_group (page, NULL, NULL), GTK_WIDGET (self->problem));
  show_problem (self, "");

  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_widget_set_vexpand (GTK_WIDGET (page), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Room"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 460, 560);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 294);
}

/**
 * attest_room_dialog_new:
 * @saved: what is changed
 *
 * Returns: (transfer none): a window that owns itself
 */
AttestRoomDialog *
attest_room_dialog_new (ChatSavedProfile *saved)
{
  AttestRoomDialog *self = g_object_new (ATTEST_TYPE_ROOM_DIALOG, NULL);
  const ChatProfile *profile = chat_saved_profile_get_profile (saved);
  g_auto (GStrv) gateways = chat_profile_dup_gateways (profile);

  self->saved = g_object_ref (saved);
  attest_room_dialog_set_title (self, chat_saved_profile_get_title (saved));
  attest_room_dialog_set_display_name (self, chat_saved_profile_get_display_name (saved));
  for (guint i = 0; gateways[i] != NULL; i++)
    add_gateway (self, gateways[i]);
  number_gateways (self);
  adw_combo_row_set_selected (self->direct, profile->direct);
  return self;
}

void
attest_room_dialog_set_title (AttestRoomDialog *self, const char *title)
{
  gtk_editable_set_text (GTK_EDITABLE (self->title), title);
}

void
attest_room_dialog_set_display_name (AttestRoomDialog *self, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
}

void
attest_room_dialog_add_gateway (AttestRoomDialog *self, const char *url)
{
  add_gateway (self, url);
}

const char *
attest_room_dialog_get_problem (AttestRoomDialog *self)
{
  return gtk_label_get_text (self->problem);
}

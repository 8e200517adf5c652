/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-text.h"
#include "attest-saved-identities-private.h"
#include "ic/ic-identity-serialize.h"

struct _AttestSavedIdentities
{
  AttestIdentityPane parent_instance;

  ChatKeyring *keyring;      /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is under way */
  GPtrArray *identities;     /* of ChatStoredIdentity */
  char *id;                  /* (nullable): the one that is used, or about to be */
  guint listed : 1;

  GtkListBox *list;
  GtkLabel *empty;
  GtkWidget *unlock;
};

enum
{
  FORGOTTEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestSavedIdentities, attest_saved_identities, ATTEST_TYPE_IDENTITY_PANE)

static guint signals[N_SIGNALS];

static void
stop (AttestSavedIdentities *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static GCancellable *
begin (AttestSavedIdentities *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, TRUE);
  return self->cancellable;
}

/* Whether @result is of what was begun last. */
static gboolean
is_current (AttestSavedIdentities *self, GAsyncResult *result)
{
  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable) ||
      g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return FALSE;
  g_clear_object (&self->cancellable);
  return TRUE;
}

static void
fail (AttestSavedIdentities *self, const GError *error)
{
  g_autofree char *problem = attest_login_text_for_error (error);

  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, problem, FALSE);
}

static ChatStoredIdentity *
find (AttestSavedIdentities *self, const char *id)
{
  for (guint i = 0; i < self->identities->len; i++)
    if (g_strcmp0 (chat_stored_identity_get_id (self->identities->pdata[i]), id) == 0)
      return self->identities->pdata[i];
  return NULL;
}

static void
show (AttestSavedIdentities *self, const char *empty, gboolean locked)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->identities->len; i++)
    {
      ChatStoredIdentity *identity = self->identities->pdata[i];

      gtk_list_box_append (
          self->list,
          attest_saved_identities_create_row (
              self, identity, g_strcmp0 (self->id, chat_stored_identity_get_id (identity)) == 0));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->identities->len > 0);
  gtk_label_set_text (self->empty, empty != NULL ? empty : "");
  gtk_widget_set_visible (GTK_WIDGET (self->empty), empty != NULL);
  gtk_widget_set_visible (self->unlock, locked);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestSavedIdentities) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = chat_keyring_list_finish (CHAT_KEYRING (source), result, &error);

  if (!is_current (self, result))
    return;
  g_ptr_array_set_size (self->identities, 0);
  if (list == NULL)
    {
      g_autofree char *text = attest_login_text_for_error (error);

      show (self, text,
            g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_LOCKED) ||
                g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED));
      attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, FALSE);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (self->identities, g_object_ref (list->pdata[i]));
  show (self,
        list->len == 0 ? _ ("The keyring remembers nobody yet. Go in another way and switch on "
                            "“Remember This Identity”.")
                       : NULL,
        FALSE);
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, FALSE);
}

void
attest_saved_identities_refresh (AttestSavedIdentities *self, gboolean unlock)
{
  g_return_if_fail (ATTEST_IS_SAVED_IDENTITIES (self));
  if (self->keyring == NULL)
    return;
  self->listed = TRUE;
  chat_keyring_list_async (self->keyring, unlock, begin (self), listed_cb, g_object_ref (self));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestSavedIdentities) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) secret = chat_keyring_lookup_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (IcIdentity) identity = NULL;

  if (!is_current (self, result))
    return;
  if (secret != NULL)
    identity = ic_identity_deserialize (secret, &error);
  if (identity == NULL)
    {
      g_clear_pointer (&self->id, g_free);
      fail (self, error);
      return;
    }
  show (self, NULL, FALSE);
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), identity, NULL, FALSE);
}

/**
 * attest_saved_identities_use:
 * @self: the pane
 * @id: of an identity in the keyring, which may ask to be unlocked
 */
void
attest_saved_identities_use (AttestSavedIdentities *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (ATTEST_IS_SAVED_IDENTITIES (self) && self->keyring != NULL);
  g_free (self->id);
  self->id = g_steal_pointer (&copy);
  chat_keyring_lookup_async (self->keyring, self->id, begin (self), looked_up_cb,
                             g_object_ref (self));
}

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestSavedIdentities) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = chat_keyring_rename_finish (CHAT_KEYRING (source), result, &error);

  if (!is_current (self, result))
    return;
  if (done)
    attest_saved_identities_refresh (self, FALSE);
  else
    fail (self, error);
}

void
attest_saved_identities_rename (AttestSavedIdentities *self, const char *id, const char *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));

  if (*stripped == '\0' || strlen (stripped) > CHAT_STORED_IDENTITY_MAX_NAME)
    {
      attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL,
                                      *stripped == '\0'
                                          ? _ ("A name is needed. The old one is kept.")
                                          : _ ("This name is too long. The old one is kept."),
                                      FALSE);
      return;
    }
  chat_keyring_rename_async (self->keyring, id, stripped, begin (self), renamed_cb,
                             g_object_ref (self));
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestSavedIdentities) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = chat_keyring_forget_finish (CHAT_KEYRING (source), result, &error);

  if (!is_current (self, result))
    return;
  if (done)
    attest_saved_identities_refresh (self, FALSE);
  else
    fail (self, error);
}

void
attest_saved_identities_forget (AttestSavedIdentities *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  if (g_strcmp0 (self->id, copy) == 0)
    g_clear_pointer (&self->id, g_free);
  chat_keyring_forget_async (self->keyring, copy, begin (self), forgotten_cb, g_object_ref (self));
  g_signal_emit (self, signals[FORGOTTEN], 0, copy);
}

static void
row_activated_cb (AttestSavedIdentities *self, GtkListBoxRow *row)
{
  attest_saved_identities_use (self, g_object_get_data (G_OBJECT (row), "id"));
}

static void
unlock_cb (AttestSavedIdentities *self)
{
  attest_saved_identities_refresh (self, TRUE);
}

/* Nobody is asked anything before they look here. */
static void
map_cb (AttestSavedIdentities *self)
{
  if (!self->listed)
    attest_saved_identities_refresh (self, FALSE);
}

static char *
attest_saved_identities_get_missing (AttestIdentityPane *pane)
{
  return g_strdup (_ ("Choose one of the remembered identities, or another way to go in."));
}

static void
attest_saved_identities_reset (AttestIdentityPane *pane)
{
  AttestSavedIdentities *self = ATTEST_SAVED_IDENTITIES (pane);

  stop (self);
  g_clear_pointer (&self->id, g_free);
  self->listed = FALSE;
  attest_identity_pane_set_state (pane, NULL, NULL, FALSE);
}

static gboolean
attest_saved_identities_grab_focus (GtkWidget *widget)
{
  AttestSavedIdentities *self = ATTEST_SAVED_IDENTITIES (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  return gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->unlock);
}

static void
attest_saved_identities_dispose (GObject *object)
{
  AttestSavedIdentities *self = ATTEST_SAVED_IDENTITIES (object);

  stop (self);
  g_clear_object (&self->keyring);
  G_OBJECT_CLASS (attest_saved_identities_parent_class)->dispose (object);
}

static void
attest_saved_identities_finalize (GObject *object)
{
  AttestSavedIdentities *self = ATTEST_SAVED_IDENTITIES (object);

  g_free (self->id);
  g_ptr_array_unref (self->identities);
  G_OBJECT_CLASS (attest_saved_identities_parent_class)->finalize (object);
}

static void
attest_saved_identities_class_init (AttestSavedIdentitiesClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_saved_identities_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_saved_identities_finalize;
  pane_class->kind = "remembered";
  pane_class->reset = attest_saved_identities_reset;
  pane_class->get_missing = attest_saved_identities_get_missing;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_saved_identities_grab_focus;
  signals[FORGOTTEN] = g_signal_new ("forgotten", ATTEST_TYPE_SAVED_IDENTITIES, G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
attest_saved_identities_init (AttestSavedIdentities *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->identities = g_ptr_array_new_with_free_func (g_object_unref);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remembered identities"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->empty = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_label_set_xalign (self->empty, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "login-problem");
  self->unlock = gtk_button_new_with_mnemonic (_ ("_Unlock Keyring…"));
  gtk_widget_set_halign (self->unlock, GTK_ALIGN_START);
  g_signal_connect_object (self->unlock, "clicked", G_CALLBACK (unlock_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->empty));
  gtk_box_append (GTK_BOX (box), self->unlock);
  adw_bin_set_child (ADW_BIN (self), box);
  show (self, NULL, FALSE);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

void
attest_saved_identities_set_keyring (AttestSavedIdentities *self, ChatKeyring *keyring)
{
  g_return_if_fail (ATTEST_IS_SAVED_IDENTITIES (self));
  g_set_object (&self->keyring, keyring);
}

const char *
attest_saved_identities_get_id (AttestSavedIdentities *self)
{
  return self->id;
}

const char *
attest_saved_identities_get_kind (AttestSavedIdentities *self)
{
  ChatStoredIdentity *identity = find (self, self->id);

  return identity != NULL ? chat_stored_identity_get_kind (identity) : NULL;
}

guint
attest_saved_identities_get_n (AttestSavedIdentities *self)
{
  return self->identities->len;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-form-field.h"
#include "attest-form-panel.h"
#include "compat/attest-bin-focus.h"

/* What is around the fields, in pixels. */
#define MIN_HEIGHT 80

struct _AttestFormPanel
{
  AdwBin parent_instance;

  ChatRoom *room; /* (nullable) */
  ChatForm *form; /* (nullable) */

  GtkScrolledWindow *scroller;
  AdwBin *place;
  GtkLabel *problem;
  GtkCheckButton *keep;
  GtkWidget *send;
};

enum
{
  SENT,
  LEAVE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestFormPanel, attest_form_panel, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* On a room: what was entered there so far. */
static GQuark
get_form_quark (void)
{
  return g_quark_from_static_string ("attest-form");
}

static void
show_problem (AttestFormPanel *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
changed_cb (AttestFormPanel *self)
{
  show_problem (self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.send",
                                 self->form != NULL && chat_form_is_valid (self->form));
}

static void
take_form (AttestFormPanel *self, ChatForm *form)
{
  if (form == self->form)
    return;
  if (self->form != NULL)
    g_signal_handlers_disconnect_by_data (self->form, self);
  g_set_object (&self->form, form);
  adw_bin_set_child (self->place, NULL);
  if (form != NULL)
    {
      adw_bin_set_child (self->place, attest_form_field_new (chat_form_get_root (form), NULL, 0));
      g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    }
  changed_cb (self);
}

static ChatForm *
make_form (AttestFormPanel *self, IcCandidType *type)
{
  ChatConnection *connection = chat_room_get_connection (self->room);
  IcPrincipal principal;

  ic_identity_get_principal (chat_connection_get_identity (connection), &principal);
  return chat_form_new (type, &principal,
                        ic_clock_get_wall_ns (chat_connection_get_clock (connection)));
}

/* An empty one, in place of what was entered. */
static void
renew (AttestFormPanel *self, IcCandidType *type)
{
  g_autoptr (ChatForm) form = type != NULL ? make_form (self, type) : NULL;

  g_object_set_qdata_full (G_OBJECT (self->room), get_form_quark (),
                           form != NULL ? g_object_ref (form) : NULL, g_object_unref);
  take_form (self, form);
}

/**
 * attest_form_panel_update:
 * @self: the panel
 *
 * Makes the form of the type that the room's canister takes now; what was entered stays if that is
 * the same.
 */
void
attest_form_panel_update (AttestFormPanel *self)
{
  ChatCodec *codec;
  IcCandidType *type;
  ChatForm *form;

  g_return_if_fail (ATTEST_IS_FORM_PANEL (self));
  if (self->room == NULL)
    {
      take_form (self, NULL);
      return;
    }
  codec = chat_room_get_codec (self->room);
  type = chat_codec_can_encode (codec, CHAT_EVENT_VALUE) ? chat_codec_get_message_type (codec)
                                                         : NULL;
  form = g_object_get_qdata (G_OBJECT (self->room), get_form_quark ());
  if (form != NULL && type != NULL && ic_candid_type_equal (chat_form_get_candid_type (form), type))
    take_form (self, form);
  else
    renew (self, type);
}

/**
 * attest_form_panel_send:
 * @self: the panel
 *
 * Sends what was entered; if it cannot be, says why, and where.
 *
 * Returns: whether it was taken
 */
gboolean
attest_form_panel_send (AttestFormPanel *self)
{
  AttestFormField *root;
  g_autoptr (GError) error = NULL;
  ChatEvent *event;

  g_return_val_if_fail (ATTEST_IS_FORM_PANEL (self), FALSE);
  if (self->form == NULL)
    return FALSE;
  root = ATTEST_FORM_FIELD (adw_bin_get_child (self->place));
  if (!chat_form_is_valid (self->form))
    {
      attest_form_field_show_problems (root);
      attest_form_field_focus_problem (root);
      return FALSE;
    }
  event = chat_form_to_event (self->form, &error);
  if (event == NULL || !chat_room_send_event (self->room, event, &error))
    {
      show_problem (self, error->message);
      return FALSE;
    }
  if (!gtk_check_button_get_active (self->keep))
    {
      g_autoptr (IcCandidType) type = ic_candid_type_ref (chat_form_get_candid_type (self->form));

      renew (self, type);
      gtk_widget_child_focus (GTK_WIDGET (self->place), GTK_DIR_TAB_FORWARD);
    }
  g_signal_emit (self, signals[SENT], 0);
  return TRUE;
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_form_panel_send (ATTEST_FORM_PANEL (widget));
}

/* Also while the action is disabled: then it tells what is missing. */
static gboolean
key_cb (AttestFormPanel *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter) &&
      modifiers == GDK_CONTROL_MASK)
    {
      attest_form_panel_send (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && modifiers == 0)
    {
      g_signal_emit (self, signals[LEAVE], 0);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* At most about half of the window is the form's. */
static void
height_cb (AttestFormPanel *self, GParamSpec *pspec, GdkSurface *surface)
{
  gtk_scrolled_window_set_max_content_height (
      self->scroller, MAX (gdk_surface_get_height (surface) * 2 / 5, MIN_HEIGHT));
}

static void
attest_form_panel_realize (GtkWidget *widget)
{
  GdkSurface *surface;

  GTK_WIDGET_CLASS (attest_form_panel_parent_class)->realize (widget);
  surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_connect_object (surface, "notify::height", G_CALLBACK (height_cb), widget,
                           G_CONNECT_SWAPPED);
  height_cb (ATTEST_FORM_PANEL (widget), NULL, surface);
}

static void
attest_form_panel_unrealize (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  if (surface != NULL)
    g_signal_handlers_disconnect_by_data (surface, widget);
  GTK_WIDGET_CLASS (attest_form_panel_parent_class)->unrealize (widget);
}

static gboolean
attest_form_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (ATTEST_FORM_PANEL (widget)->place),
                                 GTK_DIR_TAB_FORWARD);
}

static void
attest_form_panel_dispose (GObject *object)
{
  AttestFormPanel *self = ATTEST_FORM_PANEL (object);

  if (self->form != NULL)
    g_signal_handlers_disconnect_by_data (self->form, self);
  g_clear_object (&self->form);
  g_clear_object (&self->room);
  G_OBJECT_CLASS (attest_form_panel_parent_class)->dispose (object);
}

static void
attest_form_panel_class_init (AttestFormPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_form_panel_dispose;
  widget_class->grab_focus = attest_form_panel_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->realize = attest_form_panel_realize;
  widget_class->unrealize = attest_form_panel_unrealize;

  signals[SENT] = g_signal_new ("sent", ATTEST_TYPE_FORM_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[LEAVE] = g_signal_new ("leave", ATTEST_TYPE_FORM_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-form-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestFormPanel, keep);
  gtk_widget_class_bind_template_child (widget_class, AttestFormPanel, place);
  gtk_widget_class_bind_template_child (widget_class, AttestFormPanel, problem);
  gtk_widget_class_bind_template_child (widget_class, AttestFormPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttestFormPanel, send);
  gtk_widget_class_install_action (widget_class, "form.send", NULL, send_action);
}

static void
attest_form_panel_init (AttestFormPanel *self)
{
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));
  keys = gtk_event_controller_key_new ();
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  changed_cb (self);
}

void
attest_form_panel_set_room (AttestFormPanel *self, ChatRoom *room)
{
  g_return_if_fail (ATTEST_IS_FORM_PANEL (self));
  if (!g_set_object (&self->room, room))
    return;
  attest_form_panel_update (self);
}

ChatForm *
attest_form_panel_get_form (AttestFormPanel *self)
{
  g_return_val_if_fail (ATTEST_IS_FORM_PANEL (self), NULL);
  return self->form;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-connection-panel.h"
#include "attest-inspector.h"
#include "compat/attest-bin-focus.h"

struct _AttestConnectionPanel
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkStackSwitcher *switcher;
  GtkStackPage *lab_stack_page;
  AttestStatusPage *status;
  AttestGatewaysPage *gateways;
  AttestEventsPage *events;
  AttestLabPage *lab;

  IcPrincipal canister_id;
};

enum
{
  UPDATE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestConnectionPanel, attest_connection_panel, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
update_cb (AttestConnectionPanel *self)
{
  g_signal_emit (self, signals[UPDATE], 0);
}

static void
present (AttestConnectionPanel *self, AttestInspector *inspector)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (inspector), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (inspector));
}

static void
inspect_cb (AttestConnectionPanel *self, IcwsLedgerEntry *entry)
{
  present (self, attest_inspector_new (entry, &self->canister_id));
}

static gboolean
attest_connection_panel_grab_focus (GtkWidget *widget)
{
  AttestConnectionPanel *self = ATTEST_CONNECTION_PANEL (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  return page != NULL && gtk_widget_grab_focus (page);
}

static void
attest_connection_panel_class_init (AttestConnectionPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = attest_connection_panel_grab_focus;
  widget_class->focus = attest_bin_focus;

  signals[UPDATE] = g_signal_new ("update", ATTEST_TYPE_CONNECTION_PANEL, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ATTEST_TYPE_STATUS_PAGE);
  g_type_ensure (ATTEST_TYPE_GATEWAYS_PAGE);
  g_type_ensure (ATTEST_TYPE_EVENTS_PAGE);
  g_type_ensure (ATTEST_TYPE_LAB_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-connection-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, lab_stack_page);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, switcher);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, status);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, gateways);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, events);
  gtk_widget_class_bind_template_child (widget_class, AttestConnectionPanel, lab);
  gtk_widget_class_bind_template_callback (widget_class, attest_connection_panel_inspect);
  gtk_widget_class_bind_template_callback (widget_class, inspect_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
}

/* As wide as its title needs, and less where that is too much: four at twice the usual size of text
 * are wider than a telephone. The switcher makes its tabs anew when one comes or goes. */
static void
arrange_tabs (AttestConnectionPanel *self)
{
  GtkWidget *switcher = GTK_WIDGET (self->switcher);

  gtk_box_layout_set_homogeneous (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (switcher)), FALSE);
  for (GtkWidget *tab = gtk_widget_get_first_child (switcher); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    {
      GtkWidget *label = gtk_button_get_child (GTK_BUTTON (tab));

      gtk_widget_set_hexpand (tab, TRUE);
      if (GTK_IS_LABEL (label))
        gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    }
}

static void
attest_connection_panel_init (AttestConnectionPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  arrange_tabs (self);
}

/**
 * attest_connection_panel_show:
 * @self: the panel
 * @info: the state to draw
 */
void
attest_connection_panel_show (AttestConnectionPanel *self, const AttestConnectionInfo *info)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  attest_status_page_show (self->status, info);
}

/**
 * attest_connection_panel_set_connection:
 * @self: the panel
 * @connection: (nullable): whose gateways are shown
 */
void
attest_connection_panel_set_connection (AttestConnectionPanel *self, ChatConnection *connection)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  if (connection != NULL)
    self->canister_id = chat_connection_get_profile (connection)->canister_id;
  attest_gateways_page_set_connection (self->gateways, connection);
}

/**
 * attest_connection_panel_set_events:
 * @self: the panel
 * @events: (nullable): a model of IcwsLedgerEntry, oldest first
 */
void
attest_connection_panel_set_events (AttestConnectionPanel *self, GListModel *events)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  attest_events_page_set_events (self->events, events);
}

/**
 * attest_connection_panel_set_control_url:
 * @self: the panel
 * @url: (nullable): where a local network is switched; %NULL hides the lab
 */
void
attest_connection_panel_set_control_url (AttestConnectionPanel *self, const char *url)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  attest_lab_page_set_control_url (self->lab, url);
  gtk_stack_page_set_visible (self->lab_stack_page, url != NULL);
  arrange_tabs (self);
}

/**
 * attest_connection_panel_inspect:
 * @self: the panel
 * @verdict: what happened
 *
 * Opens a window with all that proves @verdict.
 */
void
attest_connection_panel_inspect (AttestConnectionPanel *self, IcwsVerdict *verdict)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  present (self, attest_inspector_new_for_verdict (verdict, &self->canister_id));
}

/**
 * attest_connection_panel_show_page:
 * @self: the panel
 * @name: "status", "gateways", "events" or "lab"
 */
void
attest_connection_panel_show_page (AttestConnectionPanel *self, const char *name)
{
  g_return_if_fail (ATTEST_IS_CONNECTION_PANEL (self));
  gtk_stack_set_visible_child_name (self->stack, name);
}

AttestStatusPage *
attest_connection_panel_get_status (AttestConnectionPanel *self)
{
  g_return_val_if_fail (ATTEST_IS_CONNECTION_PANEL (self), NULL);
  return self->status;
}

AttestEventsPage *
attest_connection_panel_get_events (AttestConnectionPanel *self)
{
  g_return_val_if_fail (ATTEST_IS_CONNECTION_PANEL (self), NULL);
  return self->events;
}

AttestGatewaysPage *
attest_connection_panel_get_gateways (AttestConnectionPanel *self)
{
  g_return_val_if_fail (ATTEST_IS_CONNECTION_PANEL (self), NULL);
  return self->gateways;
}

AttestLabPage *
attest_connection_panel_get_lab (AttestConnectionPanel *self)
{
  g_return_val_if_fail (ATTEST_IS_CONNECTION_PANEL (self), NULL);
  return self->lab;
}

GtkWidget *
attest_connection_panel_get_step_row (AttestConnectionPanel *self, IcwsStep step)
{
  return attest_status_page_get_step_row (self->status, step);
}

GtkWidget *
attest_connection_panel_get_value_row (AttestConnectionPanel *self, const char *name)
{
  return attest_status_page_get_value_row (self->status, name);
}

const char *
attest_connection_panel_get_title (AttestConnectionPanel *self)
{
  return attest_status_page_get_title (self->status);
}

const char *
attest_connection_panel_get_explanation (AttestConnectionPanel *self)
{
  return attest_status_page_get_explanation (self->status);
}

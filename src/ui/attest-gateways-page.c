/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-gateway-row.h"
#include "attest-gateway-text.h"
#include "attest-gateways-page.h"
#include "compat/attest-bin-focus.h"

/* Figures change with each message, and ages by themselves; nobody reads faster than this. */
#define REFRESH_MS 1000

struct _AttestGatewaysPage
{
  AdwBin parent_instance;

  ChatConnection *connection; /* (nullable) */
  guint refresh_source;       /* while the page is seen */
  guint changed_source;       /* something is to be shown at once */

  AdwPreferencesGroup *way_group;
  AdwActionRow *way;
  AdwComboRow *policy;
  GtkListBox *list;
  AdwEntryRow *address;
  GtkLabel *problem;

  guint showing : 1; /* what changes now is no choice of a person */
};

enum
{
  INSPECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestGatewaysPage, attest_gateways_page, ADW_TYPE_BIN)

static void
inspect_cb (AttestGatewaysPage *self, IcwsVerdict *verdict)
{
  g_signal_emit (self, signals[INSPECT], 0, verdict);
}

/* (transfer none) (nullable) */
static AttestGatewayRow *
find_row (AttestGatewaysPage *self, IcwsGateway *gateway)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (attest_gateway_row_get_gateway (ATTEST_GATEWAY_ROW (row)) == gateway)
      return ATTEST_GATEWAY_ROW (row);
  return NULL;
}

static void
remove_rows (AttestGatewaysPage *self, IcwsPool *pool)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;)
    {
      IcwsGateway *gateway = attest_gateway_row_get_gateway (ATTEST_GATEWAY_ROW (row));

      if (pool != NULL && icws_pool_find (pool, icws_gateway_get_url (gateway)) == gateway)
        i++;
      else
        gtk_list_box_remove (self->list, GTK_WIDGET (row));
    }
}

static gboolean
has_focus (AttestGatewaysPage *self, GtkWidget *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row));
}

/* Rows stay with their gateways, so that one that is moved keeps the focus and its details open. */
static void
place_row (AttestGatewaysPage *self, GtkWidget *row, int position)
{
  gboolean focused = has_focus (self, row);

  if (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, position)) == row)
    return;
  if (gtk_widget_get_parent (row) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_list_box_insert (self->list, row, position);
  if (focused)
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

static void
refresh_list (AttestGatewaysPage *self)
{
  IcwsPool *pool = chat_connection_get_pool (self->connection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (pool));

  remove_rows (self, pool);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (G_LIST_MODEL (pool), i);
      AttestGatewayRow *known = find_row (self, gateway);
      g_autoptr (GtkWidget) row = NULL;

      if (known != NULL)
        row = g_object_ref (GTK_WIDGET (known));
      else
        {
          row = g_object_ref_sink (attest_gateway_row_new (self->connection, gateway));
          g_signal_connect_object (row, "inspect", G_CALLBACK (inspect_cb), self,
                                   G_CONNECT_SWAPPED);
        }
      place_row (self, row, (int)i);
      attest_gateway_row_refresh (ATTEST_GATEWAY_ROW (row));
    }
}

static void
refresh_way (AttestGatewaysPage *self)
{
  ChatDirectPolicy policy = chat_connection_get_direct_policy (self->connection);
  g_autofree char *way = attest_gateway_way_text (self->connection);
  g_autofree char *markup = attest_gateway_markup (way);

  self->showing = TRUE;
  if (g_strcmp0 (adw_action_row_get_subtitle (self->way), markup) != 0)
    adw_action_row_set_subtitle (self->way, markup);
  adw_combo_row_set_selected (self->policy, policy);
  adw_preferences_group_set_description (self->way_group, attest_direct_policy_text (policy));
  self->showing = FALSE;
}

static void
refresh (AttestGatewaysPage *self)
{
  if (self->connection == NULL)
    return;
  refresh_way (self);
  refresh_list (self);
}

static gboolean
tick_cb (gpointer data)
{
  refresh (ATTEST_GATEWAYS_PAGE (data));
  return G_SOURCE_CONTINUE;
}

static gboolean
changed_idle_cb (gpointer data)
{
  AttestGatewaysPage *self = ATTEST_GATEWAYS_PAGE (data);

  self->changed_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* What happens seldom is shown at once; messages come with "updated", for which the tick is there.
 * Not from within: what changed may have been chosen in the menu of a row that goes. */
static void
changed_cb (AttestGatewaysPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->changed_source == 0)
    self->changed_source = g_idle_add_full (G_PRIORITY_DEFAULT, changed_idle_cb, self, NULL);
}

static void
policy_cb (AttestGatewaysPage *self)
{
  if (self->showing || self->connection == NULL)
    return;
  chat_connection_set_direct_policy (self->connection,
                                     (ChatDirectPolicy)adw_combo_row_get_selected (self->policy));
  refresh (self);
}

static void
set_problem (AttestGatewaysPage *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->address), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
}

static void
add_cb (AttestGatewaysPage *self)
{
  g_autofree char *url = g_strstrip (
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;
  IcwsPool *pool;

  if (self->connection == NULL || *url == '\0')
    return;
  pool = chat_connection_get_pool (self->connection);
  problem = attest_gateway_address_problem (pool, url);
  if (problem == NULL && !icws_pool_add (pool, url, &error))
    problem = g_strdup (error->message);
  if (problem == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), "");
  set_problem (self, problem);
}

static void
address_changed_cb (AttestGatewaysPage *self)
{
  set_problem (self, NULL);
}

static void
attest_gateways_page_map (GtkWidget *widget)
{
  AttestGatewaysPage *self = ATTEST_GATEWAYS_PAGE (widget);

  GTK_WIDGET_CLASS (attest_gateways_page_parent_class)->map (widget);
  refresh (self);
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, tick_cb, self);
}

static void
attest_gateways_page_unmap (GtkWidget *widget)
{
  AttestGatewaysPage *self = ATTEST_GATEWAYS_PAGE (widget);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  GTK_WIDGET_CLASS (attest_gateways_page_parent_class)->unmap (widget);
}

static void
forget_connection (AttestGatewaysPage *self)
{
  if (self->connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_signal_handlers_disconnect_by_data (chat_connection_get_pool (self->connection), self);
  g_clear_object (&self->connection);
}

static void
attest_gateways_page_dispose (GObject *object)
{
  AttestGatewaysPage *self = ATTEST_GATEWAYS_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  forget_connection (self);
  G_OBJECT_CLASS (attest_gateways_page_parent_class)->dispose (object);
}

static gboolean
attest_gateways_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), GTK_DIR_TAB_FORWARD);
}

static void
attest_gateways_page_class_init (AttestGatewaysPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_gateways_page_dispose;
  widget_class->grab_focus = attest_gateways_page_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->map = attest_gateways_page_map;
  widget_class->unmap = attest_gateways_page_unmap;

  signals[INSPECT] = g_signal_new ("inspect", ATTEST_TYPE_GATEWAYS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, ICWS_TYPE_VERDICT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-gateways-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, way_group);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, way);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, policy);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, list);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, address);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewaysPage, problem);
  gtk_widget_class_bind_template_callback (widget_class, policy_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
}

static void
attest_gateways_page_init (AttestGatewaysPage *self)
{
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->showing = FALSE;
}

/**
 * attest_gateways_page_set_connection:
 * @self: the page
 * @connection: (nullable): whose gateways are shown
 */
void
attest_gateways_page_set_connection (AttestGatewaysPage *self, ChatConnection *connection)
{
  g_return_if_fail (ATTEST_IS_GATEWAYS_PAGE (self));

  if (connection == self->connection)
    return;
  forget_connection (self);
  remove_rows (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->address), "");
  set_problem (self, NULL);
  if (connection == NULL)
    return;
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "notify::health", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_connection_get_pool (connection), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

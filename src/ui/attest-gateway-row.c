/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-error-text.h"
#include "attest-gateway-row.h"
#include "attest-gateway-text.h"
#include "attest-text.h"
#include "attest-time.h"
#include "attest-value-row.h"
#include "attest-verdict-text.h"

/* The record keeps more; what is older tells little. */
#define MAX_VERDICT_ROWS 5

struct _AttestGatewayRow
{
  AdwExpanderRow parent_instance;

  ChatConnection *connection;
  IcwsGateway *gateway;

  GtkImage *icon;
  GtkWidget *pin;
  GtkWidget *menu;
  AttestValueRow *principal;
  AttestValueRow *uptime;
  AttestValueRow *failures;

  char *state_text;
  char *test_text; /* (nullable): not tested */
  const char *css_class;
  GCancellable *testing;   /* (nullable): a test is under way */
  IcwsVerdict *newest;     /* (nullable): the first of the rows below */
  GPtrArray *verdict_rows; /* of GtkWidget */
};

enum
{
  INSPECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestGatewayRow, attest_gateway_row, ADW_TYPE_EXPANDER_ROW)

static IcwsPool *
get_pool (AttestGatewayRow *self)
{
  return chat_connection_get_pool (self->connection);
}

/* Its place in the order, from 0; @n is how many there are. */
static guint
get_position (AttestGatewayRow *self, guint *n)
{
  GListModel *pool = G_LIST_MODEL (get_pool (self));

  *n = g_list_model_get_n_items (pool);
  for (guint i = 0; i < *n; i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (pool, i);

      if (gateway == self->gateway)
        return i;
    }
  return 0;
}

static const char *
get_url (AttestGatewayRow *self)
{
  return icws_gateway_get_url (self->gateway);
}

/* What it did */

static void
verdict_activated_cb (GtkWidget *row, AttestGatewayRow *self)
{
  g_signal_emit (self, signals[INSPECT], 0, g_object_get_data (G_OBJECT (row), "verdict"));
}

static void
add_verdict_row (AttestGatewayRow *self, IcwsVerdict *verdict)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icws_verdict_is_integrity_failure (verdict)
                                                      ? "attest-integrity-symbolic"
                                                      : "attest-note-symbolic");
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *line = attest_verdict_text_line (verdict);
  g_autofree char *time = attest_time_format_full (icws_verdict_get_wall_ns (verdict));
  g_autofree char *title = g_markup_escape_text (line, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), time);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Show the evidence"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_set_data_full (G_OBJECT (row), "verdict", g_object_ref (verdict), g_object_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (verdict_activated_cb), self, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->verdict_rows, row);
}

static void
refresh_verdicts (AttestGatewayRow *self)
{
  GListModel *verdicts = icws_gateway_get_verdicts (self->gateway);
  g_autoptr (IcwsVerdict) newest = g_list_model_get_item (verdicts, 0);
  guint n = MIN (g_list_model_get_n_items (verdicts), MAX_VERDICT_ROWS);

  if (newest == self->newest && n == self->verdict_rows->len)
    return;
  for (guint i = 0; i < self->verdict_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->verdict_rows, i));
  g_ptr_array_set_size (self->verdict_rows, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      add_verdict_row (self, verdict);
    }
  g_set_object (&self->newest, newest);
}

/* What it is */

static void
refresh_actions (AttestGatewayRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean quarantined = icws_gateway_get_quarantine_end_ns (self->gateway) != 0;
  guint n;
  guint position = get_position (self, &n);

  gtk_widget_action_set_enabled (widget, "gateway.use", !quarantined);
  gtk_widget_action_set_enabled (widget, "gateway.unpin", icws_gateway_get_pinned (self->gateway));
  gtk_widget_action_set_enabled (widget, "gateway.test", self->testing == NULL);
  gtk_widget_action_set_enabled (widget, "gateway.forgive", quarantined);
  gtk_widget_action_set_enabled (widget, "gateway.move-up", position > 0);
  gtk_widget_action_set_enabled (widget, "gateway.move-down", position + 1 < n);
  gtk_widget_action_set_enabled (widget, "gateway.remove", n > 1);
}

static void
refresh_subtitle (AttestGatewayRow *self, const char *state, const char *record)
{
  GString *text = g_string_new (state);
  g_autofree char *markup = NULL;

  if (record != NULL)
    g_string_append_printf (text, "\n%s", record);
  if (self->test_text != NULL)
    g_string_append_printf (text, "\n%s", self->test_text);
  markup = attest_gateway_markup (text->str);
  if (g_strcmp0 (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self)), markup) != 0)
    {
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), markup);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text->str, -1);
    }
  g_string_free (text, TRUE);
}

static void
refresh_details (AttestGatewayRow *self)
{
  g_autofree char *uptime = attest_time_format_span (
      (gint64)MIN (icws_gateway_get_uptime_s (self->gateway), G_MAXINT32) * G_TIME_SPAN_SECOND);
  g_autofree char *failures = g_strdup_printf ("%" G_GUINT64_FORMAT,
                                               icws_gateway_get_n_failed (self->gateway));

  attest_value_row_set_value (self->principal, icws_gateway_get_principal (self->gateway));
  attest_value_row_set_value (self->uptime, uptime);
  attest_value_row_set_value (self->failures, failures);
  refresh_verdicts (self);
}

static void
refresh (AttestGatewayRow *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (chat_connection_get_clock (self->connection));
  AttestGatewayUse use = attest_gateway_use_read (self->connection, self->gateway);
  g_autoptr (AttestGatewayText) text = attest_gateway_text_new (self->gateway, use, now_ns);

  gtk_image_set_from_icon_name (self->icon, text->icon_name);
  gtk_widget_set_visible (self->pin, icws_gateway_get_pinned (self->gateway));
  if (self->css_class != text->css_class)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
      self->css_class = text->css_class;
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->css_class);
    }
  refresh_subtitle (self, text->state, text->record);
  refresh_details (self);
  refresh_actions (self);
  g_free (self->state_text);
  self->state_text = g_steal_pointer (&text->state);
}

/* What a person can do */

static void
use_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);

  chat_connection_use_gateway (self->connection, get_url (self));
  refresh (self);
}

static void
unpin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);

  icws_pool_pin (get_pool (self), get_url (self), FALSE);
  refresh (self);
}

static void
move_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);
  guint n;
  guint position = get_position (self, &n);

  if (position > 0)
    icws_pool_move (get_pool (self), get_url (self), position - 1);
}

static void
move_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);
  guint n;

  icws_pool_move (get_pool (self), get_url (self), get_position (self, &n) + 1);
}

static void
set_test_text (AttestGatewayRow *self, char *text)
{
  g_free (self->test_text);
  self->test_text = text;
  refresh (self);
}

static char *
describe_test (const IcPrincipal *principal, gint64 took_us, const GError *error)
{
  g_autofree char *text = NULL;
  g_autofree char *span = NULL;
  g_autofree char *detail = NULL;
  AttestErrorText words;

  if (error == NULL)
    {
      text = ic_principal_to_text (principal);
      span = attest_time_format_span (took_us);
      /* Translators: a time such as "84 ms", and a principal */
      return g_strdup_printf (_ ("Test: answers in %s as %s"), span, text);
    }
  /* It may repeat what the gateway said. */
  detail = attest_text_clean_line (error->message);
  if (attest_error_text_get (error, &words))
    /* Translators: an error in a few words, and what is known of it */
    return g_strdup_printf (_ ("Test: %s (%s)"), words.title, detail);
  /* Translators: an error */
  return g_strdup_printf (_ ("Test: %s"), detail);
}

/* The row may be gone with its gateway, which cancels the test. */
static void
tested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *weak = data;
  g_autoptr (AttestGatewayRow) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  IcPrincipal principal;
  gint64 took_us = 0;

  g_weak_ref_clear (weak);
  chat_connection_test_gateway_finish (CHAT_CONNECTION (source), result, &principal, &took_us,
                                       &error);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->testing);
  set_test_text (self, describe_test (&principal, took_us, error));
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);
  GWeakRef *weak;

  if (self->testing != NULL)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->testing = g_cancellable_new ();
  set_test_text (self, g_strdup (_ ("Test: under way…")));
  chat_connection_test_gateway_async (self->connection, get_url (self), self->testing, tested_cb,
                                      weak);
}

static void
forgive_response_cb (AttestGatewayRow *self, const char *response)
{
  if (!g_str_equal (response, "forgive"))
    return;
  icws_pool_forgive (get_pool (self), get_url (self));
  refresh (self);
}

static char *
describe_offence (IcwsVerdict *verdict)
{
  AttestErrorText words;
  g_autofree char *time = NULL;

  if (verdict == NULL)
    return g_strdup (_ ("Attest would use it again."));
  attest_verdict_text_get (icws_verdict_get_act (verdict), &words);
  time = attest_time_format_full (icws_verdict_get_wall_ns (verdict));
  /* Translators: date and time; what happened; what the gateway did; how sure that is */
  return g_strdup_printf (_ ("%s: %s. %s\n\n%s\n\nAttest would use it again."), time, words.title,
                          words.what, attest_certainty_text (icws_verdict_get_certainty (verdict)));
}

static void
forgive_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  /* Translators: %s is the address of a gateway */
  g_autofree char *heading = g_strdup_printf (_ ("Forgive %s?"), get_url (self));
  g_autofree char *body = describe_offence (icws_gateway_get_quarantine_verdict (self->gateway));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "forgive",
                                    _ ("_Forgive"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forgive",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (forgive_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Who removes the gateway that is in use does not want to stay on it. */
static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (widget);
  g_autoptr (ChatConnection) connection = g_object_ref (self->connection);
  gboolean in_use = attest_gateway_use_read (connection, self->gateway) != ATTEST_GATEWAY_USE_NONE;

  /* The row goes with it. */
  if (icws_pool_remove (get_pool (self), get_url (self)) && in_use)
    chat_connection_connect (connection);
}

static void
attest_gateway_row_dispose (GObject *object)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (object);

  g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  g_clear_object (&self->newest);
  g_clear_object (&self->gateway);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (attest_gateway_row_parent_class)->dispose (object);
}

static void
attest_gateway_row_finalize (GObject *object)
{
  AttestGatewayRow *self = ATTEST_GATEWAY_ROW (object);

  g_ptr_array_unref (self->verdict_rows);
  g_free (self->state_text);
  g_free (self->test_text);
  G_OBJECT_CLASS (attest_gateway_row_parent_class)->finalize (object);
}

static void
attest_gateway_row_class_init (AttestGatewayRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_gateway_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_gateway_row_finalize;

  signals[INSPECT] = g_signal_new ("inspect", ATTEST_TYPE_GATEWAY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, ICWS_TYPE_VERDICT);

  g_type_ensure (ATTEST_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-gateway-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, pin);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, menu);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, principal);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, uptime);
  gtk_widget_class_bind_template_child (widget_class, AttestGatewayRow, failures);

  gtk_widget_class_install_action (widget_class, "gateway.use", NULL, use_action);
  gtk_widget_class_install_action (widget_class, "gateway.unpin", NULL, unpin_action);
  gtk_widget_class_install_action (widget_class, "gateway.move-up", NULL, move_up_action);
  gtk_widget_class_install_action (widget_class, "gateway.move-down", NULL, move_down_action);
  gtk_widget_class_install_action (widget_class, "gateway.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "gateway.forgive", NULL, forgive_action);
  gtk_widget_class_install_action (widget_class, "gateway.remove", NULL, remove_action);
}

static void
attest_gateway_row_init (AttestGatewayRow *self)
{
  self->verdict_rows = g_ptr_array_new ();
  self->css_class = "neutral";
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * attest_gateway_row_new:
 * @connection: whose pool it is in
 * @gateway: one of that pool
 *
 * Returns: (transfer floating): its row, not drawn yet
 */
GtkWidget *
attest_gateway_row_new (ChatConnection *connection, IcwsGateway *gateway)
{
  AttestGatewayRow *self = g_object_new (ATTEST_TYPE_GATEWAY_ROW, NULL);
  g_autofree char *title = attest_gateway_markup (icws_gateway_get_url (gateway));
  /* Translators: %s is the address of a gateway */
  g_autofree char *menu = g_strdup_printf (_ ("Actions for %s"), icws_gateway_get_url (gateway));

  self->connection = g_object_ref (connection);
  self->gateway = g_object_ref (gateway);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_widget_set_tooltip_text (self->menu, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, menu,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  icws_gateway_get_url (gateway), -1);
  return GTK_WIDGET (self);
}

void
attest_gateway_row_refresh (AttestGatewayRow *self)
{
  g_return_if_fail (ATTEST_IS_GATEWAY_ROW (self));
  refresh (self);
}

IcwsGateway *
attest_gateway_row_get_gateway (AttestGatewayRow *self)
{
  g_return_val_if_fail (ATTEST_IS_GATEWAY_ROW (self), NULL);
  return self->gateway;
}

const char *
attest_gateway_row_get_state_text (AttestGatewayRow *self)
{
  g_return_val_if_fail (ATTEST_IS_GATEWAY_ROW (self), NULL);
  return self->state_text;
}

const char *
attest_gateway_row_get_test_text (AttestGatewayRow *self)
{
  g_return_val_if_fail (ATTEST_IS_GATEWAY_ROW (self), NULL);
  return self->test_text;
}

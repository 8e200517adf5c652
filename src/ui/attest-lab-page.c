/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-lab-client.h"
#include "attest-lab-page.h"
#include "attest-lab-request.h"
#include "attest-ui.h"
#include "compat/attest-bin-focus.h"

#define POLL_MS 1000

struct _AttestLabPage
{
  AdwBin parent_instance;

  AttestLabClient *client;   /* (nullable) */
  AttestLabState *state;     /* (nullable): as it was told last */
  GCancellable *cancellable; /* (nullable): of all that is under way */
  guint poll_source;         /* the next question */
  /* Answers to what was asked before a person switched something are out of date. */
  guint n_switched;

  GtkStack *stack;
  AdwStatusPage *error;
  GtkLabel *problem;
  AdwComboRow *gateway;
  AdwComboRow *canister;
  AdwComboRow *reason;
  AttestLabFaultList *gateway_faults;
  AttestLabFaultList *canister_faults;

  guint showing : 1; /* what changes now is no choice of a person */
};

G_DEFINE_FINAL_TYPE (AttestLabPage, attest_lab_page, ADW_TYPE_BIN)

typedef struct
{
  AttestLabPage *page; /* (transfer full) */
  guint n_switched;
  gboolean is_question;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->page);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* The first choice is all of them. */
static int
get_gateway_index (AttestLabPage *self)
{
  guint selected = adw_combo_row_get_selected (self->gateway);

  return selected != GTK_INVALID_LIST_POSITION && selected <= self->state->gateways->len
             ? (int)selected - 1
             : -1;
}

/* (nullable) */
static AttestLabTarget *
get_canister (AttestLabPage *self)
{
  guint selected = adw_combo_row_get_selected (self->canister);

  return selected < self->state->canisters->len
             ? g_ptr_array_index (self->state->canisters, selected)
             : NULL;
}

/* What it shows */

static void
set_names (AdwComboRow *row, GStrvBuilder *builder)
{
  g_auto (GStrv) names = g_strv_builder_end (builder);
  GListModel *model = adw_combo_row_get_model (row);
  guint selected = adw_combo_row_get_selected (row);
  guint n = g_strv_length (names);
  gboolean same = model != NULL && g_list_model_get_n_items (model) == n;
  g_autoptr (GtkStringList) list = NULL;

  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), names[i]);
  if (same)
    return;
  list = gtk_string_list_new ((const char *const *)names);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  if (selected < n)
    adw_combo_row_set_selected (row, selected);
}

static void
show_names (AttestLabPage *self)
{
  g_autoptr (GStrvBuilder) gateways = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) canisters = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) reasons = g_strv_builder_new ();

  g_strv_builder_add (gateways, C_ ("gateways", "All"));
  for (guint i = 0; i < self->state->gateways->len; i++)
    {
      AttestLabTarget *target = g_ptr_array_index (self->state->gateways, i);
      const char *host = strstr (target->address, "://");

      g_strv_builder_add (gateways, host != NULL ? host + 3 : target->address);
    }
  for (guint i = 0; i < self->state->canisters->len; i++)
    {
      AttestLabTarget *target = g_ptr_array_index (self->state->canisters, i);

      g_strv_builder_add (canisters, target->name);
    }
  for (guint i = 0; self->state->close_reasons[i] != NULL; i++)
    g_strv_builder_add (reasons, self->state->close_reasons[i]);
  set_names (self->gateway, gateways);
  set_names (self->canister, canisters);
  set_names (self->reason, reasons);
}

static void
show_clients (AdwComboRow *row, guint64 n_clients, guint n_down)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%u connected", "%u connected", (gulong)n_clients),
      (guint)MIN (n_clients, G_MAXUINT));
  if (n_down > 0)
    {
      g_string_append (text, " · ");
      /* Translators: so many gateways are switched off for a moment */
      g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u down", "%u down", n_down),
                              n_down);
    }
  if (g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), text->str) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text->str);
  g_string_free (text, TRUE);
}

static void
show_state (AttestLabPage *self)
{
  AttestLabTarget *canister;
  int index;
  guint64 n_clients = 0;
  guint n_down = 0;

  self->showing = TRUE;
  show_names (self);
  index = get_gateway_index (self);
  for (guint i = 0; i < self->state->gateways->len; i++)
    {
      AttestLabTarget *target = g_ptr_array_index (self->state->gateways, i);

      if (index >= 0 && (guint)index != i)
        continue;
      n_clients += target->n_clients;
      n_down += target->down;
    }
  show_clients (self->gateway, n_clients, n_down);
  attest_lab_fault_list_show (self->gateway_faults, self->state->faults, self->state->gateways,
                              index);
  canister = get_canister (self);
  if (canister != NULL)
    {
      show_clients (self->canister, canister->n_clients, 0);
      attest_lab_fault_list_show (self->canister_faults, self->state->canister_faults,
                                  self->state->canisters,
                                  (int)adw_combo_row_get_selected (self->canister));
    }
  gtk_stack_set_visible_child_name (self->stack, "switches");
  self->showing = FALSE;
}

static void
set_problem (AttestLabPage *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* Asking */

static void schedule (AttestLabPage *self);

static void
show_error (AttestLabPage *self, const GError *error)
{
  /* Translators: %s is an error */
  g_autofree char *text = g_strdup_printf (_ ("Perhaps it was stopped. (%s)"), error->message);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (self->error, markup);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  AttestLabPage *self = call->page;
  g_autoptr (GError) error = NULL;
  AttestLabState *state = attest_lab_client_send_finish (ATTEST_LAB_CLIENT (source), result,
                                                         &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (call->is_question)
    schedule (self);
  if (state == NULL && call->is_question)
    {
      /* A person tries again when the network is back. */
      g_clear_handle_id (&self->poll_source, g_source_remove);
      show_error (self, error);
    }
  else if (state == NULL)
    {
      set_problem (self, error->message);
      /* The switch goes back to what is. */
      if (self->state != NULL)
        show_state (self);
    }
  else if (call->n_switched != self->n_switched)
    attest_lab_state_free (state);
  else
    {
      g_clear_pointer (&self->state, attest_lab_state_free);
      self->state = state;
      show_state (self);
    }
}

static void
send (AttestLabPage *self, const char *method, const char *path, const char *body)
{
  Call *call = g_new0 (Call, 1);

  call->page = g_object_ref (self);
  call->is_question = g_str_equal (method, "GET");
  if (!call->is_question)
    {
      self->n_switched++;
      set_problem (self, NULL);
    }
  call->n_switched = self->n_switched;
  attest_lab_client_send_async (self->client, method, path, body, self->cancellable, answered_cb,
                                call);
}

static gboolean
poll_cb (gpointer data)
{
  AttestLabPage *self = data;

  self->poll_source = 0;
  send (self, "GET", "/", NULL);
  return G_SOURCE_REMOVE;
}

static void
schedule (AttestLabPage *self)
{
  if (self->poll_source == 0)
    self->poll_source = g_timeout_add (POLL_MS, poll_cb, self);
}

static void
stop (AttestLabPage *self)
{
  g_clear_handle_id (&self->poll_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
start (AttestLabPage *self)
{
  stop (self);
  if (self->client == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->cancellable = g_cancellable_new ();
  send (self, "GET", "/", NULL);
}

/* Switching */

static void
send_to_gateways (AttestLabPage *self, const char *method, const char *what, const char *body)
{
  int index = self->state != NULL ? get_gateway_index (self) : -1;
  g_autofree char *path = NULL;

  if (self->state == NULL)
    return;
  path = index < 0 ? g_strdup_printf ("/gateways/all/%s", what)
                   : g_strdup_printf ("/gateways/%d/%s", index, what);
  send (self, method, path, body);
}

static void
send_to_canister (AttestLabPage *self, const char *method, const char *what, const char *body)
{
  AttestLabTarget *canister = self->state != NULL ? get_canister (self) : NULL;
  g_autofree char *path = NULL;

  if (canister == NULL)
    return;
  path = g_strdup_printf ("/canisters/%s/%s", canister->name, what);
  send (self, method, path, body);
}

static void
gateway_switched_cb (AttestLabPage *self, AttestLabFaultRow *row)
{
  const AttestLabSetting *wanted = attest_lab_fault_row_get_wanted (row);
  g_autofree char *what = g_strconcat ("faults/", attest_lab_fault_row_get_name (row), NULL);
  g_autofree char *body = attest_lab_request_setting (wanted);

  send_to_gateways (self, body != NULL ? "PUT" : "DELETE", what, body);
}

static void
canister_switched_cb (AttestLabPage *self, AttestLabFaultRow *row)
{
  const AttestLabSetting *wanted = attest_lab_fault_row_get_wanted (row);
  g_autofree char *what = g_strconcat ("faults/", attest_lab_fault_row_get_name (row), NULL);
  g_autofree char *body = attest_lab_request_setting (wanted);

  send_to_canister (self, body != NULL ? "PUT" : "DELETE", what, body);
}

static void
chosen_cb (AttestLabPage *self)
{
  if (!self->showing && self->state != NULL)
    show_state (self);
}

static void
try_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestLabPage *self = ATTEST_LAB_PAGE (widget);

  gtk_stack_set_visible_child_name (self->stack, "loading");
  start (self);
}

static void
clear_gateways_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_to_gateways (ATTEST_LAB_PAGE (widget), "DELETE", "faults", NULL);
}

static void
restart_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_to_gateways (ATTEST_LAB_PAGE (widget), "POST", "restart", "{}");
}

static void
clear_canister_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_to_canister (ATTEST_LAB_PAGE (widget), "DELETE", "faults", NULL);
}

static void
upgrade_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_to_canister (ATTEST_LAB_PAGE (widget), "POST", "upgrade", "{}");
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestLabPage *self = ATTEST_LAB_PAGE (widget);
  GtkStringObject *reason = adw_combo_row_get_selected_item (self->reason);
  g_autofree char *body = NULL;

  if (reason == NULL)
    return;
  body = attest_lab_request_close (gtk_string_object_get_string (reason));
  send_to_canister (self, "POST", "close", body);
}

static void
attest_lab_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (attest_lab_page_parent_class)->map (widget);
  start (ATTEST_LAB_PAGE (widget));
}

static void
attest_lab_page_unmap (GtkWidget *widget)
{
  stop (ATTEST_LAB_PAGE (widget));
  GTK_WIDGET_CLASS (attest_lab_page_parent_class)->unmap (widget);
}

static gboolean
attest_lab_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), GTK_DIR_TAB_FORWARD);
}

static void
attest_lab_page_dispose (GObject *object)
{
  AttestLabPage *self = ATTEST_LAB_PAGE (object);

  stop (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->state, attest_lab_state_free);
  G_OBJECT_CLASS (attest_lab_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-lab-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, error);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, problem);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, gateway);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, canister);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, reason);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, gateway_faults);
  gtk_widget_class_bind_template_child (widget_class, AttestLabPage, canister_faults);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, gateway_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, canister_switched_cb);
}

static void
attest_lab_page_class_init (AttestLabPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_lab_page_dispose;
  widget_class->grab_focus = attest_lab_page_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->map = attest_lab_page_map;
  widget_class->unmap = attest_lab_page_unmap;

  g_type_ensure (ATTEST_TYPE_LAB_FAULT_LIST);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "lab.try-again", NULL, try_again_action);
  gtk_widget_class_install_action (widget_class, "lab.clear-gateways", NULL, clear_gateways_action);
  gtk_widget_class_install_action (widget_class, "lab.restart", NULL, restart_action);
  gtk_widget_class_install_action (widget_class, "lab.clear-canister", NULL, clear_canister_action);
  gtk_widget_class_install_action (widget_class, "lab.upgrade", NULL, upgrade_action);
  gtk_widget_class_install_action (widget_class, "lab.close", NULL, close_action);
}

static void
attest_lab_page_init (AttestLabPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  attest_ui_wrap_buttons (GTK_WIDGET (self));
}

/**
 * attest_lab_page_set_control_url:
 * @self: the page
 * @url: (nullable): where a local network is switched
 */
void
attest_lab_page_set_control_url (AttestLabPage *self, const char *url)
{
  g_return_if_fail (ATTEST_IS_LAB_PAGE (self));

  stop (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->state, attest_lab_state_free);
  set_problem (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  if (!attest_lab_client_is_loopback (url))
    return;
  self->client = attest_lab_client_new (url);
  start (self);
}

const char *
attest_lab_page_get_view (AttestLabPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LAB_PAGE (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

AttestLabFaultList *
attest_lab_page_get_gateway_faults (AttestLabPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LAB_PAGE (self), NULL);
  return self->gateway_faults;
}

AttestLabFaultList *
attest_lab_page_get_canister_faults (AttestLabPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LAB_PAGE (self), NULL);
  return self->canister_faults;
}

void
attest_lab_page_choose_gateway (AttestLabPage *self, int index)
{
  g_return_if_fail (ATTEST_IS_LAB_PAGE (self));
  adw_combo_row_set_selected (self->gateway, (guint)(index + 1));
}

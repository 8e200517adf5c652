/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "attest-diagnosis-view.h"
#include "attest-history-view.h"
#include "attest-latency-graph.h"
#include "attest-status-page.h"
#include "attest-health-text.h"
#include "attest-login-text.h"
#include "attest-step-row.h"
#include "attest-time.h"
#include "attest-value-row.h"
#include "attest-verdict-text.h"
#include "attest-ui.h"
#include "compat/attest-bin-focus.h"

struct _AttestStatusPage
{
  AdwBin parent_instance;

  AdwPreferencesGroup *steps;
  AttestStepRow *step_rows[ICWS_N_STEPS];

  GtkWidget *verdict;
  GtkImage *verdict_icon;
  GtkLabel *verdict_title;
  GtkLabel *verdict_explanation;
  GtkLabel *verdict_advice;
  GtkLabel *verdict_since;
  GtkWidget *reconnect;
  GtkWidget *show_evidence;
  GtkWidget *verdict_buttons;
  GtkWidget *incident;
  GtkLabel *incident_title;
  GtkLabel *incident_text;
  AttestHistoryView *history;
  AttestLatencyGraph *latency;
  GtkLabel *latency_summary;
  AttestDiagnosisView *diagnosis;
  IcwsVerdict *shown_verdict;  /* (nullable) */
  IcwsVerdict *shown_incident; /* (nullable) */
  const char *verdict_class;

  AttestValueRow *row_verified;
  AttestValueRow *row_refused;
  AttestValueRow *row_certificates;
  AttestValueRow *row_shared;
  AttestValueRow *row_proof;
  AttestValueRow *row_certificate_age;
  AttestValueRow *row_latency;
  AttestValueRow *row_ack;
  AttestValueRow *row_sent;
  AttestValueRow *row_own;
  AttestValueRow *row_life;
  AttestValueRow *row_canister;
  AttestValueRow *row_gateway;
  AttestValueRow *row_url;
  AttestValueRow *row_mode;

  guint timer;
};

enum
{
  INSPECT,
  UPDATE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestStatusPage, attest_status_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gboolean
tick_cb (gpointer data)
{
  g_signal_emit (data, signals[UPDATE], 0);
  return G_SOURCE_CONTINUE;
}

static void
set_count (AttestValueRow *row, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  attest_value_row_set_value (row, text);
}

static void
set_age (AttestValueRow *row, guint64 wall_ns, guint64 now_ns)
{
  g_autofree char *age = attest_time_format_age (wall_ns, now_ns);

  attest_value_row_set_value (row, age);
}

static void
show_latency (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  g_autofree char *span = NULL;
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  if (info->figures.last_latency_us < 0)
    {
      attest_value_row_set_value (self->row_latency, NULL);
      return;
    }
  span = attest_time_format_span (info->figures.last_latency_us);
  age = attest_time_format_age (info->figures.last_proof_wall_ns, info->now_ns);
  /* Translators: a figure, then how old it is: "120 ms, 3 s ago" */
  text = g_strdup_printf (_ ("%s, %s"), span, age);
  attest_value_row_set_value (self->row_latency, text);
}

static void
show_ack (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  g_autofree char *span = NULL;
  g_autofree char *text = NULL;
  gint64 left = info->ack_deadline_us - info->now_us;

  if (info->ack_deadline_us < 0)
    {
      attest_value_row_set_value (self->row_ack, _ ("none expected"));
      return;
    }
  span = attest_time_format_span (MAX (ABS (left), G_TIME_SPAN_MILLISECOND) / G_TIME_SPAN_SECOND *
                                  G_TIME_SPAN_SECOND);
  if (ABS (left) < G_TIME_SPAN_SECOND)
    text = g_strdup (_ ("now"));
  else if (left > 0)
    /* Translators: the room's next report must come within this time */
    text = g_strdup_printf (_ ("within %s"), span);
  else
    text = g_strdup_printf (_ ("overdue for %s"), span);
  attest_value_row_set_value (self->row_ack, text);
}

static void
show_figures (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  const IcwsFigures *figures = &info->figures;
  g_autofree char *sent = NULL;

  set_count (self->row_verified, figures->messages_verified);
  set_count (self->row_refused, figures->messages_refused);
  set_count (self->row_certificates, figures->certificates_verified);
  set_count (self->row_shared, figures->certificates_shared);
  set_age (self->row_proof, figures->last_proof_wall_ns, info->now_ns);
  set_age (self->row_certificate_age, figures->last_certificate_time_ns, info->now_ns);
  show_latency (self, info);
  show_ack (self, info);
  /* Translators: so many of so many messages */
  sent = g_strdup_printf (_ ("%" PRIu64 " of %" PRIu64), figures->messages_acknowledged,
                          figures->messages_sent);
  attest_value_row_set_value (self->row_sent, sent);
}

static void
show_verdict (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  g_autoptr (AttestHealthText) text = attest_health_text_new_for_verdict (
      info->health, info->error, info->verdict, info->attempt, info->retry_seconds);

  gtk_image_set_from_icon_name (self->verdict_icon, text->icon_name);
  gtk_label_set_label (self->verdict_title, text->title);
  gtk_label_set_label (self->verdict_explanation, text->explanation);
  gtk_label_set_label (self->verdict_advice, text->advice != NULL ? text->advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_advice), text->advice != NULL);
  gtk_widget_set_visible (self->reconnect, text->can_reconnect);
  if (info->since_ns != 0)
    {
      g_autofree char *clock = attest_time_format_clock_seconds (info->since_ns);
      g_autofree char *proof = attest_time_format_age (info->figures.last_proof_wall_ns,
                                                       info->now_ns);
      g_autofree char *since = NULL;

      /* Translators: a time of day, then an age such as "12 s ago" */
      since = g_strdup_printf (_ ("Since %s · last proof: %s"), clock, proof);
      gtk_label_set_label (self->verdict_since, since);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_since), info->since_ns != 0);

  if (self->verdict_class != text->css_class)
    {
      if (self->verdict_class != NULL)
        gtk_widget_remove_css_class (self->verdict, self->verdict_class);
      self->verdict_class = text->css_class;
      gtk_widget_add_css_class (self->verdict, self->verdict_class);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verdict), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->explanation, -1);
}

/* A verdict has evidence worth a look if it blames somebody. */
static gboolean
has_evidence (IcwsVerdict *verdict)
{
  return verdict != NULL && icws_verdict_get_culprit (verdict) != ICWS_CULPRIT_NONE;
}

static void
show_incident (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  /* While it is the verdict itself, it is not told twice. */
  gboolean visible = info->incident != NULL && info->health != CHAT_HEALTH_INTEGRITY;
  const char *gateway = info->incident != NULL ? icws_verdict_get_gateway (info->incident) : NULL;
  AttestErrorText text;
  g_autofree char *clock = NULL;
  g_autofree char *what = NULL;

  g_set_object (&self->shown_incident, info->incident);
  g_set_object (&self->shown_verdict, info->verdict);
  gtk_widget_set_visible (self->show_evidence, has_evidence (info->verdict));
  gtk_widget_set_visible (self->verdict_buttons, gtk_widget_get_visible (self->reconnect) ||
                                                     gtk_widget_get_visible (self->show_evidence));
  gtk_widget_set_visible (self->incident, visible);
  if (!visible)
    return;
  attest_verdict_text_get (icws_verdict_get_act (info->incident), &text);
  clock = attest_time_format_clock_seconds (icws_verdict_get_wall_ns (info->incident));
  /* Translators: a time, then an address */
  what = g_strdup_printf (_ ("At %s, through %s. Attest moved on to another way and proved it."),
                          clock, gateway != NULL ? gateway : _ ("the direct way"));
  gtk_label_set_label (self->incident_title, text.title);
  gtk_label_set_label (self->incident_text, what);
}

static void
show_history (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  attest_history_view_set_timeline (self->history, info->timeline);
  attest_history_view_refresh (self->history, info->now_ns);
  attest_latency_graph_set_latency (self->latency, info->latency);
  attest_latency_graph_refresh (self->latency, info->now_ns);
  gtk_label_set_label (self->latency_summary, attest_latency_graph_get_summary (self->latency));
  attest_diagnosis_view_set_diagnosis (self->diagnosis, info->diagnosis, info->now_ns);
}

static void
evidence_cb (AttestStatusPage *self)
{
  if (self->shown_verdict != NULL)
    g_signal_emit (self, signals[INSPECT], 0, self->shown_verdict);
}

static void
incident_evidence_cb (AttestStatusPage *self)
{
  if (self->shown_incident != NULL)
    g_signal_emit (self, signals[INSPECT], 0, self->shown_incident);
}

static gboolean
attest_status_page_grab_focus (GtkWidget *widget)
{
  AttestStatusPage *self = ATTEST_STATUS_PAGE (widget);

  return gtk_widget_grab_focus (self->verdict);
}

static void
attest_status_page_map (GtkWidget *widget)
{
  AttestStatusPage *self = ATTEST_STATUS_PAGE (widget);

  GTK_WIDGET_CLASS (attest_status_page_parent_class)->map (widget);
  /* Ages grow while nothing happens; nobody sees them while the panel is not. */
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (1, tick_cb, self);
  g_signal_emit (self, signals[UPDATE], 0);
}

static void
attest_status_page_unmap (GtkWidget *widget)
{
  AttestStatusPage *self = ATTEST_STATUS_PAGE (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  GTK_WIDGET_CLASS (attest_status_page_parent_class)->unmap (widget);
}

static void
attest_status_page_dispose (GObject *object)
{
  AttestStatusPage *self = ATTEST_STATUS_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->shown_verdict);
  g_clear_object (&self->shown_incident);
  G_OBJECT_CLASS (attest_status_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    goffset offset;
  } CHILDREN[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (AttestStatusPage, name) }
    CHILD (steps),
    CHILD (verdict),
    CHILD (verdict_icon),
    CHILD (verdict_title),
    CHILD (verdict_explanation),
    CHILD (verdict_advice),
    CHILD (verdict_since),
    CHILD (reconnect),
    CHILD (show_evidence),
    CHILD (verdict_buttons),
    CHILD (incident),
    CHILD (incident_title),
    CHILD (incident_text),
    CHILD (history),
    CHILD (latency),
    CHILD (latency_summary),
    CHILD (diagnosis),
    CHILD (row_verified),
    CHILD (row_refused),
    CHILD (row_certificates),
    CHILD (row_shared),
    CHILD (row_proof),
    CHILD (row_certificate_age),
    CHILD (row_latency),
    CHILD (row_ack),
    CHILD (row_sent),
    CHILD (row_own),
    CHILD (row_life),
    CHILD (row_canister),
    CHILD (row_gateway),
    CHILD (row_url),
    CHILD (row_mode),
#undef CHILD
  };

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-status-page.ui");
  for (gsize i = 0; i < G_N_ELEMENTS (CHILDREN); i++)
    gtk_widget_class_bind_template_child_full (widget_class, CHILDREN[i].name, FALSE,
                                               CHILDREN[i].offset);
}

static void
attest_status_page_class_init (AttestStatusPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_status_page_dispose;
  widget_class->grab_focus = attest_status_page_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->map = attest_status_page_map;
  widget_class->unmap = attest_status_page_unmap;

  signals[UPDATE] = g_signal_new ("update", ATTEST_TYPE_STATUS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  signals[INSPECT] = g_signal_new ("inspect", ATTEST_TYPE_STATUS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, ICWS_TYPE_VERDICT);

  g_type_ensure (ATTEST_TYPE_DIAGNOSIS_VIEW);
  g_type_ensure (ATTEST_TYPE_HISTORY_VIEW);
  g_type_ensure (ATTEST_TYPE_LATENCY_GRAPH);
  g_type_ensure (ATTEST_TYPE_VALUE_ROW);
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, evidence_cb);
  gtk_widget_class_bind_template_callback (widget_class, incident_evidence_cb);
}

static void
attest_status_page_init (AttestStatusPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (int step = 0; step < ICWS_N_STEPS; step++)
    {
      GtkWidget *row = attest_step_row_new ((IcwsStep)step);

      self->step_rows[step] = ATTEST_STEP_ROW (row);
      adw_preferences_group_add (self->steps, row);
    }
  attest_ui_wrap_buttons (GTK_WIDGET (self));
}

/**
 * attest_status_page_show:
 * @self: the page
 * @info: the state to draw
 */
void
attest_status_page_show (AttestStatusPage *self, const AttestConnectionInfo *info)
{
  g_autofree char *life = attest_login_text_for_life (info->identity_expiry_ns, info->now_ns);

  g_return_if_fail (ATTEST_IS_STATUS_PAGE (self));

  show_verdict (self, info);
  for (int step = 0; step < ICWS_N_STEPS; step++)
    {
      attest_step_row_set_direct (self->step_rows[step], info->direct);
      attest_step_row_set_info (self->step_rows[step], &info->steps[step], info->now_ns);
    }
  show_figures (self, info);
  show_incident (self, info);
  show_history (self, info);
  attest_value_row_set_value (self->row_own, info->own_principal);
  attest_value_row_set_value (self->row_life, life);
  gtk_widget_set_visible (GTK_WIDGET (self->row_life),
                          info->identity_expiry_ns != CHAT_EXPIRY_NONE_NS);
  attest_value_row_set_value (self->row_canister, info->canister_principal);
  attest_value_row_set_value (self->row_gateway, info->gateway_principal);
  attest_value_row_set_value (self->row_url, info->gateway_url);
  attest_value_row_set_value (self->row_mode, info->mode);
  gtk_widget_set_visible (GTK_WIDGET (self->row_gateway), !info->direct);
  gtk_widget_set_visible (GTK_WIDGET (self->row_url), !info->direct);
}

GtkWidget *
attest_status_page_get_step_row (AttestStatusPage *self, IcwsStep step)
{
  g_return_val_if_fail (ATTEST_IS_STATUS_PAGE (self), NULL);
  g_return_val_if_fail ((gsize)step < ICWS_N_STEPS, NULL);
  return GTK_WIDGET (self->step_rows[step]);
}

GtkWidget *
attest_status_page_get_value_row (AttestStatusPage *self, const char *name)
{
  GObject *object;

  g_return_val_if_fail (ATTEST_IS_STATUS_PAGE (self), NULL);
  object = gtk_widget_get_template_child (GTK_WIDGET (self), ATTEST_TYPE_STATUS_PAGE, name);
  return ATTEST_IS_VALUE_ROW (object) ? GTK_WIDGET (object) : NULL;
}

const char *
attest_status_page_get_title (AttestStatusPage *self)
{
  g_return_val_if_fail (ATTEST_IS_STATUS_PAGE (self), NULL);
  return gtk_label_get_label (self->verdict_title);
}

const char *
attest_status_page_get_explanation (AttestStatusPage *self)
{
  g_return_val_if_fail (ATTEST_IS_STATUS_PAGE (self), NULL);
  return gtk_label_get_label (self->verdict_explanation);
}

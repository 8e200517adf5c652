/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-step-row.h"
#include "attest-time.h"

struct _AttestStepRow
{
  AdwActionRow parent_instance;

  IcwsStep step;
  GtkImage *icon;
  GtkLabel *state;
  const char *css_class;
};

G_DEFINE_FINAL_TYPE (AttestStepRow, attest_step_row, ADW_TYPE_ACTION_ROW)

/* In the order of IcwsStep. */
static const struct
{
  const char *name;
  const char *sentence;
} STEPS[] = {
  [ICWS_STEP_REACH] = { N_ ("Gateway reached"), N_ ("A connection to the gateway stands.") },
  [ICWS_STEP_HANDSHAKE] = { N_ ("Gateway introduced"),
                            N_ ("The gateway said which key it acts under.") },
  [ICWS_STEP_SIGNED_OPEN] = { N_ ("Signed opening"),
                              N_ ("You asked with your key, and the room answered to you.") },
  [ICWS_STEP_CERTIFICATE] = { N_ ("Certificate"),
                              N_ ("The Internet Computer signed the room's state.") },
  [ICWS_STEP_WITNESS] = { N_ ("Proof of each message"),
                          N_ ("Each message is a part of the signed state, unchanged.") },
  [ICWS_STEP_ORDER] = { N_ ("Order"), N_ ("No message is missing, repeated or moved.") },
  [ICWS_STEP_ACK] = { N_ ("Your messages arrive"), N_ ("The room confirms what you send.") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (STEPS) == ICWS_N_STEPS);

static void
attest_step_row_class_init (AttestStepRowClass *klass)
{
}

static void
attest_step_row_init (AttestStepRow *self)
{
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->icon));

  self->state = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_justify (self->state, GTK_JUSTIFY_RIGHT);
  gtk_label_set_xalign (self->state, 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->state));
}

/**
 * attest_step_row_new:
 * @step: the step
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
attest_step_row_new (IcwsStep step)
{
  AttestStepRow *self = g_object_new (ATTEST_TYPE_STEP_ROW, NULL);
  const IcwsStepInfo none = { ICWS_STEP_STATE_PENDING, 0 };

  g_return_val_if_fail ((gsize)step < G_N_ELEMENTS (STEPS), GTK_WIDGET (self));
  self->step = step;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (STEPS[step].name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ (STEPS[step].sentence));
  attest_step_row_set_info (self, &none, 0);
  return GTK_WIDGET (self);
}

/**
 * attest_step_row_set_direct:
 * @self: the row
 * @direct: whether there is no gateway
 */
void
attest_step_row_set_direct (AttestStepRow *self, gboolean direct)
{
  const char *name = _ (STEPS[self->step].name);
  const char *sentence = _ (STEPS[self->step].sentence);

  g_return_if_fail (ATTEST_IS_STEP_ROW (self));
  if (direct && self->step == ICWS_STEP_REACH)
    {
      name = _ ("No gateway");
      sentence = _ ("Attest asks the Internet Computer itself.");
    }
  else if (direct && self->step == ICWS_STEP_HANDSHAKE)
    {
      name = _ ("Nobody in between");
      sentence = _ ("Your own key stands in the gateway's place.");
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence);
}

/**
 * attest_step_row_set_info:
 * @self: the row
 * @info: state of the step
 * @now_ns: the present, for the age
 */
void
attest_step_row_set_info (AttestStepRow *self, const IcwsStepInfo *info, guint64 now_ns)
{
  const char *icon_name = "attest-step-pending-symbolic";
  const char *css_class = "step-pending";
  const char *word = _ ("Not yet");
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ATTEST_IS_STEP_ROW (self));

  switch (info->state)
    {
    case ICWS_STEP_STATE_RUNNING:
      icon_name = "attest-step-running-symbolic";
      css_class = "step-running";
      word = _ ("Under way");
      break;
    case ICWS_STEP_STATE_PASSED:
      icon_name = "attest-step-passed-symbolic";
      css_class = "step-passed";
      word = _ ("Passed");
      break;
    case ICWS_STEP_STATE_FAILED:
      icon_name = "attest-step-failed-symbolic";
      css_class = "step-failed";
      word = _ ("Failed");
      break;
    case ICWS_STEP_STATE_PENDING:
    default:
      break;
    }

  if (info->wall_ns != 0 && info->state != ICWS_STEP_STATE_PENDING)
    {
      age = attest_time_format_age (info->wall_ns, now_ns);
      /* Translators: state of a step, then how long ago, on two lines */
      text = g_strdup_printf (C_ ("step state", "%s\n%s"), word, age);
    }
  else
    text = g_strdup (word);

  gtk_image_set_from_icon_name (self->icon, icon_name);
  if (g_strcmp0 (gtk_label_get_label (self->state), text) != 0)
    {
      gtk_label_set_label (self->state, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                      text, -1);
    }
  if (self->css_class != css_class)
    {
      if (self->css_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self), self->css_class);
      self->css_class = css_class;
      gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
    }
}

const char *
attest_step_row_get_state_text (AttestStepRow *self)
{
  g_return_val_if_fail (ATTEST_IS_STEP_ROW (self), NULL);
  return gtk_label_get_label (self->state);
}

const char *
attest_step_row_get_icon_name (AttestStepRow *self)
{
  g_return_val_if_fail (ATTEST_IS_STEP_ROW (self), NULL);
  return gtk_image_get_icon_name (self->icon);
}

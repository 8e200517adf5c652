/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "attest-diagnosis-text.h"
#include "attest-diagnosis-view.h"
#include "attest-time.h"
#include "attest-value-row.h"

/* Requests that are shown: the oldest ones tell. */
#define MAX_REQUESTS 8

struct _AttestDiagnosisView
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *rows;
  guint64 shown_ns; /* when the one that is shown was made */
};

G_DEFINE_FINAL_TYPE (AttestDiagnosisView, attest_diagnosis_view, ADW_TYPE_BIN)

static void
add_row_take (AttestDiagnosisView *self, const char *title, char *value)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);
  gboolean is_long = value != NULL && g_utf8_strlen (value, -1) > 24;
  GtkWidget *row;

  if (value == NULL)
    return;
  row = g_object_new (ATTEST_TYPE_VALUE_ROW, "title", markup, "copyable", is_long, NULL);
  attest_value_row_set_value (ATTEST_VALUE_ROW (row), value);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  g_free (value);
}

static void
add_request (AttestDiagnosisView *self, const IcwsRequestFate *request)
{
  g_autofree char *title = request->sequence == 0
                               ? g_strdup (_ ("Your request to connect"))
                               : g_strdup_printf (_ ("Your message %" PRIu64), request->sequence);

  add_row_take (self, title, attest_diagnosis_text_request (request));
}

static void
clear (AttestDiagnosisView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
attest_diagnosis_view_finalize (GObject *object)
{
  g_ptr_array_unref (ATTEST_DIAGNOSIS_VIEW (object)->rows);
  G_OBJECT_CLASS (attest_diagnosis_view_parent_class)->finalize (object);
}

static void
attest_diagnosis_view_class_init (AttestDiagnosisViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_diagnosis_view_finalize;
}

static void
attest_diagnosis_view_init (AttestDiagnosisView *self)
{
  GtkWidget *ask = gtk_button_new_with_mnemonic (_ ("_Ask Now"));

  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("The Internet Computer Itself"));
  gtk_widget_set_valign (ask, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (ask), "win.diagnose");
  gtk_widget_set_tooltip_text (ask, _ ("Ask the Internet Computer without the gateway"));
  adw_preferences_group_set_header_suffix (self->group, ask);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  attest_diagnosis_view_set_diagnosis (self, NULL, 0);
}

/**
 * attest_diagnosis_view_set_diagnosis:
 * @diagnosis: (nullable): what was found out
 * @now_ns: wall time, for its age
 */
void
attest_diagnosis_view_set_diagnosis (AttestDiagnosisView *self,
                                     const IcwsDiagnosis *diagnosis,
                                     guint64 now_ns)
{
  g_autofree char *age = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (ATTEST_IS_DIAGNOSIS_VIEW (self));
  if (diagnosis == NULL)
    {
      clear (self);
      self->shown_ns = 0;
      adw_preferences_group_set_description (
          self->group, _ ("After a failure Attest asks it directly. Nobody has asked yet."));
      return;
    }
  age = attest_time_format_age (diagnosis->wall_ns, now_ns);
  /* Translators: %s is an age, such as "12 s ago" */
  description = g_strdup_printf (_ ("Asked without the gateway, %s."), age);
  adw_preferences_group_set_description (self->group, description);
  if (self->shown_ns == diagnosis->wall_ns)
    return;
  clear (self);
  self->shown_ns = diagnosis->wall_ns;
  add_row_take (self, _ ("Network"), attest_diagnosis_text_network (diagnosis));
  add_row_take (self, _ ("This computer's clock"), attest_diagnosis_text_clock (diagnosis));
  add_row_take (self, _ ("Room"), attest_diagnosis_text_canister (diagnosis));
  for (guint i = 0; i < MIN (diagnosis->requests->len, MAX_REQUESTS); i++)
    add_request (self, &g_array_index (diagnosis->requests, IcwsRequestFate, i));
}

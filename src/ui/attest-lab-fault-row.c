/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-lab-fault-row.h"

struct _AttestLabFaultRow
{
  AdwExpanderRow parent_instance;

  char *name;
  char **phases;

  AttestLabSetting wanted;
  AdwComboRow *rate;  /* (nullable): made when it is seen first */
  AdwComboRow *phase; /* (nullable): the same, and there is a choice */

  guint showing : 1; /* what changes now is no choice of a person */
};

enum
{
  SWITCHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestLabFaultRow, attest_lab_fault_row, ADW_TYPE_EXPANDER_ROW)

static AttestLabRate
get_rate (const AttestLabSetting *setting)
{
  if (setting->limit == 1)
    return ATTEST_LAB_RATE_ONCE;
  if (setting->limit != 0)
    return ATTEST_LAB_RATE_OTHER;
  if (setting->rate >= 1)
    return ATTEST_LAB_RATE_ALWAYS;
  if (ABS (setting->rate - 0.5) < 0.001)
    return ATTEST_LAB_RATE_HALF;
  if (ABS (setting->rate - 0.1) < 0.001)
    return ATTEST_LAB_RATE_TENTH;
  return ATTEST_LAB_RATE_OTHER;
}

static void
set_rate (AttestLabSetting *setting, AttestLabRate rate)
{
  static const double RATES[] = {
    [ATTEST_LAB_RATE_ALWAYS] = 1,
    [ATTEST_LAB_RATE_HALF] = 0.5,
    [ATTEST_LAB_RATE_TENTH] = 0.1,
    [ATTEST_LAB_RATE_ONCE] = 1,
  };

  if ((gsize)rate >= G_N_ELEMENTS (RATES))
    return;
  setting->rate = RATES[rate];
  setting->limit = rate == ATTEST_LAB_RATE_ONCE ? 1 : 0;
}

static char *
describe_rate (const AttestLabSetting *setting)
{
  if (setting->limit > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u time more", "%u times more", (gulong)setting->limit),
        (guint)MIN (setting->limit, G_MAXUINT));
  /* Translators: a share of all occasions, in percent */
  return g_strdup_printf (_ ("%.3g %%"), setting->rate * 100);
}

static const char *
translate_phase (const char *phase)
{
  static const struct
  {
    const char *name;
    const char *text;
  } PHASES[] = {
    { "any", NC_ ("when a fault happens", "Any time") },
    { "handshake", NC_ ("when a fault happens", "At the handshake") },
    { "open", NC_ ("when a fault happens", "While opening") },
    { "chat", NC_ ("when a fault happens", "While talking") },
    { "ack", NC_ ("when a fault happens", "When confirming") },
    { "close", NC_ ("when a fault happens", "When closing") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (PHASES); i++)
    if (g_str_equal (PHASES[i].name, phase))
      return g_dpgettext2 (GETTEXT_PACKAGE, "when a fault happens", PHASES[i].text);
  return phase;
}

static guint
find_phase (AttestLabFaultRow *self, const char *phase)
{
  for (guint i = 0; self->phases[i] != NULL; i++)
    if (g_str_equal (self->phases[i], phase))
      return i;
  return 0;
}

static void
show_choices (AttestLabFaultRow *self)
{
  gboolean showing = self->showing;
  AttestLabRate rate = get_rate (&self->wanted);
  GtkStringList *rates;

  if (self->rate == NULL)
    return;
  self->showing = TRUE;
  rates = GTK_STRING_LIST (adw_combo_row_get_model (self->rate));
  if (rate == ATTEST_LAB_RATE_OTHER)
    {
      g_autofree char *text = describe_rate (&self->wanted);
      const char *now = gtk_string_list_get_string (rates, ATTEST_LAB_RATE_OTHER);
      const char *const others[] = { text, NULL };

      if (g_strcmp0 (now, text) != 0)
        gtk_string_list_splice (rates, ATTEST_LAB_RATE_OTHER, now != NULL ? 1 : 0, others);
    }
  adw_combo_row_set_selected (self->rate, rate);
  if (self->phase != NULL)
    adw_combo_row_set_selected (self->phase, find_phase (self, self->wanted.phase));
  self->showing = showing;
}

static void
emit (AttestLabFaultRow *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[SWITCHED], 0);
}

static void
rate_cb (AttestLabFaultRow *self)
{
  guint selected = adw_combo_row_get_selected (self->rate);

  if (self->showing || selected >= ATTEST_LAB_RATE_OTHER)
    return;
  set_rate (&self->wanted, (AttestLabRate)selected);
  emit (self);
}

static void
phase_cb (AttestLabFaultRow *self)
{
  guint selected = adw_combo_row_get_selected (self->phase);

  if (self->showing || selected >= g_strv_length (self->phases))
    return;
  g_strlcpy (self->wanted.phase, self->phases[selected], sizeof self->wanted.phase);
  emit (self);
}

static AdwComboRow *
add_combo (AttestLabFaultRow *self, const char *title, GtkStringList *names, GCallback callback)
{
  GtkWidget *combo = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (combo), G_LIST_MODEL (names));
  g_signal_connect_object (combo, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), combo);
  return ADW_COMBO_ROW (combo);
}

/* Drop-downs are heavy, and most of the rows are never opened. */
static void
create_choices (AttestLabFaultRow *self)
{
  g_autoptr (GtkStringList) rates = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) phases = gtk_string_list_new (NULL);
  gboolean showing = self->showing;

  if (self->rate != NULL)
    return;
  self->showing = TRUE;
  gtk_string_list_append (rates, C_ ("how often a fault happens", "Always"));
  gtk_string_list_append (rates, C_ ("how often a fault happens", "Half of the time"));
  gtk_string_list_append (rates, C_ ("how often a fault happens", "1 in 10"));
  gtk_string_list_append (rates, C_ ("how often a fault happens", "Once"));
  self->rate = add_combo (self, _ ("How often"), rates, G_CALLBACK (rate_cb));
  for (guint i = 0; self->phases[i] != NULL; i++)
    gtk_string_list_append (phases, translate_phase (self->phases[i]));
  if (g_strv_length (self->phases) > 1)
    self->phase = add_combo (self, _ ("When"), phases, G_CALLBACK (phase_cb));
  show_choices (self);
  self->showing = showing;
}

static void
expanded_cb (AttestLabFaultRow *self)
{
  if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    create_choices (self);
}

static void
enabled_cb (AttestLabFaultRow *self)
{
  if (self->showing)
    return;
  if (!adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)))
    self->wanted.rate = 0;
  else if (self->wanted.rate <= 0)
    set_rate (&self->wanted, ATTEST_LAB_RATE_ALWAYS);
  emit (self);
}

static void
attest_lab_fault_row_finalize (GObject *object)
{
  AttestLabFaultRow *self = ATTEST_LAB_FAULT_ROW (object);

  g_free (self->name);
  g_strfreev (self->phases);
  G_OBJECT_CLASS (attest_lab_fault_row_parent_class)->finalize (object);
}

static void
attest_lab_fault_row_class_init (AttestLabFaultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_lab_fault_row_finalize;
  signals[SWITCHED] = g_signal_new ("switched", ATTEST_TYPE_LAB_FAULT_ROW, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
attest_lab_fault_row_init (AttestLabFaultRow *self)
{
  adw_expander_row_set_show_enable_switch (ADW_EXPANDER_ROW (self), TRUE);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (enabled_cb), NULL);
}

/* The switch of an expander row has no name: a screen reader would say its type. */
static void
name_switch (GtkWidget *widget, const char *name)
{
  if (GTK_IS_SWITCH (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_switch (child, name);
}

/**
 * attest_lab_fault_row_new:
 * @fault: what the switch is for
 *
 * Returns: (transfer floating): the row, off
 */
GtkWidget *
attest_lab_fault_row_new (const AttestLabFault *fault)
{
  AttestLabFaultRow *self = g_object_new (ATTEST_TYPE_LAB_FAULT_ROW, NULL);
  g_autofree char *title = g_markup_escape_text (fault->text, -1);

  self->name = g_strdup (fault->name);
  self->phases = g_strdupv (fault->phases);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), fault->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, fault->text,
                                  -1);
  name_switch (GTK_WIDGET (self), fault->text);
  return GTK_WIDGET (self);
}

static char *
describe (AttestLabFaultRow *self, const AttestLabSetting *setting, guint n_on, guint n_targets)
{
  GString *text = g_string_new (self->name);

  if (n_on > 0 && n_on < n_targets)
    {
      g_string_append (text, " · ");
      /* Translators: so many gateways of so many do it */
      g_string_append_printf (text, _ ("%u of %u"), n_on, n_targets);
    }
  if (setting->count > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "struck %u time", "struck %u times",
                                           (gulong)setting->count),
                              (guint)MIN (setting->count, G_MAXUINT));
    }
  return g_string_free (text, FALSE);
}

void
attest_lab_fault_row_show (AttestLabFaultRow *self,
                           const AttestLabSetting *setting,
                           guint n_on,
                           guint n_targets)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (self);
  g_autofree char *subtitle = NULL;
  gboolean on = n_on > 0;

  g_return_if_fail (ATTEST_IS_LAB_FAULT_ROW (self));

  subtitle = describe (self, setting, n_on, n_targets);
  if (g_strcmp0 (adw_expander_row_get_subtitle (row), subtitle) != 0)
    adw_expander_row_set_subtitle (row, subtitle);
  self->showing = TRUE;
  self->wanted = *setting;
  if (adw_expander_row_get_enable_expansion (row) != on)
    {
      gboolean expanded = adw_expander_row_get_expanded (row);

      adw_expander_row_set_enable_expansion (row, on);
      /* What others switch on does not unfold by itself. */
      adw_expander_row_set_expanded (row, on && expanded);
    }
  if (on)
    show_choices (self);
  self->showing = FALSE;
}

const char *
attest_lab_fault_row_get_name (AttestLabFaultRow *self)
{
  g_return_val_if_fail (ATTEST_IS_LAB_FAULT_ROW (self), NULL);
  return self->name;
}

const AttestLabSetting *
attest_lab_fault_row_get_wanted (AttestLabFaultRow *self)
{
  g_return_val_if_fail (ATTEST_IS_LAB_FAULT_ROW (self), NULL);
  return &self->wanted;
}

void
attest_lab_fault_row_choose (AttestLabFaultRow *self, AttestLabRate rate)
{
  g_return_if_fail (ATTEST_IS_LAB_FAULT_ROW (self));
  create_choices (self);
  adw_combo_row_set_selected (self->rate, rate);
}

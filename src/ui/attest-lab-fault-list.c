/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-lab-fault-list.h"

typedef enum
{
  GROUP_CHANGES,
  GROUP_FORGES,
  GROUP_ORDER,
  GROUP_TIME,
  GROUP_SILENCE,
  GROUP_NONSENSE,
  GROUP_HANDSHAKE,
  GROUP_END,
  GROUP_ROOM,
  N_GROUPS
} Group;

static const char *const TITLES[N_GROUPS] = {
  [GROUP_CHANGES] = N_ ("Changes What It Carries"),
  [GROUP_FORGES] = N_ ("Forges Proofs"),
  [GROUP_ORDER] = N_ ("Order and Owner"),
  [GROUP_TIME] = N_ ("Time"),
  [GROUP_SILENCE] = N_ ("Silence"),
  [GROUP_NONSENSE] = N_ ("Nonsense"),
  [GROUP_HANDSHAKE] = N_ ("Handshake"),
  [GROUP_END] = N_ ("End"),
  [GROUP_ROOM] = N_ ("What Goes Wrong"),
};

/* What a name begins with. What is in no line is in the last group, and so are all of canisters. */
static const struct
{
  const char *prefix;
  Group group;
} PREFIXES[] = {
  { "tamper-", GROUP_CHANGES },
  { "forge-", GROUP_FORGES },
  { "replay", GROUP_ORDER },
  { "duplicate", GROUP_ORDER },
  { "reorder", GROUP_ORDER },
  { "drop", GROUP_ORDER },
  { "misdeliver", GROUP_ORDER },
  { "delay", GROUP_TIME },
  { "stale", GROUP_TIME },
  { "withhold-", GROUP_SILENCE },
  { "swap-up", GROUP_SILENCE },
  { "nonsense", GROUP_NONSENSE },
  { "text", GROUP_NONSENSE },
  { "huge-frame", GROUP_NONSENSE },
  { "flood", GROUP_NONSENSE },
  { "ping-flood", GROUP_NONSENSE },
  { "no-handshake", GROUP_HANDSHAKE },
  { "bad-handshake", GROUP_HANDSHAKE },
  { "wrong-principal", GROUP_HANDSHAKE },
  { "refuse", GROUP_HANDSHAKE },
  { "hang", GROUP_HANDSHAKE },
  { "close", GROUP_END },
  { "restart", GROUP_END },
};

struct _AttestLabFaultList
{
  AdwBin parent_instance;

  GtkBox *box;
  GtkWidget *groups[N_GROUPS]; /* (nullable): nothing is in it */
  GPtrArray *rows;             /* of AttestLabFaultRow, in the order of the faults */
};

enum
{
  SWITCHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestLabFaultList, attest_lab_fault_list, ADW_TYPE_BIN)

static Group
find_group (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (PREFIXES); i++)
    if (g_str_has_prefix (name, PREFIXES[i].prefix))
      return PREFIXES[i].group;
  return GROUP_ROOM;
}

static void
switched_cb (AttestLabFaultList *self, AttestLabFaultRow *row)
{
  g_signal_emit (self, signals[SWITCHED], 0, row);
}

static GtkWidget *
get_group (AttestLabFaultList *self, Group group)
{
  if (self->groups[group] == NULL)
    {
      self->groups[group] = adw_preferences_group_new ();
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->groups[group]),
                                       _ (TITLES[group]));
      gtk_box_append (self->box, self->groups[group]);
    }
  return self->groups[group];
}

static gboolean
has_rows_for (AttestLabFaultList *self, GPtrArray *faults)
{
  if (self->rows->len != faults->len)
    return FALSE;
  for (guint i = 0; i < faults->len; i++)
    if (!g_str_equal (attest_lab_fault_row_get_name (g_ptr_array_index (self->rows, i)),
                      ((AttestLabFault *)g_ptr_array_index (faults, i))->name))
      return FALSE;
  return TRUE;
}

/* Once in the life of a network. */
static void
create_rows (AttestLabFaultList *self, GPtrArray *faults)
{
  g_ptr_array_set_size (self->rows, 0);
  for (guint group = 0; group < N_GROUPS; group++)
    if (self->groups[group] != NULL)
      {
        gtk_box_remove (self->box, self->groups[group]);
        self->groups[group] = NULL;
      }
  for (guint i = 0; i < faults->len; i++)
    {
      AttestLabFault *fault = g_ptr_array_index (faults, i);
      /* Canisters know no phases, and have few faults. */
      Group group = fault->phases[0] != NULL ? find_group (fault->name) : GROUP_ROOM;
      GtkWidget *row = attest_lab_fault_row_new (fault);

      g_signal_connect_object (row, "switched", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (get_group (self, group)), row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
attest_lab_fault_list_finalize (GObject *object)
{
  g_ptr_array_unref (ATTEST_LAB_FAULT_LIST (object)->rows);
  G_OBJECT_CLASS (attest_lab_fault_list_parent_class)->finalize (object);
}

static void
attest_lab_fault_list_class_init (AttestLabFaultListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_lab_fault_list_finalize;
  signals[SWITCHED] = g_signal_new ("switched", ATTEST_TYPE_LAB_FAULT_LIST, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, ATTEST_TYPE_LAB_FAULT_ROW);
}

static void
attest_lab_fault_list_init (AttestLabFaultList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

void
attest_lab_fault_list_show (AttestLabFaultList *self,
                            GPtrArray *faults,
                            GPtrArray *targets,
                            int index)
{
  guint first = index >= 0 ? (guint)index : 0;
  guint end = index >= 0 ? (guint)index + 1 : targets->len;

  g_return_if_fail (ATTEST_IS_LAB_FAULT_LIST (self));
  g_return_if_fail (end <= targets->len);

  if (!has_rows_for (self, faults))
    create_rows (self, faults);
  for (guint i = 0; i < faults->len; i++)
    {
      AttestLabSetting shown = { 0 };
      guint64 count = 0;
      guint n_on = 0;

      for (guint j = first; j < end; j++)
        {
          AttestLabTarget *target = g_ptr_array_index (targets, j);
          AttestLabSetting *setting = &g_array_index (target->settings, AttestLabSetting, i);

          count += setting->count;
          if (setting->rate > 0 && n_on++ == 0)
            shown = *setting;
        }
      shown.count = count;
      attest_lab_fault_row_show (g_ptr_array_index (self->rows, i), &shown, n_on, end - first);
    }
}

AttestLabFaultRow *
attest_lab_fault_list_get_row (AttestLabFaultList *self, const char *name)
{
  g_return_val_if_fail (ATTEST_IS_LAB_FAULT_LIST (self), NULL);
  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (attest_lab_fault_row_get_name (g_ptr_array_index (self->rows, i)), name))
      return g_ptr_array_index (self->rows, i);
  return NULL;
}

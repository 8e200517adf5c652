/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-event-filter.h"
#include "attest-event-row.h"
#include "attest-event-text.h"
#include "attest-events-page.h"
#include "attest-reverse-model.h"
#include "compat/attest-bin-focus.h"

struct _AttestEventsPage
{
  AdwBin parent_instance;

  GtkStack *events_stack;
  GtkListView *events;
  GtkSearchEntry *search;
  GtkWidget *filters;
  GtkDropDown *severity;
  GtkDropDown *group;
  AttestEventFilter *filter;
  GListModel *event_model; /* (nullable): all of them, newest first */

  guint at_newest : 1; /* before the change that is being told of */
};

enum
{
  INSPECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestEventsPage, attest_events_page, ADW_TYPE_BIN)

static void
setup_event_cb (AttestEventsPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, attest_event_row_new ());
}

static void
bind_event_cb (AttestEventsPage *self, GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  AttestEventRow *row = ATTEST_EVENT_ROW (child);
  IcwsLedgerEntry *entry = gtk_list_item_get_item (item);
  g_autofree char *label = NULL;

  attest_event_row_set_entry (row, entry);
  /* What has the focus is around the row, and has no name of its own. */
  label = g_strjoin (", ", attest_event_severity_text (icws_ledger_entry_get_severity (entry)),
                     attest_event_row_get_text (row), attest_event_row_get_details (row), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (child)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_stack (AttestEventsPage *self)
{
  GtkSelectionModel *shown = gtk_list_view_get_model (self->events);
  const char *name = "list";

  if (self->event_model == NULL || g_list_model_get_n_items (self->event_model) == 0)
    name = "empty";
  else if (!attest_event_filter_is_open (self->filter) && shown != NULL &&
           g_list_model_get_n_items (G_LIST_MODEL (shown)) == 0)
    name = "none";
  gtk_stack_set_visible_child_name (self->events_stack, name);
}

static void
events_changed_cb (AttestEventsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->events));

  self->at_newest = adjustment == NULL || gtk_adjustment_get_value (adjustment) < 1;
  update_stack (self);
}

/* The list view holds on to the row that was the first; who looks at the newest wants the newest. */
static void
follow_newest_cb (AttestEventsPage *self)
{
  if (self->at_newest && gtk_list_view_get_model (self->events) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->events), "list.scroll-to-item", "u", 0);
}

/* Without a filter the list shows the record itself: nothing is gone through for each new entry. */
static GListModel *
create_shown_model (AttestEventsPage *self)
{
  GtkFilterListModel *model;

  if (attest_event_filter_is_open (self->filter))
    return g_object_ref (self->event_model);
  model = gtk_filter_list_model_new (g_object_ref (self->event_model),
                                     GTK_FILTER (g_object_ref (self->filter)));
  /* A hundred thousand entries are filtered in slices between frames. */
  gtk_filter_list_model_set_incremental (model, TRUE);
  return G_LIST_MODEL (model);
}

/* A list view makes rows even where nobody sees them: only while the page is seen it has a model. */
static void
attach_events (AttestEventsPage *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->event_model != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    selection = gtk_no_selection_new (create_shown_model (self));
  if (selection != NULL)
    g_signal_connect_object (selection, "items-changed", G_CALLBACK (update_stack), self,
                             G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->events, GTK_SELECTION_MODEL (selection));
  update_stack (self);
}

/* A filter that has changed is the model's business; only with the first one comes a model for it. */
static void
filter_changed (AttestEventsPage *self, gboolean was_open)
{
  /* That something is left out must be seen while the choices are not. */
  if (gtk_drop_down_get_selected (self->severity) > 0 ||
      gtk_drop_down_get_selected (self->group) > 0)
    gtk_widget_add_css_class (self->filters, "filtering");
  else
    gtk_widget_remove_css_class (self->filters, "filtering");
  if (attest_event_filter_is_open (self->filter) != was_open)
    attach_events (self);
  else
    update_stack (self);
}

static void
search_cb (AttestEventsPage *self)
{
  gboolean was_open = attest_event_filter_is_open (self->filter);

  attest_event_filter_set_search (self->filter,
                                  gtk_editable_get_text (GTK_EDITABLE (self->search)));
  filter_changed (self, was_open);
}

static void
severity_cb (AttestEventsPage *self)
{
  gboolean was_open = attest_event_filter_is_open (self->filter);

  attest_event_filter_set_severity (self->filter,
                                    (IcwsSeverity)gtk_drop_down_get_selected (self->severity));
  filter_changed (self, was_open);
}

/* The first choice is every group. */
static void
group_cb (AttestEventsPage *self)
{
  gboolean was_open = attest_event_filter_is_open (self->filter);

  attest_event_filter_set_group (self->filter, (int)gtk_drop_down_get_selected (self->group) - 1);
  filter_changed (self, was_open);
}

static void
activate_cb (AttestEventsPage *self, guint position)
{
  GtkSelectionModel *shown = gtk_list_view_get_model (self->events);
  g_autoptr (IcwsLedgerEntry)
      entry = shown != NULL ? g_list_model_get_item (G_LIST_MODEL (shown), position) : NULL;

  if (entry != NULL)
    g_signal_emit (self, signals[INSPECT], 0, entry);
}

static void
attest_events_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (attest_events_page_parent_class)->map (widget);
  attach_events (ATTEST_EVENTS_PAGE (widget));
}

static void
attest_events_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (attest_events_page_parent_class)->unmap (widget);
  attach_events (ATTEST_EVENTS_PAGE (widget));
}

static gboolean
attest_events_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_EVENTS_PAGE (widget)->events));
}

static void
attest_events_page_dispose (GObject *object)
{
  AttestEventsPage *self = ATTEST_EVENTS_PAGE (object);

  if (self->event_model != NULL)
    g_signal_handlers_disconnect_by_data (self->event_model, self);
  g_clear_object (&self->event_model);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (attest_events_page_parent_class)->dispose (object);
}

static void
attest_events_page_class_init (AttestEventsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_events_page_dispose;
  widget_class->grab_focus = attest_events_page_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->map = attest_events_page_map;
  widget_class->unmap = attest_events_page_unmap;

  signals[INSPECT] = g_signal_new ("inspect", ATTEST_TYPE_EVENTS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, ICWS_TYPE_LEDGER_ENTRY);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, events_stack);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, events);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, search);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, severity);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, group);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, severity_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
fill_groups (AttestEventsPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Every part"));
  for (int group = ICWS_GROUP_TRANSPORT; group <= ICWS_GROUP_CLOCK; group++)
    gtk_string_list_append (names, attest_event_group_text ((IcwsGroup)group));
  gtk_drop_down_set_model (self->group, G_LIST_MODEL (names));
}

static void
attest_events_page_init (AttestEventsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->filter = attest_event_filter_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_groups (self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_event_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->events, factory);
  g_object_unref (factory);
  events_changed_cb (self);
}

/**
 * attest_events_page_set_events:
 * @self: the page
 * @events: (nullable): a model of IcwsLedgerEntry, oldest first
 */
void
attest_events_page_set_events (AttestEventsPage *self, GListModel *events)
{
  g_return_if_fail (ATTEST_IS_EVENTS_PAGE (self));

  if (self->event_model != NULL)
    g_signal_handlers_disconnect_by_data (self->event_model, self);
  g_clear_object (&self->event_model);
  if (events != NULL)
    {
      self->event_model = G_LIST_MODEL (attest_reverse_model_new (events));
      g_signal_connect_object (self->event_model, "items-changed", G_CALLBACK (events_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->event_model, "items-changed", G_CALLBACK (follow_newest_cb),
                               self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  attach_events (self);
  events_changed_cb (self);
}

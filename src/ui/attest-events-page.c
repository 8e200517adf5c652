/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-event-row.h"
#include "attest-events-page.h"
#include "attest-reverse-model.h"

struct _AttestEventsPage
{
  AdwBin parent_instance;

  GtkStack *events_stack;
  GtkListView *events;
  GListModel *event_model;

  guint at_newest : 1; /* before the change that is being told of */
};

G_DEFINE_FINAL_TYPE (AttestEventsPage, attest_events_page, ADW_TYPE_BIN)

static void
setup_event_cb (AttestEventsPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, attest_event_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_event_cb (AttestEventsPage *self, GtkListItem *item)
{
  attest_event_row_set_entry (ATTEST_EVENT_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
events_changed_cb (AttestEventsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->events));
  gboolean empty = self->event_model == NULL || g_list_model_get_n_items (self->event_model) == 0;

  self->at_newest = adjustment == NULL || gtk_adjustment_get_value (adjustment) < 1;
  gtk_stack_set_visible_child_name (self->events_stack, empty ? "empty" : "list");
}

/* The list view holds on to the row that was the first; who looks at the newest wants the newest. */
static void
follow_newest_cb (AttestEventsPage *self)
{
  if (self->at_newest && gtk_list_view_get_model (self->events) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->events), "list.scroll-to-item", "u", 0);
}

/* A list view makes rows even where nobody sees them: only while the list is seen it has a model. */
static void
attach_events (AttestEventsPage *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->event_model != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->events)))
    selection = gtk_no_selection_new (g_object_ref (self->event_model));
  gtk_list_view_set_model (self->events, GTK_SELECTION_MODEL (selection));
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
  G_OBJECT_CLASS (attest_events_page_parent_class)->dispose (object);
}

static void
attest_events_page_class_init (AttestEventsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_events_page_dispose;
  widget_class->grab_focus = attest_events_page_grab_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, events_stack);
  gtk_widget_class_bind_template_child (widget_class, AttestEventsPage, events);
}

static void
attest_events_page_init (AttestEventsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_event_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->events, factory);
  g_signal_connect_object (self->events, "map", G_CALLBACK (attach_events), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->events, "unmap", G_CALLBACK (attach_events), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
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

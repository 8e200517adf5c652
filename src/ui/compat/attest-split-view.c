/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-split-view.h"

/* AdwLeaflet serves from libadwaita 1.2 on; AdwNavigationSplitView needs 1.4. */
struct _AttestSplitView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkWidget *content;
};

enum
{
  PROP_0,
  PROP_SIDEBAR,
  PROP_CONTENT,
  PROP_COLLAPSED,
  PROP_SHOW_CONTENT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (AttestSplitView, attest_split_view, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static void
folded_cb (AttestSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLAPSED]);
}

static void
visible_child_cb (AttestSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_CONTENT]);
}

static void
set_sidebar (AttestSplitView *self, GtkWidget *sidebar)
{
  if (sidebar == NULL)
    return;
  g_return_if_fail (self->sidebar == NULL);
  self->sidebar = sidebar;
  adw_leaflet_prepend (self->leaflet, sidebar);
}

static void
set_content (AttestSplitView *self, GtkWidget *content)
{
  if (content == NULL)
    return;
  g_return_if_fail (self->content == NULL);
  self->content = content;
  gtk_widget_set_hexpand (content, TRUE);
  adw_leaflet_append (self->leaflet, content);
  adw_leaflet_set_visible_child (self->leaflet, content);
}

static void
attest_split_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttestSplitView *self = ATTEST_SPLIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, attest_split_view_get_collapsed (self));
      break;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, attest_split_view_get_show_content (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_split_view_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  AttestSplitView *self = ATTEST_SPLIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      set_sidebar (self, g_value_get_object (value));
      break;
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    case PROP_SHOW_CONTENT:
      attest_split_view_set_show_content (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_split_view_class_init (AttestSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = attest_split_view_get_property;
  object_class->set_property = attest_split_view_set_property;

  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_CONTENT] = g_param_spec_boolean (
      "show-content", NULL, NULL, TRUE,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
attest_split_view_init (AttestSplitView *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (visible_child_cb),
                           self, G_CONNECT_SWAPPED);
}

gboolean
attest_split_view_get_collapsed (AttestSplitView *self)
{
  g_return_val_if_fail (ATTEST_IS_SPLIT_VIEW (self), FALSE);
  return adw_leaflet_get_folded (self->leaflet);
}

gboolean
attest_split_view_get_show_content (AttestSplitView *self)
{
  g_return_val_if_fail (ATTEST_IS_SPLIT_VIEW (self), FALSE);
  return self->content != NULL && adw_leaflet_get_visible_child (self->leaflet) == self->content;
}

void
attest_split_view_set_show_content (AttestSplitView *self, gboolean show_content)
{
  GtkWidget *child;

  g_return_if_fail (ATTEST_IS_SPLIT_VIEW (self));
  child = show_content ? self->content : self->sidebar;
  if (child != NULL)
    adw_leaflet_set_visible_child (self->leaflet, child);
}

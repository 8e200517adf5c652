/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-side-pane.h"

/* AdwFlap serves from libadwaita 1.2 on; AdwOverlaySplitView needs 1.4. */
struct _AttestSidePane
{
  AdwBin parent_instance;

  AdwFlap *flap;
};

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_PANE,
  PROP_SHOW_PANE,
  PROP_COLLAPSED,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (AttestSidePane, attest_side_pane, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static void
reveal_cb (AttestSidePane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PANE]);
}

static void
folded_cb (AttestSidePane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLAPSED]);
}

static void
attest_side_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttestSidePane *self = ATTEST_SIDE_PANE (object);

  switch (prop_id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_flap_get_content (self->flap));
      break;
    case PROP_PANE:
      g_value_set_object (value, adw_flap_get_flap (self->flap));
      break;
    case PROP_SHOW_PANE:
      g_value_set_boolean (value, attest_side_pane_get_show_pane (self));
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, attest_side_pane_get_collapsed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_side_pane_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  AttestSidePane *self = ATTEST_SIDE_PANE (object);

  switch (prop_id)
    {
    case PROP_CONTENT:
      adw_flap_set_content (self->flap, g_value_get_object (value));
      break;
    case PROP_PANE:
      adw_flap_set_flap (self->flap, g_value_get_object (value));
      break;
    case PROP_SHOW_PANE:
      attest_side_pane_set_show_pane (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_side_pane_class_init (AttestSidePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = attest_side_pane_get_property;
  object_class->set_property = attest_side_pane_set_property;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PANE] = g_param_spec_object ("pane", NULL, NULL, GTK_TYPE_WIDGET,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_PANE] = g_param_spec_boolean ("show-pane", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                         G_PARAM_STATIC_STRINGS);
  properties[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
attest_side_pane_init (AttestSidePane *self)
{
  self->flap = ADW_FLAP (adw_flap_new ());
  adw_flap_set_flap_position (self->flap, GTK_PACK_END);
  adw_flap_set_fold_policy (self->flap, ADW_FLAP_FOLD_POLICY_AUTO);
  adw_flap_set_reveal_flap (self->flap, FALSE);
  /* Without this, a window that grows past the threshold would open the pane unasked. */
  adw_flap_set_locked (self->flap, TRUE);
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->flap));
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (reveal_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
}

gboolean
attest_side_pane_get_show_pane (AttestSidePane *self)
{
  g_return_val_if_fail (ATTEST_IS_SIDE_PANE (self), FALSE);
  return adw_flap_get_reveal_flap (self->flap);
}

void
attest_side_pane_set_show_pane (AttestSidePane *self, gboolean show_pane)
{
  g_return_if_fail (ATTEST_IS_SIDE_PANE (self));
  adw_flap_set_reveal_flap (self->flap, show_pane);
}

gboolean
attest_side_pane_get_collapsed (AttestSidePane *self)
{
  g_return_val_if_fail (ATTEST_IS_SIDE_PANE (self), FALSE);
  return adw_flap_get_folded (self->flap);
}

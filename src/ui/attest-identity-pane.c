/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-identity-pane.h"
#include "compat/attest-bin-focus.h"

typedef struct
{
  IcIdentity *identity; /* (nullable) */
  char *problem;        /* (nullable) */
  guint busy : 1;
  guint attempted : 1;
} AttestIdentityPanePrivate;

enum
{
  CHANGED,
  ACTIVATED,
  N_SIGNALS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AttestIdentityPane, attest_identity_pane, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static AttestIdentityPanePrivate *
get_private (AttestIdentityPane *self)
{
  return attest_identity_pane_get_instance_private (self);
}

static void
attest_identity_pane_finalize (GObject *object)
{
  AttestIdentityPanePrivate *private = get_private (ATTEST_IDENTITY_PANE (object));

  g_clear_object (&private->identity);
  g_free (private->problem);
  G_OBJECT_CLASS (attest_identity_pane_parent_class)->finalize (object);
}

static void
attest_identity_pane_class_init (AttestIdentityPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_identity_pane_finalize;
  GTK_WIDGET_CLASS (klass)->focus = attest_bin_focus;
  signals[CHANGED] = g_signal_new ("changed", ATTEST_TYPE_IDENTITY_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", ATTEST_TYPE_IDENTITY_PANE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
attest_identity_pane_init (AttestIdentityPane *self)
{
}

/**
 * attest_identity_pane_set_state:
 * @self: the pane
 * @identity: (nullable): who it is
 * @problem: (nullable): what is wrong, a sentence
 * @busy: whether an identity is being made
 */
void
attest_identity_pane_set_state (AttestIdentityPane *self,
                                IcIdentity *identity,
                                const char *problem,
                                gboolean busy)
{
  AttestIdentityPanePrivate *private = get_private (self);
  AttestIdentityPaneClass *klass = ATTEST_IDENTITY_PANE_GET_CLASS (self);
  char *told = g_strdup (problem);

  if (identity == NULL && told == NULL && !busy && private->attempted && klass->get_missing != NULL)
    told = klass->get_missing (self);
  g_set_object (&private->identity, identity);
  g_free (private->problem);
  private->problem = told;
  private->busy = busy;
  g_signal_emit (self, signals[CHANGED], 0);
}

IcIdentity *
attest_identity_pane_get_identity (AttestIdentityPane *self)
{
  g_return_val_if_fail (ATTEST_IS_IDENTITY_PANE (self), NULL);
  return get_private (self)->identity;
}

const char *
attest_identity_pane_get_problem (AttestIdentityPane *self)
{
  g_return_val_if_fail (ATTEST_IS_IDENTITY_PANE (self), NULL);
  return get_private (self)->problem;
}

gboolean
attest_identity_pane_get_busy (AttestIdentityPane *self)
{
  g_return_val_if_fail (ATTEST_IS_IDENTITY_PANE (self), FALSE);
  return get_private (self)->busy;
}

const char *
attest_identity_pane_get_kind (AttestIdentityPane *self)
{
  g_return_val_if_fail (ATTEST_IS_IDENTITY_PANE (self), NULL);
  return ATTEST_IDENTITY_PANE_GET_CLASS (self)->kind;
}

gboolean
attest_identity_pane_get_rememberable (AttestIdentityPane *self)
{
  g_return_val_if_fail (ATTEST_IS_IDENTITY_PANE (self), FALSE);
  return ATTEST_IDENTITY_PANE_GET_CLASS (self)->rememberable;
}

/**
 * attest_identity_pane_reset:
 * @self: the pane
 *
 * Forgets what was filled in, first of all each secret.
 */
void
attest_identity_pane_reset (AttestIdentityPane *self)
{
  g_return_if_fail (ATTEST_IS_IDENTITY_PANE (self));
  get_private (self)->attempted = FALSE;
  ATTEST_IDENTITY_PANE_GET_CLASS (self)->reset (self);
}

void
attest_identity_pane_attempt (AttestIdentityPane *self)
{
  g_return_if_fail (ATTEST_IS_IDENTITY_PANE (self));
  get_private (self)->attempted = TRUE;
  if (get_private (self)->identity == NULL && get_private (self)->problem == NULL &&
      !get_private (self)->busy)
    attest_identity_pane_set_state (self, NULL, NULL, FALSE);
}

void
attest_identity_pane_update (AttestIdentityPane *self)
{
  g_return_if_fail (ATTEST_IS_IDENTITY_PANE (self));
  if (ATTEST_IDENTITY_PANE_GET_CLASS (self)->update != NULL)
    ATTEST_IDENTITY_PANE_GET_CLASS (self)->update (self);
}

void
attest_identity_pane_activate (AttestIdentityPane *self)
{
  g_return_if_fail (ATTEST_IS_IDENTITY_PANE (self));
  g_signal_emit (self, signals[ACTIVATED], 0);
}

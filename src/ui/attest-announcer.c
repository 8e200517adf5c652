/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-announcer.h"
#include "attest-text.h"

/* GTK 4.8 can neither ask a screen reader to say something (gtk_accessible_announce() is of 4.14)
 * nor mark a region as live. What reaches AT-SPI is the role and a change of name or text. So: a
 * status line (ROLE_STATUS_BAR for AT-SPI), one pixel high, whose text and accessible name are what
 * came in last. The list of messages itself has the role LOG, for readers that follow it by role.
 *
 * In a flood nobody could listen to all of it: then the line says how many came, and the last one. */

#define PAUSE_MS  2000
#define MAX_CHARS 200

struct _AttestAnnouncer
{
  AdwBin parent_instance;

  GtkLabel *label;
  char *author; /* (nullable): of the last message that waits */
  char *text;
  guint n_waiting;
  guint source;
};

G_DEFINE_FINAL_TYPE (AttestAnnouncer, attest_announcer, ADW_TYPE_BIN)

static void
say (AttestAnnouncer *self, const char *words)
{
  gtk_label_set_text (self->label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static gboolean
pause_over_cb (gpointer data)
{
  AttestAnnouncer *self = ATTEST_ANNOUNCER (data);

  if (self->n_waiting > 0)
    {
      attest_announcer_flush (self);
      return G_SOURCE_CONTINUE;
    }
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
attest_announcer_dispose (GObject *object)
{
  AttestAnnouncer *self = ATTEST_ANNOUNCER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (attest_announcer_parent_class)->dispose (object);
}

static void
attest_announcer_class_init (AttestAnnouncerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_announcer_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
attest_announcer_init (AttestAnnouncer *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_single_line_mode (self->label, TRUE);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "announcer");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
}

/**
 * attest_announcer_announce:
 * @self: the announcer
 * @author: (nullable): who wrote
 * @text: (nullable): what
 *
 * Says it at once, or after a pause together with what else comes in.
 */
void
attest_announcer_announce (AttestAnnouncer *self, const char *author, const char *text)
{
  g_return_if_fail (ATTEST_IS_ANNOUNCER (self));

  g_free (self->author);
  g_free (self->text);
  self->author = g_strdup (author);
  self->text = g_strdup (text);
  self->n_waiting++;
  if (self->source != 0)
    return;
  attest_announcer_flush (self);
  self->source = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

/**
 * attest_announcer_say:
 * @self: the announcer
 * @words: ours, ready to be read aloud
 *
 * Says it at once, before what waits.
 */
void
attest_announcer_say (AttestAnnouncer *self, const char *words)
{
  g_return_if_fail (ATTEST_IS_ANNOUNCER (self));
  say (self, words);
}

/**
 * attest_announcer_flush:
 * @self: the announcer
 *
 * Says what waits.
 */
void
attest_announcer_flush (AttestAnnouncer *self)
{
  g_autofree char *author = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *last = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (ATTEST_IS_ANNOUNCER (self));
  if (self->n_waiting == 0)
    return;
  author = attest_text_isolate (self->author);
  clean = attest_text_clean_line (self->text);
  if (g_utf8_strlen (clean, -1) > MAX_CHARS)
    *g_utf8_offset_to_pointer (clean, MAX_CHARS) = '\0';
  /* Translators: a name and what that person wrote, read aloud */
  last = g_strdup_printf (_ ("%s: %s"), author, clean);
  if (self->n_waiting > 1)
    /* Translators: read aloud when several messages came at once; the last one follows */
    words = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u new message. %s", "%u new messages. %s", self->n_waiting),
        self->n_waiting, last);
  self->n_waiting = 0;
  say (self, words != NULL ? words : last);
}

/**
 * attest_announcer_clear:
 * @self: the announcer
 *
 * Forgets what waits, as for another room.
 */
void
attest_announcer_clear (AttestAnnouncer *self)
{
  g_return_if_fail (ATTEST_IS_ANNOUNCER (self));
  self->n_waiting = 0;
  say (self, "");
}

const char *
attest_announcer_get_text (AttestAnnouncer *self)
{
  g_return_val_if_fail (ATTEST_IS_ANNOUNCER (self), NULL);
  return gtk_label_get_text (self->label);
}

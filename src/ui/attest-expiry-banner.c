/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-expiry-banner.h"
#include "attest-login-text.h"
#include "compat/attest-banner.h"

struct _AttestExpiryBanner
{
  AdwBin parent_instance;

  AttestBanner *banner;
  ChatConnection *connection;   /* (nullable) */
  AttestSignInOptions *options; /* (nullable) */
  AttestLoginMemory *memory;    /* (nullable) */
  GCancellable *cancellable;    /* (nullable): of the renewal under way */
};

G_DEFINE_FINAL_TYPE (AttestExpiryBanner, attest_expiry_banner, ADW_TYPE_BIN)

static void
say (AttestExpiryBanner *self,
     const char *icon_name,
     const char *text,
     const char *button,
     const char *css_class)
{
  attest_banner_set_content (self->banner, icon_name, text, button, css_class);
  attest_banner_set_revealed (self->banner, TRUE);
}

/**
 * attest_expiry_banner_show_stage:
 * @self: the banner
 * @expiry: how near the end is
 */
void
attest_expiry_banner_show_stage (AttestExpiryBanner *self, ChatExpiry expiry)
{
  switch (expiry)
    {
    case CHAT_EXPIRY_HOUR:
      say (self, "attest-delayed-symbolic",
           _ ("You are signed in for less than an hour more. Renew it to go on without a break."),
           _ ("Re_new"), "health-warning");
      break;
    case CHAT_EXPIRY_MINUTES:
      say (self, "attest-delayed-symbolic",
           _ ("Your sign-in ends in less than five minutes. Renew it to go on without a break."),
           _ ("Re_new"), "health-warning");
      break;
    case CHAT_EXPIRY_EXPIRED:
      say (self, "attest-disconnected-symbolic",
           _ ("Your sign-in has ended, so nothing is sent any more. What you wrote is kept; renew "
              "it to go on."),
           _ ("Re_new"), "health-bad");
      break;
    case CHAT_EXPIRY_NEVER:
    case CHAT_EXPIRY_FRESH:
    default:
      attest_banner_set_revealed (self->banner, FALSE);
    }
}

static void
look (AttestExpiryBanner *self)
{
  if (self->cancellable == NULL && self->connection != NULL)
    attest_expiry_banner_show_stage (self, chat_connection_get_expiry (self->connection));
}

static void
stop (AttestExpiryBanner *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExpiryBanner) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcLogin) login = attest_sign_in_start_finish (ATTEST_SIGN_IN (source), result, &error);

  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (login != NULL &&
      chat_connection_renew_identity (self->connection, IC_IDENTITY (login->identity), &error))
    {
      if (self->memory != NULL)
        attest_login_memory_renew (self->memory, IC_IDENTITY (login->identity));
      look (self);
      return;
    }
  if (g_error_matches (error, CHAT_ERROR, CHAT_ERROR_IDENTITY))
    say (self, "attest-refused-symbolic",
         _ ("Somebody else signed in. Renew as the one who is in this chat, or leave it."),
         _ ("Re_new"), "health-bad");
  else
    {
      g_autofree char *text = attest_login_text_for_error (error);

      say (self, "attest-failed-symbolic", text, _ ("Try _Again"), "health-bad");
    }
}

static void
mismatch_cb (AttestExpiryBanner *self, const char *principal)
{
  g_autofree char *brief = attest_login_text_shorten_principal (principal);
  g_autofree char *text = g_strdup_printf (
      _ ("%s signed in, who is somebody else. Choose in the browser who is in this chat."), brief);

  if (self->cancellable != NULL)
    say (self, "attest-delayed-symbolic", text, _ ("_Cancel"), "health-warning");
}

static void
start (AttestExpiryBanner *self)
{
  g_autoptr (AttestSignIn) sign_in = attest_sign_in_new ();
  AttestSignInOptions none = { 0 };
  IcPrincipal principal;

  self->cancellable = g_cancellable_new ();
  say (self, "attest-delayed-symbolic",
       _ ("Waiting for the browser: sign in there as the same person."), _ ("_Cancel"),
       "health-warning");
  ic_identity_get_principal (chat_connection_get_identity (self->connection), &principal);
  g_signal_connect_object (sign_in, "identity-mismatch", G_CALLBACK (mismatch_cb), self,
                           G_CONNECT_SWAPPED);
  attest_sign_in_start_async (sign_in, chat_connection_get_profile (self->connection),
                              self->options != NULL ? self->options : &none, &principal,
                              self->cancellable, signed_in_cb, g_object_ref (self));
}

/**
 * attest_expiry_banner_press:
 * @self: the banner
 *
 * What its button does: renews, or cancels that.
 */
void
attest_expiry_banner_press (AttestExpiryBanner *self)
{
  g_return_if_fail (ATTEST_IS_EXPIRY_BANNER (self));
  if (self->connection == NULL)
    return;
  if (self->cancellable == NULL)
    {
      start (self);
      return;
    }
  stop (self);
  look (self);
}

static void
attest_expiry_banner_dispose (GObject *object)
{
  attest_expiry_banner_set_connection (ATTEST_EXPIRY_BANNER (object), NULL, NULL);
  g_clear_object (&ATTEST_EXPIRY_BANNER (object)->memory);
  G_OBJECT_CLASS (attest_expiry_banner_parent_class)->dispose (object);
}

static void
attest_expiry_banner_class_init (AttestExpiryBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_expiry_banner_dispose;
}

static void
attest_expiry_banner_init (AttestExpiryBanner *self)
{
  self->banner = g_object_new (ATTEST_TYPE_BANNER, NULL);
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (attest_expiry_banner_press),
                           self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

/**
 * attest_expiry_banner_set_connection:
 * @self: the banner
 * @connection: (nullable): whose sign-in is watched
 * @options: (nullable): with whom the person signed in
 */
void
attest_expiry_banner_set_connection (AttestExpiryBanner *self,
                                     ChatConnection *connection,
                                     const AttestSignInOptions *options)
{
  g_return_if_fail (ATTEST_IS_EXPIRY_BANNER (self));

  stop (self);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->options, attest_sign_in_options_free);
  if (connection == NULL)
    {
      if (self->banner != NULL && ATTEST_IS_BANNER (adw_bin_get_child (ADW_BIN (self))))
        attest_banner_set_revealed (self->banner, FALSE);
      return;
    }
  self->connection = g_object_ref (connection);
  if (options != NULL)
    self->options = attest_sign_in_options_copy (options);
  g_signal_connect_object (connection, "notify::expiry", G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  look (self);
}

void
attest_expiry_banner_set_memory (AttestExpiryBanner *self, AttestLoginMemory *memory)
{
  g_return_if_fail (ATTEST_IS_EXPIRY_BANNER (self));
  g_set_object (&self->memory, memory);
}

gboolean
attest_expiry_banner_get_revealed (AttestExpiryBanner *self)
{
  return attest_banner_get_revealed (self->banner);
}

const char *
attest_expiry_banner_get_title (AttestExpiryBanner *self)
{
  return attest_banner_get_title (self->banner);
}

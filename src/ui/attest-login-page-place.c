/* SPDX-License-Identifier: MIT */
/* The login page: which room of a network. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-page-private.h"

/* Where the others stand after what is offered everywhere. */
#define N_EVERYWHERE ATTEST_LOGIN_BOARD

static const char *const names[ATTEST_N_LOGIN_PLACES] = {
  [ATTEST_LOGIN_GROUP_CHAT] = N_ ("Group Chat"),
  /* Translators: the room answers each message; Motoko is a programming language */
  [ATTEST_LOGIN_PING_MOTOKO] = N_ ("Ping-Pong (Motoko)"),
  /* Translators: the room answers each message; Rust is a programming language */
  [ATTEST_LOGIN_PING_RUST] = N_ ("Ping-Pong (Rust)"),
  [ATTEST_LOGIN_BOARD] = N_ ("Notice Board"),
  /* Translators: a notice board that keeps its interface out of the certified metadata */
  [ATTEST_LOGIN_PRIVATE_BOARD] = N_ ("Notice Board Without Metadata"),
  [ATTEST_LOGIN_OTHER] = N_ ("Another Canister…"),
};

static void
fill (AttestLoginPage *self, gboolean local)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < ATTEST_N_LOGIN_PLACES; i++)
    if (local || i < N_EVERYWHERE || i == ATTEST_LOGIN_OTHER)
      gtk_string_list_append (list, _ (names[i]));
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (list));
}

static void
set_place (AttestLoginPage *self, AttestLoginPlace place)
{
  guint position = place;

  if (!self->places_local && place >= N_EVERYWHERE)
    position = N_EVERYWHERE;
  adw_combo_row_set_selected (self->place_row, position);
}

AttestLoginPlace
attest_login_page_get_place (AttestLoginPage *self)
{
  guint position = adw_combo_row_get_selected (self->place_row);

  if (!self->places_local && position >= N_EVERYWHERE)
    return ATTEST_LOGIN_OTHER;
  return (AttestLoginPlace)MIN (position, ATTEST_LOGIN_OTHER);
}

/**
 * attest_login_page_update_places:
 *
 * Offers what there is on the network that is chosen; the choice stays if it is there, too.
 */
void
attest_login_page_update_places (AttestLoginPage *self)
{
  gboolean local = attest_login_page_get_network (self) == CHAT_NETWORK_LOCAL;
  gboolean custom = attest_login_page_get_network (self) == CHAT_NETWORK_CUSTOM;
  AttestLoginPlace place;

  if (adw_combo_row_get_model (self->place_row) == NULL)
    {
      self->places_local = local;
      fill (self, local);
    }
  else if (!custom && local != self->places_local)
    {
      place = attest_login_page_get_place (self);
      if (!local && place >= N_EVERYWHERE && place != ATTEST_LOGIN_OTHER)
        place = ATTEST_LOGIN_GROUP_CHAT;
      self->places_local = local;
      fill (self, local);
      set_place (self, place);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->place_row), !custom && self->preset == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->canister_row),
                          self->preset == NULL &&
                              (custom || attest_login_page_get_place (self) == ATTEST_LOGIN_OTHER));
}

/**
 * attest_login_page_set_canister:
 * @self: the page
 * @canister_id: the room to go to, on the network that is chosen
 */
void
attest_login_page_set_canister (AttestLoginPage *self, const IcPrincipal *canister_id)
{
  AttestLoginPlace place;
  g_autofree char *id = NULL;

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  id = ic_principal_to_text (canister_id);
  place = attest_login_place_find (canister_id);
  attest_login_page_update_places (self);
  if (place < ATTEST_LOGIN_OTHER && place >= N_EVERYWHERE && !self->places_local)
    place = ATTEST_LOGIN_OTHER;
  set_place (self, place);
  gtk_editable_set_text (GTK_EDITABLE (self->canister_row), place == ATTEST_LOGIN_OTHER ? id : "");
  attest_login_page_update (self);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"

typedef struct
{
  const char *icon_name;
  const char *word;
  const char *sentence;
} Entry;

/* In the order of ChatDelivery. */
static const Entry ENTRIES[] = {
  [CHAT_DELIVERY_RECEIVED] = { "attest-verified-symbolic", N_ ("verified"),
                               N_ ("Verified: certified by the Internet Computer for you") },
  [CHAT_DELIVERY_QUEUED] = { "attest-queued-symbolic", N_ ("waiting"),
                             N_ ("Waiting: sent when the connection is proved") },
  [CHAT_DELIVERY_SENT] = { "attest-sent-symbolic", N_ ("sent"),
                           N_ ("Sent to the gateway, not yet confirmed by the room") },
  [CHAT_DELIVERY_ACCEPTED] = { "attest-accepted-symbolic", N_ ("accepted"),
                               N_ ("Accepted by the room: the proof has come back") },
  [CHAT_DELIVERY_FAILED] = { "attest-failed-symbolic", N_ ("not confirmed"),
                             N_ ("Not confirmed: the connection ended before a proof came back") },
};

static const Entry *
find_entry (ChatDelivery delivery)
{
  g_return_val_if_fail ((gsize)delivery < G_N_ELEMENTS (ENTRIES), &ENTRIES[0]);
  return &ENTRIES[delivery];
}

/**
 * attest_delivery_get_icon_name:
 * @delivery: how far a message is
 *
 * Returns: (transfer none): a symbolic icon, a shape of its own for each state
 */
const char *
attest_delivery_get_icon_name (ChatDelivery delivery)
{
  return find_entry (delivery)->icon_name;
}

/**
 * attest_delivery_get_word:
 * @delivery: how far a message is
 *
 * Returns: (transfer none): the state as a word, for labels that are read aloud
 */
const char *
attest_delivery_get_word (ChatDelivery delivery)
{
  return _ (find_entry (delivery)->word);
}

/**
 * attest_delivery_get_sentence:
 * @delivery: how far a message is
 *
 * Returns: (transfer none): what the state means, for the tooltip
 */
const char *
attest_delivery_get_sentence (ChatDelivery delivery)
{
  return _ (find_entry (delivery)->sentence);
}

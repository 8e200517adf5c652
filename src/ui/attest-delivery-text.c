/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"
#include "attest-text.h"
#include "attest-time.h"

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
                           N_ ("Sent, not yet confirmed by the room") },
  [CHAT_DELIVERY_ACCEPTED] = { "attest-accepted-symbolic", N_ ("accepted"),
                               N_ ("Accepted by the room: the proof has come back") },
  [CHAT_DELIVERY_FAILED] = { "attest-failed-symbolic", N_ ("not accepted"),
                             N_ ("Not accepted: the room or the Internet Computer refused it") },
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

/**
 * attest_delivery_describe:
 * @message: a message of ours
 *
 * Returns: (transfer full): how far it got, with the reason why it failed, and whether it may appear
 *   twice
 */
char *
attest_delivery_describe (ChatMessage *message)
{
  const char *sentence = attest_delivery_get_sentence (chat_message_get_delivery (message));
  const char *reason = chat_message_get_failure_text (message);
  GString *out = g_string_new (sentence);

  if (chat_message_get_delivery (message) == CHAT_DELIVERY_FAILED && reason != NULL && *reason != 0)
    {
      g_autofree char *clean = attest_text_clean_line (reason);

      g_string_append_printf (out, "\n%s", clean);
    }
  if (chat_message_get_possible_duplicate (message))
    g_string_append_printf (
        out, "\n%s",
        _ ("Sent again, because nobody could tell whether it had arrived: others "
           "may see it twice"));
  return g_string_free (out, FALSE);
}

static char *
describe_gap (ChatMessage *message)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  guint64 from_ns, to_ns;

  chat_message_get_span (message, &from_ns, &to_ns);
  from = attest_time_format_clock_seconds (from_ns);
  to = attest_time_format_clock_seconds (to_ns);
  /* Translators: both %s are times of day */
  return g_strdup_printf (_ ("Not connected from %s to %s: what others said then is missing here"),
                          from, to);
}

/**
 * attest_delivery_describe_notice:
 * @message: a notice of the room itself
 *
 * Returns: (transfer full): the notice in words
 */
char *
attest_delivery_describe_notice (ChatMessage *message)
{
  const char *id = chat_message_get_text (message);
  const char *place = chat_message_get_author (message);

  if (g_strcmp0 (id, CHAT_NOTICE_GAP) == 0)
    return describe_gap (message);
  if (g_strcmp0 (id, CHAT_NOTICE_UNREADABLE) == 0)
    return g_strdup (_ ("1 message could not be read and is not shown"));
  if (g_strcmp0 (id, CHAT_NOTICE_REFUSED) == 0)
    return g_strdup (_ ("1 message could not be verified and is not shown"));
  if (g_strcmp0 (id, CHAT_NOTICE_SWITCHED) == 0 && place == NULL)
    return g_strdup (_ ("Connected without a gateway now"));
  if (g_strcmp0 (id, CHAT_NOTICE_SWITCHED) == 0)
    {
      g_autofree char *clean = attest_text_isolate (place);

      /* Translators: %s is the address of a gateway */
      return g_strdup_printf (_ ("Connected through %s now"), clean);
    }
  return attest_text_clean (id != NULL ? id : "");
}

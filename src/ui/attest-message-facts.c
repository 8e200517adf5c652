/* SPDX-License-Identifier: MIT */
/* What can be said of a message, honestly. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"
#include "attest-message-facts.h"
#include "attest-text.h"
#include "attest-time.h"

void
attest_message_fact_free (AttestMessageFact *self)
{
  g_free (self->title);
  g_free (self->value);
  g_free (self);
}

/**
 * attest_message_describe_author:
 * @message: a text
 * @codec_id: (nullable): the kind of the room's messages
 *
 * Returns: (transfer full): what is known of who wrote it
 */
char *
attest_message_describe_author (ChatMessage *message, const char *codec_id)
{
  if (chat_message_is_own (message))
    return g_strdup (_ ("You wrote this. The room knows you by your principal; others see the name "
                        "that you chose."));
  if (g_strcmp0 (codec_id, "group-chat") == 0)
    return g_strdup (_ ("A name is only a claim: what somebody called themselves. This room does "
                        "not tell the principal of who wrote a message, so nothing proves who it "
                        "was, and several people can use one name."));
  if (codec_id != NULL && g_str_has_prefix (codec_id, "ping-pong"))
    return g_strdup (_ ("The messages of this room name no author: the room itself answers you."));
  if (g_strcmp0 (codec_id, "any") == 0)
    return g_strdup (
        _ ("Attest does not know this kind of room. If its messages name somebody, this "
           "is what the room says; Attest cannot tell whether the room checked it."));
  return g_strdup (_ ("A name is only a claim: what somebody called themselves. Nothing proves who "
                      "wrote this."));
}

/**
 * attest_message_describe_proof:
 * @message: a text
 *
 * Returns: (transfer full): what is proved, and what is not; for our own how far they got
 */
char *
attest_message_describe_proof (ChatMessage *message)
{
  if (chat_message_is_own (message))
    return attest_delivery_describe (message);
  if (chat_message_get_certificate_time_ns (message) == 0)
    return g_strdup (_ ("No proof is kept with this message."));
  return g_strdup (
      _ ("The Internet Computer certified this message for you. Nobody between the room "
         "and you can have changed it, put it in another place, or left out one before "
         "it unseen. This proves that the room sent it, not who wrote it."));
}

static void
add (GPtrArray *facts, const char *title, const char *value, gboolean copyable)
{
  AttestMessageFact *fact = g_new0 (AttestMessageFact, 1);

  fact->title = g_strdup (title);
  fact->value = g_strdup (value);
  fact->copyable = copyable;
  g_ptr_array_add (facts, fact);
}

static void
add_number (GPtrArray *facts, const char *title, guint64 number)
{
  g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  if (number != 0)
    add (facts, title, value, FALSE);
}

static void
add_time (GPtrArray *facts, const char *title, guint64 time_ns)
{
  g_autofree char *value = attest_time_format_full (time_ns);

  if (time_ns != 0)
    add (facts, title, value, FALSE);
}

/**
 * attest_message_list_facts:
 * @message: a text
 *
 * Returns: (transfer container) (element-type AttestMessageFact): the figures that there are
 */
GPtrArray *
attest_message_list_facts (ChatMessage *message)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify)attest_message_fact_free);
  g_autofree char *key = attest_text_clean_line (chat_message_get_key (message));

  add_time (facts, chat_message_is_own (message) ? _ ("Written") : _ ("Time the room gives"),
            chat_message_get_time_ns (message));
  add_time (facts, _ ("Time of the certificate"), chat_message_get_certificate_time_ns (message));
  add_number (facts, _ ("Number of the room's messages to you"),
              chat_message_get_sequence (message));
  add_number (facts, _ ("Number of your messages to the room"),
              chat_message_get_own_sequence (message));
  if (*key != '\0')
    add (facts, _ ("Certified key"), key, TRUE);
  return facts;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-error-text.h"
#include "attest-health-text.h"
#include "attest-text.h"
#include "attest-verdict-text.h"

typedef struct
{
  ChatHealth health;
  const char *word;
  const char *title;
  const char *explanation;
  const char *icon_name;
  const char *css_class;
  gboolean trouble;
  gboolean can_reconnect;
} Entry;

static const Entry ENTRIES[] = {
  { CHAT_HEALTH_INTEGRITY, N_ ("Do not trust"), N_ ("The gateway was caught cheating."),
    N_ ("Nothing is sent or received until another way is proved, or you decide."),
    "attest-integrity-symbolic", "health-bad", TRUE, TRUE },
  { CHAT_HEALTH_IDENTITY, N_ ("Identity changed"),
    N_ ("The network is another one than last time."),
    N_ ("Its root key changed, and with it whatever proves messages. Nothing is sent until you "
        "decide."),
    "attest-identity-symbolic", "health-bad", TRUE, TRUE },
  { CHAT_HEALTH_OFFLINE, N_ ("Offline"), N_ ("This computer has no network."),
    N_ ("What you write is kept and sent when the network is back."), "attest-offline-symbolic",
    "health-neutral", TRUE, FALSE },
  { CHAT_HEALTH_UNREACHABLE, N_ ("Gateway unreachable"), N_ ("The gateway cannot be reached."),
    N_ ("What you write is kept and sent when the gateway is back."), "attest-unreachable-symbolic",
    "health-warning", TRUE, TRUE },
  { CHAT_HEALTH_REFUSED, N_ ("Refused"), N_ ("The connection was refused."),
    N_ ("Nothing is sent or received until you reconnect."), "attest-refused-symbolic",
    "health-warning", TRUE, TRUE },
  { CHAT_HEALTH_RECONNECTING, N_ ("Reconnecting"), N_ ("The connection is being made again."),
    N_ ("What you write is kept and sent when the connection is proved."),
    "attest-reconnecting-symbolic", "health-neutral", TRUE, TRUE },
  { CHAT_HEALTH_UNCONFIRMED, N_ ("Not confirmed"),
    N_ ("The last proof is older than it should be."),
    N_ ("The connection is open, but the room has not proved lately that it hears you. Messages "
        "may "
        "be on hold."),
    "attest-unconfirmed-symbolic", "health-warning", TRUE, TRUE },
  { CHAT_HEALTH_DELAYED, N_ ("Slow"), N_ ("Messages arrive late."),
    N_ ("They are proved to be genuine, but take long on the way. The gateway or the network may "
        "be "
        "busy, or this computer's clock is wrong."),
    "attest-delayed-symbolic", "health-warning", FALSE, FALSE },
  { CHAT_HEALTH_CHECKING, N_ ("Checking"), N_ ("The connection is being checked."),
    N_ ("What you write is sent as soon as the room has proved itself."),
    "attest-checking-symbolic", "health-neutral", FALSE, FALSE },
  { CHAT_HEALTH_VERIFIED, N_ ("Verified"), N_ ("Every message is proved."),
    N_ ("Each message shown was certified by the Internet Computer for this room and for you, "
        "complete and in order."),
    "attest-verified-symbolic", "health-good", FALSE, FALSE },
  { CHAT_HEALTH_PAUSED, N_ ("Paused"), N_ ("The connection pauses while nobody looks."),
    N_ ("It goes on as soon as you come back. Messages of the meantime are not received."),
    "attest-paused-symbolic", "health-neutral", FALSE, FALSE },
  { CHAT_HEALTH_DISCONNECTED, N_ ("Disconnected"), N_ ("You are not connected."),
    N_ ("What you write is kept and sent after you connect."), "attest-disconnected-symbolic",
    "health-neutral", TRUE, TRUE },
};

static const Entry *
find_entry (ChatHealth health)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ENTRIES); i++)
    if (ENTRIES[i].health == health)
      return &ENTRIES[i];
  g_return_val_if_reached (&ENTRIES[G_N_ELEMENTS (ENTRIES) - 1]);
}

static char *
join_sentences (const char *first, const char *second)
{
  /* Translators: two full sentences after each other */
  return g_strdup_printf (C_ ("two sentences", "%s %s"), first, second);
}

/* What a verdict adds to the words of @error; what the room itself said stands with them. */
static void
get_ended_text (const GError *error, IcwsVerdict *verdict, AttestErrorText *text, char **details)
{
  *details = NULL;
  if (verdict == NULL || icws_verdict_get_act (verdict) == ICWS_ACT_NONE)
    {
      attest_error_text_get (error, text);
      return;
    }
  attest_verdict_text_get (icws_verdict_get_act (verdict), text);
  if (icws_verdict_get_culprit (verdict) == ICWS_CULPRIT_CANISTER ||
      icws_verdict_get_culprit (verdict) == ICWS_CULPRIT_YOU)
    {
      g_autofree char *line = attest_text_clean_line (icws_verdict_get_text (verdict));

      *details = g_strconcat (line, g_str_has_suffix (line, ".") ? "" : ".", NULL);
    }
}

/**
 * attest_health_text_new_for_verdict:
 * @health: the verdict
 * @error: (nullable): how the last session ended
 * @verdict: (nullable): what is known of that
 * @attempt: number of retries so far
 * @retry_seconds: seconds to the next attempt; 0 for none planned
 *
 * A pure function: says what happened, whose fault it is and what can be done.
 *
 * Returns: (transfer full): the words
 */
AttestHealthText *
attest_health_text_new_for_verdict (ChatHealth health,
                                    const GError *error,
                                    IcwsVerdict *verdict,
                                    guint attempt,
                                    guint retry_seconds)
{
  const Entry *entry = find_entry (health);
  AttestHealthText *self = g_new0 (AttestHealthText, 1);
  gboolean ended = health == CHAT_HEALTH_INTEGRITY || health == CHAT_HEALTH_UNREACHABLE ||
                   health == CHAT_HEALTH_REFUSED || health == CHAT_HEALTH_RECONNECTING;

  self->word = g_strdup (_ (entry->word));
  self->icon_name = entry->icon_name;
  self->css_class = entry->css_class;
  self->trouble = entry->trouble;
  self->can_reconnect = entry->can_reconnect;

  if (ended && error != NULL)
    {
      AttestErrorText text;
      g_autofree char *details = NULL;
      g_autofree char *what = NULL;

      get_ended_text (error, verdict, &text, &details);
      what = details != NULL ? join_sentences (text.what, details) : g_strdup (text.what);
      /* Translators: the verdict, then what happened: "Do not trust: A message was changed" */
      self->title = g_strdup_printf (_ ("%s: %s"), _ (entry->word), text.title);
      if (g_strcmp0 (_ (entry->word), text.title) == 0)
        {
          g_free (self->title);
          self->title = g_strdup (_ (entry->title));
        }
      self->explanation = join_sentences (what, _ (entry->explanation));
      self->advice = g_strdup (text.advice);
    }
  else
    {
      self->title = g_strdup (_ (entry->title));
      self->explanation = g_strdup (_ (entry->explanation));
    }

  if (retry_seconds > 0 && health != CHAT_HEALTH_INTEGRITY && health != CHAT_HEALTH_OFFLINE)
    {
      g_free (self->advice);
      self->advice = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "Attempt %u failed. The next one is in %u second.",
                       "Attempt %u failed. The next one is in %u seconds.", retry_seconds),
          MAX (attempt, 1), retry_seconds);
    }
  return self;
}

AttestHealthText *
attest_health_text_new (ChatHealth health, const GError *error, guint attempt, guint retry_seconds)
{
  return attest_health_text_new_for_verdict (health, error, NULL, attempt, retry_seconds);
}

AttestHealthText *
attest_health_text_new_for_connection (ChatConnection *connection)
{
  return attest_health_text_new_for_verdict (
      chat_connection_get_health (connection), chat_connection_get_error (connection),
      chat_connection_get_verdict (connection), chat_connection_get_attempt (connection),
      chat_connection_get_retry_seconds (connection));
}

void
attest_health_text_free (AttestHealthText *self)
{
  g_free (self->word);
  g_free (self->title);
  g_free (self->explanation);
  g_free (self->advice);
  g_free (self);
}

/**
 * attest_health_get_icon_name:
 * @health: the verdict
 *
 * Returns: (transfer none): a symbolic icon; each verdict has a shape of its own
 */
const char *
attest_health_get_icon_name (ChatHealth health)
{
  return find_entry (health)->icon_name;
}

/**
 * attest_health_get_word:
 * @health: the verdict
 *
 * Returns: (transfer none): the word beside the shield
 */
const char *
attest_health_get_word (ChatHealth health)
{
  return _ (find_entry (health)->word);
}

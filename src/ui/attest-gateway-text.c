/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-gateway-text.h"
#include "attest-time.h"

static char *
describe_quarantine (guint64 end_ns, guint64 now_ns)
{
  g_autofree char *when = NULL;

  if (end_ns == G_MAXUINT64)
    return g_strdup (_ ("Quarantined until you forgive it"));
  when = attest_time_is_same_day (end_ns, now_ns) ? attest_time_format_clock (end_ns)
                                                  : attest_time_format_full (end_ns);
  /* Translators: a time of day, or date and time */
  return g_strdup_printf (_ ("Quarantined until %s"), when);
}

static char *
describe_failing (guint64 retry_ns, guint64 now_ns)
{
  guint seconds;

  if (retry_ns <= now_ns)
    return g_strdup (_ ("Failed last time, can be tried again"));
  seconds = (guint)((retry_ns - now_ns + IC_NS_PER_S - 1) / IC_NS_PER_S);
  /* Translators: a number of seconds */
  return g_strdup_printf (_ ("Failing, tries again in %u s"), seconds);
}

static void
describe_use (AttestGatewayText *self, AttestGatewayUse use)
{
  switch (use)
    {
    case ATTEST_GATEWAY_USE_PROVED:
      self->icon_name = "attest-verified-symbolic";
      self->css_class = "success";
      self->state = g_strdup (_ ("In use and proved"));
      break;
    case ATTEST_GATEWAY_USE_UNCONFIRMED:
      self->icon_name = "attest-unconfirmed-symbolic";
      self->css_class = "warning";
      self->state = g_strdup (_ ("In use, not confirmed"));
      break;
    case ATTEST_GATEWAY_USE_CONNECTING:
    case ATTEST_GATEWAY_USE_NONE:
    default:
      self->icon_name = "attest-checking-symbolic";
      self->css_class = "neutral";
      self->state = g_strdup (_ ("Connecting"));
    }
}

static void
describe_state (AttestGatewayText *self, IcwsGateway *gateway, guint64 now_ns)
{
  switch (icws_gateway_get_state (gateway, now_ns))
    {
    case ICWS_GATEWAY_QUARANTINED:
      self->icon_name = "attest-integrity-symbolic";
      self->css_class = "error";
      self->state = describe_quarantine (icws_gateway_get_quarantine_end_ns (gateway), now_ns);
      break;
    case ICWS_GATEWAY_FAILING:
      self->icon_name = "attest-unreachable-symbolic";
      self->css_class = "warning";
      self->state = describe_failing (icws_gateway_get_retry_ns (gateway), now_ns);
      break;
    case ICWS_GATEWAY_GOOD:
      self->icon_name = "attest-step-passed-symbolic";
      self->css_class = "neutral";
      self->state = g_strdup (_ ("Ready"));
      break;
    case ICWS_GATEWAY_UNTRIED:
    default:
      self->icon_name = "attest-step-pending-symbolic";
      self->css_class = "neutral";
      self->state = g_strdup (_ ("Not tried yet"));
    }
}

static void
add_part (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

static char *
describe_record (IcwsGateway *gateway, guint64 now_ns)
{
  gulong n_opened = (gulong)icws_gateway_get_n_opened (gateway);
  gulong n_messages = (gulong)icws_gateway_get_n_messages (gateway);
  gint64 latency_us = icws_gateway_get_median_latency_us (gateway);
  guint64 proof_ns = icws_gateway_get_last_proof_ns (gateway);
  GString *text;

  if (n_opened == 0 && icws_gateway_get_state (gateway, now_ns) == ICWS_GATEWAY_UNTRIED)
    return NULL;
  if (n_opened == 0)
    return g_strdup (_ ("Never opened"));
  text = g_string_new (NULL);
  add_part (text, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Opened %lu time",
                                                "Opened %lu times", n_opened),
                                   n_opened));
  add_part (text, g_strdup_printf (
                      g_dngettext (GETTEXT_PACKAGE, "%lu message", "%lu messages", n_messages),
                      n_messages));
  if (latency_us >= 0)
    {
      g_autofree char *span = attest_time_format_span (latency_us);

      /* Translators: the usual time that a message takes, such as "84 ms" */
      add_part (text, g_strdup_printf (_ ("median %s"), span));
    }
  if (proof_ns != 0)
    {
      g_autofree char *age = attest_time_format_age (proof_ns, now_ns);

      /* Translators: an age such as "5 s ago" */
      add_part (text, g_strdup_printf (_ ("proved %s"), age));
    }
  return g_string_free (text, FALSE);
}

/**
 * attest_gateway_text_new:
 * @gateway: a gateway
 * @use: what the connection makes of it now
 * @now_ns: the present
 *
 * Returns: (transfer full): its state and its record in words
 */
AttestGatewayText *
attest_gateway_text_new (IcwsGateway *gateway, AttestGatewayUse use, guint64 now_ns)
{
  AttestGatewayText *self = g_new0 (AttestGatewayText, 1);

  if (use == ATTEST_GATEWAY_USE_NONE)
    describe_state (self, gateway, now_ns);
  else
    describe_use (self, use);
  if (icws_gateway_get_pinned (gateway))
    {
      char *state = self->state;

      /* Translators: %s is the state of a gateway, such as "Ready" */
      self->state = g_strdup_printf (_ ("%s, preferred"), state);
      g_free (state);
    }
  self->record = describe_record (gateway, now_ns);
  return self;
}

void
attest_gateway_text_free (AttestGatewayText *self)
{
  g_free (self->state);
  g_free (self->record);
  g_free (self);
}

/**
 * attest_gateway_use_read:
 * @connection: a connection
 * @gateway: (nullable): one of its gateways; %NULL for direct mode
 *
 * Returns: whether the current session goes that way, and whether that is proved
 */
AttestGatewayUse
attest_gateway_use_read (ChatConnection *connection, IcwsGateway *gateway)
{
  ChatMode mode = gateway != NULL ? CHAT_MODE_GATEWAY : CHAT_MODE_DIRECT;
  IcwsSession *session = chat_connection_get_session (connection);
  ChatHealth health = chat_connection_get_health (connection);
  IcwsState state;

  if (session == NULL || chat_connection_get_mode (connection) != mode ||
      chat_connection_get_gateway (connection) != gateway)
    return ATTEST_GATEWAY_USE_NONE;
  state = icws_session_get_state (session);
  if (state == ICWS_STATE_CLOSED)
    return ATTEST_GATEWAY_USE_NONE;
  if (state != ICWS_STATE_OPEN)
    return ATTEST_GATEWAY_USE_CONNECTING;
  return health == CHAT_HEALTH_VERIFIED || health == CHAT_HEALTH_DELAYED
             ? ATTEST_GATEWAY_USE_PROVED
             : ATTEST_GATEWAY_USE_UNCONFIRMED;
}

/**
 * attest_gateway_way_text:
 * @connection: a connection
 *
 * Returns: (transfer full): which way it takes now, in words
 */
char *
attest_gateway_way_text (ChatConnection *connection)
{
  IcwsGateway *gateway = chat_connection_get_gateway (connection);
  AttestGatewayUse use = attest_gateway_use_read (connection, gateway);
  guint seconds = chat_connection_get_retry_seconds (connection);

  if (use == ATTEST_GATEWAY_USE_NONE && seconds > 0)
    /* Translators: a number of seconds */
    return g_strdup_printf (_ ("None; tries again in %u s"), seconds);
  if (use == ATTEST_GATEWAY_USE_NONE)
    return g_strdup (_ ("None"));
  if (gateway == NULL)
    return g_strdup (use == ATTEST_GATEWAY_USE_CONNECTING ? _ ("Connecting, without a gateway")
                                                          : _ ("Direct, without a gateway"));
  if (use == ATTEST_GATEWAY_USE_CONNECTING)
    /* Translators: an address */
    return g_strdup_printf (_ ("Connecting to %s"), icws_gateway_get_url (gateway));
  return g_strdup (icws_gateway_get_url (gateway));
}

char *
attest_gateway_markup (const char *text)
{
  return g_markup_printf_escaped ("<span insert_hyphens=\"false\">%s</span>", text);
}

/**
 * attest_direct_policy_text:
 * @policy: when to do without a gateway
 *
 * Returns: (transfer none): what that means
 */
const char *
attest_direct_policy_text (ChatDirectPolicy policy)
{
  switch (policy)
    {
    case CHAT_DIRECT_ALWAYS:
      return _ ("No gateway to trust: Attest asks the Internet Computer itself, which is a bit "
                "slower.");
    case CHAT_DIRECT_NEVER:
      return _ ("When no gateway can be used, Attest waits, and what you write is kept.");
    case CHAT_DIRECT_LAST_RESORT:
    default:
      return _ ("Gateways first. When none can be used, Attest asks the Internet Computer itself, "
                "which is a bit slower.");
    }
}

/**
 * attest_gateway_address_problem:
 * @pool: the gateways that there are
 * @url: what a person wrote
 *
 * Returns: (transfer full) (nullable): why that cannot be one more of them
 */
char *
attest_gateway_address_problem (IcwsPool *pool, const char *url)
{
  g_autofree char *key = icws_gateway_normalize_url (url, NULL);

  if (key == NULL)
    return g_strdup (
        _ ("The address of a gateway begins with wss:// or ws://, followed by the name "
           "of a computer."));
  if (icws_pool_find (pool, url) != NULL)
    return g_strdup (_ ("This gateway is in the list already."));
  if (g_list_model_get_n_items (G_LIST_MODEL (pool)) >= ICWS_POOL_MAX_GATEWAYS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The list is full: it takes %u gateway.",
                                         "The list is full: it takes %u gateways.",
                                         ICWS_POOL_MAX_GATEWAYS),
                            ICWS_POOL_MAX_GATEWAYS);
  return NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * A probe that stays: connected by whatever way there is, and one line at each change of health, at
 * each verdict, and at each interval, for monitoring.
 */
#include "probe-tasks.h"

#include <glib-unix.h>
#include <unistd.h>

#include "probe-json.h"
#include "probe-output.h"

typedef struct
{
  const ProbeOptions *options;
  ChatConnection *connection;
  ChatRoom *room;
  GMainLoop *loop;
  ChatHealth told; /* in the last line about health */
  guint settling;
  gboolean said;
  gboolean ever_verified;
  gboolean lie;  /* seen at any time: the connection's list of verdicts is bounded */
  gboolean gone; /* nobody reads any more */
} Watch;

static guint64
get_now_ns (Watch *watch)
{
  return ic_clock_get_wall_ns (chat_connection_get_clock (watch->connection));
}

/* When the present health began. */
static guint64
get_since_ns (Watch *watch)
{
  GListModel *timeline = G_LIST_MODEL (chat_connection_get_timeline (watch->connection));
  guint n = g_list_model_get_n_items (timeline);
  g_autoptr (ChatSpan) span = n > 0 ? g_list_model_get_item (timeline, n - 1) : NULL;

  return span != NULL ? chat_span_get_start_ns (span) : 0;
}

static char *
format_time (guint64 wall_ns)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc ((gint64)(wall_ns / IC_NS_PER_S));
  g_autofree char *text = second ? g_date_time_format (second, "%Y-%m-%dT%H:%M:%S") : NULL;

  if (text == NULL || wall_ns == 0)
    return NULL;
  return g_strdup_printf ("%s.%03uZ", text, (guint)(wall_ns / IC_NS_PER_MS % 1000));
}

static void
add_nullable_int (JsonBuilder *builder, const char *name, gboolean known, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (known)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_figures (JsonBuilder *builder, const IcwsFigures *figures)
{
  json_builder_set_member_name (builder, "figures");
  json_builder_begin_object (builder);
  probe_json_add_int (builder, "frames_received", (gint64)figures->frames_received);
  probe_json_add_int (builder, "messages_verified", (gint64)figures->messages_verified);
  probe_json_add_int (builder, "messages_refused", (gint64)figures->messages_refused);
  probe_json_add_int (builder, "certificates_verified", (gint64)figures->certificates_verified);
  probe_json_add_int (builder, "certificates_shared", (gint64)figures->certificates_shared);
  probe_json_add_int (builder, "messages_sent", (gint64)figures->messages_sent);
  probe_json_add_int (builder, "messages_acknowledged", (gint64)figures->messages_acknowledged);
  probe_json_add_int (builder, "acks_received", (gint64)figures->acks_received);
  json_builder_end_object (builder);
}

/* How long ago the last proof was; a clock that was set back makes it now. */
static gint64
get_age_ms (guint64 proof_ns, guint64 now_ns)
{
  return proof_ns < now_ns ? (gint64)((now_ns - proof_ns) / IC_NS_PER_MS) : 0;
}

static void
add_proof (JsonBuilder *builder, Watch *watch, guint64 now_ns)
{
  IcwsFigures figures;
  gint64 median_us, worst_us;
  guint n;
  gboolean known;

  icws_ledger_get_figures (chat_connection_get_ledger (watch->connection), &figures);
  add_nullable_int (builder, "last_proof_age_ms", figures.last_proof_wall_ns != 0,
                    get_age_ms (figures.last_proof_wall_ns, now_ns));
  known = chat_latency_summarize (chat_connection_get_latency (watch->connection), 0, &median_us,
                                  &worst_us, &n);
  add_nullable_int (builder, "latency_median_us", known, known ? median_us : 0);
  add_nullable_int (builder, "latency_worst_us", known, known ? worst_us : 0);
  add_figures (builder, &figures);
}

/* @verdict (nullable): what this line is about. @code (nullable): of the last line. */
static char *
make_json (Watch *watch, const char *event, IcwsVerdict *verdict, const ProbeExit *code)
{
  ChatConnection *connection = watch->connection;
  IcwsVerdict *standing = verdict ? verdict : chat_connection_get_verdict (connection);
  IcwsGateway *gateway = chat_connection_get_gateway (connection);
  guint64 now_ns = get_now_ns (watch);
  g_autofree char *now = format_time (now_ns);
  g_autofree char *since = format_time (get_since_ns (watch));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  probe_json_add_string (builder, "time", now);
  probe_json_add_string (builder, "event", event);
  probe_json_add_string (builder, "health",
                         chat_health_to_id (chat_connection_get_health (connection)));
  probe_json_add_string (builder, "since", since);
  probe_json_add_string (builder, "way", probe_way_to_id (connection));
  probe_json_add_string (builder, "gateway_url", gateway ? icws_gateway_get_url (gateway) : NULL);
  probe_json_add_blame (builder, standing);
  if (verdict != NULL)
    probe_json_add_verdict (builder, "verdict", verdict, watch->options->evidence);
  probe_json_add_verdict (builder, "incident", chat_connection_get_incident (connection), FALSE);
  probe_json_add_int (builder, "retry_s", chat_connection_get_retry_seconds (connection));
  add_proof (builder, watch, now_ns);
  if (code != NULL)
    probe_json_add_int (builder, "exit_code", *code);
  return probe_json_finish (builder, FALSE);
}

static void
append_proof (GString *line, Watch *watch)
{
  IcwsFigures figures;
  gint64 median_us, worst_us;
  guint n;

  icws_ledger_get_figures (chat_connection_get_ledger (watch->connection), &figures);
  if (figures.last_proof_wall_ns != 0)
    g_string_append_printf (line, ", last proof %.1f s ago",
                            (double)get_age_ms (figures.last_proof_wall_ns, get_now_ns (watch)) /
                                1000);
  if (chat_latency_summarize (chat_connection_get_latency (watch->connection), 0, &median_us,
                              &worst_us, &n))
    g_string_append_printf (line, ", latency %.0f ms (worst %.0f ms)", (double)median_us / 1000,
                            (double)worst_us / 1000);
  g_string_append_printf (
      line, ", %" G_GUINT64_FORMAT " messages verified, %" G_GUINT64_FORMAT " refused",
      figures.messages_verified, figures.messages_refused);
}

static char *
make_text (Watch *watch, IcwsVerdict *verdict, const ProbeExit *code)
{
  ChatConnection *connection = watch->connection;
  IcwsGateway *gateway = chat_connection_get_gateway (connection);
  guint64 now_ns = get_now_ns (watch);
  guint64 since_ns = get_since_ns (watch);
  g_autofree char *now = format_time (now_ns);
  GString *line = g_string_new (now);

  if (verdict != NULL)
    {
      g_autofree char *text = probe_output_clean (icws_verdict_get_text (verdict));

      g_string_append_printf (line, "  %s by %s, %s: %s",
                              icws_act_to_id (icws_verdict_get_act (verdict)),
                              icws_culprit_to_id (icws_verdict_get_culprit (verdict)),
                              icws_certainty_to_id (icws_verdict_get_certainty (verdict)), text);
      return g_string_free (line, FALSE);
    }
  g_string_append_printf (line, "  %s for %.0f s",
                          chat_health_to_id (chat_connection_get_health (connection)),
                          since_ns < now_ns ? (double)(now_ns - since_ns) / IC_NS_PER_S : 0);
  if (chat_connection_get_mode (connection) == CHAT_MODE_DIRECT)
    g_string_append (line, " directly");
  else if (gateway != NULL)
    g_string_append_printf (line, " through %s", icws_gateway_get_url (gateway));
  append_proof (line, watch);
  if (code != NULL)
    g_string_append_printf (line, ", exit code %d", (int)*code);
  return g_string_free (line, FALSE);
}

static void
say_line (Watch *watch, const char *event, IcwsVerdict *verdict, const ProbeExit *code)
{
  g_autofree char *line = NULL;

  if (watch->gone)
    return;
  if (watch->options->text)
    line = make_text (watch, verdict, code);
  else
    line = make_json (watch, event, verdict, code);
  if (watch->options->text ? probe_output_text ("%s", line) : probe_output_json (line))
    return;
  watch->gone = TRUE;
  g_main_loop_quit (watch->loop);
}

/* What lasts no longer than one turn of the main loop is no state: the end of a session goes through
 * some. */
static gboolean
on_settled (gpointer data)
{
  Watch *watch = data;
  ChatHealth health = chat_connection_get_health (watch->connection);

  watch->settling = 0;
  if (health != watch->told)
    say_line (watch, "health", NULL, NULL);
  watch->told = health;
  return G_SOURCE_REMOVE;
}

static void
on_health (Watch *watch)
{
  ChatHealth health = chat_connection_get_health (watch->connection);

  if (health == CHAT_HEALTH_VERIFIED || health == CHAT_HEALTH_DELAYED)
    watch->ever_verified = TRUE;
  if (watch->settling == 0)
    watch->settling = g_idle_add_full (G_PRIORITY_HIGH, on_settled, watch, NULL);
}

static void
on_verdict (Watch *watch, IcwsVerdict *verdict)
{
  if (icws_verdict_is_integrity_failure (verdict))
    watch->lie = TRUE;
  say_line (watch, "verdict", verdict, NULL);
}

/* Also when it is known what an unknown canister takes. */
static void
on_opened (Watch *watch)
{
  if (!chat_codec_can_encode (chat_room_get_codec (watch->room), CHAT_EVENT_TEXT))
    return;
  for (char **text = watch->options->say; !watch->said && text != NULL && *text != NULL; text++)
    {
      g_autoptr (GError) error = NULL;

      if (!chat_room_send_text (watch->room, *text, &error))
        g_printerr ("attest-probe: cannot say this: %s\n", error->message);
    }
  watch->said = TRUE;
}

static gboolean
on_interval (gpointer data)
{
  say_line (data, "interval", NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_end (gpointer data)
{
  Watch *watch = data;

  g_main_loop_quit (watch->loop);
  return G_SOURCE_CONTINUE;
}

/* A pipe whose reader left: no need to wait for the next line to find out. */
static gboolean
on_reader_gone (int fd, GIOCondition condition, gpointer data)
{
  Watch *watch = data;

  watch->gone = TRUE;
  g_main_loop_quit (watch->loop);
  return G_SOURCE_CONTINUE;
}

static ProbeExit
get_code (Watch *watch)
{
  if (watch->lie)
    return PROBE_EXIT_INTEGRITY;
  switch (chat_connection_get_health (watch->connection))
    {
    case CHAT_HEALTH_INTEGRITY:
      return PROBE_EXIT_INTEGRITY;
    case CHAT_HEALTH_IDENTITY:
    case CHAT_HEALTH_REFUSED:
      return PROBE_EXIT_REFUSED;
    case CHAT_HEALTH_OFFLINE:
    case CHAT_HEALTH_UNREACHABLE:
    case CHAT_HEALTH_RECONNECTING:
    case CHAT_HEALTH_UNCONFIRMED:
      return PROBE_EXIT_UNREACHABLE;
    case CHAT_HEALTH_CHECKING:
    case CHAT_HEALTH_DELAYED:
    case CHAT_HEALTH_VERIFIED:
    case CHAT_HEALTH_PAUSED:
    case CHAT_HEALTH_DISCONNECTED:
    default:
      return watch->ever_verified ? PROBE_EXIT_VERIFIED : PROBE_EXIT_TIMEOUT;
    }
}

static void
watch_loop (Watch *watch)
{
  guint interval = g_timeout_add_seconds (watch->options->interval_s, on_interval, watch);
  guint end = watch->options->for_s ? g_timeout_add_seconds (watch->options->for_s, on_end, watch)
                                    : 0;
  guint reader = g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_reader_gone, watch);
  guint sigint = g_unix_signal_add (SIGINT, on_end, watch);
  guint sigterm = g_unix_signal_add (SIGTERM, on_end, watch);

  g_signal_connect_swapped (watch->connection, "notify::health", G_CALLBACK (on_health), watch);
  g_signal_connect_swapped (watch->connection, "verdict", G_CALLBACK (on_verdict), watch);
  g_signal_connect_swapped (watch->connection, "opened", G_CALLBACK (on_opened), watch);
  g_signal_connect_swapped (watch->room, "notify::codec", G_CALLBACK (on_opened), watch);
  chat_connection_connect (watch->connection);
  if (!watch->gone)
    g_main_loop_run (watch->loop);
  g_signal_handlers_disconnect_by_data (watch->connection, watch);
  g_signal_handlers_disconnect_by_data (watch->room, watch);
  g_clear_handle_id (&watch->settling, g_source_remove);
  g_source_remove (interval);
  g_clear_handle_id (&end, g_source_remove);
  g_source_remove (reader);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

/**
 * probe_watch:
 * @options: the command line
 * @connection: not started yet
 * @room: the conversation over it, of which nothing is printed
 *
 * Returns: a proved lie at any time; else how it stands at the end
 */
ProbeExit
probe_watch (const ProbeOptions *options, ChatConnection *connection, ChatRoom *room)
{
  Watch watch = {
    .options = options, .connection = connection, .room = room, .told = CHAT_HEALTH_DISCONNECTED
  };
  ProbeExit code;

  watch.loop = g_main_loop_new (NULL, FALSE);
  watch_loop (&watch);
  code = get_code (&watch);
  say_line (&watch, "end", NULL, &code);
  g_main_loop_unref (watch.loop);
  return code;
}

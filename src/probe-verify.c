/* SPDX-License-Identifier: MIT */
/*
 * Verifies an exported room: from a file and a root key alone, without a connection. The file may come
 * from anybody, so nothing that it says of itself decides about it: not even which root key is meant.
 */
#include "probe-verify.h"

#include <stdio.h>
#include <unistd.h>

#include "chat/chat-proof-file.h"
#include "ic/ic-bytes.h"
#include "probe-json.h"
#include "probe-output.h"

/* Smaller files are done before anybody could read how far it is. */
#define PROGRESS_MIN_BYTES (16 * 1024 * 1024)
/* Of the failures, for people. */
#define MAX_TOLD 10

typedef struct
{
  const ProbeOptions *options;
  GMainLoop *loop;
  int percent; /* on the terminal; -1: nothing is there */
  ChatProofReport *report;
  GError *error;
} Verify;

static void
clear_progress (Verify *self)
{
  if (self->percent >= 0)
    g_printerr ("\r%*s\r", 20, "");
  self->percent = -1;
}

static void
on_progress (guint64 done_bytes, guint64 total_bytes, gpointer data)
{
  Verify *self = data;
  int percent;

  if (total_bytes < PROGRESS_MIN_BYTES || !isatty (STDERR_FILENO))
    return;
  percent = (int)(MIN (done_bytes, total_bytes) / (total_bytes / 100));
  if (percent == self->percent)
    return;
  self->percent = percent;
  g_printerr ("\rVerifying: %d %%", MIN (percent, 100));
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  Verify *self = data;

  self->report = chat_proof_file_verify_finish (result, &self->error);
  clear_progress (self);
  g_main_loop_quit (self->loop);
}

/* The file was begun by Attest and is not as it was written; or there is nothing to judge. */
static ProbeExit
judge_error (const GError *error)
{
  if (error->domain != CHAT_PROOF_FILE_ERROR)
    return PROBE_EXIT_USAGE;
  switch ((ChatProofFileError)error->code)
    {
    case CHAT_PROOF_FILE_ERROR_ROOT_KEY:
      return PROBE_EXIT_REFUSED;
    case CHAT_PROOF_FILE_ERROR_TRUNCATED:
    case CHAT_PROOF_FILE_ERROR_CHECKSUM:
    case CHAT_PROOF_FILE_ERROR_LINE:
      return PROBE_EXIT_INTEGRITY;
    case CHAT_PROOF_FILE_ERROR_FORMAT:
    case CHAT_PROOF_FILE_ERROR_VERSION:
    case CHAT_PROOF_FILE_ERROR_LIMIT:
    default:
      return PROBE_EXIT_USAGE;
    }
}

static ProbeExit
judge (const Verify *self)
{
  if (self->error != NULL)
    return judge_error (self->error);
  if (self->report->n_failed > 0)
    return PROBE_EXIT_INTEGRITY;
  return self->report->n_verified > 0 && self->report->n_undecided == 0 ? PROBE_EXIT_VERIFIED
                                                                        : PROBE_EXIT_REFUSED;
}

static const char *
get_verdict (ProbeExit code)
{
  switch (code)
    {
    case PROBE_EXIT_VERIFIED:
      return "verified";
    case PROBE_EXIT_REFUSED:
      return "not-proved";
    case PROBE_EXIT_INTEGRITY:
      return "altered";
    case PROBE_EXIT_UNREACHABLE:
    case PROBE_EXIT_TIMEOUT:
    case PROBE_EXIT_USAGE:
    default:
      return "unreadable";
    }
}

static const char *
get_error_id (const GError *error)
{
  static const char *const ids[] = { "format",    "version",  "limit", "root-key",
                                     "truncated", "checksum", "line" };

  if (error->domain != CHAT_PROOF_FILE_ERROR || (guint)error->code >= G_N_ELEMENTS (ids))
    return "file";
  return ids[error->code];
}

/* --- JSON --- */

static void
add_failures (JsonBuilder *builder, const GPtrArray *failures)
{
  json_builder_set_member_name (builder, "failures");
  json_builder_begin_array (builder);
  for (guint i = 0; failures != NULL && i < failures->len; i++)
    {
      const ChatProofFailure *failure = g_ptr_array_index (failures, i);

      json_builder_begin_object (builder);
      probe_json_add_int (builder, "line", (gint64)failure->line);
      probe_json_add_int (builder, "id", failure->id);
      probe_json_add_string (builder, "reason", failure->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_report (JsonBuilder *builder, const ChatProofReport *report)
{
  probe_json_add_principal (builder, "canister_id", &report->canister_id);
  probe_json_add_int (builder, "messages", (gint64)report->n_messages);
  probe_json_add_int (builder, "verified", (gint64)report->n_verified);
  probe_json_add_int (builder, "undecided", (gint64)report->n_undecided);
  probe_json_add_int (builder, "failed", (gint64)report->n_failed);
  probe_json_add_int (builder, "acknowledged", (gint64)report->n_acknowledged);
  probe_json_add_int (builder, "unproved", (gint64)report->n_unproved);
  probe_json_add_int (builder, "notices", (gint64)report->n_notices);
  probe_json_add_int (builder, "certificates", (gint64)report->n_certificates);
  probe_json_add_time (builder, "first_ns", report->first_ns);
  probe_json_add_time (builder, "last_ns", report->last_ns);
  add_failures (builder, report->failures);
}

static void
print_json (const Verify *self, ProbeExit code)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GBytes *der = ic_root_key_get_der (self->options->root_key);
  g_autofree char *name = g_filename_to_utf8 (self->options->verify, -1, NULL, NULL, NULL);
  g_autofree char *shown = name ? NULL : g_filename_display_name (self->options->verify);
  g_autofree char *hex = ic_bytes_to_hex (der);
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  probe_json_add_string (builder, "verdict", get_verdict (code));
  probe_json_add_string (builder, "file", name ? name : shown);
  probe_json_add_string (builder, "root_key", hex);
  json_builder_set_member_name (builder, "error");
  if (self->error != NULL)
    {
      json_builder_begin_object (builder);
      probe_json_add_string (builder, "id", get_error_id (self->error));
      probe_json_add_string (builder, "message", self->error->message);
      json_builder_end_object (builder);
    }
  else
    json_builder_add_null_value (builder);
  if (self->report != NULL)
    add_report (builder, self->report);
  json = probe_json_finish (builder, TRUE);
  probe_output_json (json);
}

/* --- For people --- */

static void
print_count (guint64 n, const char *what)
{
  if (n > 0)
    probe_output_text ("%8" G_GUINT64_FORMAT "  %s", n, what);
}

static void
print_failures (const ChatProofReport *report)
{
  for (guint i = 0; i < report->failures->len && i < MAX_TOLD; i++)
    {
      const ChatProofFailure *failure = g_ptr_array_index (report->failures, i);
      g_autofree char *reason = probe_output_clean (failure->reason);

      probe_output_text ("line %" G_GUINT64_FORMAT ", message %" G_GINT64_FORMAT ": %s",
                         failure->line, failure->id, reason);
    }
  if (report->n_failed > MAX_TOLD)
    probe_output_text ("... and %" G_GUINT64_FORMAT " more (--json tells the first %d)",
                       report->n_failed - MAX_TOLD, CHAT_PROOF_FILE_MAX_FAILURES);
}

static char *
format_time (guint64 ns)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((gint64)(ns / IC_NS_PER_S));

  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("?");
}

static void
print_report (const ChatProofReport *report)
{
  g_autofree char *canister = ic_principal_to_text (&report->canister_id);

  probe_output_text ("%" G_GUINT64_FORMAT " messages of canister %s:", report->n_messages,
                     canister);
  print_count (report->n_verified, "verified: certified as they are shown");
  print_count (report->n_undecided,
               "undecided: certified, but only the canister's interface, which is "
               "not in the file, tells whether as shown");
  print_count (report->n_failed, "FORGED OR ALTERED");
  print_count (report->n_acknowledged,
               "yours, acknowledged: said to be accepted, which nothing in the file proves");
  print_count (report->n_unproved, "yours, never proved: queued, sent or failed");
  print_count (report->n_notices, "notices of Attest itself, nothing to prove");
  print_failures (report);
  if (report->n_verified > 0)
    {
      g_autofree char *first = format_time (report->first_ns);
      g_autofree char *last = format_time (report->last_ns);

      probe_output_text ("certified from %s to %s, by %" G_GUINT64_FORMAT " certificates", first,
                         last, report->n_certificates);
    }
}

/* Where one could think that something else is needed, or was proved. */
static const char *
get_advice (const Verify *self, ProbeExit code)
{
  if (self->error != NULL && code == PROBE_EXIT_REFUSED)
    return self->options->has_root_key
               ? "Nothing in the file proves itself under the root key that was given."
               : "The file is not of the Internet Computer itself: give the root key of its "
                 "network "
                 "with --root-key, from a source that you trust. The one in the file proves "
                 "nothing.";
  if (self->error != NULL)
    return NULL;
  if (code == PROBE_EXIT_INTEGRITY)
    return "Forged or altered: do not trust this file.";
  if (self->report->n_undecided > 0)
    return "Not all of it can be judged: what is undecided may show something else than was said.";
  if (code == PROBE_EXIT_REFUSED)
    return "Nothing in this file proves itself: it holds no message with a certificate.";
  return self->report->n_acknowledged + self->report->n_unproved > 0
             ? "All that can prove itself is verified; what is said above to be yours is not "
               "proved."
             : "All verified.";
}

static void
print_text (const Verify *self, ProbeExit code)
{
  const char *advice = get_advice (self, code);

  if (self->error != NULL)
    {
      g_autofree char *text = probe_output_clean (self->error->message);

      g_printerr ("attest-probe: %s\n", text);
      if (advice != NULL)
        g_printerr ("attest-probe: %s\n", advice);
      return;
    }
  print_report (self->report);
  probe_output_text ("%s", advice);
}

/**
 * probe_verify:
 * @options: the command line, with a file and a root key
 *
 * Returns: %PROBE_EXIT_VERIFIED if all that can be proved is; %PROBE_EXIT_INTEGRITY if something is
 *   forged or altered; %PROBE_EXIT_REFUSED if nothing in the file proves itself under the root key;
 *   %PROBE_EXIT_USAGE if it is no file that can be judged
 */
ProbeExit
probe_verify (const ProbeOptions *options)
{
  Verify self = { .options = options, .percent = -1 };
  /* A path: a URI would be read over a network. */
  g_autoptr (GFile) file = g_file_new_for_path (options->verify);
  ProbeExit code;

  self.loop = g_main_loop_new (NULL, FALSE);
  chat_proof_file_verify_async (file, options->root_key, NULL, on_progress, &self, on_verified,
                                &self);
  g_main_loop_run (self.loop);
  code = judge (&self);
  if (options->json)
    print_json (&self, code);
  else
    print_text (&self, code);
  g_clear_pointer (&self.report, chat_proof_report_free);
  g_clear_error (&self.error);
  g_main_loop_unref (self.loop);
  return code;
}

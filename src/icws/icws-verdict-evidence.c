/* SPDX-License-Identifier: MIT */
/* The evidence: what was seen, as names and values that anybody can check. */
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

/* As much of a hash as a person compares. */
#define HASH_PREFIX_CHARS 16

static void
clear (gpointer data)
{
  IcwsEvidence *self = data;

  g_free (self->name);
  g_free (self->value);
}

GArray *
icws_evidence_array_new (void)
{
  GArray *evidence = g_array_new (FALSE, TRUE, sizeof (IcwsEvidence));

  g_array_set_clear_func (evidence, clear);
  return evidence;
}

/* Others' words: valid, on one line, bounded. */
static char *
clean (char *text)
{
  char *valid = g_utf8_make_valid (text, -1);
  char *p;

  g_free (text);
  for (p = valid; *p != '\0' && p - valid < ICWS_VERDICT_MAX_EVIDENCE_BYTES - 8;
       p = g_utf8_next_char (p))
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  *p = '\0';
  return valid;
}

/* Beyond the limit it is left out; the first ones count. */
void
icws_evidence_add (GArray *evidence, const char *name, const char *format, ...)
{
  IcwsEvidence one;
  va_list args;

  if (evidence->len >= ICWS_VERDICT_MAX_EVIDENCE)
    return;
  va_start (args, format);
  one.value = clean (g_strdup_vprintf (format, args));
  va_end (args);
  one.name = g_strdup (name);
  g_array_append_val (evidence, one);
}

static char *
time_to_text (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((gint64)(wall_ns / IC_NS_PER_S));
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03" G_GUINT64_FORMAT "Z", seconds,
                          wall_ns / IC_NS_PER_MS % G_GUINT64_CONSTANT (1000));
}

void
icws_evidence_add_time (GArray *evidence, const char *name, guint64 wall_ns)
{
  g_autofree char *text = NULL;

  if (wall_ns == 0)
    return;
  text = time_to_text (wall_ns);
  icws_evidence_add (evidence, name, "%s", text);
}

static void
add_hash (GArray *evidence, const char *name, GBytes *bytes)
{
  guint8 hash[IC_HASH_BYTES];
  g_autofree char *hex = NULL;
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  ic_sha256 (data, len, hash);
  hex = ic_hex_encode (hash, sizeof hash);
  hex[HASH_PREFIX_CHARS] = '\0';
  icws_evidence_add (evidence, name, "%s…", hex);
}

static guint64
certificate_time_ns (const IcwsFrame *frame)
{
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (frame->cert, NULL);
  guint64 time_ns;

  if (certificate == NULL || !ic_certificate_get_time_ns (certificate, &time_ns, NULL))
    return 0;
  return time_ns;
}

/* When the certificate of a frame was made; 0: the frame cannot be read. It is not verified here: for
 * frames that were refused for their time, the verifier has done that before. */
guint64
icws_verdict_frame_time_ns (GBytes *frame)
{
  g_autoptr (IcwsFrame) decoded = frame != NULL ? icws_frame_decode (frame, NULL) : NULL;

  return decoded != NULL ? certificate_time_ns (decoded) : 0;
}

void
icws_evidence_add_frame (GArray *evidence, GBytes *frame)
{
  g_autoptr (IcwsFrame) decoded = NULL;
  g_autoptr (IcwsMessage) message = NULL;

  if (frame == NULL)
    return;
  icws_evidence_add (evidence, "frame-bytes", "%" G_GSIZE_FORMAT, g_bytes_get_size (frame));
  add_hash (evidence, "frame-sha256", frame);
  decoded = icws_frame_decode (frame, NULL);
  if (decoded == NULL)
    return;
  icws_evidence_add (evidence, "key", "%s", decoded->key);
  add_hash (evidence, "content-sha256", decoded->content);
  add_hash (evidence, "certificate-sha256", decoded->cert);
  icws_evidence_add_time (evidence, "certificate-time", certificate_time_ns (decoded));
  message = icws_message_decode (decoded->content, NULL);
  if (message == NULL)
    return;
  icws_evidence_add (evidence, "received-sequence", "%" G_GUINT64_FORMAT, message->sequence_num);
  icws_evidence_add_time (evidence, "message-time", message->timestamp_ns);
}

static void
add_request (GArray *evidence, const IcwsRequestFate *request)
{
  g_autofree char *name = request->sequence == 0
                              ? g_strdup ("ws_open")
                              : g_strdup_printf ("message-%" G_GUINT64_FORMAT, request->sequence);
  g_autofree char *at = request->certificate_time_ns != 0
                            ? time_to_text (request->certificate_time_ns)
                            : NULL;
  GString *value = g_string_new (icws_fate_to_id (request->fate));

  if (at != NULL)
    {
      g_string_append (value, ", ");
      g_string_append_printf (value, _ ("certified at %s"), at);
    }
  if (request->error_code != NULL)
    g_string_append_printf (value, ", %s", request->error_code);
  if (request->text != NULL)
    g_string_append_printf (value, ": %s", request->text);
  icws_evidence_add (evidence, name, "%s", value->str);
  g_string_free (value, TRUE);
}

/* What the IC said, with its certified times. */
void
icws_evidence_add_diagnosis (GArray *evidence, const IcwsDiagnosis *diagnosis)
{
  if (diagnosis == NULL)
    return;
  icws_evidence_add_time (evidence, "asked-at", diagnosis->wall_ns);
  icws_evidence_add (evidence, "internet-computer", "%s",
                     diagnosis->reachable ? _ ("reachable") : _ ("not reachable"));
  if (diagnosis->network_error != NULL)
    icws_evidence_add (evidence, "network-error", "%s", diagnosis->network_error->message);
  icws_evidence_add_time (evidence, "certified-time", diagnosis->certified_time_ns);
  if (diagnosis->has_clock_offset)
    icws_evidence_add (evidence, "clock-offset", "%+.3f s",
                       (double)diagnosis->clock_offset_ns / (double)IC_NS_PER_S);
  if (diagnosis->canister == ICWS_CANISTER_PRESENT)
    icws_evidence_add (evidence, "canister", "%s",
                       !diagnosis->has_interface  ? _ ("present")
                       : diagnosis->has_websocket ? _ ("present, with ws_open and ws_message")
                                                  : _ ("present, without ws_open or ws_message"));
  else if (diagnosis->canister == ICWS_CANISTER_EMPTY)
    icws_evidence_add (evidence, "canister", _ ("without a program"));
  else if (diagnosis->canister == ICWS_CANISTER_MISSING)
    icws_evidence_add (evidence, "canister", _ ("missing"));
  if (diagnosis->module_hash != NULL)
    icws_evidence_add (evidence, "module-hash", "%s", diagnosis->module_hash);
  if (icws_diagnosis_is_upgraded (diagnosis))
    icws_evidence_add (evidence, "module-hash-before", "%s", diagnosis->module_hash_before);
  for (guint i = 0; diagnosis->requests != NULL && i < diagnosis->requests->len; i++)
    add_request (evidence, &g_array_index (diagnosis->requests, IcwsRequestFate, i));
}

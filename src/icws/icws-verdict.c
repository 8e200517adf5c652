/* SPDX-License-Identifier: MIT */
#include "icws-verdict-private.h"

/* A note beyond this is no time that passed. */
#define MAX_NOTE_S 1e6

struct _IcwsVerdict
{
  GObject parent_instance;

  IcwsRuling ruling;
  GError *error;
  char *gateway; /* (nullable) */
  GBytes *frame; /* (nullable) */
  guint64 wall_ns;
  GArray *evidence; /* IcwsEvidence */
};

G_DEFINE_FINAL_TYPE (IcwsVerdict, icws_verdict, G_TYPE_OBJECT)

static void
icws_verdict_finalize (GObject *object)
{
  IcwsVerdict *self = ICWS_VERDICT (object);

  g_free (self->ruling.text);
  g_clear_error (&self->error);
  g_free (self->gateway);
  g_clear_pointer (&self->frame, g_bytes_unref);
  g_clear_pointer (&self->evidence, g_array_unref);
  G_OBJECT_CLASS (icws_verdict_parent_class)->finalize (object);
}

static void
icws_verdict_class_init (IcwsVerdictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_verdict_finalize;
}

static void
icws_verdict_init (IcwsVerdict *self)
{
}

IcwsVerdict *
icws_verdict_new_take (IcwsRuling *ruling,
                       GError *error,
                       const char *gateway,
                       GBytes *frame,
                       guint64 wall_ns,
                       GArray *evidence)
{
  IcwsVerdict *self = g_object_new (ICWS_TYPE_VERDICT, NULL);

  self->ruling = *ruling;
  ruling->text = NULL;
  self->error = error;
  self->gateway = g_strdup (gateway);
  self->frame = frame != NULL ? g_bytes_ref (frame) : NULL;
  self->wall_ns = wall_ns;
  self->evidence = evidence;
  return self;
}

/* One sentence for a person, though parts of it are others' words. */
static char *
to_sentence (char *text)
{
  g_autofree char *given = text;
  g_autofree char *valid = g_utf8_make_valid (given, -1);
  glong n_chars = g_utf8_strlen (valid, -1);

  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  /* A character has four bytes at most. */
  return n_chars * 4 <= ICWS_VERDICT_MAX_TEXT_BYTES
             ? g_steal_pointer (&valid)
             : g_utf8_substring (valid, 0, ICWS_VERDICT_MAX_TEXT_BYTES / 4);
}

static gboolean
has_note (const IcwsEvidence *evidence, guint n_evidence, const char *name, const char *value)
{
  for (guint i = 0; i < n_evidence; i++)
    if (g_str_equal (evidence[i].name, name))
      return g_str_equal (evidence[i].value, value);
  return FALSE;
}

/* Of a note in seconds; 0 if there is none. */
static gint64
note_to_ns (const IcwsEvidence *evidence, guint n_evidence, const char *name)
{
  for (guint i = 0; i < n_evidence; i++)
    if (g_str_equal (evidence[i].name, name))
      return (gint64)(CLAMP (g_ascii_strtod (evidence[i].value, NULL), -MAX_NOTE_S, MAX_NOTE_S) *
                      IC_NS_PER_S);
  return 0;
}

/**
 * icws_verdict_new_full:
 * @error: why the session ended
 * @diagnosis: (nullable): what the Internet Computer said about it
 * @gateway: (nullable): URL of the gateway; %NULL: direct mode
 * @frame: (nullable): the frame that was refused
 * @wall_ns: when, by our clock
 * @evidence: (array length=n_evidence) (nullable): what the session noted; stands first
 * @n_evidence: how much of it
 *
 * DESIGN section 3: names the culprit and the act. A pure function of its arguments: what is not
 * proved by cryptography or by a certified answer is suspected, and answered softly.
 *
 * Returns: (transfer full): the verdict.
 */
IcwsVerdict *
icws_verdict_new_full (const GError *error,
                       const IcwsDiagnosis *diagnosis,
                       const char *gateway,
                       GBytes *frame,
                       guint64 wall_ns,
                       const IcwsEvidence *evidence,
                       guint n_evidence)
{
  IcwsRuling ruling = { 0 };
  IcwsCase the_case = { .error = error, .diagnosis = diagnosis, .gateway = gateway };
  GArray *all;

  g_return_val_if_fail (error != NULL, NULL);

  the_case.certificate_time_ns = icws_verdict_frame_time_ns (frame);
  the_case.gateway_received = has_note (evidence, n_evidence, ICWS_EVIDENCE_GATEWAY_RECEIVED,
                                        ICWS_EVIDENCE_YES);
  the_case.was_opening = has_note (evidence, n_evidence, ICWS_EVIDENCE_STATE,
                                   ICWS_EVIDENCE_OPENING);
  the_case.latency_ns = note_to_ns (evidence, n_evidence, ICWS_EVIDENCE_LATENCY) +
                        note_to_ns (evidence, n_evidence, ICWS_EVIDENCE_CORRECTION);
  icws_verdict_rule (&the_case, &ruling);
  ruling.text = to_sentence (ruling.text);

  all = icws_evidence_array_new ();
  icws_evidence_add (all, "error", "%s: %s", icws_error_get_id (error), error->message);
  for (guint i = 0; i < n_evidence; i++)
    icws_evidence_add (all, evidence[i].name, "%s", evidence[i].value);
  icws_evidence_add_frame (all, frame);
  icws_evidence_add_time (all, "our-time", wall_ns);
  icws_evidence_add_diagnosis (all, diagnosis);
  return icws_verdict_new_take (&ruling, g_error_copy (error), gateway, frame, wall_ns, all);
}

/**
 * icws_verdict_new:
 * @error: why the session ended
 * @diagnosis: (nullable): what the Internet Computer said about it
 * @gateway: (nullable): URL of the gateway; %NULL: direct mode
 * @frame: (nullable): the frame that was refused
 * @wall_ns: when, by our clock
 *
 * icws_verdict_new_full() without notes of the session: what is absent from the Internet Computer may
 * have got lost on the way to the gateway, so it is no proof against it.
 *
 * Returns: (transfer full): the verdict.
 */
IcwsVerdict *
icws_verdict_new (const GError *error,
                  const IcwsDiagnosis *diagnosis,
                  const char *gateway,
                  GBytes *frame,
                  guint64 wall_ns)
{
  return icws_verdict_new_full (error, diagnosis, gateway, frame, wall_ns, NULL, 0);
}

IcwsAct
icws_verdict_get_act (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), ICWS_ACT_NONE);

  return self->ruling.act;
}

IcwsCulprit
icws_verdict_get_culprit (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), ICWS_CULPRIT_NONE);

  return self->ruling.culprit;
}

IcwsCertainty
icws_verdict_get_certainty (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), ICWS_CERTAINTY_SUSPECTED);

  return self->ruling.certainty;
}

IcwsResponse
icws_verdict_get_response (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), ICWS_RESPONSE_KEEP);

  return self->ruling.response;
}

gboolean
icws_verdict_is_integrity_failure (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), FALSE);

  return icws_act_is_integrity_failure (self->ruling.act, self->ruling.certainty);
}

guint64
icws_verdict_get_wall_ns (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), 0);

  return self->wall_ns;
}

const char *
icws_verdict_get_gateway (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);

  return self->gateway;
}

const char *
icws_verdict_get_text (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);

  return self->ruling.text;
}

const GError *
icws_verdict_get_error (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);

  return self->error;
}

GBytes *
icws_verdict_get_frame (IcwsVerdict *self)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);

  return self->frame;
}

const IcwsEvidence *
icws_verdict_get_evidence (IcwsVerdict *self, guint *n)
{
  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->evidence->len;
  return (const IcwsEvidence *)(gpointer)self->evidence->data;
}

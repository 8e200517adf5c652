/* SPDX-License-Identifier: MIT */
/* What a certificate tells of one request of ours. */
#include "icws-diagnosis-private.h"
#include "ic/ic-i18n.h"

/* Shown texts come from canisters; longer ones are cut. */
#define MAX_TEXT_CHARS 1000

/* The IC takes a request this long before it expires at most: five minutes, and what it allows clocks
 * to differ by (replica: MAX_INGRESS_TTL, PERMITTED_DRIFT_AT_VALIDATOR). */
#define REQUEST_LIFE_NS ((5 * 60 + 30) * IC_NS_PER_S)

/* A reply is a tag, or a tag and a sentence. */
static const IcCandidLimits reply_limits = {
  .max_bytes = 64 * 1024,
  .max_types = 100,
  .max_depth = 16,
  .max_values = 1000,
};

/* (skip) */
char *
icws_text_cut (const char *text, gssize len)
{
  g_autofree char *valid = g_utf8_make_valid (text, len);

  return g_utf8_strlen (valid, -1) > MAX_TEXT_CHARS ? g_utf8_substring (valid, 0, MAX_TEXT_CHARS)
                                                    : g_steal_pointer (&valid);
}

/* variant { Ok; Err : text }, with anything in Ok. Lives as long as the program; main thread only. */
static IcCandidType *
result_type (void)
{
  static IcCandidType *type = NULL;

  if (type == NULL)
    {
      g_autoptr (IcCandidType) any = ic_candid_type_new_primitive (IC_CANDID_RESERVED);
      g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);

      type = ic_candid_type_new_variant ();
      ic_candid_type_add_field (type, "Ok", any);
      ic_candid_type_add_field (type, "Err", text);
    }
  return type;
}

/* A canister that replied has taken the request: only Err says otherwise. A reply of another form
 * cannot say Err, so it counts as taken, with a remark. */
static void
read_reply (GBytes *reply, IcwsRequestFate *out)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (reply, &len);
  g_autoptr (IcCandidValue)
      value = ic_candid_decode_one (bytes, len, result_type (), &reply_limits, &error);
  IcCandidValue *refusal = value != NULL ? ic_candid_value_variant_get (value, "Err") : NULL;

  out->fate = ICWS_FATE_ACCEPTED;
  if (value == NULL)
    out->text = g_strdup_printf (_ ("the canister replied, but with neither Ok nor Err: %s"),
                                 error->message);
  if (refusal != NULL)
    {
      gsize text_len;
      const char *text = ic_candid_value_get_text (refusal, &text_len);

      out->fate = ICWS_FATE_REFUSED;
      out->text = icws_text_cut (text, text_len);
    }
}

/**
 * icws_certificate_proves_absence:
 *
 * A delegation that was verified for the canister names the subnet that the canister lives on. The
 * root subnet is believed about every canister, too, but on mainnet it has no record of those that
 * live elsewhere: who leads our question there gets a certified "absent" for anything. So that counts
 * on networks of one subnet only.
 */
gboolean
icws_certificate_proves_absence (IcCertificate *certificate, IcRootKey *root)
{
  return ic_certificate_has_delegation (certificate) ||
         !g_bytes_equal (ic_root_key_get_der (root),
                         ic_root_key_get_der (ic_root_key_get_mainnet ()));
}

/* Absence proves that the IC has not received the request only in the time in which it could have:
 * before, an old certificate is replayed or our clock is ahead; after its expiry the IC forgets (it
 * keeps an outcome for five minutes, and at least until the expiry). */
static void
read_absence (IcCertificate *certificate, IcRootKey *root, guint64 expiry_ns, IcwsRequestFate *out)
{
  guint64 time_ns = out->certificate_time_ns;

  out->fate = ICWS_FATE_UNKNOWN;
  if (time_ns > expiry_ns)
    out->text = g_strdup (
        _ ("the request has expired: the Internet Computer may have forgotten it"));
  else if (expiry_ns - time_ns > REQUEST_LIFE_NS)
    out->text = g_strdup (_ ("the answer is from a time when the request was not valid yet"));
  else if (!icws_certificate_proves_absence (certificate, root))
    out->text = g_strdup (_ ("the answer is from another part of the Internet Computer"));
  else
    out->fate = ICWS_FATE_ABSENT;
}

/* (skip) */
gboolean
icws_fate_read (IcCertificate *certificate,
                IcRootKey *root,
                const guint8 request_id[IC_HASH_BYTES],
                guint64 ingress_expiry_ns,
                IcwsRequestFate *out,
                GError **error)
{
  g_autoptr (IcRequestOutcome)
      outcome = ic_request_outcome_from_certificate (certificate, request_id, error);

  if (outcome == NULL)
    return FALSE;

  out->certificate_time_ns = outcome->certificate_time_ns;
  switch (outcome->status)
    {
    case IC_STATUS_RECEIVED:
    case IC_STATUS_PROCESSING:
      out->fate = ICWS_FATE_PENDING;
      break;
    case IC_STATUS_DONE:
      /* It was received: that is all that is certain. */
      out->fate = ICWS_FATE_PENDING;
      out->text = g_strdup (
          _ ("the Internet Computer is done with it, and has forgotten the answer"));
      break;
    case IC_STATUS_REPLIED:
      read_reply (outcome->reply, out);
      break;
    case IC_STATUS_REJECTED:
      out->fate = ICWS_FATE_REJECTED;
      out->reject_code = outcome->reject_code;
      out->error_code = outcome->error_code != NULL ? icws_text_cut (outcome->error_code, -1)
                                                    : NULL;
      out->text = icws_text_cut (outcome->reject_message, -1);
      break;
    case IC_STATUS_UNKNOWN:
    default:
      read_absence (certificate, root, ingress_expiry_ns, out);
      break;
    }
  return TRUE;
}

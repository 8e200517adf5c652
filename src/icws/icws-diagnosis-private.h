/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-diagnosis.h"

G_BEGIN_DECLS

/**
 * IcwsShiftedClock: another clock's time, with the wall time moved. Waits are those of the other
 * clock.
 */
#define ICWS_TYPE_SHIFTED_CLOCK (icws_shifted_clock_get_type ())
G_DECLARE_FINAL_TYPE (IcwsShiftedClock, icws_shifted_clock, ICWS, SHIFTED_CLOCK, IcClock)

IcwsShiftedClock *icws_shifted_clock_new (IcClock *base);
/* To be called before other threads look at the clock. */
void icws_shifted_clock_set_shift (IcwsShiftedClock *self, gint64 shift_ns);

/* A path as IcRequest wants it: two labels, and more as text, NULL-terminated. (transfer full) */
GPtrArray *icws_path_new (const char *top, gconstpointer id, gsize len, ...) G_GNUC_NULL_TERMINATED;

/* Whether absence in the state that @certificate shows is absence from the Internet Computer: the
 * certificate was verified for a canister under @root. */
gboolean icws_certificate_proves_absence (IcCertificate *certificate, IcRootKey *root);

/* Reads a request's fate out of a certificate that was verified for its canister under @root. Fills
 * @out, which holds nothing. */
gboolean icws_fate_read (IcCertificate *certificate,
                         IcRootKey *root,
                         const guint8 request_id[IC_HASH_BYTES],
                         guint64 ingress_expiry_ns,
                         IcwsRequestFate *out,
                         GError **error);

/* What to read for the state of a canister, and for its interface. (transfer full) */
GPtrArray *icws_diagnosis_canister_paths (const IcPrincipal *canister_id);
GPtrArray *icws_diagnosis_interface_paths (const IcPrincipal *canister_id);
/* Read the answers into @self. */
void icws_diagnosis_read_canister (IcwsDiagnosis *self,
                                   IcCertificate *certificate,
                                   IcRootKey *root,
                                   const IcPrincipal *canister_id);
void icws_diagnosis_read_interface (IcwsDiagnosis *self,
                                    IcCertificate *certificate,
                                    const IcPrincipal *canister_id);
void icws_diagnosis_read_rejection (IcwsDiagnosis *self, const IcRequestOutcome *rejection);
/* Where the canister takes no calls at all, the absence of ours blames nobody. */
void icws_diagnosis_excuse_absence (IcwsDiagnosis *self);
/* Valid, and not too long to be shown. @len -1: NUL-terminated. (transfer full) */
char *icws_text_cut (const char *text, gssize len);
/* Whether a Candid interface has the method @name. */
gboolean icws_interface_has_method (const char *text, gsize len, const char *name);

G_END_DECLS

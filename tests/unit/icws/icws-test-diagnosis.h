/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-test-kit.h"

G_BEGIN_DECLS

/* Answers of the Internet Computer, made up by a test. The clock agrees and the canister is there,
 * until the test says otherwise. */
IcwsDiagnosis *icws_test_diagnosis_new (gboolean reachable);
void icws_test_diagnosis_set_offset (IcwsDiagnosis *self, gint64 offset_s);
/* @error_code, @text: (nullable) */
void icws_test_diagnosis_add (IcwsDiagnosis *self,
                              guint64 sequence,
                              IcwsFate fate,
                              guint64 reject_code,
                              const char *error_code,
                              const char *text);

G_END_DECLS

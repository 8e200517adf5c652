/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestDiagnosisView: what the Internet Computer itself said when it was asked, and a button to ask.
 */
#define ATTEST_TYPE_DIAGNOSIS_VIEW (attest_diagnosis_view_get_type ())
G_DECLARE_FINAL_TYPE (AttestDiagnosisView, attest_diagnosis_view, ATTEST, DIAGNOSIS_VIEW, AdwBin)

/* @diagnosis (nullable): nobody asked yet. */
void attest_diagnosis_view_set_diagnosis (AttestDiagnosisView *self,
                                          const IcwsDiagnosis *diagnosis,
                                          guint64 now_ns);

G_END_DECLS

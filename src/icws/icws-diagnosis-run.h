/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-diagnosis-private.h"

G_BEGIN_DECLS

/* A diagnosis on its way: data of the task of icws_diagnose_async(). */
typedef struct
{
  IcAgent *asker;         /* lives by the host's time once that is known */
  IcwsShiftedClock *host; /* its clock */
  IcPrincipal canister_id;
  IcwsQuestion questions[ICWS_DIAGNOSIS_MAX_QUESTIONS];
  guint n_questions;
  guint next_question;
  IcClock *clock;

  guint pending; /* operations on their way */
  GCancellable *stop;
  GSource *cancelled; /* (nullable) */
  guint timer;        /* 0: it fired */

  guint preparations; /* of @pending, before the questions */
  guint64 asked_ns;   /* our time when the host was asked for its own */
  gboolean has_hint;
  gint64 hint_offset_ns; /* our clock minus the host's */
  GError *hint_error;    /* (nullable) */
  gboolean by_host_time; /* rather than by ours */
  guint64 not_before_ns;

  IcwsDiagnosis *diagnosis;
} IcwsDiagnosisRun;

/* Asks everything, by the host's time, or by ours where that does not do. */
void icws_diagnosis_run_ask (GTask *task);
/* Every operation begins with pending++ and ends here. */
void icws_diagnosis_run_end (GTask *task);
/* Takes @error (transfer full); the first one is told. */
void icws_diagnosis_run_take_error (IcwsDiagnosisRun *self, GError *error);
/* A certificate of that time has come. */
void icws_diagnosis_run_note_time (IcwsDiagnosisRun *self, guint64 time_ns);

G_END_DECLS

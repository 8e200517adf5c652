/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a network tells of itself is bounded, whoever it is. */
#define ATTEST_LAB_MAX_BYTES   (1024 * 1024)
#define ATTEST_LAB_MAX_TARGETS 64
#define ATTEST_LAB_MAX_FAULTS  128
#define ATTEST_LAB_MAX_REASONS 16
#define ATTEST_LAB_MAX_NAME    40
#define ATTEST_LAB_MAX_TEXT    400

/* How and when a fault is done; a rate of 0 is off. */
typedef struct
{
  double rate;
  char phase[ATTEST_LAB_MAX_NAME + 1]; /* empty: there are none */
  guint64 parameter;
  guint64 limit; /* 0: none */
  guint64 count; /* how often it was done */
} AttestLabSetting;

typedef struct
{
  char *name;    /* letters, digits, - and _ alone: fit for a path */
  char *text;    /* one English sentence */
  char **phases; /* names; empty for canisters */
} AttestLabFault;

/* A gateway or a canister. */
typedef struct
{
  char *name;    /* fit for a path: the index of a gateway, the name of a canister */
  char *address; /* of a gateway; NULL for a canister */
  gboolean down;
  guint64 n_clients;
  GArray *settings; /* of AttestLabSetting, in the order of the faults */
} AttestLabTarget;

/**
 * AttestLabState: what the switches of a local network tell: what there is, what can go wrong, and
 * what does.
 */
typedef struct
{
  GPtrArray *gateways;        /* of AttestLabTarget */
  GPtrArray *canisters;       /* of AttestLabTarget */
  GPtrArray *faults;          /* of AttestLabFault: of gateways */
  GPtrArray *canister_faults; /* of AttestLabFault */
  char **close_reasons;
} AttestLabState;

/* NULL with G_IO_ERROR_INVALID_DATA. What is not known is passed over. */
AttestLabState *attest_lab_state_parse (const char *json, gsize len, GError **error);
void attest_lab_state_free (AttestLabState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttestLabState, attest_lab_state_free)

G_END_DECLS

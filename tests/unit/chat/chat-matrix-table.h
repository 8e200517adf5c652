/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-matrix-kit.h"

G_BEGIN_DECLS

/* What must be told of one act in one phase. */
typedef enum
{
  CELL_IMPOSSIBLE, /* there is no such thing: see the note */
  CELL_NOTHING,    /* nothing is told, and the connection stays proved: see the note */
  CELL_DELAYED,    /* no verdict, but the health says that it is slow */
  CELL_VERDICT
} CellKind;

typedef struct
{
  CellKind kind;
  IcwsAct act;
  IcwsCulprit culprit;
  IcwsCertainty certainty;
  IcwsResponse response;
  guint bound_ms; /* from the misdeed to the verdict */
  const char *note;
} Cell;

typedef enum
{
  ROW_GATEWAY,
  ROW_CANISTER,
  ROW_WORLD
} RowKind;

typedef struct
{
  RowKind kind;
  const char *name; /* of the fault, or of what happens */
  guint64 parameter;
  const char *text;                      /* (nullable): what the parameter makes of it */
  void (*begin) (Kit *kit);              /* of the world */
  void (*end) (Kit *kit);                /* (nullable) */
  guint end_ms;                          /* after the beginning */
  guint ack_ms;                          /* 0: the kit's */
  gboolean again;                        /* not once, but each time */
  gboolean alone;                        /* nobody else is in the room */
  const Cell *cells[NET_N_FAULT_PHASES]; /* by phase; that of ANY is not used */
} Row;

extern const Row MATRIX[];
extern const guint N_MATRIX;

G_END_DECLS

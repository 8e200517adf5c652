/* SPDX-License-Identifier: MIT */
#pragma once

/* The IC WebSocket protocol: everything that src/icws offers. */
#include "icws-clock-watch.h"
#include "icws-diagnosis.h"
#include "icws-direct-transport.h"
#include "icws-error.h"
#include "icws-gateway.h"
#include "icws-inspection.h"
#include "icws-ledger.h"
#include "icws-pool.h"
#include "icws-session.h"
#include "icws-transport.h"
#include "icws-tree-item.h"
#include "icws-verdict.h"
#include "icws-verifier.h"
#include "icws-wire.h"

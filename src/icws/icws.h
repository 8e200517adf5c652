/* SPDX-License-Identifier: MIT */
#pragma once

/* The IC WebSocket protocol: everything that src/icws offers. */
#include "icws-error.h"
#include "icws-ledger.h"
#include "icws-session.h"
#include "icws-transport.h"
#include "icws-verifier.h"
#include "icws-wire.h"

/* SPDX-License-Identifier: MIT */
#pragma once

/* The local network: everything that src/network offers. net-network.h alone is enough to run one. */
#include "net-canister-faults.h"
#include "net-canister.h"
#include "net-certifier.h"
#include "net-control.h"
#include "net-faults.h"
#include "net-gateway.h"
#include "net-http-server.h"
#include "net-ii-canister.h"
#include "net-ii-server.h"
#include "net-keys.h"
#include "net-network.h"
#include "net-outcome.h"
#include "net-ranges.h"
#include "net-replica.h"
#include "net-response.h"
#include "net-tree.h"
#include "net-ws-canister.h"
#include "net-ws-cdk.h"
#include "net-ws-queue.h"
#include "net-ws-types.h"

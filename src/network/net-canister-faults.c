/* SPDX-License-Identifier: MIT */
#include "net-canister-faults.h"

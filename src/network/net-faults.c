/* SPDX-License-Identifier: MIT */
#include "net-faults.h"

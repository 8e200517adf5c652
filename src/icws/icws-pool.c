/* SPDX-License-Identifier: MIT */
#include "icws-pool.h"

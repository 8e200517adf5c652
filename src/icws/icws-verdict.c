/* SPDX-License-Identifier: MIT */
#include "icws-verdict.h"

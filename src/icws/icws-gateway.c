/* SPDX-License-Identifier: MIT */
#include "icws-gateway.h"

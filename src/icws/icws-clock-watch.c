/* SPDX-License-Identifier: MIT */
#include "icws-clock-watch.h"

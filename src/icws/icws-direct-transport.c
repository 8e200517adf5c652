/* SPDX-License-Identifier: MIT */
#include "icws-direct-transport.h"

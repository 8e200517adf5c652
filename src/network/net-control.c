/* SPDX-License-Identifier: MIT */
#include "net-control.h"

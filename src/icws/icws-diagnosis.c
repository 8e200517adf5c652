/* SPDX-License-Identifier: MIT */
#include "icws-diagnosis.h"

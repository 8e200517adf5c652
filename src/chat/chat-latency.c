/* SPDX-License-Identifier: MIT */
#include "chat-latency.h"

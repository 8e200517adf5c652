/* SPDX-License-Identifier: MIT */
#include "chat-timeline.h"

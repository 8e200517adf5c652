/* SPDX-License-Identifier: MIT */
#include "chat-delivery-watch.h"

/* SPDX-License-Identifier: MIT */
#pragma once

/* What people mean: everything that src/chat offers. */
#include "chat-codec.h"
#include "chat-connection.h"
#include "chat-delivery-watch.h"
#include "chat-event.h"
#include "chat-form.h"
#include "chat-health.h"
#include "chat-interface.h"
#include "chat-keyring.h"
#include "chat-latency.h"
#include "chat-link.h"
#include "chat-history.h"
#include "chat-message.h"
#include "chat-paged.h"
#include "chat-pool-store.h"
#include "chat-profile-store.h"
#include "chat-profile.h"
#include "chat-renewal.h"
#include "chat-room.h"
#include "chat-timeline.h"

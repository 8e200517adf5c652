/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

const char *attest_delivery_get_icon_name (ChatDelivery delivery);
const char *attest_delivery_get_word (ChatDelivery delivery);
const char *attest_delivery_get_sentence (ChatDelivery delivery);
char *attest_delivery_describe (ChatMessage *message);
char *attest_delivery_describe_notice (ChatMessage *message);

G_END_DECLS

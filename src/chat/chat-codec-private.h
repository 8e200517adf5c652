/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-codec.h"
#include "ic/ic.h"

G_BEGIN_DECLS

gboolean chat_codec_check_text (const char *text, gsize max_bytes, GError **error);
char *chat_codec_dup_text (IcCandidValue *value, gsize max_bytes, GError **error);
IcCandidValue *chat_codec_decode_value (IcCandidType *type, GBytes *content, GError **error);

G_END_DECLS

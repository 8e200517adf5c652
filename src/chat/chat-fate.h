/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * ChatFateAsk: whoever can say what became of a request of ours: the Internet Computer, or a script
 * in tests.
 * @not_before_ns: certified time before which an answer says nothing; 0: any
 * @answer: (transfer full): returns an IcwsRequestFate, to be freed with chat_fate_free(), or an
 *   error when nobody could be asked; its cancellable is honoured
 */
typedef void (*ChatFateAsk) (const IcwsQuestion *question,
                             guint64 not_before_ns,
                             GTask *answer,
                             gpointer user_data);

/* Asks the IC through @agent and completes @answer (transfer full). */
void chat_fate_ask_agent (IcAgent *agent,
                          const IcPrincipal *canister_id,
                          IcClock *clock,
                          const IcwsQuestion *question,
                          guint64 not_before_ns,
                          GTask *answer);

void chat_fate_free (IcwsRequestFate *fate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsRequestFate, chat_fate_free)

G_END_DECLS

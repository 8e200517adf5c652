/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-delegation.h"

G_BEGIN_DECLS

/* Of the whole text: a chain of two hops with a canister signature has some 10 KiB. */
#define IC_DELEGATION_JSON_MAX_BYTES (256 * 1024)

/* A chain as @dfinity/identity writes it (DelegationChain.toJSON), on one line. (transfer full) */
char *ic_delegation_chain_to_json (GBytes *root_der, GPtrArray *chain /* IcDelegation */);

/* Reads such a text; @len -1: up to the terminating zero. Proves nothing about the chain: see
 * ic_delegation_chain_check_login(). Fails with IC_ERROR_LOGIN_JSON. */
gboolean ic_delegation_chain_from_json (
    const char *json, gssize len, GBytes **root_der, GPtrArray **chain, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#pragma once

#include <secp256k1.h>

/* A context that computes public keys and signs, blinded against side channels. */
secp256k1_context *ic_secp256k1_context_new_blinded (void);

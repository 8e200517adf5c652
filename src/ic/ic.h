/* SPDX-License-Identifier: MIT */
#pragma once

/* The Internet Computer: everything that src/ic offers. */
#include "ic-agent.h"
#include "ic-bytes.h"
#include "ic-candid.h"
#include "ic-cbor.h"
#include "ic-certificate.h"
#include "ic-clock.h"
#include "ic-delegation.h"
#include "ic-envelope.h"
#include "ic-error.h"
#include "ic-hash-tree.h"
#include "ic-identity.h"
#include "ic-leb128.h"
#include "ic-principal.h"
#include "ic-public-key.h"
#include "ic-random.h"
#include "ic-request-id.h"
#include "ic-request.h"

/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-test-authority.h"
#include "ic/ic-certificate.h"

G_BEGIN_DECLS

#define IC_TEST_NOW G_GUINT64_CONSTANT (1700000000123456789)

/* The fixture of the certificate tests: an authority whose subnet has the canisters from @low to @high,
 * among them @canister, which has certified @data. */
typedef struct
{
  IcTestAuthority *authority;
  IcRootKey *root;
  IcPrincipal low, canister, high;
  guint8 data[IC_HASH_BYTES];
} IcTestCertificate;

IcPrincipal ic_test_principal (const guint8 *bytes, gsize len);
void ic_test_certificate_set_up (IcTestCertificate *f, gconstpointer data);
void ic_test_certificate_tear_down (IcTestCertificate *f, gconstpointer data);
/* A certificate of the certified data and the time, signed by the subnet or, without delegation, by
 * the root. */
GBytes *ic_test_certificate_make (IcTestCertificate *f, GBytes *delegation, guint64 time_ns);
IcCertificate *ic_test_certificate_parse (GBytes *cbor);
/* Reads and verifies; gives the error's code, or -1. */
int ic_test_certificate_check (GBytes *cbor, IcRootKey *root, const IcPrincipal *canister_id);

#define IC_TEST_CERTIFICATE_ADD(path, data, func)                                                  \
  g_test_add ("/ic/certificate/" path, IcTestCertificate, data, ic_test_certificate_set_up, func,  \
              ic_test_certificate_tear_down)

G_END_DECLS

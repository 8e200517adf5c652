/* SPDX-License-Identifier: MIT */
#include "ic/ic-agent.h"
#include "ic/ic-certificate.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint8 request_id[IC_HASH_BYTES];
  static const IcPrincipal canister = { 10, { 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 } };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (bytes, &error);
  g_autoptr (IcRequestOutcome) outcome = NULL;
  gsize len;

  g_assert ((certificate == NULL) == (error != NULL));
  if (certificate == NULL)
    return 0;

  if (!ic_certificate_verify (certificate, ic_root_key_get_mainnet (), &canister, &error))
    g_assert (error != NULL);
  /* What is asked of a certificate once it is verified. */
  ic_certificate_check_time (certificate, 0, 0, 0, NULL);
  ic_certificate_get_certified_data (certificate, &canister, &len, NULL);
  ic_certificate_get_delegation_certificate (certificate);
  outcome = ic_request_outcome_from_certificate (certificate, request_id, NULL);
  return 0;
}

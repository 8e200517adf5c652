/* SPDX-License-Identifier: MIT */
/* Whatever comes over the socket, and what canisters certify inside it. */
#include "icws/icws.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The mainnet's root and a clock that stands still: what is found valid never depends on the day. */
static IcwsVerifier *
get_verifier (void)
{
  static IcwsVerifier *verifier = NULL;

  if (verifier == NULL)
    {
      static const guint8 canister[] = { 0, 0, 0, 0, 1, 0x30, 2, 7, 1, 1 };
      g_autoptr (IcManualClock)
          clock = ic_manual_clock_new (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S);
      IcPrincipal id;

      ic_principal_from_bytes (&id, canister, sizeof canister, NULL);
      verifier = icws_verifier_new (ic_root_key_get_mainnet (), &id, IC_CLOCK (clock), 1);
    }
  return verifier;
}

static void
try_frame (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsFrame) frame = icws_frame_decode (bytes, &error);
  g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (get_verifier (), bytes);

  g_assert ((frame == NULL) == (error != NULL));
  g_assert (proof->message == NULL && proof->error != NULL);
  if (frame != NULL)
    {
      /* What was read is what is written, whatever form it had. */
      g_autoptr (GBytes) again = icws_frame_encode (frame);
      g_autoptr (IcwsFrame) same = icws_frame_decode (again, NULL);

      g_assert (same != NULL && strcmp (same->key, frame->key) == 0);
      g_assert (g_bytes_equal (same->content, frame->content));
      g_assert (g_bytes_equal (same->cert, frame->cert));
      g_assert (g_bytes_equal (same->tree, frame->tree));
    }
}

static void
try_message (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsMessage) message = icws_message_decode (bytes, &error);

  g_assert ((message == NULL) == (error != NULL));
  if (message != NULL)
    {
      g_autoptr (GBytes) again = icws_message_encode (message, TRUE);
      g_autoptr (IcwsMessage) same = icws_message_decode (again, NULL);

      g_assert (same != NULL && same->sequence_num == message->sequence_num);
      g_assert (icws_client_key_equal (&same->client_key, &message->client_key));
      g_assert (g_bytes_equal (same->content, message->content));
    }
}

static void
try_service (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  IcwsServiceMessage service;

  if (icws_service_message_decode (&service, bytes, &error))
    {
      g_autoptr (GBytes) again = icws_service_message_encode (&service);
      IcwsServiceMessage same;

      g_assert (icws_service_message_decode (&same, again, NULL));
      g_assert (same.kind == service.kind);
      g_assert (same.last_incoming_sequence == service.last_incoming_sequence);
      g_assert (same.close_reason == service.close_reason);
      g_assert (icws_client_key_equal (&same.client_key, &service.client_key));
    }
  else
    g_assert (error != NULL);
}

/* The first byte chooses the reader. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = NULL;
  IcPrincipal gateway;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data + 1, size - 1);
  switch (data[0] % 4)
    {
    case 0:
      try_frame (bytes);
      break;
    case 1:
      try_message (bytes);
      break;
    case 2:
      try_service (bytes);
      break;
    default:
      g_assert (icws_handshake_decode (bytes, &gateway, &error) == (error == NULL));
      break;
    }
  return 0;
}

/* SPDX-License-Identifier: MIT */
/* One flipped bit anywhere in what a gateway relays is noticed, and named by its field. */
#include "icws-test-kit.h"

#include <string.h>

static const IcwsClientKey client = { .principal = { 3, { 1, 2, 3 } }, .nonce = 9 };

typedef struct
{
  IcwsTestKit *kit;
  IcwsVerifier *verifier;
  IcwsFrame *frame;
  IcwsFrame *neighbour; /* same certificate and witness */
} Fixture;

/* Two messages of one poll: a flipped digit of a key may name the other one. */
static void
set_up (Fixture *f, gconstpointer data)
{
  IcwsTestOutput *outputs[2];
  g_autoptr (GPtrArray) frames = NULL;

  f->kit = icws_test_kit_new (20, GPOINTER_TO_INT (data));
  f->verifier = icws_test_kit_verifier (f->kit, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) payload = icws_test_random_bytes (f->kit, 60);
      g_autoptr (GBytes) content = icws_test_kit_content (f->kit, &client, i + 1, FALSE, payload);

      outputs[i] = icws_test_kit_put (f->kit, content);
    }
  frames = icws_test_kit_poll (f->kit, outputs, 2);
  f->frame = icws_frame_decode (frames->pdata[0], NULL);
  f->neighbour = icws_frame_decode (frames->pdata[1], NULL);
  icws_test_output_free (outputs[0]);
  icws_test_output_free (outputs[1]);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  icws_frame_free (f->frame);
  icws_frame_free (f->neighbour);
  g_object_unref (f->verifier);
  icws_test_kit_free (f->kit);
}

static GBytes *
flip (GBytes *bytes, gsize bit)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  guint8 *copy = g_memdup2 (data, len);

  copy[bit / 8] ^= 1 << (bit % 8);
  return g_bytes_new_take (copy, len);
}

static gboolean
one_of (const GError *error, const IcwsError *codes, guint n)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == ICWS_ERROR);
  for (guint i = 0; i < n; i++)
    if (error->code == (gint)codes[i])
      return TRUE;
  g_test_message ("refused as %s: %s", icws_error_get_id (error), error->message);
  return FALSE;
}

static void
assert_refused (Fixture *f, const IcwsFrame *frame, const IcwsError *codes, guint n)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);
  g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (f->verifier, bytes);

  g_assert_null (proof->message);
  g_assert_true (one_of (proof->error, codes, n));
}

/* One bit of each byte, a different one from byte to byte, so that all eight are seen. */
static gsize
bit_of_byte (gsize byte)
{
  return byte * 8 + byte % 8;
}

/* The untouched frame is accepted before and after: what is refused is refused for its bit. */
static void
assert_accepted (Fixture *f)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (f->frame);
  g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (f->verifier, bytes);

  g_assert_no_error (proof->error);
}

static void
test_content (Fixture *f, gconstpointer data)
{
  const IcwsError codes[] = { ICWS_ERROR_TAMPERED_CONTENT };

  assert_accepted (f);
  for (gsize bit = 0; bit < g_bytes_get_size (f->frame->content) * 8; bit++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) content = flip (f->frame->content, bit);

      frame.content = content;
      assert_refused (f, &frame, codes, G_N_ELEMENTS (codes));
    }
  assert_accepted (f);
}

static void
test_key (Fixture *f, gconstpointer data)
{
  const IcwsError usual[] = { ICWS_ERROR_TAMPERED_KEY };
  const IcwsError neighbour[] = { ICWS_ERROR_TAMPERED_CONTENT };
  const IcwsError no_text[] = { ICWS_ERROR_FRAME, ICWS_ERROR_TAMPERED_KEY };

  for (gsize bit = 0; bit < strlen (f->frame->key) * 8; bit++)
    {
      g_autofree char *key = g_strdup (f->frame->key);
      IcwsFrame frame = *f->frame;

      key[bit / 8] ^= (char)(1 << (bit % 8));
      frame.key = key;
      if (strcmp (key, f->neighbour->key) == 0)
        assert_refused (f, &frame, neighbour, G_N_ELEMENTS (neighbour));
      else if (!g_utf8_validate (key, -1, NULL))
        assert_refused (f, &frame, no_text, G_N_ELEMENTS (no_text));
      else
        assert_refused (f, &frame, usual, G_N_ELEMENTS (usual));
    }
}

static void
test_tree (Fixture *f, gconstpointer data)
{
  const IcwsError codes[] = { ICWS_ERROR_TAMPERED_TREE };

  for (gsize i = 0; i < g_bytes_get_size (f->frame->tree); i++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) tree = flip (f->frame->tree, bit_of_byte (i));

      frame.tree = tree;
      assert_refused (f, &frame, codes, G_N_ELEMENTS (codes));
    }
  assert_accepted (f);
}

/* Offset of the delegation's certificate inside the certificate. */
static gsize
delegation_offset (Fixture *f, gsize *len)
{
  gsize cert_len, delegation_len;
  const guint8 *cert = g_bytes_get_data (f->frame->cert, &cert_len);
  const guint8 *delegation = g_bytes_get_data (f->kit->delegation, &delegation_len);
  const guint8 *found = memmem (cert, cert_len, delegation, delegation_len);

  g_assert_nonnull (found);
  *len = delegation_len;
  return found - cert;
}

static void
flip_certificate (Fixture *f, gsize from, gsize to, const IcwsError *codes, guint n)
{
  for (gsize i = from; i < to; i++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) cert = flip (f->frame->cert, bit_of_byte (i));

      frame.cert = cert;
      assert_refused (f, &frame, codes, n);
    }
}

static void
test_certificate (Fixture *f, gconstpointer data)
{
  const IcwsError codes[] = { ICWS_ERROR_TAMPERED_CERTIFICATE, ICWS_ERROR_FORGED_SIGNATURE,
                              ICWS_ERROR_FORGED_DELEGATION };
  gsize len = g_bytes_get_size (f->frame->cert);

  assert_accepted (f);
  if (f->kit->with_delegation)
    {
      gsize delegation_len;
      gsize offset = delegation_offset (f, &delegation_len);

      flip_certificate (f, 0, offset, codes, G_N_ELEMENTS (codes));
      flip_certificate (f, offset + delegation_len, len, codes, G_N_ELEMENTS (codes));
    }
  else
    flip_certificate (f, 0, len, codes, G_N_ELEMENTS (codes));
  assert_accepted (f);
}

static void
test_delegation (Fixture *f, gconstpointer data)
{
  const IcwsError codes[] = { ICWS_ERROR_TAMPERED_CERTIFICATE, ICWS_ERROR_FORGED_DELEGATION,
                              ICWS_ERROR_FORGED_RANGE };
  gsize len;
  gsize offset = delegation_offset (f, &len);

  /* With the true delegation in the cache of subnet keys, where a short cut would show. */
  assert_accepted (f);
  flip_certificate (f, offset, offset + len, codes, G_N_ELEMENTS (codes));
  assert_accepted (f);
}

/* Any bit of the whole frame as it comes over the socket. */
static void
test_raw (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (f->frame);

  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      g_autoptr (GBytes) flipped = flip (bytes, bit_of_byte (i));
      g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (f->verifier, flipped);

      g_assert_null (proof->message);
      g_assert_nonnull (proof->error);
      g_assert_cmpint (icws_error_get_culprit (proof->error), ==, ICWS_CULPRIT_GATEWAY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, delegation, func)                                                                \
  g_test_add (path, Fixture, GINT_TO_POINTER (delegation), set_up, func, tear_down)
  ADD ("/icws/flips/content", TRUE, test_content);
  ADD ("/icws/flips/key", TRUE, test_key);
  ADD ("/icws/flips/tree", TRUE, test_tree);
  ADD ("/icws/flips/certificate/delegated", TRUE, test_certificate);
  ADD ("/icws/flips/certificate/root", FALSE, test_certificate);
  ADD ("/icws/flips/delegation", TRUE, test_delegation);
  ADD ("/icws/flips/raw", TRUE, test_raw);
#undef ADD
  return g_test_run ();
}

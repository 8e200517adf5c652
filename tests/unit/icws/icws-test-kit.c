/* SPDX-License-Identifier: MIT */
#include "icws-test-kit.h"

#include <string.h>

#include "bls12381/bls12381.h"

static void
principal_from_random (IcwsTestKit *self, IcPrincipal *out)
{
  guint8 key[44];

  ic_random_bytes (self->random, key, sizeof key);
  ic_principal_self_authenticating (out, key, sizeof key);
}

static void
random_secret (IcwsTestKit *self, guint8 secret[32])
{
  guint8 random[48];

  ic_random_bytes (self->random, random, sizeof random);
  bls_secret_from_random (secret, random);
}

static GBytes *
public_der (const guint8 secret[32])
{
  guint8 public_key[BLS_PUBLIC_KEY_BYTES];

  g_assert_cmpint (bls_secret_to_public (public_key, secret), ==, BLS_OK);
  return ic_der_wrap_bls (public_key);
}

static GBytes *
leb128 (guint64 value)
{
  GByteArray *out = g_byte_array_new ();

  ic_leb128_put_uint64 (out, value);
  return g_byte_array_free_to_bytes (out);
}

static void
set_bytes (IcTreeBuilder *tree, const IcLabel *path, gsize n_labels, GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  ic_tree_builder_set (tree, path, n_labels, data, len);
}

static void
sign_tree (IcTreeBuilder *tree, const guint8 secret[32], guint8 signature[48])
{
  guint8 root_hash[IC_HASH_BYTES];
  g_autoptr (GBytes) message = NULL;
  gsize len;
  const guint8 *data;

  ic_tree_builder_get_root_hash (tree, root_hash);
  message = ic_certificate_signed_bytes (root_hash);
  data = g_bytes_get_data (message, &len);
  g_assert_cmpint (bls_sign (signature, secret, data, len), ==, BLS_OK);
}

static GBytes *
ranges_cbor (const IcPrincipal *start, const IcPrincipal *end)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_array (out, 1);
  ic_cbor_put_array (out, 2);
  ic_cbor_put_bytes (out, start->bytes, start->len);
  ic_cbor_put_bytes (out, end->bytes, end->len);
  return g_byte_array_free_to_bytes (out);
}

/* The root subnet's certificate about the subnet, with the ranges in the flat form. */
GBytes *
icws_test_kit_make_delegation (IcwsTestKit *self,
                               const guint8 signing_secret[32],
                               const IcPrincipal *range_start,
                               const IcPrincipal *range_end)
{
  g_autoptr (IcTreeBuilder) tree = ic_tree_builder_new ();
  const IcLabel subnet = IC_LABEL_BYTES (self->subnet_id.bytes, self->subnet_id.len);
  const IcLabel key_path[] = { IC_LABEL ("subnet"), subnet, IC_LABEL ("public_key") };
  const IcLabel ranges_path[] = { IC_LABEL ("subnet"), subnet, IC_LABEL ("canister_ranges") };
  const IcLabel other_path[] = { IC_LABEL ("canister"), IC_LABEL ("somebody else") };
  const IcLabel time_path[] = { IC_LABEL ("time") };
  g_autoptr (GBytes) key = public_der (self->subnet_secret);
  g_autoptr (GBytes) ranges = ranges_cbor (range_start, range_end);
  g_autoptr (GBytes) time = leb128 (ICWS_TEST_NOW_NS - 86400 * IC_NS_PER_S);
  g_autoptr (GBytes) witness = NULL;
  guint8 signature[48];

  set_bytes (tree, key_path, G_N_ELEMENTS (key_path), key);
  set_bytes (tree, ranges_path, G_N_ELEMENTS (ranges_path), ranges);
  set_bytes (tree, time_path, G_N_ELEMENTS (time_path), time);
  ic_tree_builder_set (tree, other_path, G_N_ELEMENTS (other_path), "x", 1);
  sign_tree (tree, signing_secret, signature);
  ic_tree_builder_reveal (tree, key_path, G_N_ELEMENTS (key_path));
  ic_tree_builder_reveal (tree, ranges_path, G_N_ELEMENTS (ranges_path));
  ic_tree_builder_reveal (tree, time_path, G_N_ELEMENTS (time_path));
  witness = ic_tree_builder_witness (tree);
  return ic_certificate_encode (witness, signature, NULL, NULL);
}

IcwsTestKit *
icws_test_kit_new (guint64 seed, gboolean with_delegation)
{
  static const guint8 canister[] = { 0, 0, 0, 0, 1, 0x30, 2, 7, 1, 1 };
  static const guint8 first[] = { 0, 0, 0, 0, 1, 0x30, 0, 0, 1, 1 };
  static const guint8 last[] = { 0, 0, 0, 0, 1, 0x3f, 0xff, 0xff, 1, 1 };
  IcwsTestKit *self = g_new0 (IcwsTestKit, 1);
  IcPrincipal start, end;
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GError) error = NULL;

  self->manual_clock = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  self->clock = IC_CLOCK (self->manual_clock);
  self->random = ic_random_new_seeded (seed);
  self->with_delegation = with_delegation;
  random_secret (self, self->root_secret);
  random_secret (self, self->subnet_secret);
  root_der = public_der (self->root_secret);
  self->root = ic_root_key_new_from_der (root_der, &error);
  g_assert_no_error (error);
  ic_principal_from_bytes (&self->canister_id, canister, sizeof canister, NULL);
  ic_principal_from_bytes (&start, first, sizeof first, NULL);
  ic_principal_from_bytes (&end, last, sizeof last, NULL);
  principal_from_random (self, &self->subnet_id);
  principal_from_random (self, &self->gateway);
  self->delegation = icws_test_kit_make_delegation (self, self->root_secret, &start, &end);
  self->witness = ic_tree_builder_new ();
  return self;
}

void
icws_test_kit_free (IcwsTestKit *self)
{
  g_object_unref (self->manual_clock);
  g_object_unref (self->random);
  ic_root_key_unref (self->root);
  g_bytes_unref (self->delegation);
  ic_tree_builder_free (self->witness);
  g_free (self);
}

IcwsVerifier *
icws_test_kit_verifier (IcwsTestKit *self, guint n_threads)
{
  return icws_verifier_new (self->root, &self->canister_id, self->clock, n_threads);
}

guint64
icws_test_kit_now (IcwsTestKit *self)
{
  return ic_clock_get_wall_ns (self->clock);
}

void
icws_test_certificate_init (IcwsTestKit *self, IcwsTestCertificate *certificate)
{
  certificate->canister_id = self->canister_id;
  ic_tree_builder_get_root_hash (self->witness, certificate->certified_data);
  certificate->time_ns = icws_test_kit_now (self);
  certificate->signing_secret = self->with_delegation ? self->subnet_secret : self->root_secret;
  certificate->delegation = self->with_delegation ? self->delegation : NULL;
}

GBytes *
icws_test_certificate_encode (IcwsTestKit *self, const IcwsTestCertificate *certificate)
{
  g_autoptr (IcTreeBuilder) tree = ic_tree_builder_new ();
  const IcLabel id = IC_LABEL_BYTES (certificate->canister_id.bytes, certificate->canister_id.len);
  const IcLabel data_path[] = { IC_LABEL ("canister"), id, IC_LABEL ("certified_data") };
  const IcLabel hash_path[] = { IC_LABEL ("canister"), id, IC_LABEL ("module_hash") };
  const IcLabel time_path[] = { IC_LABEL ("time") };
  g_autoptr (GBytes) time = leb128 (certificate->time_ns);
  g_autoptr (GBytes) witness = NULL;
  guint8 signature[48];

  ic_tree_builder_set (tree, data_path, G_N_ELEMENTS (data_path), certificate->certified_data,
                       IC_HASH_BYTES);
  ic_tree_builder_set (tree, hash_path, G_N_ELEMENTS (hash_path), "module", 6);
  set_bytes (tree, time_path, G_N_ELEMENTS (time_path), time);
  sign_tree (tree, certificate->signing_secret, signature);
  ic_tree_builder_reveal (tree, data_path, G_N_ELEMENTS (data_path));
  ic_tree_builder_reveal (tree, time_path, G_N_ELEMENTS (time_path));
  witness = ic_tree_builder_witness (tree);
  return ic_certificate_encode (witness, signature,
                                certificate->delegation != NULL ? &self->subnet_id : NULL,
                                certificate->delegation);
}

void
icws_test_output_free (IcwsTestOutput *self)
{
  g_free (self->key);
  g_bytes_unref (self->content);
  g_free (self);
}

/* The canister certifies a message and queues it for the gateway. */
IcwsTestOutput *
icws_test_kit_put (IcwsTestKit *self, GBytes *content)
{
  IcwsTestOutput *output = g_new0 (IcwsTestOutput, 1);
  g_autofree char *gateway = ic_principal_to_text (&self->gateway);
  IcLabel path[2];
  gsize len;
  gconstpointer data = g_bytes_get_data (content, &len);
  guint8 hash[IC_HASH_BYTES];

  output->key = g_strdup_printf ("%s_%020" G_GUINT64_FORMAT, gateway, self->next_nonce++);
  output->content = g_bytes_ref (content);
  ic_sha256 (data, len, hash);
  path[0] = IC_LABEL ("websocket");
  path[1] = IC_LABEL_BYTES (output->key, strlen (output->key));
  ic_tree_builder_set (self->witness, path, 2, hash, sizeof hash);
  return output;
}

static GBytes *
witness_of (IcwsTestKit *self, IcwsTestOutput *const *outputs, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const IcLabel path[] = { IC_LABEL ("websocket"),
                               IC_LABEL_BYTES (outputs[i]->key, strlen (outputs[i]->key)) };

      ic_tree_builder_reveal (self->witness, path, G_N_ELEMENTS (path));
    }
  return ic_tree_builder_witness (self->witness);
}

GPtrArray *
icws_test_kit_poll (IcwsTestKit *self, IcwsTestOutput *const *outputs, guint n)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GBytes) tree = witness_of (self, outputs, n);
  IcwsTestCertificate certificate;
  g_autoptr (GBytes) cert = NULL;

  icws_test_certificate_init (self, &certificate);
  cert = icws_test_certificate_encode (self, &certificate);
  for (guint i = 0; i < n; i++)
    {
      const IcwsFrame frame = {
        .key = outputs[i]->key, .content = outputs[i]->content, .cert = cert, .tree = tree
      };

      g_ptr_array_add (frames, icws_frame_encode (&frame));
    }
  return g_steal_pointer (&frames);
}

IcwsFrame *
icws_test_kit_poll_one (IcwsTestKit *self, IcwsTestOutput *output)
{
  IcwsFrame *frame = g_new0 (IcwsFrame, 1);
  IcwsTestCertificate certificate;

  icws_test_certificate_init (self, &certificate);
  frame->key = g_strdup (output->key);
  frame->content = g_bytes_ref (output->content);
  frame->tree = witness_of (self, &output, 1);
  frame->cert = icws_test_certificate_encode (self, &certificate);
  return frame;
}

IcwsFrame *
icws_test_kit_frame (IcwsTestKit *self, GBytes *content)
{
  IcwsTestOutput *output = icws_test_kit_put (self, content);
  IcwsFrame *frame = icws_test_kit_poll_one (self, output);

  icws_test_output_free (output);
  return frame;
}

GBytes *
icws_test_kit_content (IcwsTestKit *self,
                       const IcwsClientKey *client,
                       guint64 sequence,
                       gboolean is_service_message,
                       GBytes *payload)
{
  const IcwsMessage message = {
    .client_key = *client,
    .sequence_num = sequence,
    .timestamp_ns = icws_test_kit_now (self),
    .is_service_message = is_service_message,
    .content = payload,
  };

  /* As the two kinds of canister do: with the tag (Rust) and without (Motoko). */
  return icws_message_encode (&message, sequence % 2 == 0);
}

GBytes *
icws_test_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

GBytes *
icws_test_random_bytes (IcwsTestKit *self, gsize len)
{
  guint8 *bytes = g_malloc (MAX (len, 1));

  ic_random_bytes (self->random, bytes, len);
  return g_bytes_new_take (bytes, len);
}

void
icws_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The identity that cannot sign. */
#define ICWS_TYPE_TEST_FAILING_IDENTITY (icws_test_failing_identity_get_type ())
G_DECLARE_FINAL_TYPE (
    IcwsTestFailingIdentity, icws_test_failing_identity, ICWS, TEST_FAILING_IDENTITY, GObject)

struct _IcwsTestFailingIdentity
{
  GObject parent_instance;
  GBytes *der;
};

static void failing_identity_iface_init (IcIdentityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsTestFailingIdentity,
                               icws_test_failing_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY,
                                                      failing_identity_iface_init))

static GBytes *
failing_get_public_key_der (IcIdentity *identity)
{
  return ICWS_TEST_FAILING_IDENTITY (identity)->der;
}

static GPtrArray *
failing_get_delegations (IcIdentity *identity)
{
  return NULL;
}

static void
failing_sign_async (IcIdentity *identity,
                    GBytes *message,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (identity, cancellable, callback, user_data);

  g_task_return_new_error (task, IC_ERROR, IC_ERROR_KEY, "The key was taken away");
}

static GBytes *
failing_sign_finish (IcIdentity *identity, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
failing_identity_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = failing_get_public_key_der;
  iface->get_delegations = failing_get_delegations;
  iface->sign_async = failing_sign_async;
  iface->sign_finish = failing_sign_finish;
}

static void
icws_test_failing_identity_finalize (GObject *object)
{
  g_bytes_unref (ICWS_TEST_FAILING_IDENTITY (object)->der);
  G_OBJECT_CLASS (icws_test_failing_identity_parent_class)->finalize (object);
}

static void
icws_test_failing_identity_class_init (IcwsTestFailingIdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_test_failing_identity_finalize;
}

static void
icws_test_failing_identity_init (IcwsTestFailingIdentity *self)
{
  static const guint8 raw[32] = { 1 };

  self->der = ic_der_wrap_ed25519 (raw);
}

IcIdentity *
icws_test_failing_identity_new (void)
{
  return g_object_new (ICWS_TYPE_TEST_FAILING_IDENTITY, NULL);
}

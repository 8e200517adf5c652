/* SPDX-License-Identifier: MIT */
/*
 * Time to verify one relayed message, from the bytes of its frame to the decoded message:
 *   delegated  distinct certificates, each with a subnet delegation, as on mainnet
 *   root       distinct certificates signed by the root key itself
 *   shared     fifty messages of one poll, which share certificate and witness
 *
 * With --stream=FILE the frames are written out, so that another verifier can be measured on the
 * same ones (compare.mjs); then the figures go to standard output as JSON.
 */
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "icws-test-kit.h"

#define DISTINCT         40
#define FRAMES_OF_A_POLL 50
#define PASSES           15
#define PAYLOAD_BYTES    100

static const IcwsClientKey client = { .principal = { 3, { 1, 2, 3 } }, .nonce = 9 };

typedef struct
{
  const char *name;
  IcwsTestKit *kit;
  GPtrArray *frames;
  gdouble us; /* per message, the best of all passes */
} Stream;

static IcwsTestOutput *
put_random (IcwsTestKit *kit, guint64 sequence)
{
  g_autoptr (GBytes) payload = icws_test_random_bytes (kit, PAYLOAD_BYTES);
  g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, sequence, FALSE, payload);

  return icws_test_kit_put (kit, content);
}

/* Certificates of now: the other verifier goes by the clock on the wall. */
static void
stream_init (Stream *self, const char *name, gboolean with_delegation)
{
  self->name = name;
  self->kit = icws_test_kit_new (g_str_hash (name), with_delegation);
  ic_manual_clock_set_wall_ns (self->kit->manual_clock, (guint64)g_get_real_time () * IC_NS_PER_US);
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

static void
stream_fill (Stream *self, guint n_polls, guint frames_of_a_poll)
{
  guint64 sequence = 1;

  for (guint poll = 0; poll < n_polls; poll++)
    {
      IcwsTestOutput *outputs[FRAMES_OF_A_POLL];
      g_autoptr (GPtrArray) frames = NULL;

      for (guint i = 0; i < frames_of_a_poll; i++)
        outputs[i] = put_random (self->kit, sequence++);
      frames = icws_test_kit_poll (self->kit, outputs, frames_of_a_poll);
      for (guint i = 0; i < frames_of_a_poll; i++)
        {
          g_ptr_array_add (self->frames, g_bytes_ref (frames->pdata[i]));
          icws_test_output_free (outputs[i]);
        }
    }
}

/* One pass with a new verifier: no pair is known; the subnet key is, after the first pass. Keeps the
 * best time of each frame, since another program may have had the processor in the middle. */
static void
stream_pass (Stream *self, gint64 *best_us)
{
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (self->kit, 1);

  for (guint i = 0; i < self->frames->len; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (verifier, self->frames->pdata[i]);

      best_us[i] = MIN (best_us[i], g_get_monotonic_time () - start_us);
      g_assert_no_error (proof->error);
    }
}

static void
stream_measure (Stream *self)
{
  g_autofree gint64 *best_us = g_new (gint64, self->frames->len);

  for (guint i = 0; i < self->frames->len; i++)
    best_us[i] = G_MAXINT64;
  stream_pass (self, best_us);
  for (guint i = 0; i < self->frames->len; i++)
    best_us[i] = G_MAXINT64;
  for (guint i = 0; i < PASSES; i++)
    stream_pass (self, best_us);
  self->us = 0;
  for (guint i = 0; i < self->frames->len; i++)
    self->us += (gdouble)best_us[i] / self->frames->len;
}

static void
stream_clear (Stream *self)
{
  g_ptr_array_unref (self->frames);
  icws_test_kit_free (self->kit);
}

static void
add_hex (JsonBuilder *builder, gconstpointer bytes, gsize len)
{
  GString *hex = g_string_sized_new (len * 2);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *)bytes)[i]);
  json_builder_add_string_value (builder, hex->str);
  g_string_free (hex, TRUE);
}

static void
write_json (const char *path, Stream *streams, guint n, gboolean with_frames)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      GBytes *der = ic_root_key_get_der (streams[i].kit->root);
      IcPrincipal *canister = &streams[i].kit->canister_id;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, streams[i].name);
      json_builder_set_member_name (builder, "us");
      json_builder_add_double_value (builder, streams[i].us);
      if (with_frames)
        {
          json_builder_set_member_name (builder, "root_key");
          add_hex (builder, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
          json_builder_set_member_name (builder, "canister_id");
          add_hex (builder, canister->bytes, canister->len);
          json_builder_set_member_name (builder, "frames");
          json_builder_begin_array (builder);
          for (guint j = 0; j < streams[i].frames->len; j++)
            add_hex (builder, g_bytes_get_data (streams[i].frames->pdata[j], NULL),
                     g_bytes_get_size (streams[i].frames->pdata[j]));
          json_builder_end_array (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  if (path == NULL)
    g_print ("%s\n", json);
  else if (!g_file_set_contents (path, json, -1, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  const GOptionEntry options[] = {
    { "stream", 0, 0, G_OPTION_ARG_FILENAME, &path, "Write the frames here, as JSON", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Stream streams[3];

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  stream_init (&streams[0], "delegated", TRUE);
  stream_fill (&streams[0], DISTINCT, 1);
  stream_init (&streams[1], "root", FALSE);
  stream_fill (&streams[1], DISTINCT, 1);
  stream_init (&streams[2], "shared", TRUE);
  stream_fill (&streams[2], 1, FRAMES_OF_A_POLL);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      stream_measure (&streams[i]);
      if (path == NULL)
        g_print ("%-10s %8.1f us per message (%u messages, best of %d passes)\n", streams[i].name,
                 streams[i].us, streams[i].frames->len, PASSES);
    }
  if (path != NULL)
    {
      write_json (path, streams, G_N_ELEMENTS (streams), TRUE);
      write_json (NULL, streams, G_N_ELEMENTS (streams), FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    stream_clear (&streams[i]);
  return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/* Frames that want to hurt: each gives an error, quickly and with bounded memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "icws-test-kit.h"

#define DEPTH 10000
#define LARGE (100 * 1024 * 1024)
/* What reading any frame may cost at most, over the frame itself. */
#define MEMORY_BOUND_KIB (48 * 1024)

static const IcwsClientKey client = { .principal = { 3, { 1, 2, 3 } }, .nonce = 9 };

typedef struct
{
  IcwsTestKit *kit;
  IcwsVerifier *verifier;
  IcwsFrame *frame;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) payload = icws_test_text ("hello");
  g_autoptr (GBytes) content = NULL;

  f->kit = icws_test_kit_new (40, TRUE);
  f->verifier = icws_test_kit_verifier (f->kit, 1);
  content = icws_test_kit_content (f->kit, &client, 1, FALSE, payload);
  f->frame = icws_test_kit_frame (f->kit, content);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  icws_frame_free (f->frame);
  g_object_unref (f->verifier);
  icws_test_kit_free (f->kit);
}

static IcwsError
refuse (Fixture *f, GBytes *bytes)
{
  g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (f->verifier, bytes);

  g_assert_null (proof->message);
  g_assert_nonnull (proof->error);
  g_assert_true (proof->error->domain == ICWS_ERROR);
  g_assert_cmpint (icws_error_get_culprit (proof->error), ==, ICWS_CULPRIT_GATEWAY);
  return proof->error->code;
}

static IcwsError
refuse_frame (Fixture *f, const IcwsFrame *frame)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  return refuse (f, bytes);
}

/* Peak of resident memory since the last begin_memory(), in KiB. */
static long
peak_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return strtol (line + strlen ("VmHWM:"), NULL, 10);
}

static long
begin_memory (void)
{
  FILE *refs = fopen ("/proc/self/clear_refs", "w");

  /* Not every container lets us: the bound is then against the peak so far. */
  if (refs != NULL)
    {
      fputs ("5", refs);
      fclose (refs);
    }
  return peak_kib ();
}

static void
end_memory (long before)
{
  g_test_message ("peak rose by %ld KiB", peak_kib () - before);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (peak_kib () - before, <, MEMORY_BOUND_KIB);
#endif
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (f->frame);

  for (gsize len = 0; len < g_bytes_get_size (bytes); len++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, len);

      g_assert_cmpint (refuse (f, cut), ==, ICWS_ERROR_FRAME);
    }
}

/* The parts cut at each length, inside a frame that is well-formed. */
static void
test_truncated_parts (Fixture *f, gconstpointer data)
{
  for (gsize len = 0; len < g_bytes_get_size (f->frame->cert); len++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (f->frame->cert, 0, len);

      frame.cert = cut;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_CERTIFICATE);
    }
  for (gsize len = 0; len < g_bytes_get_size (f->frame->tree); len++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (f->frame->tree, 0, len);

      frame.tree = cut;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_TREE);
    }
  for (gsize len = 0; len < g_bytes_get_size (f->frame->content); len++)
    {
      IcwsFrame frame = *f->frame;
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (f->frame->content, 0, len);

      frame.content = cut;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_CONTENT);
    }
}

/* @depth times @open, then @close each time. */
static GBytes *
nest (const char *open, gsize open_len, const char *core, gsize core_len, guint depth)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < depth; i++)
    g_byte_array_append (out, (const guint8 *)open, open_len);
  g_byte_array_append (out, (const guint8 *)core, core_len);
  return g_byte_array_free_to_bytes (out);
}

static void
test_nested (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *open;
    gsize len;
  } shapes[] = {
    { "\x81", 1 },             /* array in array */
    { "\xa1\x61k", 3 },        /* map in map */
    { "\xd9\xd9\xf7", 3 },     /* tag in tag */
    { "\x9f", 1 },             /* indefinite array */
    { "\x5f", 1 },             /* indefinite bytes */
    { "\xbf\x61k", 3 },        /* indefinite map */
    { "\x83\x01\x81\x00", 4 }, /* fork, always to the right */
    { "\x83\x02\x41L", 4 },    /* label below label */
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GBytes) deep = nest (shapes[i].open, shapes[i].len, "\x81\x00", 2, DEPTH);
      IcwsFrame frame = *f->frame;
      IcPrincipal gateway;
      g_autoptr (GError) error = NULL;
      IcwsError code = refuse (f, deep);

      g_assert_true (code == ICWS_ERROR_FRAME || code == ICWS_ERROR_FRAME_LIMIT);
      frame.cert = deep;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_CERTIFICATE);
      frame = *f->frame;
      frame.tree = deep;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_TREE);
      g_assert_false (icws_handshake_decode (deep, &gateway, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_HANDSHAKE);
      g_clear_error (&error);
      g_assert_null (icws_message_decode (deep, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT);
    }
}

/* Nested deep where the frame has a part that nobody reads. */
static void
test_nested_unknown (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (f->frame);
  g_autoptr (GBytes) deep = nest ("\x81", 1, "\x00", 1, DEPTH);
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) frame = NULL;
  IcwsError code;

  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmphex (out->data[3], ==, 0xa4);
  out->data[3] = 0xa5;
  g_byte_array_append (out, (const guint8 *)"\x61z", 2);
  g_byte_array_append (out, g_bytes_get_data (deep, NULL), g_bytes_get_size (deep));
  frame = g_byte_array_free_to_bytes (out);
  code = refuse (f, frame);
  g_assert_true (code == ICWS_ERROR_FRAME || code == ICWS_ERROR_FRAME_LIMIT);
}

/* A certified service message that is a Candid bomb or nests deeply. */
static void
test_candid (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *bytes;
    gsize len;
  } bombs[] = {
    { "DIDL\x00\x01\x6d", 7 },
    { "DIDL\x01\x6d\x7f\x01\x00\xff\xff\xff\xff\x07", 13 }, /* vec null, two thousand million */
    { "DIDL\x01\x6e\x00\x01\x00\x01\x01\x01\x01", 13 },     /* opt of itself */
    { "DIDL\xff\xff\xff\xff\x0f", 9 },                      /* type table without end */
    { "DIDL\x01\x6c\x01\x00\x00\x01\x00", 11 },             /* record that holds itself */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (bombs[i].bytes, bombs[i].len);
      g_autoptr (GError) error = NULL;
      IcwsServiceMessage service;

      g_assert_false (icws_service_message_decode (&service, bytes, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT);
    }
}

/* 100 MB, announced and real, in each place. */
static void
test_large (Fixture *f, gconstpointer data)
{
  static const char *const heads[] = {
    "\xa4\x63key\x7a\x06\x40\x00\x00",
    "\xa4\x63key\x61k\x67"
    "content\x5a\x06\x40\x00\x00",
    "\x9a\x06\x40\x00\x00",
    "\xba\x06\x40\x00\x00",
    "\x7b\x7f\xff\xff\xff\xff\xff\xff\xff",
  };
  static const gsize lens[] = { 10, 20, 5, 5, 9 };
  long before;

  g_autofree guint8 *large = g_malloc (LARGE);

  memset (large, 0x80, LARGE);
  before = begin_memory ();
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) announced = g_bytes_new_static (heads[i], lens[i]);
      g_autoptr (GBytes) real = NULL;
      IcwsFrame frame = *f->frame;
      IcwsError code = refuse (f, announced);

      g_assert_true (code == ICWS_ERROR_FRAME || code == ICWS_ERROR_FRAME_LIMIT);
      frame.cert = announced;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_CERTIFICATE);
      frame = *f->frame;
      frame.tree = announced;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_TREE);

      memcpy (large, heads[i], lens[i]);
      real = g_bytes_new_static (large, LARGE);
      g_assert_cmpint (refuse (f, real), ==, ICWS_ERROR_FRAME_LIMIT);
    }
  end_memory (before);
}

/* The largest frames that are taken, made of as many small items as fit. */
static void
test_many_items (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *unit;
    gsize len;
  } units[] = { { "\x00", 1 }, { "\x80", 1 }, { "\x40", 1 }, { "\x81\x00", 2 }, { "\xa0", 1 } };
  long before = begin_memory ();

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint n = (ICWS_MAX_FRAME_BYTES - 8192) / units[i].len;
      GByteArray *out = g_byte_array_sized_new (ICWS_MAX_FRAME_BYTES);
      g_autoptr (GBytes) array = NULL;
      IcwsFrame frame = *f->frame;
      guint8 head[5] = { 0x9a, n >> 24, n >> 16, n >> 8, n };
      IcwsError code;

      g_byte_array_append (out, head, sizeof head);
      for (guint j = 0; j < n; j++)
        g_byte_array_append (out, (const guint8 *)units[i].unit, units[i].len);
      array = g_byte_array_free_to_bytes (out);
      code = refuse (f, array);
      g_assert_true (code == ICWS_ERROR_FRAME || code == ICWS_ERROR_FRAME_LIMIT);
      frame.cert = array;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_CERTIFICATE);
      frame = *f->frame;
      frame.tree = array;
      g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_TREE);
    }
  end_memory (before);
}

/* A witness as large as a frame may be: a balanced tree of forks. */
static void
append_forks (GByteArray *out, guint depth)
{
  if (depth == 0)
    {
      g_byte_array_append (out, (const guint8 *)"\x81\x00", 2);
      return;
    }
  g_byte_array_append (out, (const guint8 *)"\x83\x01", 2);
  append_forks (out, depth - 1);
  append_forks (out, depth - 1);
}

static void
test_wide_tree (Fixture *f, gconstpointer data)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) tree = NULL;
  IcwsFrame frame = *f->frame;
  long before = begin_memory ();

  append_forks (out, 19);
  tree = g_byte_array_free_to_bytes (out);
  g_assert_cmpuint (g_bytes_get_size (tree), <, ICWS_MAX_FRAME_BYTES);
  frame.tree = tree;
  g_assert_cmpint (refuse_frame (f, &frame), ==, ICWS_ERROR_TAMPERED_TREE);
  end_memory (before);
}

/* Random bytes, and true frames with random damage. */
static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (f->frame);
  gsize size = g_bytes_get_size (bytes);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GBytes) noise = icws_test_random_bytes (f->kit, i % 200);

      refuse (f, noise);
    }
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      gsize from = ic_random_uint64 (f->kit->random) % size;
      gsize wanted = 1 + ic_random_uint64 (f->kit->random) % 16;
      gsize n = MIN (wanted, size - from);
      g_autoptr (GBytes) damaged = NULL;

      ic_random_bytes (f->kit->random, copy + from, n);
      if (memcmp (copy, g_bytes_get_data (bytes, NULL), size) == 0)
        continue;
      damaged = g_bytes_new (copy, size);
      refuse (f, damaged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/icws/malformed/truncated", test_truncated);
  ADD ("/icws/malformed/truncated-parts", test_truncated_parts);
  ADD ("/icws/malformed/nested", test_nested);
  ADD ("/icws/malformed/nested-unknown", test_nested_unknown);
  ADD ("/icws/malformed/candid", test_candid);
  ADD ("/icws/malformed/large", test_large);
  ADD ("/icws/malformed/many-items", test_many_items);
  ADD ("/icws/malformed/wide-tree", test_wide_tree);
  ADD ("/icws/malformed/random", test_random);
#undef ADD
  return g_test_run ();
}

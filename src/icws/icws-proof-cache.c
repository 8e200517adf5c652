/* SPDX-License-Identifier: MIT */
#include "icws-proof-cache.h"

#include <string.h>

/* Words that are sampled from each part for the fingerprint. */
#define FINGERPRINT_SAMPLES 16

typedef enum
{
  ENTRY_PENDING, /* one thread verifies it */
  ENTRY_GOOD,
  ENTRY_BAD
} EntryState;

/* Referenced by the cache's list and by each thread that waits for it. */
typedef struct
{
  guint64 fingerprint;
  GBytes *cert;
  GBytes *tree;
  EntryState state;
  IcwsCertifiedTree *certified; /* when good */
  GError *error;                /* when bad */
} Entry;

struct _IcwsProofCache
{
  GMutex mutex;
  GCond changed;
  GQueue entries; /* Entry, most recently used first */
  guint max_entries;
  gsize max_bytes;
  gsize bytes;
};

IcwsCertifiedTree *
icws_certified_tree_new_take (IcCertificate *certificate, IcHashTree *tree, guint64 time_ns)
{
  IcwsCertifiedTree *self = g_atomic_rc_box_new0 (IcwsCertifiedTree);

  self->certificate = certificate;
  self->tree = tree;
  self->time_ns = time_ns;
  return self;
}

static void
certified_tree_clear (gpointer data)
{
  IcwsCertifiedTree *self = data;

  ic_certificate_unref (self->certificate);
  ic_hash_tree_unref (self->tree);
}

void
icws_certified_tree_unref (IcwsCertifiedTree *self)
{
  g_atomic_rc_box_release_full (self, certified_tree_clear);
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_bytes_unref (entry->cert);
  g_bytes_unref (entry->tree);
  g_clear_pointer (&entry->certified, icws_certified_tree_unref);
  g_clear_error (&entry->error);
}

static void
entry_unref (gpointer entry)
{
  g_atomic_rc_box_release_full (entry, entry_clear);
}

static gsize
entry_size (const Entry *entry)
{
  return g_bytes_get_size (entry->cert) + g_bytes_get_size (entry->tree);
}

static guint64
sample (guint64 hash, GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  hash = (hash ^ len) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  for (guint i = 0; len >= 8 && i < FINGERPRINT_SAMPLES; i++)
    {
      guint64 word;

      memcpy (&word, data + (len - 8) * i / (FINGERPRINT_SAMPLES - 1), sizeof word);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
    }
  return hash;
}

/*
 * An entry is found by comparing all bytes of both parts; the fingerprint only spares comparing
 * with the wrong ones. That is stronger than any hash, and cheaper than SHA-256 over both parts
 * for each message of a poll.
 */
static GList *
find (IcwsProofCache *self, guint64 fingerprint, GBytes *cert, GBytes *tree)
{
  for (GList *link = self->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = link->data;

      if (entry->fingerprint == fingerprint && g_bytes_equal (entry->cert, cert) &&
          g_bytes_equal (entry->tree, tree))
        return link;
    }
  return NULL;
}

static void
remove_link (IcwsProofCache *self, GList *link)
{
  Entry *entry = link->data;

  self->bytes -= entry_size (entry);
  g_queue_delete_link (&self->entries, link);
  entry_unref (entry);
}

/* Pending ones stay: their number is that of the threads. */
static void
evict (IcwsProofCache *self)
{
  GList *link = self->entries.tail;

  while (link != NULL &&
         (self->entries.length > self->max_entries || self->bytes > self->max_bytes))
    {
      GList *previous = link->prev;

      if (((Entry *)link->data)->state != ENTRY_PENDING)
        remove_link (self, link);
      link = previous;
    }
}

/**
 * icws_proof_cache_new:
 * @max_entries: pairs to keep
 * @max_bytes: bytes of their encodings to keep
 *
 * Returns: (transfer full): an empty cache.
 */
IcwsProofCache *
icws_proof_cache_new (guint max_entries, gsize max_bytes)
{
  IcwsProofCache *self = g_new0 (IcwsProofCache, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  g_queue_init (&self->entries);
  self->max_entries = max_entries;
  self->max_bytes = max_bytes;
  return self;
}

void
icws_proof_cache_free (IcwsProofCache *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->entries, entry_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint
icws_proof_cache_get_length (IcwsProofCache *self)
{
  guint length;

  g_mutex_lock (&self->mutex);
  length = self->entries.length;
  g_mutex_unlock (&self->mutex);
  return length;
}

/* A copy of our own: the parts of a frame are views that would keep the whole frame alive. */
static GBytes *
bytes_copy (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return g_bytes_new (data, len);
}

/**
 * icws_proof_cache_get:
 * @self: a cache
 * @cert: bytes of a certificate
 * @tree: bytes of a witness
 * @certify: verifies the pair if it is not known
 * @user_data: for @certify
 * @shared: (out): whether the pair was known, or another thread was at it
 * @error: that of @certify; failures are not kept, only shared with those who waited
 *
 * Returns: (transfer full): the verified pair, or %NULL. Its age is for the caller to check.
 */
IcwsCertifiedTree *
icws_proof_cache_get (IcwsProofCache *self,
                      GBytes *cert,
                      GBytes *tree,
                      IcwsCertifyFunc certify,
                      gpointer user_data,
                      gboolean *shared,
                      GError **error)
{
  guint64 fingerprint = sample (sample (0, cert), tree);
  IcwsCertifiedTree *certified = NULL;
  GList *link;
  Entry *entry;

  g_mutex_lock (&self->mutex);
  link = find (self, fingerprint, cert, tree);
  *shared = link != NULL;
  if (link != NULL)
    {
      entry = g_atomic_rc_box_acquire (link->data);
      g_queue_unlink (&self->entries, link);
      g_queue_push_head_link (&self->entries, link);
      while (entry->state == ENTRY_PENDING)
        g_cond_wait (&self->changed, &self->mutex);
    }
  else
    {
      GError *failure = NULL;

      entry = g_atomic_rc_box_new0 (Entry);
      entry->fingerprint = fingerprint;
      entry->cert = bytes_copy (cert);
      entry->tree = bytes_copy (tree);
      entry->state = ENTRY_PENDING;
      g_queue_push_head (&self->entries, g_atomic_rc_box_acquire (entry));
      self->bytes += entry_size (entry);
      g_mutex_unlock (&self->mutex);

      certified = certify (entry->cert, entry->tree, user_data, &failure);

      g_mutex_lock (&self->mutex);
      entry->certified = certified;
      entry->error = failure;
      entry->state = certified != NULL ? ENTRY_GOOD : ENTRY_BAD;
      if (entry->state == ENTRY_BAD)
        remove_link (self, g_queue_find (&self->entries, entry));
      evict (self);
      g_cond_broadcast (&self->changed);
    }

  if (entry->state == ENTRY_GOOD)
    certified = g_atomic_rc_box_acquire (entry->certified);
  else
    g_propagate_error (error, g_error_copy (entry->error));
  g_mutex_unlock (&self->mutex);
  entry_unref (entry);
  return certified;
}

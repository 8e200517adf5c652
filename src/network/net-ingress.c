/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ingress.h"

#include <string.h>

struct _NetIngressPool
{
  NetTree *state;    /* borrowed */
  GHashTable *by_id; /* id -> NetIngress, owned */
  GQueue waiting;    /* NetIngress, borrowed */
  GQueue known;      /* the same as @by_id, oldest first */
};

static guint
id_hash (gconstpointer id)
{
  guint hash;

  memcpy (&hash, id, sizeof hash);
  return hash;
}

static gboolean
id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, IC_HASH_BYTES) == 0;
}

static void
ingress_free (gpointer data)
{
  NetIngress *self = data;

  g_free (self->method);
  g_clear_pointer (&self->arg, g_bytes_unref);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_free (self);
}

NetIngressPool *
net_ingress_pool_new (NetTree *state)
{
  NetIngressPool *self = g_new0 (NetIngressPool, 1);

  self->state = state;
  self->by_id = g_hash_table_new_full (id_hash, id_equal, NULL, ingress_free);
  g_queue_init (&self->waiting);
  g_queue_init (&self->known);
  return self;
}

void
net_ingress_pool_free (NetIngressPool *self)
{
  g_queue_clear (&self->waiting);
  g_queue_clear (&self->known);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

NetIngress *
net_ingress_pool_find (NetIngressPool *self, const guint8 id[IC_HASH_BYTES])
{
  return g_hash_table_lookup (self->by_id, id);
}

static void
set_status (
    NetIngressPool *self, NetIngress *ingress, const char *name, gconstpointer value, gsize len)
{
  net_tree_set (self->state,
                (IcLabel[]){ IC_LABEL ("request_status"),
                             IC_LABEL_BYTES (ingress->id, sizeof ingress->id),
                             IC_LABEL_BYTES (name, strlen (name)) },
                3, value, len);
}

static void
set_status_text (NetIngressPool *self, NetIngress *ingress, const char *name, const char *value)
{
  set_status (self, ingress, name, value, strlen (value));
}

NetIngress *
net_ingress_pool_add (NetIngressPool *self, const IcRequest *request)
{
  NetIngress *ingress;

  if (g_hash_table_size (self->by_id) >= NET_INGRESS_MAX)
    return NULL;
  ingress = g_new0 (NetIngress, 1);
  ic_request_get_id (request, ingress->id);
  ingress->sender = request->sender;
  ingress->canister_id = request->canister_id;
  ingress->method = g_strdup (request->method_name);
  ingress->arg = g_bytes_ref (request->arg);
  ingress->expiry_ns = request->ingress_expiry_ns;

  g_hash_table_insert (self->by_id, ingress->id, ingress);
  g_queue_push_tail (&self->waiting, ingress);
  g_queue_push_tail (&self->known, ingress);
  set_status_text (self, ingress, "status", "received");
  return ingress;
}

NetIngress *
net_ingress_pool_next (NetIngressPool *self)
{
  return g_queue_pop_head (&self->waiting);
}

gboolean
net_ingress_pool_has_next (NetIngressPool *self)
{
  return !g_queue_is_empty (&self->waiting);
}

void
net_ingress_pool_finish (NetIngressPool *self, NetIngress *ingress, const NetOutcome *outcome)
{
  g_clear_pointer (&ingress->arg, g_bytes_unref);
  ingress->executed = TRUE;

  if (outcome->reply != NULL)
    {
      gsize len;
      gconstpointer bytes = g_bytes_get_data (outcome->reply, &len);

      set_status_text (self, ingress, "status", "replied");
      set_status (self, ingress, "reply", bytes, len);
      return;
    }
  set_status_text (self, ingress, "status", "rejected");
  net_tree_set_nat (self->state,
                    (IcLabel[]){ IC_LABEL ("request_status"),
                                 IC_LABEL_BYTES (ingress->id, sizeof ingress->id),
                                 IC_LABEL ("reject_code") },
                    3, outcome->reject_code);
  set_status_text (self, ingress, "reject_message", outcome->reject_message);
  if (outcome->error_code != NULL)
    set_status_text (self, ingress, "error_code", outcome->error_code);
}

void
net_ingress_pool_forget_expired (NetIngressPool *self, guint64 now_ns)
{
  NetIngress *oldest;

  while ((oldest = g_queue_peek_head (&self->known)) != NULL && oldest->executed &&
         oldest->waiters == NULL && oldest->expiry_ns < now_ns)
    {
      g_queue_pop_head (&self->known);
      net_tree_remove (self->state,
                       (IcLabel[]){ IC_LABEL ("request_status"),
                                    IC_LABEL_BYTES (oldest->id, sizeof oldest->id) },
                       2);
      g_hash_table_remove (self->by_id, oldest->id);
    }
}

guint
net_ingress_pool_get_size (NetIngressPool *self)
{
  return g_hash_table_size (self->by_id);
}

GPtrArray *
net_ingress_pool_steal_waiters (NetIngressPool *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *link = self->known.head; link != NULL; link = link->next)
    {
      NetIngress *ingress = link->data;

      if (ingress->waiters != NULL)
        g_ptr_array_extend_and_steal (tasks, g_steal_pointer (&ingress->waiters));
    }
  return tasks;
}

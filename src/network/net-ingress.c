/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ingress.h"

#include <string.h>

struct _NetIngressPool
{
  NetTree *state;    /* borrowed */
  GHashTable *by_id; /* id -> NetIngress, owned */
  GQueue waiting;    /* NetIngress, borrowed */
  GQueue delayed;    /* the same, by their time */
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
  g_queue_init (&self->delayed);
  g_queue_init (&self->known);
  return self;
}

void
net_ingress_pool_free (NetIngressPool *self)
{
  g_queue_clear (&self->waiting);
  g_queue_clear (&self->delayed);
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

static void
delay (NetIngressPool *self, NetIngress *ingress)
{
  GList *link = self->delayed.tail;

  while (link != NULL && ((NetIngress *)link->data)->due_us > ingress->due_us)
    link = link->prev;
  if (link != NULL)
    g_queue_insert_after (&self->delayed, link, ingress);
  else
    g_queue_push_head (&self->delayed, ingress);
}

/* When the last call to @canister_id is due that is not due yet, or 0. */
static gint64
find_last_due (NetIngressPool *self, const IcPrincipal *canister_id)
{
  for (GList *link = self->delayed.tail; link != NULL; link = link->prev)
    {
      NetIngress *ingress = link->data;

      if (ic_principal_equal (&ingress->canister_id, canister_id))
        return ingress->due_us;
    }
  return 0;
}

NetIngress *
net_ingress_pool_add (NetIngressPool *self, const IcRequest *request, gint64 due_us)
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
  g_queue_push_tail (&self->known, ingress);
  ingress->due_us = MAX (due_us, find_last_due (self, &ingress->canister_id));
  if (ingress->due_us > 0)
    delay (self, ingress);
  else
    g_queue_push_tail (&self->waiting, ingress);
  set_status_text (self, ingress, "status", ingress->due_us > 0 ? "processing" : "received");
  return ingress;
}

gboolean
net_ingress_pool_release_due (NetIngressPool *self, gint64 now_us)
{
  gboolean any = FALSE;
  NetIngress *ingress;

  while ((ingress = g_queue_peek_head (&self->delayed)) != NULL && ingress->due_us <= now_us)
    {
      g_queue_push_tail (&self->waiting, g_queue_pop_head (&self->delayed));
      any = TRUE;
    }
  return any;
}

const GQueue *
net_ingress_pool_peek_delayed (NetIngressPool *self)
{
  return &self->delayed;
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

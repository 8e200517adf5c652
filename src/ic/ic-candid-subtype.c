/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Spec "Subtyping", read co-inductively: a pair that comes up again while it is being proved holds.
 *
 * Anything is a subtype of an opt, so no rule asks whether something is *not* a subtype: all rules
 * are conjunctions, and one refuted pair refutes the question. That makes the proof a work list
 * without recursion and without backtracking. Equality of types is the same walk with stricter
 * steps. */

typedef struct
{
  IcCandidType *sub;
  IcCandidType *super;
} Pair;

struct _IcCandidSubtyper
{
  GHashTable *proved;  /* Pair: holds, or is assumed in the proof under way */
  GHashTable *refuted; /* Pair */
  GArray *work;        /* Pair */
  GPtrArray *assumed;  /* keys that the proof under way added to proved, borrowed */
  gboolean equality;
};

static guint
pair_hash (gconstpointer key)
{
  const Pair *pair = key;

  return g_direct_hash (pair->sub) * 31 + g_direct_hash (pair->super);
}

static gboolean
pair_equal (gconstpointer a, gconstpointer b)
{
  const Pair *pair_a = a;
  const Pair *pair_b = b;

  return pair_a->sub == pair_b->sub && pair_a->super == pair_b->super;
}

IcCandidSubtyper *
ic_candid_subtyper_new (void)
{
  IcCandidSubtyper *self = g_new0 (IcCandidSubtyper, 1);

  self->proved = g_hash_table_new_full (pair_hash, pair_equal, g_free, NULL);
  self->refuted = g_hash_table_new_full (pair_hash, pair_equal, g_free, NULL);
  self->work = g_array_new (FALSE, FALSE, sizeof (Pair));
  self->assumed = g_ptr_array_new ();
  return self;
}

void
ic_candid_subtyper_free (IcCandidSubtyper *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->proved);
  g_hash_table_unref (self->refuted);
  g_array_unref (self->work);
  g_ptr_array_unref (self->assumed);
  g_free (self);
}

static gboolean
spend (guint64 *budget, guint64 cost)
{
  if (*budget <= cost)
    {
      *budget = 0;
      return FALSE;
    }
  *budget -= cost;
  return TRUE;
}

/* One more pair to prove; FALSE if it is refuted on sight. */
static gboolean
require (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  Pair pair = { ic_candid_type_resolve (sub), ic_candid_type_resolve (super) };
  Pair *key;

  if (pair.sub == NULL || pair.super == NULL)
    return FALSE; /* a knot that is not tied */
  if (pair.sub == pair.super)
    return TRUE;
  if (IC_CANDID_IS_PRIMITIVE (pair.sub->kind) && pair.sub->kind == pair.super->kind)
    return TRUE;
  if (!self->equality && (pair.super->kind == IC_CANDID_RESERVED ||
                          pair.super->kind == IC_CANDID_OPT || pair.sub->kind == IC_CANDID_EMPTY))
    return TRUE;
  if (g_hash_table_contains (self->proved, &pair))
    return TRUE;
  if (g_hash_table_contains (self->refuted, &pair))
    return FALSE;

  key = g_memdup2 (&pair, sizeof pair);
  g_hash_table_add (self->proved, key);
  g_ptr_array_add (self->assumed, key);
  g_array_append_val (self->work, pair);
  return TRUE;
}

static gboolean
step_record (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  gsize i = 0;

  for (gsize j = 0; j < super->n; j++)
    {
      const IcCandidField *want = &super->as.fields[j];

      while (i < sub->n && sub->as.fields[i].id < want->id)
        i++;
      if (i < sub->n && sub->as.fields[i].id == want->id)
        {
          if (!require (self, sub->as.fields[i].type, want->type))
            return FALSE;
        }
      else if (!ic_candid_type_accepts_null (want->type))
        return FALSE;
    }
  return TRUE;
}

static gboolean
step_variant (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  gsize j = 0;

  for (gsize i = 0; i < sub->n; i++)
    {
      const IcCandidField *has = &sub->as.fields[i];

      while (j < super->n && super->as.fields[j].id < has->id)
        j++;
      if (j == super->n || super->as.fields[j].id != has->id)
        return FALSE;
      if (!require (self, has->type, super->as.fields[j].type))
        return FALSE;
    }
  return TRUE;
}

/* Arguments and results are records with the numbers of their places. */
static gboolean
step_tuple (IcCandidSubtyper *self,
            IcCandidType *const *sub,
            gsize n_sub,
            IcCandidType *const *super,
            gsize n_super)
{
  for (gsize i = 0; i < n_super; i++)
    {
      if (i < n_sub)
        {
          if (!require (self, sub[i], super[i]))
            return FALSE;
        }
      else if (!ic_candid_type_accepts_null (super[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
step_func (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  return sub->modes == super->modes &&
         step_tuple (self, super->as.types, super->n, sub->as.types, sub->n) &&
         step_tuple (self, sub->as.types + sub->n, sub->n_results, super->as.types + super->n,
                     super->n_results);
}

static int
method_compare (const IcCandidMethod *a, const IcCandidMethod *b)
{
  int order = memcmp (a->name, b->name, MIN (a->len, b->len));

  return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static gboolean
step_service (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  gsize i = 0;

  for (gsize j = 0; j < super->n; j++)
    {
      const IcCandidMethod *want = &super->as.methods[j];

      while (i < sub->n && method_compare (&sub->as.methods[i], want) < 0)
        i++;
      if (i == sub->n || method_compare (&sub->as.methods[i], want) != 0)
        return FALSE;
      if (!require (self, sub->as.methods[i].type, want->type))
        return FALSE;
    }
  return TRUE;
}

static gboolean
step (IcCandidSubtyper *self, IcCandidType *sub, IcCandidType *super)
{
  if (sub->kind != super->kind)
    {
      if (self->equality)
        return FALSE;
      return (sub->kind == IC_CANDID_NAT && super->kind == IC_CANDID_INT) ||
             (sub->kind == IC_CANDID_SERVICE && super->kind == IC_CANDID_PRINCIPAL);
    }
  if (self->equality && (sub->n != super->n || sub->n_results != super->n_results))
    return FALSE;

  switch ((guint)sub->kind)
    {
    case IC_CANDID_OPT: /* of equality only */
    case IC_CANDID_VEC:
      return require (self, sub->as.inner, super->as.inner);

    case IC_CANDID_RECORD:
      /* Equal numbers of fields, each found: equal ids. But a missing null would pass. */
      if (self->equality)
        return step_variant (self, sub, super);
      return step_record (self, sub, super);

    case IC_CANDID_VARIANT:
      return step_variant (self, sub, super);

    case IC_CANDID_FUNC:
      return step_func (self, sub, super);

    case IC_CANDID_SERVICE:
      return step_service (self, sub, super);

    default: /* future types are equal to themselves only */
      return FALSE;
    }
}

gboolean
ic_candid_subtyper_check (IcCandidSubtyper *self,
                          IcCandidType *sub,
                          IcCandidType *super,
                          guint64 *budget)
{
  gboolean holds;

  g_array_set_size (self->work, 0);
  g_ptr_array_set_size (self->assumed, 0);

  holds = require (self, sub, super);
  while (holds && self->work->len > 0)
    {
      Pair pair = g_array_index (self->work, Pair, self->work->len - 1);

      g_array_set_size (self->work, self->work->len - 1);
      holds = spend (budget, 1 + pair.sub->n + pair.super->n) && step (self, pair.sub, pair.super);
    }
  if (holds)
    return TRUE;

  /* What was assumed on the way may be wrong too; only the question itself is known to be. */
  for (guint i = 0; i < self->assumed->len; i++)
    g_hash_table_remove (self->proved, self->assumed->pdata[i]);
  if (*budget > 0)
    {
      Pair pair = { ic_candid_type_resolve (sub), ic_candid_type_resolve (super) };

      if (pair.sub != NULL && pair.super != NULL)
        g_hash_table_add (self->refuted, g_memdup2 (&pair, sizeof pair));
    }
  return FALSE;
}

/**
 * ic_candid_type_is_subtype:
 * @sub: a type
 * @super: another
 *
 * Spec "Subtyping": whether every value of @sub can be read at @super.
 *
 * Returns: whether @sub <: @super; %FALSE if a knot is not tied
 */
gboolean
ic_candid_type_is_subtype (IcCandidType *sub, IcCandidType *super)
{
  g_autoptr (IcCandidSubtyper) subtyper = ic_candid_subtyper_new ();
  guint64 budget = G_MAXUINT64;

  g_return_val_if_fail (sub != NULL && super != NULL, FALSE);

  return ic_candid_subtyper_check (subtyper, sub, super, &budget);
}

/**
 * ic_candid_type_equal:
 * @a: a type
 * @b: another
 *
 * Compares structures: ids count, names and knots do not.
 *
 * Returns: whether they are the same type
 */
gboolean
ic_candid_type_equal (IcCandidType *a, IcCandidType *b)
{
  g_autoptr (IcCandidSubtyper) subtyper = ic_candid_subtyper_new ();
  guint64 budget = G_MAXUINT64;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  subtyper->equality = TRUE;
  return ic_candid_subtyper_check (subtyper, a, b, &budget);
}

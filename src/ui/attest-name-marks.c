/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-name-marks.h"
#include "attest-text.h"

/* Who floods a room with names makes us forget, not grow. */
#define MAX_NAMES 2000

typedef struct
{
  char *name; /* as it came */
  char *clean;
  char *skeleton;
  guint64 first_ns;
  gboolean hidden;
  gboolean mixed;
} Entry;

struct _AttestNameMarks
{
  GObject parent_instance;

  GHashTable *names;     /* name as it came → Entry */
  GHashTable *skeletons; /* skeleton → Entry that had it first, borrowed */
  char *own;             /* (nullable): clean */
  char *own_skeleton;    /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestNameMarks, attest_name_marks, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_free (entry->name);
  g_free (entry->clean);
  g_free (entry->skeleton);
  g_free (entry);
}

static void
attest_name_marks_finalize (GObject *object)
{
  AttestNameMarks *self = ATTEST_NAME_MARKS (object);

  g_hash_table_unref (self->skeletons);
  g_hash_table_unref (self->names);
  g_free (self->own);
  g_free (self->own_skeleton);
  G_OBJECT_CLASS (attest_name_marks_parent_class)->finalize (object);
}

static void
attest_name_marks_class_init (AttestNameMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_name_marks_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
attest_name_marks_init (AttestNameMarks *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)entry_free);
  self->skeletons = g_hash_table_new (g_str_hash, g_str_equal);
}

AttestNameMarks *
attest_name_marks_new (void)
{
  return g_object_new (ATTEST_TYPE_NAME_MARKS, NULL);
}

/**
 * attest_name_marks_clear:
 *
 * Forgets all names, as for another room.
 */
void
attest_name_marks_clear (AttestNameMarks *self)
{
  g_return_if_fail (ATTEST_IS_NAME_MARKS (self));
  g_hash_table_remove_all (self->skeletons);
  g_hash_table_remove_all (self->names);
}

/**
 * attest_name_marks_set_own_name:
 * @name: (nullable): what we call ourselves
 */
void
attest_name_marks_set_own_name (AttestNameMarks *self, const char *name)
{
  g_autofree char *clean = attest_text_clean_line (name);

  g_return_if_fail (ATTEST_IS_NAME_MARKS (self));
  if (g_strcmp0 (self->own, clean) == 0)
    return;
  g_free (self->own);
  g_free (self->own_skeleton);
  self->own_skeleton = *clean != '\0' ? attest_name_get_skeleton (clean) : NULL;
  self->own = g_steal_pointer (&clean);
  g_signal_emit (self, signals[CHANGED], 0);
}

static Entry *
add (AttestNameMarks *self, const char *name, guint64 time_ns)
{
  Entry *entry = g_new0 (Entry, 1);

  if (g_hash_table_size (self->names) >= MAX_NAMES)
    attest_name_marks_clear (self);
  entry->name = g_strdup (name);
  entry->clean = attest_text_clean_line (name);
  entry->skeleton = attest_name_get_skeleton (name);
  entry->hidden = attest_name_has_hidden (name);
  entry->mixed = attest_name_is_mixed (name);
  entry->first_ns = time_ns;
  g_hash_table_insert (self->names, entry->name, entry);
  return entry;
}

/**
 * attest_name_marks_see:
 * @name: (nullable): a name, as it came
 * @time_ns: when it was used
 *
 * Of names that look alike, the one that was used first goes unmarked, in whichever order they are
 * loaded.
 */
void
attest_name_marks_see (AttestNameMarks *self, const char *name, guint64 time_ns)
{
  Entry *entry;
  Entry *first;
  gboolean is_new;

  g_return_if_fail (ATTEST_IS_NAME_MARKS (self));
  if (name == NULL)
    return;
  entry = g_hash_table_lookup (self->names, name);
  is_new = entry == NULL;
  if (is_new)
    entry = add (self, name, time_ns);
  else if (entry->first_ns <= time_ns)
    return;
  entry->first_ns = MIN (entry->first_ns, time_ns);
  first = g_hash_table_lookup (self->skeletons, entry->skeleton);
  if (first == NULL)
    g_hash_table_insert (self->skeletons, entry->skeleton, entry);
  else if (first != entry && entry->first_ns < first->first_ns)
    {
      g_hash_table_replace (self->skeletons, entry->skeleton, entry);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

/**
 * attest_name_marks_get:
 * @name: (nullable): the name of somebody else, as it came
 * @other: (out) (optional) (nullable) (transfer full): the name that it looks like
 *
 * Returns: what is to be said about it
 */
AttestNameMark
attest_name_marks_get (AttestNameMarks *self, const char *name, char **other)
{
  const Entry *entry;
  const Entry *first;

  g_return_val_if_fail (ATTEST_IS_NAME_MARKS (self), ATTEST_NAME_PLAIN);
  if (other != NULL)
    *other = NULL;
  entry = name != NULL ? g_hash_table_lookup (self->names, name) : NULL;
  if (entry == NULL || *entry->skeleton == '\0')
    return entry != NULL && entry->hidden ? ATTEST_NAME_HIDDEN : ATTEST_NAME_PLAIN;
  if (g_strcmp0 (entry->skeleton, self->own_skeleton) == 0)
    return g_str_equal (entry->name, self->own) ? ATTEST_NAME_OURS : ATTEST_NAME_LIKE_OURS;
  first = g_hash_table_lookup (self->skeletons, entry->skeleton);
  if (first != NULL && first != entry)
    {
      if (other != NULL)
        *other = g_strdup (first->clean);
      return ATTEST_NAME_LIKE_OTHER;
    }
  if (entry->hidden)
    return ATTEST_NAME_HIDDEN;
  return entry->mixed ? ATTEST_NAME_MIXED : ATTEST_NAME_PLAIN;
}

/**
 * attest_name_marks_describe:
 * @name: (nullable): the name of somebody else, as it came
 *
 * Returns: (transfer full) (nullable): what stands beside the name
 */
char *
attest_name_marks_describe (AttestNameMarks *self, const char *name)
{
  g_autofree char *other = NULL;
  g_autofree char *isolated = NULL;

  switch (attest_name_marks_get (self, name, &other))
    {
    case ATTEST_NAME_OURS:
      return g_strdup (_ ("Uses your name"));
    case ATTEST_NAME_LIKE_OURS:
      return g_strdup (_ ("Looks like your name"));
    case ATTEST_NAME_LIKE_OTHER:
      isolated = attest_text_isolate (other);
      /* Translators: about a name that could be taken for another one, %s */
      return g_strdup_printf (_ ("Looks like “%s”, who wrote before"), isolated);
    case ATTEST_NAME_HIDDEN:
      return g_strdup (_ ("Hidden characters in the name"));
    case ATTEST_NAME_MIXED:
      return g_strdup (_ ("Letters of several alphabets in the name"));
    case ATTEST_NAME_PLAIN:
    default:
      return NULL;
    }
}

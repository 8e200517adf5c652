/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "attest-text.h"
#include "attest-value-node.h"

#include "chat/chat-any-codec-text.h"

/* Of one text in the tree, in characters. */
#define MAX_TEXT_CHARS 4000

struct _AttestValueNode
{
  GObject parent_instance;

  IcCandidValue *value; /* (nullable) */
  IcCandidType *type;   /* (nullable) */
  GListStore *children; /* (nullable): made from a text */
  guint depth;
  char *name;
  char *text;
};

G_DEFINE_FINAL_TYPE (AttestValueNode, attest_value_node, G_TYPE_OBJECT)

static void
attest_value_node_finalize (GObject *object)
{
  AttestValueNode *self = ATTEST_VALUE_NODE (object);

  g_clear_pointer (&self->value, ic_candid_value_unref);
  g_clear_pointer (&self->type, ic_candid_type_unref);
  g_clear_object (&self->children);
  g_free (self->name);
  g_free (self->text);
  G_OBJECT_CLASS (attest_value_node_parent_class)->finalize (object);
}

static void
attest_value_node_class_init (AttestValueNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_value_node_finalize;
}

static void
attest_value_node_init (AttestValueNode *self)
{
}

/* Cleaned, and cut where it is long. */
static char *
make_presentable (const char *text)
{
  g_autofree char *clean = attest_text_clean (text);

  if (g_utf8_strlen (clean, -1) <= MAX_TEXT_CHARS)
    return g_steal_pointer (&clean);
  *g_utf8_offset_to_pointer (clean, MAX_TEXT_CHARS) = '\0';
  return g_strconcat (clean, "…", NULL);
}

/* The same value without the type's claim, as a line: what a folded row says. */
static char *
describe (IcCandidValue *value, IcCandidType *type)
{
  gsize len;
  const char *text = ic_candid_value_get_text (value, &len);
  g_autofree char *line = NULL;

  if (ic_candid_value_get_kind (value) == IC_CANDID_NULL)
    return g_strdup ("");
  /* A text may hold zeros, where a string would end unseen. */
  if (text != NULL && memchr (text, 0, len) == NULL)
    return make_presentable (text);
  line = chat_value_summarize (value, type);
  return make_presentable (line);
}

/* Takes @name. */
static AttestValueNode *
make (char *name, IcCandidValue *value, IcCandidType *type, guint depth)
{
  AttestValueNode *self = g_object_new (ATTEST_TYPE_VALUE_NODE, NULL);
  g_autofree char *raw = name;

  self->name = attest_text_clean_line (raw);
  self->value = ic_candid_value_ref (value);
  self->type = type != NULL ? ic_candid_type_ref (type) : NULL;
  self->depth = depth;
  self->text = describe (value, type);
  return self;
}

AttestValueNode *
attest_value_node_new (IcCandidValue *value, IcCandidType *type)
{
  return make (NULL, value, type, 0);
}

static AttestValueNode *
make_line (const char *name, gsize len, const char *text, guint depth)
{
  AttestValueNode *self = g_object_new (ATTEST_TYPE_VALUE_NODE, NULL);
  g_autofree char *raw = g_strndup (name, len);

  self->name = attest_text_clean_line (raw);
  self->text = make_presentable (text);
  self->depth = depth;
  return self;
}

static void
add_child (AttestValueNode *self, AttestValueNode *child)
{
  if (self->children == NULL)
    self->children = g_list_store_new (ATTEST_TYPE_VALUE_NODE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->children)) < ATTEST_VALUE_MAX_CHILDREN)
    g_list_store_append (self->children, child);
}

/**
 * attest_value_node_new_for_text:
 * @text: a value on lines of its own
 *
 * Returns: (transfer full): the same as a tree, without types
 */
AttestValueNode *
attest_value_node_new_for_text (const char *text)
{
  AttestValueNode *root = make_line ("", 0, "", 0);
  AttestValueNode *path[ATTEST_VALUE_MAX_DEPTH + 1] = { root };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint last = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];
      gsize spaces = strspn (line, " ");
      guint depth = MIN ((guint)spaces / 2, last);
      const char *colon;
      g_autoptr (AttestValueNode) node = NULL;

      line += spaces;
      colon = strchr (line, ':');
      /* Without a name it is a plain value. */
      if (colon != NULL && (colon[1] == ' ' || colon[1] == '\0'))
        node = make_line (line, (gsize)(colon - line), colon[1] == ' ' ? colon + 2 : "", depth + 1);
      else
        node = make_line ("", 0, line, depth + 1);
      add_child (path[depth], node);
      if (depth + 1 <= ATTEST_VALUE_MAX_DEPTH)
        path[depth + 1] = node;
      last = MIN (depth + 1, ATTEST_VALUE_MAX_DEPTH - 1);
    }
  return root;
}

const char *
attest_value_node_get_name (AttestValueNode *self)
{
  return self->name;
}

/**
 * attest_value_node_get_type_name:
 *
 * Returns: (transfer none): the Candid word for the outermost type; "" if it is not known
 */
const char *
attest_value_node_get_type_name (AttestValueNode *self)
{
  static const char *const names[] = {
    "null",  "bool",      "nat",   "int",   "nat8",    "nat16",   "nat32", "nat64",
    "int8",  "int16",     "int32", "int64", "float32", "float64", "text",  "reserved",
    "empty", "principal", "opt",   "vec",   "record",  "variant", "func",  "service",
  };
  IcCandidKind kind;
  gsize len;

  if (self->value == NULL)
    return "";
  kind = ic_candid_value_get_kind (self->value);
  if (kind == IC_CANDID_VEC && ic_candid_value_get_blob (self->value, &len) != NULL)
    return "blob";
  return kind < G_N_ELEMENTS (names) ? names[kind] : "";
}

const char *
attest_value_node_get_text (AttestValueNode *self)
{
  return self->text;
}

static IcCandidType *
find_field (IcCandidType *type, guint32 id)
{
  gsize n = type != NULL ? ic_candid_type_get_n_fields (type) : 0;

  for (gsize i = 0; i < n; i++)
    {
      guint32 has;
      IcCandidType *field = ic_candid_type_get_field (type, i, &has, NULL);

      if (has == id)
        return field;
    }
  return NULL;
}

static AttestValueNode *
make_child (AttestValueNode *self, gsize i)
{
  IcCandidKind kind = ic_candid_value_get_kind (self->value);
  gboolean is_named = kind == IC_CANDID_RECORD || kind == IC_CANDID_VARIANT;
  guint32 id = 0;
  IcCandidValue *child = ic_candid_value_get_child (self->value, i, &id);
  char *name = NULL;

  if (is_named)
    name = chat_value_dup_label (self->type, id);
  else if (kind == IC_CANDID_VEC)
    name = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);
  return make (name, child,
               is_named             ? find_field (self->type, id)
               : self->type != NULL ? ic_candid_type_get_inner (self->type)
                                    : NULL,
               self->depth + 1);
}

GListModel *
attest_value_node_dup_children (AttestValueNode *self)
{
  gsize n;
  gsize len;

  if (self->value == NULL)
    return self->children != NULL ? g_object_ref (G_LIST_MODEL (self->children)) : NULL;
  n = ic_candid_value_get_blob (self->value, &len) != NULL
          ? 0
          : ic_candid_value_get_n_children (self->value);
  if (n == 0 || self->depth >= ATTEST_VALUE_MAX_DEPTH)
    return NULL;
  if (self->children == NULL)
    {
      for (gsize i = 0; i < MIN (n, ATTEST_VALUE_MAX_CHILDREN); i++)
        {
          g_autoptr (AttestValueNode) child = make_child (self, i);

          add_child (self, child);
        }
      if (n > ATTEST_VALUE_MAX_CHILDREN)
        {
          /* Translators: after the fields of a value that are shown; %u are the others */
          g_autofree char *more = g_strdup_printf (
              ngettext ("…and %u more", "…and %u more", (gulong)(n - ATTEST_VALUE_MAX_CHILDREN)),
              (guint)(n - ATTEST_VALUE_MAX_CHILDREN));
          g_autoptr (AttestValueNode) rest = make_line ("", 0, more, self->depth + 1);

          g_list_store_append (self->children, rest);
        }
    }
  return g_object_ref (G_LIST_MODEL (self->children));
}

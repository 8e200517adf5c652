/* SPDX-License-Identifier: MIT */
/* Values of any type as text: no words of any language, so that there is nothing to translate. */
#include "chat-any-codec-text.h"

#include <string.h>

#include "chat-any-codec-shape.h"
#include "ic/ic-bytes.h"
#include "ic/ic-principal.h"

/* Deeper levels are told by an ellipsis. */
#define MAX_LEVELS 32
/* Of a vec; how many more there are is told. */
#define MAX_ITEMS 200
/* Of one text on a summary's line, and of one blob. */
#define MAX_INLINE_BYTES 120
#define MAX_BLOB_BYTES   64
#define ELLIPSIS         "…"
/* From 2001 to 2286 in nanoseconds: what is a time and not a small number. */
#define MIN_TIME_NS G_GUINT64_CONSTANT (1000000000000000000)
#define MAX_TIME_NS G_GUINT64_CONSTANT (9999999999999999999)

typedef struct
{
  GString *out;
  gboolean lines; /* a line for each field */
  gsize max;
  guint level;
  gboolean nested; /* within a record or vec: then braces tell where it ends */
} Writer;

static void write_value (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth);

/* Names that canisters use: the binary format has their numbers only. */
static const char *const known_names[] = {
  "text",      "message",   "content", "body",   "msg",   "name", "author",  "sender", "user",
  "username",  "from",      "to",      "id",     "time",  "date", "at",      "data",   "value",
  "timestamp", "isTyping",  "title",   "kind",   "type",  "ok",   "err",     "Ok",     "Err",
  "room",      "channel",   "key",     "amount", "count", "url",  "reply",   "Text",   "Message",
  "topic",     "principal", "status",  "state",  "error", "code", "subject", "reason", "sent_at",
};

const char *
chat_value_guess_name (guint32 id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_names); i++)
    if (ic_candid_field_id (known_names[i]) == id)
      return known_names[i];
  return NULL;
}

static IcCandidType *
find_field (IcCandidType *type, guint32 id, const char **name)
{
  gsize low = 0;
  gsize high = type != NULL ? ic_candid_type_get_n_fields (type) : 0;

  *name = NULL;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      guint32 has;
      IcCandidType *field = ic_candid_type_get_field (type, middle, &has, name);

      if (has == id)
        return field;
      if (has < id)
        low = middle + 1;
      else
        high = middle;
    }
  *name = NULL;
  return NULL;
}

char *
chat_value_dup_label (IcCandidType *type, guint32 id)
{
  const char *name;

  find_field (type, id, &name);
  if (name == NULL)
    name = chat_value_guess_name (id);
  return name != NULL ? g_strdup (name) : g_strdup_printf ("%u", id);
}

/* On one line, without control characters. @max: bytes, 0 for all */
static void
append_text (Writer *self, const char *text, gsize len, gsize max)
{
  gboolean cut = max > 0 && len > max;
  const char *end = text + (cut ? max : len);

  while (cut && end > text && ((guint8)*end & 0xc0) == 0x80) /* at a character */
    end--;
  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);

      if (c == (gunichar)-1 || c == (gunichar)-2)
        {
          /* GLib takes a zero for the end of a text. */
          g_string_append (self->out, *p == 0 ? "␀" : "�");
          continue;
        }
      if (c == '\n')
        g_string_append (self->out, "↵");
      else if (g_unichar_iscntrl (c))
        g_string_append_printf (self->out, "\\u{%x}", c);
      else
        g_string_append_unichar (self->out, c);
    }
  if (cut)
    g_string_append (self->out, ELLIPSIS);
}

static void
append_blob (Writer *self, const guint8 *bytes, gsize len)
{
  g_autofree char *hex = ic_hex_encode (bytes, MIN (len, MAX_BLOB_BYTES));

  g_string_append_printf (self->out, "0x%s", hex);
  if (len > MAX_BLOB_BYTES)
    g_string_append_printf (self->out, ELLIPSIS " (%zu)", len);
}

static void
begin_line (Writer *self, guint depth)
{
  if (self->out->len > 0)
    g_string_append_c (self->out, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (self->out, "  ");
}

static gboolean
is_full (Writer *self)
{
  return self->out->len > self->max;
}

static void
append_space (Writer *self)
{
  if (self->out->len > 0 && strchr (" [{\n", self->out->str[self->out->len - 1]) == NULL)
    g_string_append_c (self->out, ' ');
}

/* With a line for each, `label: value`; on one line, `label value, label value`. */
static void
write_item (Writer *self,
            const char *label,
            gboolean first,
            IcCandidValue *value,
            IcCandidType *type,
            guint depth)
{
  if (self->lines)
    begin_line (self, depth);
  else if (first)
    append_space (self);
  else
    g_string_append (self->out, ", ");
  append_text (self, label, strlen (label), MAX_INLINE_BYTES);
  if (self->lines)
    g_string_append_c (self->out, ':');
  write_value (self, value, type, depth + 1);
}

/* A number that is a time by its field's name and by its size is told as one, too. */
static void
append_time (Writer *self, guint32 id, IcCandidValue *value)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;
  guint64 ns;

  if (!chat_shape_is_time_id (id) || !ic_candid_value_get_uint64 (value, &ns) || ns < MIN_TIME_NS ||
      ns > MAX_TIME_NS)
    return;
  time = g_date_time_new_from_unix_utc ((gint64)(ns / 1000000000));
  text = g_date_time_format (time, "%Y-%m-%d %H:%M:%SZ");
  g_string_append_printf (self->out, " (%s)", text);
}

static void
write_record (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth)
{
  gsize n = ic_candid_value_get_n_children (value);
  gboolean braces = n == 0 || (!self->lines && self->nested);

  self->nested = TRUE;
  if (braces)
    {
      append_space (self);
      g_string_append_c (self->out, '{');
    }
  for (gsize i = 0; i < n && !is_full (self); i++)
    {
      guint32 id;
      IcCandidValue *child = ic_candid_value_get_child (value, i, &id);
      g_autofree char *label = chat_value_dup_label (type, id);
      const char *name;

      write_item (self, label, i == 0, child, find_field (type, id, &name), depth);
      append_time (self, id, child);
    }
  if (braces)
    g_string_append_c (self->out, '}');
}

static void
write_vec (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth)
{
  IcCandidType *inner = type != NULL ? ic_candid_type_get_inner (type) : NULL;
  gsize n = ic_candid_value_get_n_children (value);
  gsize n_shown = MIN (n, MAX_ITEMS);
  gboolean braces = n == 0 || !self->lines;
  gsize len;
  const guint8 *bytes = ic_candid_value_get_blob (value, &len);

  self->nested = TRUE;
  append_space (self);
  if (bytes != NULL)
    {
      append_blob (self, bytes, len);
      return;
    }
  if (braces)
    g_string_append_c (self->out, '[');
  for (gsize i = 0; i < n_shown && !is_full (self); i++)
    {
      g_autofree char *number = g_strdup_printf ("%zu", i + 1);

      write_item (self, self->lines ? number : "", i == 0,
                  ic_candid_value_get_child (value, i, NULL), inner, depth);
    }
  if (n > n_shown)
    {
      if (self->lines)
        begin_line (self, depth);
      g_string_append_printf (self->out, ELLIPSIS " (%zu)", n);
    }
  if (braces)
    g_string_append_c (self->out, ']');
}

static void
write_variant (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth)
{
  guint32 id;
  IcCandidValue *child = ic_candid_value_get_child (value, 0, &id);
  g_autofree char *label = chat_value_dup_label (type, id);
  const char *name;

  append_space (self);
  append_text (self, label, strlen (label), MAX_INLINE_BYTES);
  if (ic_candid_value_get_kind (child) == IC_CANDID_NULL)
    return;
  g_string_append_c (self->out, ':');
  write_value (self, child, find_field (type, id, &name), depth + 1);
}

/* Numbers, texts and the like. */
static void
write_plain (Writer *self, IcCandidValue *value)
{
  gsize len = 0;
  const char *text = ic_candid_value_get_text (value, &len);
  g_autofree char *candid = NULL;
  IcPrincipal principal;

  append_space (self);
  if (text != NULL)
    {
      g_string_append (self->out, self->lines ? "" : "“");
      append_text (self, text, len, self->lines ? 0 : MAX_INLINE_BYTES);
      g_string_append (self->out, self->lines ? "" : "”");
    }
  else if (ic_candid_value_get_principal (value, &principal))
    {
      g_autofree char *id = ic_principal_to_text (&principal);
      const char *method = ic_candid_value_get_method (value, &len);

      g_string_append (self->out, id);
      if (method != NULL)
        {
          g_string_append_c (self->out, '.');
          append_text (self, method, len, MAX_INLINE_BYTES);
        }
    }
  else
    {
      candid = ic_candid_value_to_text (value, NULL);
      /* `5 : nat64`: the type says nothing to people. */
      g_string_append_len (self->out, candid, (gssize)strcspn (candid, " "));
    }
}

static void
write_opt (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth)
{
  IcCandidValue *inner = ic_candid_value_get_opt (value);

  if (inner != NULL)
    {
      write_value (self, inner, type != NULL ? ic_candid_type_get_inner (type) : NULL, depth);
      return;
    }
  append_space (self);
  g_string_append (self->out, "–");
}

static void
write_value (Writer *self, IcCandidValue *value, IcCandidType *type, guint depth)
{
  IcCandidKind kind = ic_candid_value_get_kind (value);
  gboolean nested = self->nested;

  if (self->level == MAX_LEVELS || is_full (self))
    {
      g_string_append (self->out, " " ELLIPSIS);
      return;
    }
  self->level++;
  if (kind == IC_CANDID_RECORD)
    write_record (self, value, type, depth);
  else if (kind == IC_CANDID_VARIANT)
    write_variant (self, value, type, depth);
  else if (kind == IC_CANDID_VEC)
    write_vec (self, value, type, depth);
  else if (kind == IC_CANDID_OPT)
    write_opt (self, value, type, depth);
  else
    write_plain (self, value);
  self->nested = nested;
  self->level--;
}

static char *
to_text (IcCandidValue *value, IcCandidType *type, gboolean lines, gsize max)
{
  Writer writer = { .out = g_string_new (NULL), .lines = lines, .max = max };
  gsize end = max;

  write_value (&writer, value, type, 0);
  if (writer.out->len > max)
    {
      while (end > 0 && ((guint8)writer.out->str[end] & 0xc0) == 0x80)
        end--;
      g_string_truncate (writer.out, end);
      g_string_append (writer.out, ELLIPSIS);
    }
  return g_string_free (writer.out, FALSE);
}

/**
 * chat_value_summarize:
 * @type: (nullable): type of @value
 *
 * Returns: (transfer full): @value on one line of at most %CHAT_VALUE_MAX_SUMMARY_BYTES and an
 *   ellipsis
 */
char *
chat_value_summarize (IcCandidValue *value, IcCandidType *type)
{
  return to_text (value, type, FALSE, CHAT_VALUE_MAX_SUMMARY_BYTES);
}

/**
 * chat_value_describe:
 * @type: (nullable): type of @value
 *
 * Returns: (transfer full): @value as a tree, two spaces for each level, of at most
 *   %CHAT_VALUE_MAX_DESCRIPTION_BYTES and an ellipsis
 */
char *
chat_value_describe (IcCandidValue *value, IcCandidType *type)
{
  return to_text (value, type, TRUE, CHAT_VALUE_MAX_DESCRIPTION_BYTES);
}

/* SPDX-License-Identifier: MIT */
/* What the rooms show against what the canister took. */
#include "soak-failover.h"

/* What one said */

typedef struct
{
  guint n;        /* copies that the canister took */
  guint position; /* of the first, in the log */
} Copies;

static GHashTable *
count_copies (Soak *self, SoakPerson *author)
{
  GHashTable *copies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < self->log->len; i++)
    {
      const SoakEntry *entry = g_ptr_array_index (self->log, i);
      Copies *known = g_hash_table_lookup (copies, entry->text);

      if (entry->author != author)
        continue;
      if (known == NULL)
        {
          known = g_new0 (Copies, 1);
          known->position = i;
          g_hash_table_insert (copies, entry->text, known);
        }
      known->n++;
    }
  return copies;
}

static void
check_own_row (SoakPerson *person, ChatMessage *row, GHashTable *copies, gint64 *last)
{
  Soak *self = person->soak;
  const char *text = chat_message_get_text (row);
  gboolean marked = chat_message_get_possible_duplicate (row);
  const Copies *known = g_hash_table_lookup (copies, text);

  self->n_messages++;
  self->n_marked += marked;
  if (chat_message_get_delivery (row) != CHAT_DELIVERY_ACCEPTED)
    soak_complain (self, "\"%s\" ended as %d: %s", text, chat_message_get_delivery (row),
                   chat_message_get_failure_text (row));
  if (known == NULL)
    {
      soak_complain (self, "\"%s\" is shown as accepted, and the canister has never had it", text);
      return;
    }
  if (known->n > 1 && !marked)
    soak_complain (self, "\"%s\" came %u times and bears no mark", text, known->n);
  self->n_doubled += known->n > 1;
  if ((gint64)known->position <= *last)
    soak_complain (self, "\"%s\" came before what was said before it", text);
  *last = known->position;
}

static void
check_said (SoakPerson *person)
{
  g_autoptr (GHashTable) copies = count_copies (person->soak, person);
  GListModel *rows = G_LIST_MODEL (person->room);
  gint64 last = -1;
  guint n_rows = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (ChatMessage) row = g_list_model_get_item (rows, i);

      if (!chat_message_is_own (row) || chat_message_get_kind (row) != CHAT_MESSAGE_TEXT)
        continue;
      n_rows++;
      check_own_row (person, row, copies, &last);
    }
  if (n_rows != person->n_typed)
    soak_complain (person->soak, "%s typed %u texts, and the room shows %u", person->name,
                   person->n_typed, n_rows);
}

/* What one heard */

typedef struct
{
  SoakPerson *person;
  GPtrArray *said; /* SoakEntry of the other one, borrowed */
  guint next;      /* the first that was not heard yet */
  GPtrArray *gaps; /* ChatMessage: since the last text */
  guint row;       /* where we are */
} Hearing;

/* What the room shows around the place. */
static void
tell_rows (Hearing *self)
{
  GListModel *rows = G_LIST_MODEL (self->person->room);

  for (guint i = self->row > 10 ? self->row - 10 : 0; i < self->row + 4; i++)
    {
      g_autoptr (ChatMessage) row = g_list_model_get_item (rows, i);
      guint64 from_ns, to_ns;

      if (row == NULL)
        return;
      chat_message_get_span (row, &from_ns, &to_ns);
      g_test_message ("  row %u, kind %d: %s %s, %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                      ", made %" G_GUINT64_FORMAT ", certified %" G_GUINT64_FORMAT
                      " as %" G_GUINT64_FORMAT,
                      i, chat_message_get_kind (row), chat_message_get_author (row),
                      chat_message_get_text (row), from_ns, to_ns, chat_message_get_time_ns (row),
                      chat_message_get_certificate_time_ns (row), chat_message_get_sequence (row));
    }
}

static gboolean
is_in_gap (Hearing *self, const SoakEntry *entry)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      guint64 from_ns, to_ns;

      chat_message_get_span (g_ptr_array_index (self->gaps, i), &from_ns, &to_ns);
      if (entry->time_ns >= from_ns && entry->time_ns <= to_ns)
        return TRUE;
    }
  return FALSE;
}

static void
complain_of_gap (Hearing *self, const SoakEntry *entry)
{
  guint64 from_ns, to_ns;

  if (self->person->soak->verbose)
    {
      g_test_message ("the canister took it at %" G_GUINT64_FORMAT, entry->time_ns);
      tell_rows (self);
    }
  if (self->gaps->len == 0)
    {
      soak_complain (self->person->soak, "%s missed \"%s\", and nothing says so",
                     self->person->name, entry->text);
      return;
    }
  chat_message_get_span (g_ptr_array_index (self->gaps, self->gaps->len - 1), &from_ns, &to_ns);
  soak_complain (self->person->soak,
                 "%s missed \"%s\", %.6f s after the beginning of a gap of %.6f s",
                 self->person->name, entry->text,
                 (double)((gint64)entry->time_ns - (gint64)from_ns) / IC_NS_PER_S,
                 (double)(to_ns - from_ns) / IC_NS_PER_S);
}

/* Everything before @end was not heard, and will not be. */
static void
miss_until (Hearing *self, guint end)
{
  for (; self->next < end; self->next++)
    {
      const SoakEntry *entry = g_ptr_array_index (self->said, self->next);

      if (!is_in_gap (self, entry))
        complain_of_gap (self, entry);
      self->person->soak->n_missed++;
    }
}

/* Which copy it is: the last of which everything before it may have been missed, else the first. */
static guint
find_copy (Hearing *self, const char *text)
{
  guint found = self->said->len;
  gboolean gapless = TRUE;

  for (guint i = self->next; i < self->said->len && (gapless || found == self->said->len); i++)
    {
      const SoakEntry *entry = g_ptr_array_index (self->said, i);

      if (g_str_equal (entry->text, text))
        found = i;
      gapless = gapless && is_in_gap (self, entry);
    }
  return found;
}

static void
hear (Hearing *self, const char *text)
{
  guint found = find_copy (self, text);

  if (found == self->said->len)
    {
      soak_complain (self->person->soak, "%s was shown \"%s\" %s", self->person->name, text,
                     "which is forged, or comes again or out of order");
      return;
    }
  miss_until (self, found);
  self->next = found + 1;
  self->person->soak->n_received++;
  g_ptr_array_set_size (self->gaps, 0);
}

static void
see_row (Hearing *self, ChatMessage *row)
{
  Soak *soak = self->person->soak;
  const char *text = chat_message_get_text (row);

  switch (chat_message_get_kind (row))
    {
    case CHAT_MESSAGE_TEXT:
      if (!chat_message_is_own (row))
        hear (self, text);
      break;
    case CHAT_MESSAGE_NOTICE:
      if (g_str_equal (text, CHAT_NOTICE_GAP))
        {
          g_ptr_array_add (self->gaps, g_object_ref (row));
          soak->n_gaps++;
        }
      else if (g_str_equal (text, CHAT_NOTICE_UNREADABLE))
        soak_complain (soak, "%s was shown a message that cannot be read", self->person->name);
      break;
    case CHAT_MESSAGE_JOINED:
    default:
      if (g_strcmp0 (chat_message_get_author (row), self->person->name) != 0 &&
          g_strcmp0 (chat_message_get_author (row), soak_other (self->person)->name) != 0)
        soak_complain (soak, "%s was told that a stranger came", self->person->name);
    }
}

static void
check_heard (SoakPerson *person)
{
  g_autoptr (GPtrArray) said = g_ptr_array_new ();
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func (g_object_unref);
  Hearing self = { .person = person, .said = said, .gaps = gaps };
  GListModel *rows = G_LIST_MODEL (person->room);

  for (guint i = 0; i < person->soak->log->len; i++)
    {
      SoakEntry *entry = g_ptr_array_index (person->soak->log, i);

      if (entry->author == soak_other (person))
        g_ptr_array_add (said, entry);
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (ChatMessage) row = g_list_model_get_item (rows, i);

      self.row = i;
      see_row (&self, row);
    }
  miss_until (&self, said->len);
}

/* At the end of a chapter, when nothing is on its way. */
void
soak_check (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    {
      check_said (&self->people[i]);
      check_heard (&self->people[i]);
    }
  self->n_logged += self->log->len;
  g_ptr_array_set_size (self->log, 0);
}

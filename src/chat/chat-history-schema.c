/* SPDX-License-Identifier: MIT */
/* The tables, and the way to them from older versions. docs/history.md describes them. */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

/*
 * Unsigned 64-bit numbers are stored as the signed ones of the same bits. Only texts are searched;
 * the index holds no copy of them, and is kept up by the
 * statements: with an untrusted schema no trigger may do it. The raw proofs stand apart, so that a page of rows is read from
 * few pages of the file; certificates and witnesses stand once, however many messages they prove.
 */
static const char *const TO_VERSION[] = {
  [1] =
      "CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
      "INSERT INTO state VALUES ('records', 0);"
      "CREATE TABLE message ("
      "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
      "  kind INTEGER NOT NULL,"
      "  author TEXT,"
      "  text TEXT,"
      "  own INTEGER NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  delivery INTEGER NOT NULL,"
      "  own_sequence INTEGER NOT NULL,"
      "  sequence INTEGER NOT NULL,"
      "  certificate_time INTEGER NOT NULL,"
      "  key TEXT,"
      "  client BLOB,"
      "  nonce INTEGER,"
      "  codec TEXT,"
      "  from_time INTEGER NOT NULL,"
      "  to_time INTEGER NOT NULL,"
      "  duplicate INTEGER NOT NULL,"
      "  failure TEXT,"
      "  request BLOB,"
      "  expiry INTEGER,"
      "  proved INTEGER NOT NULL);"
      "CREATE INDEX message_outbox ON message (id) WHERE own AND delivery IN (1, 2);"
      "CREATE INDEX message_own ON message (nonce, own_sequence) WHERE own;"
      "CREATE TRIGGER message_added AFTER INSERT ON message BEGIN"
      "  UPDATE state SET value = value + 1 WHERE name = 'records';"
      "END;"
      "CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN"
      "  UPDATE state SET value = value - 1 WHERE name = 'records';"
      "END;"
      "CREATE TABLE proof (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, data BLOB NOT NULL);"
      "CREATE TABLE raw ("
      "  id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,"
      "  content BLOB NOT NULL,"
      "  cert INTEGER NOT NULL REFERENCES proof (id),"
      "  tree INTEGER NOT NULL REFERENCES proof (id));"
      "CREATE INDEX raw_cert ON raw (cert);"
      "CREATE INDEX raw_tree ON raw (tree);"
      "CREATE TRIGGER raw_gone AFTER DELETE ON raw BEGIN"
      "  DELETE FROM proof WHERE id IN (old.cert, old.tree)"
      "    AND NOT EXISTS (SELECT 1 FROM raw WHERE cert = proof.id)"
      "    AND NOT EXISTS (SELECT 1 FROM raw WHERE tree = proof.id);"
      "END;"
      "CREATE VIRTUAL TABLE search USING fts5 (author, text, content='message', "
      "  content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='1 2 "
      "3');",
  [2] = "ALTER TABLE message ADD COLUMN details TEXT;"
        "ALTER TABLE message ADD COLUMN outgoing BLOB;",
};

G_STATIC_ASSERT (G_N_ELEMENTS (TO_VERSION) == CHAT_HISTORY_SCHEMA + 1);

static gboolean
migrate_step (ChatHistoryStore *self, guint version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u;",
                                           CHAT_HISTORY_APPLICATION_ID, version);

  if (chat_history_exec (self, "BEGIN IMMEDIATE", error) &&
      chat_history_exec (self, TO_VERSION[version], error) &&
      chat_history_exec (self, mark, error) && chat_history_exec (self, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    chat_history_exec (self, "ROLLBACK", NULL);
  return FALSE;
}

/**
 * chat_history_migrate:
 *
 * Brings the database to the schema of this program, one version after the other, each in a
 * transaction. %CHAT_HISTORY_ERROR_NEWER if a newer program made it, %CHAT_HISTORY_ERROR_BROKEN if it
 * is no history.
 */
gboolean
chat_history_migrate (ChatHistoryStore *self, GError **error)
{
  gint64 version = chat_history_query_int (self, "PRAGMA user_version", -1);
  gint64 application = chat_history_query_int (self, "PRAGMA application_id", -1);
  gint64 n_tables = chat_history_query_int (self, "SELECT count (*) FROM sqlite_schema", -1);

  if (version < 0 || n_tables < 0 ||
      (application != CHAT_HISTORY_APPLICATION_ID && (version != 0 || n_tables != 0)))
    {
      g_set_error_literal (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN,
                           _ ("it is no history of Attest"));
      return FALSE;
    }
  if (version > CHAT_HISTORY_SCHEMA)
    {
      g_set_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_NEWER,
                   _ ("The history of this room was written by a newer version of Attest (format "
                      "%" PRId64 ", this one reads up to %d). Use that version; nothing was "
                      "changed"),
                   version, CHAT_HISTORY_SCHEMA);
      return FALSE;
    }
  for (guint next = (guint)version + 1; next <= CHAT_HISTORY_SCHEMA; next++)
    if (!migrate_step (self, next, error))
      return FALSE;
  return TRUE;
}

/* Everything is made anew, in one transaction, with nothing in it but @outbox. */
gboolean
chat_history_reset (ChatHistoryStore *self, GPtrArray *outbox, GError **error)
{
  gboolean ok = chat_history_exec (self,
                                   "BEGIN IMMEDIATE; DROP TABLE search; DROP TABLE raw;"
                                   "DROP TABLE proof; DROP TABLE message; DROP TABLE state;",
                                   error);

  for (guint version = 1; ok && version <= CHAT_HISTORY_SCHEMA; version++)
    ok = chat_history_exec (self, TO_VERSION[version], error);
  for (guint i = 0; ok && i < outbox->len; i++)
    ok = chat_history_apply_append (self, outbox->pdata[i], error);
  if (ok && chat_history_exec (self, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    chat_history_exec (self, "ROLLBACK", NULL);
  return FALSE;
}

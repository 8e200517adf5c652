/* SPDX-License-Identifier: MIT */
#include "chat-keyring-private.h"
#include "ic/ic-i18n.h"

G_DEFINE_QUARK (chat_keyring_error_quark, chat_keyring_error)

/* A switch and no table, so that the compiler tells of a code that was forgotten. */
static const char *
describe (ChatKeyringError code)
{
  switch (code)
    {
    case CHAT_KEYRING_ERROR_NO_SERVICE:
      return _ ("This computer has no keyring that answers");
    case CHAT_KEYRING_ERROR_LOCKED:
      return _ ("The keyring is locked");
    case CHAT_KEYRING_ERROR_DENIED:
      return _ ("The keyring was not unlocked");
    case CHAT_KEYRING_ERROR_NOT_FOUND:
      return _ ("The keyring does not hold this identity any more");
    case CHAT_KEYRING_ERROR_OTHER:
      break;
    }
  return _ ("The keyring refused");
}

GError *
chat_keyring_error_new (ChatKeyringError code)
{
  return g_error_new_literal (CHAT_KEYRING_ERROR, code, describe (code));
}

static gboolean
is_without_service (const GError *error)
{
  static const GDBusError GONE[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,    G_DBUS_ERROR_NAME_HAS_NO_OWNER,
    G_DBUS_ERROR_NO_REPLY,           G_DBUS_ERROR_TIMEOUT,
    G_DBUS_ERROR_TIMED_OUT,          G_DBUS_ERROR_DISCONNECTED,
    G_DBUS_ERROR_NO_SERVER,          G_DBUS_ERROR_FILE_NOT_FOUND,
    G_DBUS_ERROR_UNKNOWN_INTERFACE,  G_DBUS_ERROR_UNKNOWN_METHOD,
    G_DBUS_ERROR_ACCESS_DENIED,      G_DBUS_ERROR_SPAWN_EXEC_FAILED,
    G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_FAILED,
    G_DBUS_ERROR_UNKNOWN_OBJECT,     G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
  };

  /* Without a session bus the error is one of connecting to it. */
  if (error->domain == G_IO_ERROR)
    return error->code != G_IO_ERROR_DBUS_ERROR && error->code != G_IO_ERROR_CANCELLED;
  for (gsize i = 0; i < G_N_ELEMENTS (GONE); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int)GONE[i]))
      return TRUE;
  return error->domain == G_SPAWN_ERROR;
}

static ChatKeyringError
classify (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  /* libsecret has asked to unlock before it says so. */
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0 ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CHAT_KEYRING_ERROR_DENIED;
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return CHAT_KEYRING_ERROR_NOT_FOUND;
  return is_without_service (error) ? CHAT_KEYRING_ERROR_NO_SERVICE : CHAT_KEYRING_ERROR_OTHER;
}

/*
 * chat_keyring_error_take:
 * @error: (transfer full): what libsecret says
 * @cancellable: (nullable): the caller's
 *
 * Returns: (transfer full): the same for people; a cancellation of the caller stays what it is
 */
GError *
chat_keyring_error_take (GError *error, GCancellable *cancellable)
{
  ChatKeyringError code;
  GError *taken;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && cancellable != NULL &&
      g_cancellable_is_cancelled (cancellable))
    return error;
  if (error->domain == CHAT_KEYRING_ERROR)
    return error;
  code = classify (error);
  g_dbus_error_strip_remote_error (error);
  taken = g_error_new (CHAT_KEYRING_ERROR, code, "%s: %s", describe (code), error->message);
  g_error_free (error);
  return taken;
}

/**
 * chat_keyring_error_get_advice:
 * @error: an error of a keyring
 *
 * Returns: (transfer none): what the person can do; whatever it is, the chat goes on
 */
const char *
chat_keyring_error_get_advice (const GError *error)
{
  if (g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE))
    return _ (
        "Attest goes on with just this session: the identity is not remembered. To remember it, "
        "start a keyring such as GNOME Keyring or KWallet.");
  if (g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_LOCKED) ||
      g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED))
    return _ (
        "Attest goes on with just this session. Unlock the keyring to use what it remembers.");
  if (g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND))
    return _ ("Log in another way; Attest goes on with just this session, or remembers it anew.");
  return _ ("Attest goes on with just this session. Try again later.");
}

/**
 * chat_keyring_error_get_id:
 *
 * Returns: (transfer none): a stable name for tests and reports
 */
const char *
chat_keyring_error_get_id (const GError *error)
{
  if (error->domain != CHAT_KEYRING_ERROR)
    return "other";
  switch ((ChatKeyringError)error->code)
    {
    case CHAT_KEYRING_ERROR_NO_SERVICE:
      return "no-service";
    case CHAT_KEYRING_ERROR_LOCKED:
      return "locked";
    case CHAT_KEYRING_ERROR_DENIED:
      return "denied";
    case CHAT_KEYRING_ERROR_NOT_FOUND:
      return "not-found";
    case CHAT_KEYRING_ERROR_OTHER:
      break;
    }
  return "other";
}

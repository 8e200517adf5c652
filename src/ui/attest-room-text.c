/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-error-text.h"
#include "attest-room-text.h"
#include "attest-text.h"
#include "chat/chat.h"

/**
 * attest_room_text_for_history_error:
 * @error: of a room's history
 *
 * Returns: (transfer full): what that means for the room, and what to do
 */
char *
attest_room_text_for_history_error (const GError *error)
{
  g_autofree char *detail = attest_text_clean_line (error->message);

  if (error->domain != CHAT_HISTORY_ERROR)
    /* Translators: %s is a technical message */
    return g_strdup_printf (_ ("What is said here is not kept: %s."), detail);
  switch (error->code)
    {
    case CHAT_HISTORY_ERROR_BUSY:
      return g_strdup (
          _ ("Another Attest has this room’s history open: nothing is kept here. Close it, "
             "then open the room again."));
    case CHAT_HISTORY_ERROR_NEWER:
      return g_strdup (
          _ ("A newer Attest wrote this room’s history: it is left as it is, and nothing "
             "is kept here. Use the newer one for this room."));
    case CHAT_HISTORY_ERROR_SQLITE:
      /* Translators: %s is a technical message */
      return g_strdup_printf (_ ("No history can be kept on this system: %s."), detail);
    case CHAT_HISTORY_ERROR_BROKEN:
      return g_strdup (detail);
    case CHAT_HISTORY_ERROR_FULL:
      return g_strdup (_ ("The disk is full: new messages wait to be kept. Free some space; Attest "
                          "tries again by itself."));
    case CHAT_HISTORY_ERROR_IO:
      /* Translators: %s is a technical message */
      return g_strdup_printf (_ ("The history cannot be read or written: %s. Check the folder’s "
                                 "permissions, then open the room again."),
                              detail);
    default:
      /* Translators: %s is a technical message */
      return g_strdup_printf (_ ("What is said here is not kept: %s."), detail);
    }
}

/**
 * attest_room_text_for_missing_identity:
 * @error: (nullable): why there is no identity
 *
 * Returns: (transfer full): that, and what to do
 */
char *
attest_room_text_for_missing_identity (const GError *error)
{
  AttestErrorText text;

  if (error == NULL || g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND))
    return g_strdup (_ ("Attest does not remember who you are here. Sign in to go on where you "
                        "left off."));
  if (g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_LOCKED) ||
      g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED))
    return g_strdup (_ ("The keyring is locked. Sign in, and it asks for its password."));
  if (g_error_matches (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE))
    return g_strdup (_ ("The keyring does not answer, so Attest cannot know who you are here. Sign "
                        "in another way."));
  if (attest_error_text_get (error, &text))
    return g_strdup_printf ("%s %s", text.what, text.advice);
  return attest_text_clean_line (error->message);
}

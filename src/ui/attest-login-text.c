/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-text.h"
#include "attest-text.h"
#include "chat/chat-keyring.h"

#define SHORT_PRINCIPAL_CHARS 11

static char *
join (const char *what, const char *advice)
{
  /* Translators: two full sentences after each other */
  return g_strdup_printf (C_ ("two sentences", "%s %s"), what, advice);
}

/* The messages of these layers begin small and have no full stop: they are the detail. */
static char *
with_detail (const char *what, const GError *error, const char *advice)
{
  g_autofree char *detail = g_strdup (error->message);
  gsize len = strlen (detail);

  if (len > 0 && strchr (".?!", detail[len - 1]) != NULL)
    detail[len - 1] = '\0';
  /* Translators: what happened, the detail of it, what to do */
  return g_strdup_printf (_ ("%s: %s. %s"), what, detail, advice);
}

static char *
for_ic_error (const GError *error)
{
  switch (error->code)
    {
    case IC_ERROR_KEY_PASSPHRASE_NEEDED:
      return join (_ ("This key file is encrypted."), _ ("Enter its passphrase."));
    case IC_ERROR_KEY_PASSPHRASE_WRONG:
      return with_detail (_ ("The key file does not open"), error,
                          _ ("Check capital letters and the keyboard layout, then try again."));
    case IC_ERROR_KEY_UNSUPPORTED:
      return with_detail (_ ("This key cannot be used"), error,
                          _ ("Choose a private key of Ed25519, secp256k1 or P-256."));
    case IC_ERROR_KEY:
      return with_detail (_ ("This is no usable key"), error,
                          _ ("Choose the file that dfx, quill or openssl wrote."));
    case IC_ERROR_LIMIT:
      return with_detail (_ ("This is too large"), error, _ ("Was it the right file?"));
    case IC_ERROR_HEX:
      return with_detail (_ ("This is no hexadecimal text"), error,
                          _ ("Use the digits 0 to 9 and the letters a to f."));
    case IC_ERROR_MNEMONIC:
      return with_detail (_ ("This phrase cannot be used"), error, _ ("Compare it word by word."));
    case IC_ERROR_LOGIN_JSON:
      return with_detail (_ ("This is no delegation chain"), error,
                          _ ("Paste all of it, from one brace to the other."));
    case IC_ERROR_LOGIN_EXPIRED:
    case IC_ERROR_LOGIN_READ_ONLY:
      return g_strdup (error->message); /* it says what to do */
    case IC_ERROR_LOGIN_PRINCIPAL:
      return join (error->message, _ ("Sign in again."));
    case IC_ERROR_LOGIN_TARGET:
      return join (error->message, _ ("Sign in again and allow this room."));
    case IC_ERROR_LOGIN_CHAIN:
    case IC_ERROR_LOGIN_SIGNATURE:
      return join (error->message, _ ("Do not use it; sign in again."));
    case IC_ERROR_LOGIN_KEY:
      return join (error->message, _ ("Take the key and the chain of the same sign-in."));
    case IC_ERROR_LOGIN_LISTEN:
    case IC_ERROR_LOGIN_BROWSER:
    case IC_ERROR_LOGIN_TIMEOUT:
      return join (error->message, _ ("Try again, or copy the link into a browser."));
    case IC_ERROR_LOGIN_OPTIONS:
      return g_strdup (error->message);
    case IC_ERROR_LOGIN_DISCOVERY:
    case IC_ERROR_NETWORK:
      return join (error->message, _ ("Check the address and your connection."));
    default:
      return with_detail (_ ("This did not work"), error, _ ("Nothing was stored."));
    }
}

static char *
for_error (const GError *error)
{
  if (error->domain == IC_ERROR)
    return for_ic_error (error);
  if (error->domain == CHAT_KEYRING_ERROR)
    {
      g_autofree char *what = g_strdup (error->message);

      if (!g_str_has_suffix (what, "."))
        {
          g_autofree char *dotted = g_strconcat (what, ".", NULL);

          return join (dotted, chat_keyring_error_get_advice (error));
        }
      return join (what, chat_keyring_error_get_advice (error));
    }
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return with_detail (_ ("The file cannot be read"), error, _ ("Choose another one."));
  return with_detail (_ ("This did not work"), error, _ ("Nothing was stored."));
}

/**
 * attest_login_text_for_error:
 * @error: why there is no identity
 *
 * Returns: (transfer full): what is wrong and what to do; clean, whoever had a say in the words
 */
char *
attest_login_text_for_error (const GError *error)
{
  g_autofree char *line = attest_text_clean_line (error->message);
  g_autoptr (GError) clean = g_error_new_literal (error->domain, error->code, line);

  return for_error (clean);
}

/**
 * attest_login_text_for_phrase:
 * @problem: what is wrong with a recovery phrase
 *
 * Returns: (transfer full): that in a sentence, without a word of the phrase
 */
char *
attest_login_text_for_phrase (const IcMnemonicProblem *problem)
{
  switch (problem->kind)
    {
    case IC_MNEMONIC_EMPTY:
      return g_strdup (_ ("The recovery phrase is needed: 12 to 24 words."));
    case IC_MNEMONIC_TOO_LONG:
      return g_strdup (_ ("This is far longer than a recovery phrase, which has 12 to 24 words."));
    case IC_MNEMONIC_UNKNOWN_WORD:
      return g_strdup_printf (
          _ ("Word number %u is not one that recovery phrases have. Check how it is spelled."),
          problem->word_index + 1);
    case IC_MNEMONIC_WORD_COUNT:
      return g_strdup_printf (
          g_dngettext (
              GETTEXT_PACKAGE, "A recovery phrase has 12, 15, 18, 21 or 24 words, this has %u.",
              "A recovery phrase has 12, 15, 18, 21 or 24 words, this has %u.", problem->n_words),
          problem->n_words);
    case IC_MNEMONIC_CHECKSUM:
      return g_strdup (_ ("Each word exists, but together they are no recovery phrase: one word is "
                          "wrong, or two are swapped. Compare it word by word."));
    case IC_MNEMONIC_VALID:
    default:
      return NULL;
    }
}

/**
 * attest_login_text_for_life:
 * @expiry_ns: when a sign-in ends
 * @now_ns: now
 *
 * Returns: (transfer full): how long it is still good for
 */
char *
attest_login_text_for_life (guint64 expiry_ns, guint64 now_ns)
{
  guint64 minutes;

  if (expiry_ns == CHAT_EXPIRY_NONE_NS)
    return g_strdup (_ ("Does not end"));
  if (expiry_ns <= now_ns)
    return g_strdup (_ ("Has ended"));
  minutes = (expiry_ns - now_ns) / IC_NS_PER_S / 60;
  if (minutes < 1)
    return g_strdup (_ ("Less than a minute left"));
  if (minutes < 120)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u minute left", "%u minutes left", minutes),
        (guint)minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u hour left", "%u hours left", minutes / 60),
        (guint)(minutes / 60));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u day left", "%u days left", minutes / 60 / 24),
      (guint)(minutes / 60 / 24));
}

/**
 * attest_login_text_for_kind:
 * @kind: (nullable): of a remembered identity
 *
 * Returns: (transfer none): a name for it
 */
const char *
attest_login_text_for_kind (const char *kind)
{
  static const struct
  {
    const char *kind;
    const char *name;
  } NAMES[] = {
    { "recovery-phrase", N_ ("Recovery Phrase") },
    { "internet-identity", N_ ("Internet Identity") },
    { "key-file", N_ ("Key File") },
    { "seed", N_ ("Seed") },
    { "session", N_ ("Random Key") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_strcmp0 (kind, NAMES[i].kind) == 0)
      return _ (NAMES[i].name);
  return _ ("Identity");
}

char *
attest_login_text_shorten_principal (const char *principal)
{
  if (strlen (principal) <= 2 * SHORT_PRINCIPAL_CHARS)
    return g_strdup (principal);
  return g_strdup_printf ("%.*s…%s", SHORT_PRINCIPAL_CHARS, principal,
                          principal + strlen (principal) - 9);
}

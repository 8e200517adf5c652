/* SPDX-License-Identifier: MIT */
#include "ic-i18n.h"

#include <libintl.h>
#include <locale.h>

/**
 * ic_i18n_init:
 * @directory: where catalogues are installed; the environment variable `ATTEST_LOCALE_DIR` goes before
 *   it, for programs that run from the build directory
 *
 * Takes the person's language, for the program and the libraries. To be called first of all in main().
 */
void
ic_i18n_init (const char *directory)
{
  const char *other = g_getenv ("ATTEST_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, other != NULL && *other != '\0' ? other : directory);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * ic_i18n_speak_english:
 *
 * For what other programs read: from now on nothing is translated, while times, numbers and the
 * charset of the terminal stay those of the locale.
 */
void
ic_i18n_speak_english (void)
{
  setlocale (LC_MESSAGES, "C");
}

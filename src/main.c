/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ic/ic-i18n.h"
#include "ui/attest-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (AttestApplication) application = NULL;

  ic_i18n_init (ATTEST_LOCALEDIR);
  application = attest_application_new (ATTEST_APP_ID, G_APPLICATION_DEFAULT_FLAGS);
  return g_application_run (G_APPLICATION (application), argc, argv);
}

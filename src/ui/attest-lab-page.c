/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-lab-page.h"

struct _AttestLabPage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (AttestLabPage, attest_lab_page, ADW_TYPE_BIN)

static void
attest_lab_page_class_init (AttestLabPageClass *klass)
{
}

static void
attest_lab_page_init (AttestLabPage *self)
{
}

void
attest_lab_page_set_control_url (AttestLabPage *self, const char *url)
{
  g_return_if_fail (ATTEST_IS_LAB_PAGE (self));
}

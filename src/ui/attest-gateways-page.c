/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-gateways-page.h"

struct _AttestGatewaysPage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (AttestGatewaysPage, attest_gateways_page, ADW_TYPE_BIN)

static void
attest_gateways_page_class_init (AttestGatewaysPageClass *klass)
{
}

static void
attest_gateways_page_init (AttestGatewaysPage *self)
{
}

void
attest_gateways_page_set_connection (AttestGatewaysPage *self, ChatConnection *connection)
{
  g_return_if_fail (ATTEST_IS_GATEWAYS_PAGE (self));
}

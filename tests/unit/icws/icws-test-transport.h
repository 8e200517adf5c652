/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * IcwsTestTransport: a transport whose other side is the test.
 */
#define ICWS_TYPE_TEST_TRANSPORT (icws_test_transport_get_type ())
G_DECLARE_FINAL_TYPE (IcwsTestTransport, icws_test_transport, ICWS, TEST_TRANSPORT, GObject)

typedef enum
{
  ICWS_TEST_OPEN_OK,
  ICWS_TEST_OPEN_FAILS,
  ICWS_TEST_OPEN_HANGS
} IcwsTestOpen;

struct _IcwsTestTransport
{
  GObject parent_instance;

  IcwsTestOpen open;
  GError *open_error; /* for ICWS_TEST_OPEN_FAILS */
  gboolean is_open;
  gboolean has_delivered;
  GPtrArray *sent; /* GBytes */
  guint n_closes;
  guint close_code;
  char *close_reason;
};

IcwsTestTransport *icws_test_transport_new (void);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#include "icws-session.h"

GType
icws_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { ICWS_STATE_NEW, "ICWS_STATE_NEW", "new" },
        { ICWS_STATE_CONNECTING, "ICWS_STATE_CONNECTING", "connecting" },
        { ICWS_STATE_HANDSHAKE, "ICWS_STATE_HANDSHAKE", "handshake" },
        { ICWS_STATE_OPENING, "ICWS_STATE_OPENING", "opening" },
        { ICWS_STATE_OPEN, "ICWS_STATE_OPEN", "open" },
        { ICWS_STATE_CLOSED, "ICWS_STATE_CLOSED", "closed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("IcwsState", values));
    }
  return type;
}

const char *
icws_state_to_string (IcwsState state)
{
  switch (state)
    {
    case ICWS_STATE_NEW:
      return "new";
    case ICWS_STATE_CONNECTING:
      return "connecting";
    case ICWS_STATE_HANDSHAKE:
      return "handshake";
    case ICWS_STATE_OPENING:
      return "opening";
    case ICWS_STATE_OPEN:
      return "open";
    case ICWS_STATE_CLOSED:
      return "closed";
    }
  return "unknown";
}

const char *
icws_step_to_string (IcwsStep step)
{
  switch (step)
    {
    case ICWS_STEP_REACH:
      return "reach";
    case ICWS_STEP_HANDSHAKE:
      return "handshake";
    case ICWS_STEP_SIGNED_OPEN:
      return "signed-open";
    case ICWS_STEP_CERTIFICATE:
      return "certificate";
    case ICWS_STEP_WITNESS:
      return "witness";
    case ICWS_STEP_ORDER:
      return "order";
    case ICWS_STEP_ACK:
      return "ack";
    case ICWS_N_STEPS:
      break;
    }
  return "unknown";
}

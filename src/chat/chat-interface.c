/* SPDX-License-Identifier: MIT */
#include "chat-interface.h"
#include "ic/ic-i18n.h"

#include <string.h>

struct _ChatInterface
{
  GObject parent_instance;
  char *text;
  gboolean certified;
  IcCandidDid *did;
  IcCandidType *message_type; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatInterface, chat_interface, G_TYPE_OBJECT)
G_DEFINE_QUARK (chat_interface_error_quark, chat_interface_error)

/* What we call and read (INTERFACE of the IC WebSocket canister libraries). A canister's method must
 * be a subtype: it may take and return more. */
static const char PROTOCOL[] =
    "type ClientKey = record { client_principal : principal; client_nonce : nat64 };"
    "type Message = record {"
    "  client_key : ClientKey; sequence_num : nat64; timestamp : nat64;"
    "  is_service_message : bool; content : blob"
    "};"
    "type Output = record { client_key : ClientKey; key : text; content : blob };"
    "type Result = variant { Ok; Err : text };"
    "type Messages = record { messages : vec Output; cert : blob; tree : blob };"
    "service : {"
    "  ws_open : (record { client_nonce : nat64; gateway_principal : principal }) -> (Result);"
    "  ws_close : (record { client_key : ClientKey }) -> (Result);"
    "  ws_message : (record { msg : Message }) -> (Result);"
    "  ws_get_messages : (record { nonce : nat64 }) -> (variant { Ok : Messages; Err : text }) "
    "query;"
    "}";

static void
chat_interface_finalize (GObject *object)
{
  ChatInterface *self = CHAT_INTERFACE (object);

  g_free (self->text);
  g_clear_pointer (&self->message_type, ic_candid_type_unref);
  g_clear_pointer (&self->did, ic_candid_did_unref);
  G_OBJECT_CLASS (chat_interface_parent_class)->finalize (object);
}

static void
chat_interface_class_init (ChatInterfaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_interface_finalize;
}

static void
chat_interface_init (ChatInterface *self)
{
}

static gboolean
check_methods (IcCandidDid *did, GError **error)
{
  g_autoptr (IcCandidDid) protocol = ic_candid_did_parse (PROTOCOL, strlen (PROTOCOL), NULL);
  IcCandidType *service = ic_candid_did_get_service (protocol);
  g_autoptr (GString) missing = g_string_new (NULL);

  for (gsize i = 0; i < ic_candid_type_get_n_methods (service); i++)
    {
      const char *name;
      IcCandidType *wanted = ic_candid_type_get_method (service, i, &name, NULL);
      IcCandidType *has = ic_candid_did_get_method (did, name);

      if (has == NULL)
        {
          g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", name);
          continue;
        }
      if (ic_candid_type_is_subtype (has, wanted))
        continue;
      g_set_error (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_PROTOCOL,
                   _ ("The canister speaks another kind of IC WebSocket: its %s has other types"),
                   name);
      return FALSE;
    }
  if (missing->len == 0)
    return TRUE;
  g_set_error (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_NOT_WEBSOCKET,
               _ ("The canister does not speak IC WebSocket: it has no %s"), missing->str);
  return FALSE;
}

/* The protocol's second argument of ws_message; types that say nothing do not count. */
static IcCandidType *
find_message_type (IcCandidDid *did)
{
  IcCandidType *opt = ic_candid_type_get_arg (ic_candid_did_get_method (did, "ws_message"), 1);
  IcCandidType *type;

  if (opt == NULL || ic_candid_type_get_kind (opt) != IC_CANDID_OPT)
    return NULL;
  type = ic_candid_type_get_inner (opt);
  switch ((guint)ic_candid_type_get_kind (type))
    {
    case IC_CANDID_NULL:
    case IC_CANDID_RESERVED:
    case IC_CANDID_EMPTY:
      return NULL;

    default:
      return ic_candid_type_ref (type);
    }
}

/**
 * chat_interface_new:
 * @text: an interface description; need not end with a zero
 * @len: its bytes
 * @certified: whether the network vouches for it
 *
 * May be called in any thread: a large interface takes a while.
 *
 * Returns: (transfer full): the interface, or %NULL with %CHAT_INTERFACE_ERROR_MALFORMED,
 *   %CHAT_INTERFACE_ERROR_NOT_WEBSOCKET or %CHAT_INTERFACE_ERROR_PROTOCOL
 */
ChatInterface *
chat_interface_new (const char *text, gsize len, gboolean certified, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (IcCandidDid) did = ic_candid_did_parse (text, len, &local);
  ChatInterface *self;

  if (did == NULL)
    {
      g_set_error (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_MALFORMED,
                   _ ("The canister's interface cannot be read: %s"), local->message);
      return NULL;
    }
  if (!check_methods (did, error))
    return NULL;
  self = g_object_new (CHAT_TYPE_INTERFACE, NULL);
  self->text = g_utf8_make_valid (text, (gssize)len);
  self->certified = certified;
  self->message_type = find_message_type (did);
  self->did = g_steal_pointer (&did);
  return self;
}

gboolean
chat_interface_is_certified (ChatInterface *self)
{
  return self->certified;
}

/**
 * chat_interface_get_text:
 *
 * Returns: (transfer none): the description as it came, in UTF-8
 */
const char *
chat_interface_get_text (ChatInterface *self)
{
  return self->text;
}

IcCandidDid *
chat_interface_get_did (ChatInterface *self)
{
  return self->did;
}

/**
 * chat_interface_get_message_type:
 *
 * Returns: (transfer none) (nullable): type of application messages, both ways
 */
IcCandidType *
chat_interface_get_message_type (ChatInterface *self)
{
  return self->message_type;
}

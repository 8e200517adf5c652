/* SPDX-License-Identifier: MIT */
/* Canisters that are known by their type alone: which codec, what is chat, what is a value. */
#include "chat-any-types.h"
#include "chat/chat-any-codec-text.h"
#include "chat/chat.h"

static ChatCodec *
codec_for (const char *text)
{
  g_autoptr (IcCandidType) type = chat_test_type (NULL, text);

  return chat_codec_new_for_type (type);
}

static ChatEvent *
decode (ChatCodec *codec, GBytes *content)
{
  g_autoptr (GError) error = NULL;
  ChatEvent *event = chat_codec_decode (codec, content, &error);

  g_assert_no_error (error);
  g_assert_nonnull (event);
  return event;
}

static GBytes *
encode_text (ChatCodec *codec, const char *author, const char *text, guint64 now_ns)
{
  g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, author, text);
  g_autoptr (GError) error = NULL;
  GBytes *content = chat_codec_encode (codec, event, now_ns, &error);

  g_assert_no_error (error);
  return content;
}

static GBytes *
encode_value (IcCandidType *type, IcCandidValue *value)
{
  g_autoptr (GError) error = NULL;
  GBytes *content = ic_candid_encode_one (type, value, &error);

  g_assert_no_error (error);
  return content;
}

/* The type decides, not the canister's id; and it must be exactly that. */
static void
test_by_type (void)
{
  static const struct
  {
    const char *type;
    const char *id;
  } table[] = {
    { "variant { GroupMessage : record { name : text; message : text; isTyping : bool }; "
      "JoinedChat : text }",
      "group-chat" },
    { "variant { JoinedChat : text; "
      "GroupMessage : record { isTyping : bool; message : text; name : text } }",
      "group-chat" },
    { "record { message : text }", "ping-pong-motoko" },
    { "record { text : text; timestamp : nat64 }", "ping-pong-rust" },
    { "record { text : text; timestamp : nat }", "any" },
    { "record { text : text }", "any" },
    { "record { message : opt text }", "any" },
    { "variant { GroupMessage : record { name : text; message : text }; JoinedChat : text }",
      "any" },
    { "text", "any" },
    { "nat", "any" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ChatCodec) codec = codec_for (table[i].type);
      g_autoptr (IcCandidType) type = chat_test_type (NULL, table[i].type);

      g_test_message ("%s", table[i].type);
      g_assert_cmpstr (chat_codec_get_id (codec), ==, table[i].id);
      g_assert_true (ic_candid_type_equal (chat_codec_get_message_type (codec), type));
    }
}

/* What a person types is a message of the type, and is read as the same text. */
static void
test_chat_types (void)
{
  static const struct
  {
    const char *type;
    gboolean with_author;
  } table[] = {
    { "text", FALSE },
    { "record { text : text }", FALSE },
    { "record { body : text; at : nat64 }", FALSE },
    { "record { whatever : text }", FALSE },
    { "record { whatever : text; sender : text }", TRUE },
    { "record { msg : text; author : text; id : nat; ok : bool; reply : opt record { nat } }",
      TRUE },
    { "record { content : text; tags : vec text; place : record { x : float64; y : int32 } }",
      FALSE },
    { "record { message : text; title : opt text; raw : blob; none : null; r : reserved }", FALSE },
    { "variant { Text : text; Nudge }", FALSE },
    { "variant { Said : record { name : text; text : text }; Left : text }", TRUE },
    { "variant { Say : record { body : text; mood : opt variant { Happy; Sad }; at : nat64 }; "
      "Vote : record { poll : text; choice : nat8 }; Rolled : blob }",
      FALSE },
    { "variant { Only : text; Number : nat }", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ChatCodec) codec = NULL;
      g_autoptr (GBytes) content = NULL;
      g_autoptr (ChatEvent) event = NULL;

      g_test_message ("%s", table[i].type);
      codec = codec_for (table[i].type);
      g_assert_true (chat_codec_can_encode (codec, CHAT_EVENT_TEXT));
      g_assert_true (chat_codec_can_encode (codec, CHAT_EVENT_VALUE));
      g_assert_false (chat_codec_can_encode (codec, CHAT_EVENT_JOINED));
      g_assert_false (chat_codec_can_encode (codec, CHAT_EVENT_TYPING));
      content = encode_text (codec, "Ann", "hello 🦀", 1);
      event = decode (codec, content);
      g_assert_cmpint (event->kind, ==, CHAT_EVENT_TEXT);
      g_assert_cmpstr (event->text, ==, "hello 🦀");
      g_assert_cmpstr (event->author, ==, table[i].with_author ? "Ann" : NULL);
      g_assert_nonnull (event->value);
    }
}

/* No text that is clearly what is said; or one cannot send without asking for more. */
static void
test_no_chat_types (void)
{
  static const struct
  {
    const char *type;
    gboolean readable; /* as chat */
  } table[] = {
    { "nat", FALSE },
    { "record { name : text }", FALSE },
    { "record { a : text; b : text }", FALSE },
    { "record { text : text; message : text }", FALSE },
    { "record { text : nat }", FALSE },
    { "variant { A : text; B : text }", FALSE },
    { "variant { A : record { text : text }; B : record { text : text } }", FALSE },
    { "opt text", FALSE },
    { "vec text", FALSE },
    { "record { text : text; topic : text }", TRUE },
    { "record { text : text; mood : variant { Happy; Sad } }", TRUE },
    { "record { text : text; call : func () -> () }", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ChatCodec) codec = codec_for (table[i].type);
      g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, "Ann", "hello");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", table[i].type);
      g_assert_false (chat_codec_can_encode (codec, CHAT_EVENT_TEXT));
      g_assert_null (chat_codec_encode (codec, event, 0, &error));
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
    }
}

/* What we fill in where nobody is asked. */
static void
test_defaults (void)
{
  static const char TYPE[] = "record { text : text; name : text; timestamp : nat64; time : int; "
                             "at : nat8; who : principal; big : nat; no : bool; f : float32; "
                             "o : opt text; v : vec nat; n : null }";
  g_autoptr (ChatCodec) codec = codec_for (TYPE);
  g_autoptr (IcCandidType) type = chat_test_type (NULL, TYPE);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (IcCandidValue) value = NULL;
  IcPrincipal self;
  IcPrincipal who;
  guint64 number;
  gint64 whole;
  gboolean boolean;

  g_assert_true (ic_principal_from_text (&self, "rdmx6-jaaaa-aaaaa-aaadq-cai", NULL));
  chat_codec_set_principal (codec, &self);
  content = encode_text (codec, "Ann", "hi", 1700000000000000017);
  value = ic_candid_decode_one (g_bytes_get_data (content, NULL), g_bytes_get_size (content), type,
                                NULL, NULL);
  g_assert_nonnull (value);
#define FIELD(name) ic_candid_value_record_get (value, name)
  g_assert_cmpstr (ic_candid_value_get_text (FIELD ("name"), NULL), ==, "Ann");
  g_assert_true (ic_candid_value_get_uint64 (FIELD ("timestamp"), &number));
  g_assert_cmpuint (number, ==, 1700000000000000017);
  g_assert_true (ic_candid_value_get_int64 (FIELD ("time"), &whole));
  g_assert_cmpint (whole, ==, 1700000000000000017);
  g_assert_true (ic_candid_value_get_uint64 (FIELD ("at"), &number));
  g_assert_cmpuint (number, ==, 0);
  g_assert_true (ic_candid_value_get_uint64 (FIELD ("big"), &number));
  g_assert_cmpuint (number, ==, 0);
  g_assert_true (ic_candid_value_get_principal (FIELD ("who"), &who));
  g_assert_true (ic_principal_equal (&who, &self));
  g_assert_true (ic_candid_value_get_bool (FIELD ("no"), &boolean));
  g_assert_false (boolean);
  g_assert_null (ic_candid_value_get_opt (FIELD ("o")));
  g_assert_cmpuint (ic_candid_value_get_n_children (FIELD ("v")), ==, 0);
#undef FIELD
}

#define UNKNOWN                                                                                    \
  "variant { Say : record { body : text; mood : opt variant { Happy; Sad }; at : nat64 }; "        \
  "Vote : record { poll : text; choice : nat8 }; Rolled : vec nat8 }"

static IcCandidValue *
make_vote (const char *poll, guint choice)
{
  IcCandidValue *vote = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (vote, "poll", ic_candid_value_new_text (poll));
  ic_candid_value_record_set_take (vote, "choice",
                                   ic_candid_value_new_uint (IC_CANDID_NAT8, choice));
  return ic_candid_value_new_variant_take ("Vote", vote);
}

static void
test_values (void)
{
  g_autoptr (ChatCodec) codec = codec_for (UNKNOWN);
  IcCandidType *type = chat_codec_get_message_type (codec);
  g_autoptr (IcCandidValue) vote = make_vote ("tea\nor coffee?", 3);
  g_autoptr (GBytes) content = encode_value (type, vote);
  g_autoptr (ChatEvent) event = decode (codec, content);
  g_autoptr (ChatEvent) copy = chat_event_copy (event);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (event->kind, ==, CHAT_EVENT_VALUE);
  g_assert_cmpstr (event->text, ==, "Vote: poll “tea↵or coffee?”, choice 3");
  g_assert_cmpstr (event->details, ==, "Vote:\n  poll: tea↵or coffee?\n  choice: 3");
  g_assert_true (ic_candid_value_equal (event->value, vote));
  again = chat_codec_encode (codec, copy, 0, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content, again));

  /* A value of another type is none of the canister's messages. */
  g_clear_pointer (&copy->value, ic_candid_value_unref);
  copy->value = ic_candid_value_new_bool (TRUE);
  g_assert_null (chat_codec_encode (codec, copy, 0, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
}

/* Chat keeps what else the message says. */
static void
test_details (void)
{
  g_autoptr (ChatCodec) codec = codec_for (UNKNOWN);
  IcCandidValue *say = ic_candid_value_new_record ();
  g_autoptr (IcCandidValue) value = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (ChatEvent) event = NULL;

  ic_candid_value_record_set_take (say, "body", ic_candid_value_new_text ("hello"));
  ic_candid_value_record_set_take (say, "mood",
                                   ic_candid_value_new_opt_take (ic_candid_value_new_variant_take (
                                       "Happy", ic_candid_value_new_null ())));
  ic_candid_value_record_set_take (say, "at",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 1700000000000000000));
  value = ic_candid_value_new_variant_take ("Say", say);
  content = encode_value (chat_codec_get_message_type (codec), value);
  event = decode (codec, content);
  g_assert_cmpint (event->kind, ==, CHAT_EVENT_TEXT);
  g_assert_cmpstr (event->text, ==, "hello");
  g_assert_cmpstr (event->details, ==,
                   "Say:\n  at: 1700000000000000000 (2023-11-14 22:13:20Z)\n  body: hello\n"
                   "  mood: Happy");
}

/* Without an interface the message says itself what it is, by numbers that we know some names of. */
static void
test_unknown_type (void)
{
  g_autoptr (ChatCodec) codec = chat_codec_new_by_id ("any");
  g_autoptr (IcCandidType) chat = chat_test_type (NULL, "record { message : text; odd : nat }");
  g_autoptr (IcCandidType) vote = chat_test_type (NULL, UNKNOWN);
  g_autoptr (IcCandidValue) record = ic_candid_value_new_record ();
  g_autoptr (IcCandidValue) value = make_vote ("tea?", 1);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) vote_content = encode_value (vote, value);
  g_autoptr (ChatEvent) event = NULL;
  g_autoptr (ChatEvent) vote_event = decode (codec, vote_content);

  g_assert_null (chat_codec_get_message_type (codec));
  g_assert_false (chat_codec_can_encode (codec, CHAT_EVENT_TEXT));
  g_assert_false (chat_codec_can_encode (codec, CHAT_EVENT_VALUE));
  g_assert_false (chat_codec_echoes_own (codec));
  ic_candid_value_record_set_take (record, "message", ic_candid_value_new_text ("hi"));
  ic_candid_value_record_set_take (record, "odd", ic_candid_value_new_nat (7));
  content = encode_value (chat, record);
  event = decode (codec, content);
  g_assert_cmpint (event->kind, ==, CHAT_EVENT_TEXT);
  g_assert_cmpstr (event->text, ==, "hi");
  g_assert_cmpstr (event->details, ==, "5542319: 7\nmessage: hi");
  g_assert_cmpint (vote_event->kind, ==, CHAT_EVENT_VALUE); /* the text is under another tag */
  g_assert_cmpstr (vote_event->text, ==, "959248650: 1247575615 “tea?”, 3232743265 1");
}

static void
expect_refused (ChatCodec *codec, gconstpointer bytes, gsize len)
{
  g_autoptr (GBytes) content = g_bytes_new (bytes, len);
  g_autoptr (GError) error = NULL;

  g_assert_null (chat_codec_decode (codec, content, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
}

static void
test_hostile (void)
{
  g_autoptr (ChatCodec) codec = codec_for (UNKNOWN);
  g_autoptr (ChatCodec) untyped = chat_codec_new_by_id ("any");
  g_autoptr (ChatCodec) plain = codec_for ("text");
  g_autoptr (IcCandidType) text = chat_test_type (NULL, "text");
  g_autoptr (IcCandidValue) with_nul = ic_candid_value_new_text_len ("a\0b\x1b", 4);
  g_autofree char *long_text = g_strnfill (CHAT_MAX_TEXT_BYTES + 1, 'x');
  g_autoptr (IcCandidValue) too_long = ic_candid_value_new_text (long_text);
  g_autoptr (GBytes) nul_content = encode_value (text, with_nul);
  g_autoptr (GBytes) long_content = encode_value (text, too_long);
  g_autoptr (GBytes) said = encode_text (codec, NULL, "hello", 1);
  g_autoptr (ChatEvent) event = decode (plain, nul_content);
  g_autoptr (ChatEvent) longer = decode (plain, long_content);
  g_autoptr (ChatEvent) other = decode (codec, nul_content);

  g_assert_cmpint (event->kind, ==, CHAT_EVENT_VALUE);
  g_assert_cmpstr (event->text, ==, "“a␀b\\u{1b}”");
  g_assert_cmpint (longer->kind, ==, CHAT_EVENT_VALUE);
  g_assert_cmpuint (strlen (longer->text), <=, CHAT_VALUE_MAX_SUMMARY_BYTES + 3);
  g_assert_cmpuint (strlen (longer->details), <=, CHAT_VALUE_MAX_DESCRIPTION_BYTES + 3);
  /* Of another type than the interface says. */
  g_assert_cmpint (other->kind, ==, CHAT_EVENT_VALUE);
  expect_refused (codec, "", 0);
  expect_refused (codec, "DIDL\0\0", 6);
  expect_refused (untyped, "DIDL\0\2\x7e\x7e\0\1", 10);
  for (gsize len = 0; len < g_bytes_get_size (said); len++)
    expect_refused (codec, g_bytes_get_data (said, NULL), len);
}

/* Our own message is known when it comes back, and nobody else's is taken for it. */
static void
test_echo (void)
{
  g_autoptr (ChatCodec) codec = codec_for (UNKNOWN);
  IcCandidType *type = chat_codec_get_message_type (codec);
  g_autoptr (ChatEvent) ours = chat_event_new (CHAT_EVENT_TEXT, "Ann", "hello");
  g_autoptr (IcCandidValue) vote = make_vote ("tea?", 1);
  g_autoptr (ChatEvent) our_vote = chat_event_new_value (vote, type);
  g_autoptr (GBytes) vote_content = chat_codec_encode (codec, our_vote, 0, NULL);
  g_autoptr (GBytes) content = chat_codec_encode (codec, ours, 17, NULL);
  g_autoptr (ChatCodec) other_codec = codec_for (UNKNOWN);
  g_autoptr (GBytes) theirs = chat_codec_encode (other_codec, ours, 18, NULL);
  g_autoptr (ChatEvent) first_vote = decode (codec, vote_content);
  g_autoptr (ChatEvent) their_event = decode (codec, theirs);
  g_autoptr (ChatEvent) echo = decode (codec, content);
  g_autoptr (ChatEvent) again = decode (codec, content);
  g_autoptr (ChatEvent) second_vote = decode (codec, vote_content);
  g_autoptr (ChatEvent) third_vote = decode (codec, vote_content);

  g_assert_true (chat_codec_echoes_own (codec));
  /* It may be of anybody as long as it is not known whether this canister sends ours back. */
  g_assert_false (chat_event_equal (our_vote, first_vote));
  g_assert_false (chat_event_equal (ours, their_event));
  g_assert_true (chat_event_equal (ours, echo));
  g_assert_false (chat_event_equal (ours, again));
  g_assert_true (chat_event_equal (our_vote, second_vote));
  g_assert_false (chat_event_equal (our_vote, third_vote));
}

static char *
describe (const char *definitions, const char *type_text, IcCandidValue *value)
{
  g_autoptr (IcCandidType) type = chat_test_type (definitions, type_text);

  return chat_value_describe (value, type);
}

static void
test_text (void)
{
  g_autoptr (IcCandidValue) vec = ic_candid_value_new_vec ();
  g_autoptr (IcCandidValue) blob = ic_candid_value_new_blob ("\x00\xff", 2);
  g_autoptr (IcCandidValue) none = ic_candid_value_new_opt (NULL);
  g_autoptr (IcCandidValue) half = ic_candid_value_new_float64 (0.5);
  g_autoptr (IcCandidValue) func = ic_candid_value_new_func (&IC_PRINCIPAL_MANAGEMENT, "m");
  g_autofree char *lines = NULL;
  g_autofree char *line = NULL;
  g_autofree char *blob_text = chat_value_summarize (blob, NULL);
  g_autofree char *none_text = chat_value_summarize (none, NULL);
  g_autofree char *half_text = chat_value_summarize (half, NULL);
  g_autofree char *func_text = chat_value_summarize (func, NULL);

  for (guint i = 0; i < 2; i++)
    {
      IcCandidValue *record = ic_candid_value_new_record ();

      ic_candid_value_record_set_take (record, "a", ic_candid_value_new_nat (i));
      ic_candid_value_record_set_take (record, "b", ic_candid_value_new_bool (TRUE));
      ic_candid_value_vec_append_take (vec, record);
    }
  lines = describe (NULL, "vec record { a : nat; b : bool }", vec);
  line = chat_value_summarize (vec, NULL);
  g_assert_cmpstr (lines, ==, "1:\n  a: 0\n  b: true\n2:\n  a: 1\n  b: true");
  g_assert_cmpstr (line, ==, "[{97 0, 98 true}, {97 1, 98 true}]");
  g_assert_cmpstr (blob_text, ==, "0x00ff");
  g_assert_cmpstr (none_text, ==, "–");
  g_assert_cmpstr (half_text, ==, "0.5");
  g_assert_cmpstr (func_text, ==, "aaaaa-aa.m");
}

/* Neither a long list nor a deep tree makes a text without end. */
static void
test_text_limits (void)
{
  g_autoptr (IcCandidValue) vec = ic_candid_value_new_vec ();
  g_autoptr (IcCandidValue) deep = ic_candid_value_new_null ();
  g_autofree char *lines = NULL;
  g_autofree char *deep_lines = NULL;

  for (guint i = 0; i < 5000; i++)
    ic_candid_value_vec_append_take (vec, ic_candid_value_new_nat (i));
  for (guint i = 0; i < 500; i++)
    {
      IcCandidValue *around = ic_candid_value_new_vec ();

      ic_candid_value_vec_append_take (around, g_steal_pointer (&deep));
      deep = around;
    }
  lines = chat_value_describe (vec, NULL);
  deep_lines = chat_value_describe (deep, NULL);
  g_assert_true (g_str_has_suffix (lines, "200: 199\n… (5000)"));
  g_assert_true (g_str_has_suffix (deep_lines, "1: …"));
  g_assert_cmpuint (strlen (deep_lines), <, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/any-codec/by-type", test_by_type);
  g_test_add_func ("/chat/any-codec/chat-types", test_chat_types);
  g_test_add_func ("/chat/any-codec/no-chat-types", test_no_chat_types);
  g_test_add_func ("/chat/any-codec/defaults", test_defaults);
  g_test_add_func ("/chat/any-codec/values", test_values);
  g_test_add_func ("/chat/any-codec/details", test_details);
  g_test_add_func ("/chat/any-codec/unknown-type", test_unknown_type);
  g_test_add_func ("/chat/any-codec/hostile", test_hostile);
  g_test_add_func ("/chat/any-codec/echo", test_echo);
  g_test_add_func ("/chat/any-codec/text", test_text);
  g_test_add_func ("/chat/any-codec/text-limits", test_text_limits);
  return g_test_run ();
}

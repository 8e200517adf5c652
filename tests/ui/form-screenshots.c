/* SPDX-License-Identifier: MIT */
/* Pictures of forms and trees: form-screenshots VARIANT [WIDTH [TEXT-SCALE]], into $ATTEST_SCREENSHOT_DIR. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-login-page.h"
#include "attest-message-details.h"
#include "ui-test-util.h"

static const char *directory;
static const char *variant;

static void
save (GtkWidget *window, const char *view)
{
  g_autofree char *name = g_strdup_printf ("form-%s-%s.png", view, variant);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ui_test_wait_for_frames (window);
  ui_test_screenshot (window, path);
}

static ChatRoom *
make_room (void)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (IcIdentity) identity = IC_IDENTITY (ic_ed25519_identity_new_random (random));
  g_autoptr (ChatConnection) connection = NULL;

  g_free (profile->codec_id);
  profile->codec_id = g_strdup ("any");
  connection = chat_connection_new (profile, identity, IC_CLOCK (clock), random);
  return chat_room_new (connection, "Ada");
}

static void
set_type (ChatRoom *room, const char *text)
{
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types (text, strlen (text), NULL);
  g_autoptr (ChatCodec) codec = chat_codec_new_for_type (types->pdata[0]);

  chat_room_set_codec (room, codec);
}

static ChatFormField *
get_field (ChatFormField *parent, guint i)
{
  ChatFormField *field = g_list_model_get_item (G_LIST_MODEL (parent), i);

  g_object_unref (field);
  return field;
}

static void
fill (ChatForm *form)
{
  ChatFormField *root = chat_form_get_root (form);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (root)); i++)
    {
      ChatFormField *field = get_field (root, i);

      switch ((int)chat_form_field_get_kind (field))
        {
        case CHAT_FORM_NUMBER:
          chat_form_field_set_text (field, "300");
          break;
        case CHAT_FORM_OPT:
          chat_form_field_set_active (field, TRUE);
          break;
        case CHAT_FORM_VARIANT:
          chat_form_field_set_selected (field, 0);
          break;
        case CHAT_FORM_VEC:
          chat_form_field_append (field);
          chat_form_field_append (field);
          break;
        default:
          break;
        }
    }
}

int
main (int argc, char **argv)
{
  const char *type = "(record { amount : nat8; to : opt principal; tags : vec record { key : text; "
                     "weight : nat }; raw : blob; mood : variant { Happy : text; Sad } })";
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (ChatMessage) message = NULL;
  g_autoptr (ChatEvent) event = NULL;
  AttestChatView *view;
  AttestComposer *composer;
  AttestLoginPage *page;
  AttestMessageDetails *details;
  AttestFormPanel *panel;
  GtkWidget *window;
  IcPrincipal canister;
  int width;

  directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  if (directory == NULL || argc < 2)
    {
      g_print ("ATTEST_SCREENSHOT_DIR=... form-screenshots VARIANT [WIDTH [TEXT-SCALE]]\n");
      return 77;
    }
  variant = argv[1];
  width = argc > 2 ? atoi (argv[2]) : 640;
  g_mkdir_with_parents (directory, 0755);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  ui_test_init (&argc, &argv);
  ui_test_set_look (variant, argc > 3 ? argv[3] : NULL);

  room = make_room ();
  view = g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL);
  window = ui_test_show (GTK_WIDGET (view), width, 800);
  attest_chat_view_set_room (view, room);
  save (window, "asking");
  set_type (room, type);
  composer = ATTEST_COMPOSER (attest_chat_view_get_composer (view));
  panel = attest_composer_get_form_panel (composer);
  save (window, "empty");
  fill (attest_form_panel_get_form (panel));
  attest_form_panel_send (panel);
  save (window, "filled");
  set_type (room, "(variant { Say : record { body : text; at : nat64 }; Vote : nat8 })");
  save (window, "plain");
  {
    g_autoptr (GPtrArray) types = ic_candid_did_parse_types (type, strlen (type), NULL);
    g_autoptr (ChatForm) form = chat_form_new (types->pdata[0], NULL, 0);
    ChatFormField *root = chat_form_get_root (form);

    fill (form);
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (root)); i++)
      {
        ChatFormField *field = get_field (root, i);

        if (chat_form_field_get_kind (field) == CHAT_FORM_NUMBER)
          chat_form_field_set_text (field, "30");
        if (chat_form_field_get_kind (field) == CHAT_FORM_OPT)
          chat_form_field_set_text (get_field (field, 0), CHAT_GROUP_CANISTER);
      }
    event = chat_form_to_event (form, NULL);
  }
  g_assert_nonnull (event);
  message = ui_test_message (NULL, event->text, FALSE, UI_TEST_NOW_S);
  chat_message_set_details (message, event->details);
  gtk_window_destroy (GTK_WINDOW (window));

  details = attest_message_details_new (message, "any", NULL);
  gtk_window_set_default_size (GTK_WINDOW (details), MIN (width, 460), 900);
  gtk_window_present (GTK_WINDOW (details));
  attest_message_details_set_room (details, room);
  save (GTK_WIDGET (details), "details");
  attest_value_tree_set_root (attest_message_details_get_tree (details),
                              attest_value_node_new (event->value, event->type));
  save (GTK_WIDGET (details), "details-typed");
  gtk_window_destroy (GTK_WINDOW (details));

  page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  attest_login_page_set_display_name (page, "Ada");
  window = ui_test_show (GTK_WIDGET (page), width, 1000);
  ic_principal_from_text (&canister, "rdmx6-jaaaa-aaaaa-aaadq-cai", NULL);
  attest_login_page_set_network (page, CHAT_NETWORK_MAINNET);
  attest_login_page_set_canister (page, &canister);
  save (window, "login");
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}

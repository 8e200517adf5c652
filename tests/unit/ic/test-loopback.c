/* SPDX-License-Identifier: MIT */
#include "ic/ic-loopback.h"

#include "ic-test-socket.h"
#include "ic/ic-error.h"

#include <string.h>

#define NONCE     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define ELSEWHERE "http://127.0.0.1:1/cli#status=success"

typedef struct
{
  IcManualClock *clock;
  IcLoopback *loopback;
  guint n_forms;
  guint n_sent;
  char *delegation;
  gboolean answer; /* at once */
} Fixture;

static void
on_sent (IcLoopback *loopback, gpointer data)
{
  ((Fixture *)data)->n_sent++;
}

static void
on_form (IcLoopback *loopback, const char *delegation, gsize len, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpuint (strlen (delegation), ==, len);
  fixture->n_forms++;
  g_free (fixture->delegation);
  fixture->delegation = g_strdup (delegation);
  if (fixture->answer)
    ic_loopback_answer (loopback, ELSEWHERE, on_sent, fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = ic_manual_clock_new (1);
  fixture->loopback = ic_loopback_new (NONCE, IC_CLOCK (fixture->clock), on_form, fixture);
  fixture->answer = TRUE;
  g_assert_true (ic_loopback_listen (fixture->loopback, 0, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ic_loopback_close (fixture->loopback);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->loopback);
  g_object_unref (fixture->clock);
  g_free (fixture->delegation);
}

/* What the answer to one request is. */
static guint
ask (Fixture *fixture, const char *request)
{
  g_autoptr (IcTestSocket) socket = ic_test_socket_new (ic_loopback_get_url (fixture->loopback));

  g_assert_nonnull (socket);
  ic_test_socket_send (socket, request, -1);
  return ic_test_socket_read_status (socket);
}

static guint
post (Fixture *fixture, const char *body)
{
  g_autofree char *request = ic_test_form_post (ic_loopback_get_url (fixture->loopback), body);

  return ask (fixture, request);
}

static void
test_delivery (Fixture *fixture, gconstpointer data)
{
  g_autofree char *form = ic_test_form ("{\"a\": \"ä+&= \"}", NONCE);
  g_autofree char *request = ic_test_form_post (ic_loopback_get_url (fixture->loopback), form);
  g_autoptr (IcTestSocket) socket = ic_test_socket_new (ic_loopback_get_url (fixture->loopback));
  g_autofree char *location = NULL;
  g_autofree char *cache = NULL;

  ic_test_socket_send (socket, request, -1);
  g_assert_cmpuint (ic_test_socket_read_status (socket), ==, 303);
  location = ic_test_socket_get_header (socket, "Location");
  cache = ic_test_socket_get_header (socket, "Cache-Control");
  g_assert_cmpstr (location, ==, ELSEWHERE);
  g_assert_cmpstr (cache, ==, "no-store");
  g_assert_cmpstr (fixture->delegation, ==, "{\"a\": \"ä+&= \"}");
  while (fixture->n_sent == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_forms, ==, 1);

  /* "+" is a space in a form. */
  g_assert_cmpuint (post (fixture, "nonce=" NONCE "&more=1&delegation=a+b%2Bc"), ==, 303);
  g_assert_cmpstr (fixture->delegation, ==, "a b+c");
}

/* Whatever is not the form: refused, and the wait goes on. */
static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *request; /* HOST stands for the right host */
    guint status;
  } cases[] = {
    { "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405 },
    { "HEAD / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405 },
    { "OPTIONS / HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\n\r\n", 405 },
    { "PUT / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 405 },
    { "GET /favicon.ico HTTP/1.1\r\nHost: HOST\r\n\r\n", 404 },
    { "POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 404 },
    { "POST /?nonce=" NONCE " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 404 },
    { "POST // HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 404 },
    { "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 403 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 415 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: "
      "2\r\n\r\n{}",
      415 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
      415 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Type: multipart/form-data; "
      "boundary=x\r\nContent-Length: 2\r\n\r\n{}",
      415 },
    { "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Type: "
      "application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n",
      400 },
    { "nonsense\r\n\r\n", 400 },
  };
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autofree char *host = g_strndup (url + 7, strlen (url) - 8);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) request = g_string_new (cases[i].request);
      guint status;

      g_string_replace (request, "HOST", host, 0);
      status = ask (fixture, request->str);
      if (status != cases[i].status)
        g_error ("%u instead of %u for %s", status, cases[i].status, request->str);
    }
  g_assert_cmpuint (fixture->n_forms, ==, 0);
  g_assert_cmpuint (post (fixture, "delegation=1&nonce=" NONCE), ==, 303);
}

static void
test_forms (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint status;
  } cases[] = {
    { "nonce=" NONCE, 400 },
    { "delegation=1", 400 },
    { "delegation=1&nonce=", 403 },
    { "delegation=1&nonce=" NONCE "A", 403 },
    { "delegation=1&nonce=BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", 403 },
    { "delegation=1&nonce=" NONCE "&nonce=" NONCE, 400 },
    { "delegation=1&delegation=2&nonce=" NONCE, 400 },
    { "delegation=1&nonce=" NONCE "&x=%", 400 },
    { "delegation=%00&nonce=" NONCE, 400 },
    { "delegation", 400 },
    { "{\"delegation\": 1}", 400 },
    { "a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&delegation=1&nonce=" NONCE, 400 },
    { "a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1&l=1&m=1&n=1&o=1&p=1&q=1&delegation=1&"
      "nonce=" NONCE,
      400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint status = post (fixture, cases[i].body);

      if (status != cases[i].status)
        g_error ("%u instead of %u for %s", status, cases[i].status, cases[i].body);
    }
  g_assert_cmpuint (fixture->n_forms, ==, 0);
}

/* A length that is announced is refused by its head; one that is not, when it is passed. */
static void
test_giant (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autofree char *host = g_strndup (url + 7, strlen (url) - 8);
  g_autofree char *head = g_strdup_printf (
      "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n", host);
  g_autofree char *padding = g_strnfill (2 * IC_LOOPBACK_MAX_BODY, 'a');
  g_autofree char *announced = g_strdup_printf ("%sContent-Length: %d\r\n\r\n%s", head,
                                                2 * IC_LOOPBACK_MAX_BODY, padding);
  g_autofree char *chunked = g_strdup_printf (
      "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", head, 2 * IC_LOOPBACK_MAX_BODY,
      padding);
  g_autofree char *endless = g_strdup_printf ("%sTransfer-Encoding: chunked\r\n\r\n", head);
  g_autofree char *chunk = g_strdup_printf ("%x\r\n%s\r\n", 2 * IC_LOOPBACK_MAX_BODY, padding);
  g_autofree char *large = g_strnfill (IC_LOOPBACK_MAX_BODY - 100, 'a');
  g_autofree char *most = g_strdup_printf ("delegation=%s&nonce=" NONCE, large);
  g_autoptr (IcTestSocket) socket = NULL;

  g_assert_cmpuint (ask (fixture, announced), ==, 413);
  g_assert_cmpuint (ask (fixture, chunked), ==, 413);
  g_assert_cmpuint (fixture->n_forms, ==, 0);

  socket = ic_test_socket_new (url);
  ic_test_socket_send (socket, endless, -1);
  while (!socket->at_end)
    ic_test_socket_send (socket, chunk, -1);
  g_assert_cmpuint (fixture->n_forms, ==, 0);

  g_assert_cmpuint (post (fixture, most), ==, 303);
}

/* Connections that say nothing, or not all of it, are cut off; the wait goes on. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autoptr (IcTestSocket) idle = ic_test_socket_new (url);
  g_autoptr (IcTestSocket) slow_head = ic_test_socket_new (url);
  g_autoptr (IcTestSocket) slow_body = ic_test_socket_new (url);
  g_autofree char *request = ic_test_form_post (url, "delegation=1&nonce=" NONCE);

  ic_test_socket_send (slow_head, request, 30);
  ic_test_socket_send (slow_body, request, (gssize)strlen (request) - 1);
  /* Another one, so that the server has surely met these. */
  g_assert_cmpuint (post (fixture, "delegation=1&nonce="), ==, 403);
  g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), >=, 3);
  g_assert_false (idle->at_end);
  ic_manual_clock_advance_us (fixture->clock, (gint64)IC_LOOPBACK_REQUEST_S * G_USEC_PER_SEC);
  g_assert_cmpuint (ic_test_socket_read_status (idle), ==, 0);
  g_assert_cmpuint (ic_test_socket_read_status (slow_head), ==, 0);
  g_assert_cmpuint (ic_test_socket_read_status (slow_body), ==, 0);
  g_assert_cmpuint (fixture->n_forms, ==, 0);
  g_assert_cmpuint (post (fixture, "delegation=1&nonce=" NONCE), ==, 303);
}

static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)
      sockets = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_test_socket_free);
  const char *url = ic_loopback_get_url (fixture->loopback);
  IcTestSocket *last = NULL;

  for (guint i = 0; i < IC_LOOPBACK_MAX_CONNECTIONS + 1; i++)
    {
      g_ptr_array_add (sockets, last = ic_test_socket_new (url));
      ic_test_socket_send (last, "POST", 4);
      while (ic_manual_clock_get_pending (fixture->clock) <= i && !last->at_end)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (ic_test_socket_read_status (last), ==, 0);
  g_ptr_array_set_size (sockets, 0);
  while (ic_manual_clock_get_pending (fixture->clock) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (post (fixture, "delegation=1&nonce=" NONCE), ==, 303);
}

/* While one answer is being checked a second is refused. */
static void
test_second (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autofree char *request = ic_test_form_post (url, "delegation=1&nonce=" NONCE);
  g_autoptr (IcTestSocket) first = ic_test_socket_new (url);

  fixture->answer = FALSE;
  ic_test_socket_send (first, request, -1);
  while (fixture->n_forms == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ask (fixture, request), ==, 409);
  g_assert_cmpuint (fixture->n_forms, ==, 1);

  ic_loopback_answer (fixture->loopback, ELSEWHERE, on_sent, fixture);
  g_assert_cmpuint (ic_test_socket_read_status (first), ==, 303);
  while (fixture->n_sent == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture->answer = TRUE;
  g_assert_cmpuint (ask (fixture, request), ==, 303);
}

/* Whoever posted may go before the answer is there. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autofree char *request = ic_test_form_post (url, "delegation=1&nonce=" NONCE);
  IcTestSocket *socket = ic_test_socket_new (url);

  fixture->answer = FALSE;
  ic_test_socket_send (socket, request, -1);
  while (fixture->n_forms == 0)
    g_main_context_iteration (NULL, TRUE);
  ic_test_socket_free (socket);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ic_loopback_answer (fixture->loopback, ELSEWHERE, on_sent, fixture);
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  while (fixture->n_sent == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autofree char *request = ic_test_form_post (url, "delegation=1&nonce=" NONCE);
  g_autoptr (IcTestSocket) idle = ic_test_socket_new (url);
  g_autoptr (IcTestSocket) pending = ic_test_socket_new (url);

  fixture->answer = FALSE;
  ic_test_socket_send (pending, request, -1);
  while (fixture->n_forms == 0)
    g_main_context_iteration (NULL, TRUE);
  ic_loopback_close (fixture->loopback);
  g_assert_null (ic_test_socket_new (url));
  g_assert_cmpuint (ic_test_socket_read_status (pending), !=, 303);
  g_assert_cmpuint (ic_test_socket_read_status (idle), ==, 0);
  g_assert_cmpuint (fixture->n_sent, ==, 0);
}

static void
test_busy_port (Fixture *fixture, gconstpointer data)
{
  const char *url = ic_loopback_get_url (fixture->loopback);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (IcLoopback)
      other = ic_loopback_new (NONCE, IC_CLOCK (fixture->clock), on_form, fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  g_assert_false (ic_loopback_listen (other, g_uri_get_port (uri), &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOGIN_LISTEN);
  g_assert_nonnull (strstr (error->message, "in use"));
  g_assert_null (ic_loopback_get_url (other));
}

#define ADD(name, func) g_test_add ("/ic/loopback/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delivery", test_delivery);
  ADD ("refusals", test_refusals);
  ADD ("forms", test_forms);
  ADD ("giant", test_giant);
  ADD ("slow", test_slow);
  ADD ("crowd", test_crowd);
  ADD ("second", test_second);
  ADD ("gone", test_gone);
  ADD ("close", test_close);
  ADD ("busy-port", test_busy_port);
  return g_test_run ();
}

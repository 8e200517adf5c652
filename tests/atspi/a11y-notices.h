/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * A11yNotices: what shows notifications on a desktop; this one only keeps them.
 */
typedef struct _A11yNotices A11yNotices;

/* Takes the name on the session bus. */
A11yNotices *a11y_notices_new (void);
void a11y_notices_free (A11yNotices *self);
/* What was shown so far, as "title: text". */
GPtrArray *a11y_notices_get (A11yNotices *self);

G_END_DECLS

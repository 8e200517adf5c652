/* SPDX-License-Identifier: MIT */
#pragma once

#include "a11y-desk.h"

G_BEGIN_DECLS

/**
 * A11yAudit: what a screen reader or the keyboard alone would stumble over, collected over the pages of
 * an application.
 */
typedef struct _A11yAudit A11yAudit;

A11yAudit *a11y_audit_new (A11yDesk *desk);
void a11y_audit_free (A11yAudit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (A11yAudit, a11y_audit_free)

/* Looks at all that is showing; with the keyboard in the window @name (nullable: without). */
void a11y_audit_page (A11yAudit *self, const char *page, const char *window);
/* After the last page: what was never reached, too. Fails the test if there is anything. */
void a11y_audit_finish (A11yAudit *self);

G_END_DECLS

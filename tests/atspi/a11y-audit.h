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

typedef enum
{
  A11Y_AUDIT_DEFAULT = 0,
  A11Y_AUDIT_NO_TAB = 1 << 0, /* Tab is not what moves about there */
  A11Y_AUDIT_FOREIGN =
      1 << 1 /* a window of the libraries: its offenders are told, and no failure */
} A11yAuditFlags;

/* Goes round the active window by Tab, and looks at all that it shows. @page: static */
void a11y_audit_page (A11yAudit *self, const char *page, A11yAuditFlags flags);
/* Another way to reach things, as a page has it: moves the focus by @accelerator. */
void a11y_audit_key (A11yAudit *self, const char *accelerator);
/* What is called @name is there only at times, though it always has a place. */
void a11y_audit_excuse (A11yAudit *self, const char *name);
/* After the last page: what was never reached, too. Fails the test if there is anything. */
void a11y_audit_finish (A11yAudit *self);

G_END_DECLS

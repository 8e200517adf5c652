/* SPDX-License-Identifier: MIT */
#include "ic-secret.h"

#include <sys/prctl.h>

static GMutex lock;
static guint64 n_holders;
static int dumpable_before;

/**
 * ic_secret_guard_acquire:
 *
 * Makes the process not dumpable (prctl(2), PR_SET_DUMPABLE) until each holder has released: no core
 * dump, and no other process of the same person may attach to it or read its memory. Locked memory
 * is kept out of core dumps anyhow; this covers copies that libraries and registers may hold.
 * Thread-safe.
 */
void
ic_secret_guard_acquire (void)
{
  g_mutex_lock (&lock);
  if (n_holders++ == 0)
    {
      dumpable_before = prctl (PR_GET_DUMPABLE, 0, 0, 0, 0);
      prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
  g_mutex_unlock (&lock);
}

/**
 * ic_secret_guard_release:
 *
 * Takes back one ic_secret_guard_acquire(). With the last one the process is as before.
 */
void
ic_secret_guard_release (void)
{
  g_mutex_lock (&lock);
  g_assert (n_holders > 0);
  /* What was not dumpable before stays so; 2 cannot be set by a program. */
  if (--n_holders == 0 && dumpable_before == 1)
    prctl (PR_SET_DUMPABLE, 1, 0, 0, 0);
  g_mutex_unlock (&lock);
}

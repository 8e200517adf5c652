/* SPDX-License-Identifier: MIT */
#pragma once

/* Makes screen readers say "Join Chat" where GTK before 4.10 has them say "_Join Chat Join Chat". To be
 * called once. */
void attest_button_names_init (void);

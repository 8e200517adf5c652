/* SPDX-License-Identifier: MIT */
#pragma once

/**
 * attest_version:
 *
 * The version of this build, as `--version` shows it: "0.1.0", followed by the commit in parentheses
 * if it was built from a checkout that is not the commit of that version's tag.
 *
 * Only this function depends on the commit, so that a new one compiles one file.
 *
 * Returns: (transfer none): text, without a newline
 */
const char *attest_version (void);

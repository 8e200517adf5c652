/* SPDX-License-Identifier: MIT */
/*
 * Run under valgrind, which is told that the secret is undefined: it then reports every branch and
 * every index that depends on it (Langley's ctgrind). Without valgrind this does nothing.
 */
#include <sodium.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "bls12381/constants.h"
#include "bls12381/fp-kernel.h"
#include "bls12381/secret-multiplication.h"

int
main (int argc, char *argv[])
{
  const BlsG1Affine g1 = { bls_g1_generator_xy[0], bls_g1_generator_xy[1] };
  const BlsG2Affine g2 = { bls_g2_generator_xy[0], bls_g2_generator_xy[1] };
  uint8_t random[48], secret[BLS_SECRET_KEY_BYTES];
  BlsScalar scalar;
  BlsG1Affine p;
  BlsG2Affine q;

  if (sodium_init () < 0)
    return 2;
  memset (random, 0x5a, sizeof random);
  VALGRIND_MAKE_MEM_UNDEFINED (random, sizeof random);
  bls_secret_from_random (secret, random);
  /* Whether it is a valid secret is no secret: only the parsing's last branch is out of scope. */
  VALGRIND_MAKE_MEM_DEFINED (secret, sizeof secret);
  if (bls_scalar_from_bytes (&scalar, secret) != BLS_OK)
    return 3;

  VALGRIND_MAKE_MEM_UNDEFINED (&scalar, sizeof scalar);
  bls_g1_mul_secret (&p, &g1, &scalar);
  bls_g2_mul_secret (&q, &g2, &scalar);

  /* With an argument, do what must be reported: the test of the test. */
  if (argc > 1 && strcmp (argv[1], "leak") == 0)
    return bls_p[scalar.l[0] % 6] == 1;
  return 0;
}

/* SPDX-License-Identifier: MIT */
/* Powers with the fixed exponents of roots and inverses: the exponent is public, the base need not
 * be. */
#include "bls12381/fp.h"

#include <sodium.h>

#include "bls12381/constants.h"

#define WINDOW_BITS  5
#define TABLE_LENGTH (1 << (WINDOW_BITS - 1))
#define TOP_BIT      378 /* of (p - 3) / 4 */

static unsigned
exponent_bit (int i)
{
  return (unsigned)(bls_fp_exp_p_minus_3_div_4.l[i / 64] >> (i % 64)) & 1;
}

/* Sliding windows over the exponent. */
void
bls_fp_pow_p_minus_3_div_4 (BlsFp *r, const BlsFp *a)
{
  BlsFp odd[TABLE_LENGTH], square, t = bls_fp_one;
  bool started = false;
  unsigned pending = 0;

  odd[0] = *a;
  bls_fp_sqr (&square, a);
  for (int i = 1; i < TABLE_LENGTH; i++)
    bls_fp_mul (&odd[i], &odd[i - 1], &square);

  for (int i = TOP_BIT; i >= 0;)
    {
      int end;
      unsigned window = 0;

      if (!exponent_bit (i))
        {
          pending++;
          i--;
          continue;
        }
      end = i - WINDOW_BITS + 1 < 0 ? 0 : i - WINDOW_BITS + 1;
      while (!exponent_bit (end))
        end++;
      for (int j = i; j >= end; j--)
        window = 2 * window + exponent_bit (j);

      if (started)
        {
          bls_fp_sqr_n (&t, &t, pending + (unsigned)(i - end + 1));
          bls_fp_mul (&t, &t, &odd[window / 2]);
        }
      else
        t = odd[window / 2];
      started = true;
      pending = 0;
      i = end - 1;
    }
  bls_fp_sqr_n (r, &t, pending);
  sodium_memzero (odd, sizeof odd);
  sodium_memzero (&square, sizeof square);
  sodium_memzero (&t, sizeof t);
}

/* a^(p-2) = (a^((p-3)/4))^4 * a (Fermat), the same steps for every a. */
void
bls_fp_inv (BlsFp *r, const BlsFp *a)
{
  BlsFp t;

  bls_fp_pow_p_minus_3_div_4 (&t, a);
  bls_fp_sqr_n (&t, &t, 2);
  bls_fp_mul (r, &t, a);
  sodium_memzero (&t, sizeof t);
}

/* SPDX-License-Identifier: MIT */
/*
 * One text for both groups: included with FIELD, AFFINE, F(name) (a function of the field),
 * MULTIPLY_3B (three times the curve's b), FIELD_ONE and MULTIPLY_SECRET (the function's name).
 *
 * The complete formulas of Renes, Costello, Batina 2015 ("Complete addition formulas for prime order
 * elliptic curves", algorithms 7 and 9), in homogeneous coordinates: no exceptions on a curve without
 * points of order two, which both are. So no case depends on the scalar.
 */

typedef struct
{
  FIELD x, y, z;
} Point;

/* Algorithm 7 */
static void
add (Point *r, const Point *a, const Point *b)
{
  FIELD xx, yy, zz, xy, yz, xz, s, t;

  F (mul) (&xx, &a->x, &b->x);
  F (mul) (&yy, &a->y, &b->y);
  F (mul) (&zz, &a->z, &b->z);

  /* xy = x1 y2 + x2 y1, and so on */
  F (add) (&s, &a->x, &a->y);
  F (add) (&t, &b->x, &b->y);
  F (mul) (&xy, &s, &t);
  F (sub) (&xy, &xy, &xx);
  F (sub) (&xy, &xy, &yy);
  F (add) (&s, &a->y, &a->z);
  F (add) (&t, &b->y, &b->z);
  F (mul) (&yz, &s, &t);
  F (sub) (&yz, &yz, &yy);
  F (sub) (&yz, &yz, &zz);
  F (add) (&s, &a->x, &a->z);
  F (add) (&t, &b->x, &b->z);
  F (mul) (&xz, &s, &t);
  F (sub) (&xz, &xz, &xx);
  F (sub) (&xz, &xz, &zz);

  F (add) (&s, &xx, &xx);
  F (add) (&xx, &xx, &s);
  MULTIPLY_3B (&zz, &zz);
  MULTIPLY_3B (&xz, &xz);
  F (add) (&s, &yy, &zz);
  F (sub) (&yy, &yy, &zz);

  F (mul) (&r->x, &xy, &yy);
  F (mul) (&t, &yz, &xz);
  F (sub) (&r->x, &r->x, &t);
  F (mul) (&r->y, &yy, &s);
  F (mul) (&t, &xz, &xx);
  F (add) (&r->y, &r->y, &t);
  F (mul) (&r->z, &s, &yz);
  F (mul) (&t, &xx, &xy);
  F (add) (&r->z, &r->z, &t);
}

/* Algorithm 9 */
static void
double_point (Point *r, const Point *a)
{
  FIELD yy, yy8, yz, zz, xy, s, t;

  F (sqr) (&yy, &a->y);
  F (add) (&yy8, &yy, &yy);
  F (add) (&yy8, &yy8, &yy8);
  F (add) (&yy8, &yy8, &yy8);
  F (mul) (&yz, &a->y, &a->z);
  F (sqr) (&zz, &a->z);
  MULTIPLY_3B (&zz, &zz);
  F (mul) (&xy, &a->x, &a->y);

  F (add) (&s, &yy, &zz);
  F (mul) (&r->z, &yz, &yy8);
  F (add) (&t, &zz, &zz);
  F (add) (&t, &t, &zz);
  F (sub) (&yy, &yy, &t);
  F (mul) (&s, &s, &yy);
  F (mul) (&t, &zz, &yy8);
  F (add) (&r->y, &s, &t);
  F (mul) (&t, &xy, &yy);
  F (add) (&r->x, &t, &t);
}

/* Reads the whole table, whatever the index. */
static void
look_up (Point *r, const Point table[16], unsigned index)
{
  *r = table[0];
  for (unsigned i = 1; i < 16; i++)
    {
      uint64_t difference = i ^ index;
      uint64_t equal = 1 ^ ((difference | -difference) >> 63);

      F (select) (&r->x, equal, &table[i].x, &r->x);
      F (select) (&r->y, equal, &table[i].y, &r->y);
      F (select) (&r->z, equal, &table[i].z, &r->z);
    }
}

/* Windows of four bits, from the top: each costs four doublings, a look-up and an addition. */
void
MULTIPLY_SECRET (AFFINE *r, const AFFINE *a, const BlsScalar *scalar)
{
  Point table[16] = { { .y = FIELD_ONE }, { a->x, a->y, FIELD_ONE } };
  Point t = table[0], addend;
  FIELD inverse;

  for (int i = 2; i < 16; i++)
    add (&table[i], &table[i - 1], &table[1]);
  for (int i = 8 * BLS_SECRET_KEY_BYTES - 4; i >= 0; i -= 4)
    {
      for (int j = 0; j < 4; j++)
        double_point (&t, &t);
      look_up (&addend, table, (unsigned)(scalar->l[i / 64] >> (i % 64)) & 15);
      add (&t, &t, &addend);
    }
  F (inv) (&inverse, &t.z);
  F (mul) (&r->x, &t.x, &inverse);
  F (mul) (&r->y, &t.y, &inverse);

  sodium_memzero (table, sizeof table);
  sodium_memzero (&t, sizeof t);
  sodium_memzero (&addend, sizeof addend);
  sodium_memzero (&inverse, sizeof inverse);
}

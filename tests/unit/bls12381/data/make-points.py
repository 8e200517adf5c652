#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes points.h: points of the curves outside the prime-order groups, made with slow affine
arithmetic in Python that shares nothing with the C code but the numbers that define the curve.

  python3 -B make-points.py > points.h
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../../src/bls12381'))
from constants import G1, G2, P, R_ORDER, X, f2inv, f2mul, f2pow, g1_add, g1_mul  # noqa: E402

random.seed(12381)

H1 = (X - 1)**2 // 3
H2 = (X**8 - 4 * X**7 + 5 * X**6 - 4 * X**4 + 6 * X**3 - 4 * X**2 - 4 * X + 13) // 9
H1_FACTORS = [3, 11, 10177, 859267, 52437899]
H2_FACTORS = [13, 23, 2713, 11953, 262069]


def f2sub(a, b):
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def g2_add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if f2sub((0, 0), a[1]) == b[1]:
            return None
        m = f2mul(f2mul((3, 0), f2mul(a[0], a[0])), f2inv(f2mul((2, 0), a[1])))
    else:
        m = f2mul(f2sub(b[1], a[1]), f2inv(f2sub(b[0], a[0])))
    x = f2sub(f2sub(f2mul(m, m), a[0]), b[0])
    return (x, f2sub(f2mul(m, f2sub(a[0], x)), a[1]))


def g2_mul(a, k):
    r = None
    while k:
        if k & 1:
            r = g2_add(r, a)
        a = g2_add(a, a)
        k >>= 1
    return r


def f2sqrt(a):
    """A root by Adj and Rodriguez-Henriquez, or None."""
    a1 = f2pow(a, (P - 3) // 4)
    alpha = f2mul(a1, f2mul(a1, a))
    x0 = f2mul(a1, a)
    if alpha == (P - 1, 0):
        r = f2mul((0, 1), x0)
    else:
        r = f2mul(f2pow(((1 + alpha[0]) % P, alpha[1]), (P - 1) // 2), x0)
    return r if f2mul(r, r) == (a[0] % P, a[1] % P) else None


def random_e1():
    while True:
        x = random.randrange(P)
        y = pow(x**3 + 4, (P + 1) // 4, P)
        if (y * y - x**3 - 4) % P == 0:
            return (x, random.choice((y, P - y)))


def random_e2():
    while True:
        x = (random.randrange(P), random.randrange(P))
        c = f2mul(x, f2mul(x, x))
        y = f2sqrt((c[0] + 4, c[1] + 4))
        if y:
            return (x, y)


def encode(v, larger):
    b = bytearray(v.to_bytes(48, 'big'))
    b[0] |= 0x80 | (0x20 if larger else 0)
    return b


def encode1(p):
    return encode(p[0], p[1] > P // 2).hex()


def encode2(p):
    sign = p[1][1] if p[1][1] else p[1][0]
    return (encode(p[0][1], sign > P // 2) + p[0][0].to_bytes(48, 'big')).hex()


def small(make, mul, order, factor):
    """A point of order @factor: the cofactor's other factors are multiplied away first."""
    while order % factor == 0:
        order //= factor
    p = None
    while not p:
        p = mul(make(), order)
    while mul(p, factor):
        p = mul(p, factor)
    return p


def show(name, comment, points):
    print('/* %s */\nstatic const char *const %s[] = {' % (comment, name))
    for p in points:
        print(',\n'.join(['  "%s"' % p]) + ',')
    print('};\n')


assert g1_mul(random_e1(), H1 * R_ORDER) is None and g2_mul(random_e2(), H2 * R_ORDER) is None
small1 = [small(random_e1, g1_mul, H1 * R_ORDER, f) for f in H1_FACTORS]
small2 = [small(random_e2, g2_mul, H2 * R_ORDER, f) for f in H2_FACTORS]

print('/* SPDX-License-Identifier: MIT */\n/* Written by make-points.py. Do not edit. */\n#pragma once\n\n'
      '/* clang-format off */')
show('g1_small_order', 'on E, of orders ' + ', '.join(map(str, H1_FACTORS)),
     [encode1(p) for p in small1])
show('g1_mixed_order', 'the same, each plus a random point of G1',
     [encode1(g1_add(p, g1_mul(G1, random.randrange(R_ORDER)))) for p in small1])
show('g1_cofactor_order', 'on E, of an order that divides the cofactor',
     [encode1(g1_mul(random_e1(), R_ORDER)) for _ in range(4)])
show('g2_small_order', "on E', of orders " + ', '.join(map(str, H2_FACTORS)),
     [encode2(p) for p in small2])
show('g2_mixed_order', 'the same, each plus a random point of G2',
     [encode2(g2_add(p, g2_mul(G2, random.randrange(R_ORDER)))) for p in small2])
show('g2_cofactor_order', "on E', of an order that divides the cofactor",
     [encode2(g2_mul(random_e2(), R_ORDER)) for _ in range(4)])
multiples = [1, 2, 3, R_ORDER - 1, random.randrange(R_ORDER), random.randrange(R_ORDER)]
print('/* Scalars k, with [k] of both generators. */\n'
      'static const struct\n{\n  const char *scalar, *g1, *g2;\n} multiples[] = {')
for k in multiples:
    print('  { "%064x",\n    "%s",\n    "%s" },'
          % (k, encode1(g1_mul(G1, k)), encode2(g2_mul(G2, k))))
print('};\n')
print('/* 48 bytes and what they are modulo r. */\n'
      'static const struct\n{\n  const char *random, *scalar;\n} reductions[] = {')
for v in [0, 1, R_ORDER - 1, R_ORDER, R_ORDER + 1, 5 * R_ORDER, 2**384 - 1] + \
        [random.getrandbits(384) for _ in range(4)]:
    print('  { "%096x",\n    "%064x" },' % (v, v % R_ORDER or 1))
print('};\n')
print('/* 64 bytes and what they are modulo p. */\n'
      'static const struct\n{\n  const char *bytes, *number;\n} reductions_p[] = {')
for v in [0, 1, P - 1, P, P + 1, 2**384 - 1, 2**384, 2**512 - 1, 2**512 // P * P] + \
        [random.getrandbits(512) for _ in range(4)]:
    print('  { "%0128x",\n    "%096x" },' % (v, v % P))
print('};\n/* clang-format on */')

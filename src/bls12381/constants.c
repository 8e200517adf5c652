/* SPDX-License-Identifier: MIT */
/* Written by constants.py, which says where each number comes from. Do not edit. */
#include "bls12381/constants.h"

/* 1 in Montgomery form: 2^384 mod p */
const BlsFp bls_fp_one = { { UINT64_C (0x760900000002fffd), UINT64_C (0xebf4000bc40c0002),
                             UINT64_C (0x5f48985753c758ba), UINT64_C (0x77ce585370525745),
                             UINT64_C (0x5c071a97a256ec6d), UINT64_C (0x15f65ec3fa80e493) } };

/* 2^768 mod p: brings a number into Montgomery form */
const BlsFp bls_fp_r2 = { { UINT64_C (0xf4df1f341c341746), UINT64_C (0x0a76e6a609d104f1),
                            UINT64_C (0x8de5476c4c95b6d5), UINT64_C (0x67eb88a9939d83c0),
                            UINT64_C (0x9a793e85b519952d), UINT64_C (0x11988fe592cae3aa) } };

/* 2^1152 mod p: the same for the upper part of a wide number */
const BlsFp bls_fp_r3 = { { UINT64_C (0xed48ac6bd94ca1e0), UINT64_C (0x315f831e03a7adf8),
                            UINT64_C (0x9a53352a615e29dd), UINT64_C (0x34c04e5e921e1761),
                            UINT64_C (0x2512d43565724728), UINT64_C (0x0aa6346091755d4d) } };

/* (p - 3) / 4, a plain number */
const BlsFp bls_fp_exp_p_minus_3_div_4 = {
  { UINT64_C (0xee7fbfffffffeaaa), UINT64_C (0x07aaffffac54ffff), UINT64_C (0xd9cc34a83dac3d89),
    UINT64_C (0xd91dd2e13ce144af), UINT64_C (0x92c6e9ed90d2eb35), UINT64_C (0x0680447a8e5ff9a6) }
};

/* 1 / 2 */
const BlsFp bls_fp_half = { { UINT64_C (0x1804000000015554), UINT64_C (0x855000053ab00001),
                              UINT64_C (0x633cb57c253c276f), UINT64_C (0x6e22d1ec31ebb502),
                              UINT64_C (0xd3916126f2d14ca2), UINT64_C (0x17fbb8571a006596) } };

/* 4, the b of the curve */
const BlsFp bls_g1_b = { { UINT64_C (0xaa270000000cfff3), UINT64_C (0x53cc0032fc34000a),
                           UINT64_C (0x478fe97a6b0a807f), UINT64_C (0xb1d37ebee6ba24d7),
                           UINT64_C (0x8ec9733bbf78ab2f), UINT64_C (0x09d645513d83de7e) } };

/* Generator of G1 */
const BlsFp bls_g1_generator_xy[2] = {
  { { UINT64_C (0x5cb38790fd530c16), UINT64_C (0x7817fc679976fff5), UINT64_C (0x154f95c7143ba1c1),
      UINT64_C (0xf0ae6acdf3d0e747), UINT64_C (0xedce6ecc21dbf440),
      UINT64_C (0x120177419e0bfb75) } },
  { { UINT64_C (0xbaac93d50ce72271), UINT64_C (0x8c22631a7918fd8e), UINT64_C (0xdd595f13570725ce),
      UINT64_C (0x51ac582950405194), UINT64_C (0x0e1c8c3fad0059c0),
      UINT64_C (0x0bbc3efc5008a26a) } }
};

/* Generator of G2 */
const BlsFp2 bls_g2_generator_xy[2] = {
  { { { UINT64_C (0xf5f28fa202940a10), UINT64_C (0xb3f5fb2687b4961a), UINT64_C (0xa1a893b53e2ae580),
        UINT64_C (0x9894999d1a3caee9), UINT64_C (0x6f67b7631863366b),
        UINT64_C (0x058191924350bcd7) } },
    { { UINT64_C (0xa5a9c0759e23f606), UINT64_C (0xaaa0c59dbccd60c3), UINT64_C (0x3bb17e18e2867806),
        UINT64_C (0x1b1ab6cc8541b367), UINT64_C (0xc2b6ed0ef2158547),
        UINT64_C (0x11922a097360edf3) } } },
  { { { UINT64_C (0x4c730af860494c4a), UINT64_C (0x597cfa1f5e369c5a), UINT64_C (0xe7e6856caa0a635a),
        UINT64_C (0xbbefb5e96e0d495f), UINT64_C (0x07d3a975f0ef25a2),
        UINT64_C (0x0083fd8e7e80dae5) } },
    { { UINT64_C (0xadc0fc92df64b05d), UINT64_C (0x18aa270a2b1461dc), UINT64_C (0x86adac6a3be4eba0),
        UINT64_C (0x79495c4ec93da33a), UINT64_C (0xe7175850a43ccaed),
        UINT64_C (0x0b2bc2a163de1bf2) } } }
};

/* Cube root of unity: (beta x, y) = -[x^2](x, y) on G1 */
const BlsFp bls_g1_beta = { { UINT64_C (0x30f1361b798a64e8), UINT64_C (0xf3b8ddab7ece5a2a),
                              UINT64_C (0x16a8ca3ac61577f7), UINT64_C (0xc26a2ff874fd029b),
                              UINT64_C (0x3636b76660701c6e), UINT64_C (0x051ba4ab241b6160) } };

/* psi on the twist: factor of x, (1 + i)^-((p-1)/3) */
const BlsFp2 bls_psi_x = { { { UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
                               UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
                               UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000) } },
                           { { UINT64_C (0x890dc9e4867545c3), UINT64_C (0x2af322533285a5d5),
                               UINT64_C (0x50880866309b7e2c), UINT64_C (0xa20d1b8c7e881024),
                               UINT64_C (0x14e4f04fe2db9068), UINT64_C (0x14e56d3f1564853a) } } };

/* psi on the twist: factor of y, (1 + i)^-((p-1)/2) */
const BlsFp2 bls_psi_y = { { { UINT64_C (0x3e2f585da55c9ad1), UINT64_C (0x4294213d86c18183),
                               UINT64_C (0x382844c88b623732), UINT64_C (0x92ad2afd19103e18),
                               UINT64_C (0x1d794e4fac7cf0b9), UINT64_C (0x0bd592fc7d825ec8) } },
                           { { UINT64_C (0x7bcfa7a25aa30fda), UINT64_C (0xdc17dec12a927e7c),
                               UINT64_C (0x2f088dd86b4ebef1), UINT64_C (0xd1ca2087da74d4a7),
                               UINT64_C (0x2da2596696cebc1d), UINT64_C (0x0e2b7eedbbfd87d2) } } };

/* Frobenius: (1 + i)^(k (p-1)/6) */
const BlsFp2 bls_frobenius_1[6] = {
  { { { UINT64_C (0x760900000002fffd), UINT64_C (0xebf4000bc40c0002), UINT64_C (0x5f48985753c758ba),
        UINT64_C (0x77ce585370525745), UINT64_C (0x5c071a97a256ec6d),
        UINT64_C (0x15f65ec3fa80e493) } },
    { { UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000) } } },
  { { { UINT64_C (0x07089552b319d465), UINT64_C (0xc6695f92b50a8313), UINT64_C (0x97e83cccd117228f),
        UINT64_C (0xa35baecab2dc29ee), UINT64_C (0x1ce393ea5daace4d),
        UINT64_C (0x08f2220fb0fb66eb) } },
    { { UINT64_C (0xb2f66aad4ce5d646), UINT64_C (0x5842a06bfc497cec), UINT64_C (0xcf4895d42599d394),
        UINT64_C (0xc11b9cba40a8e8d0), UINT64_C (0x2e3813cbe5a0de89),
        UINT64_C (0x110eefda88847faf) } } },
  { { { UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000) } },
    { { UINT64_C (0xcd03c9e48671f071), UINT64_C (0x5dab22461fcda5d2), UINT64_C (0x587042afd3851b95),
        UINT64_C (0x8eb60ebe01bacb9e), UINT64_C (0x03f97d6e83d050d2),
        UINT64_C (0x18f0206554638741) } } },
  { { { UINT64_C (0x7bcfa7a25aa30fda), UINT64_C (0xdc17dec12a927e7c), UINT64_C (0x2f088dd86b4ebef1),
        UINT64_C (0xd1ca2087da74d4a7), UINT64_C (0x2da2596696cebc1d),
        UINT64_C (0x0e2b7eedbbfd87d2) } },
    { { UINT64_C (0x7bcfa7a25aa30fda), UINT64_C (0xdc17dec12a927e7c), UINT64_C (0x2f088dd86b4ebef1),
        UINT64_C (0xd1ca2087da74d4a7), UINT64_C (0x2da2596696cebc1d),
        UINT64_C (0x0e2b7eedbbfd87d2) } } },
  { { { UINT64_C (0x890dc9e4867545c3), UINT64_C (0x2af322533285a5d5), UINT64_C (0x50880866309b7e2c),
        UINT64_C (0xa20d1b8c7e881024), UINT64_C (0x14e4f04fe2db9068),
        UINT64_C (0x14e56d3f1564853a) } },
    { { UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000), UINT64_C (0x0000000000000000),
        UINT64_C (0x0000000000000000) } } },
  { { { UINT64_C (0x82d83cf50dbce43f), UINT64_C (0xa2813e53df9d018f), UINT64_C (0xc6f0caa53c65e181),
        UINT64_C (0x7525cf528d50fe95), UINT64_C (0x4a85ed50f4798a6b),
        UINT64_C (0x171da0fd6cf8eebd) } },
    { { UINT64_C (0x3726c30af242c66c), UINT64_C (0x7c2ac1aad1b6fe70), UINT64_C (0xa04007fbba4b14a2),
        UINT64_C (0xef517c3266341429), UINT64_C (0x0095ba654ed2226b),
        UINT64_C (0x02e370eccc86f7dd) } } }
};

/* Frobenius twice: (1 + i)^(k (p^2-1)/6) */
const BlsFp bls_frobenius_2[6] = {
  { { UINT64_C (0x760900000002fffd), UINT64_C (0xebf4000bc40c0002), UINT64_C (0x5f48985753c758ba),
      UINT64_C (0x77ce585370525745), UINT64_C (0x5c071a97a256ec6d),
      UINT64_C (0x15f65ec3fa80e493) } },
  { { UINT64_C (0xecfb361b798dba3a), UINT64_C (0xc100ddb891865a2c), UINT64_C (0x0ec08ff1232bda8e),
      UINT64_C (0xd5c13cc6f1ca4721), UINT64_C (0x47222a47bf7b5c04),
      UINT64_C (0x0110f184e51c5f59) } },
  { { UINT64_C (0x30f1361b798a64e8), UINT64_C (0xf3b8ddab7ece5a2a), UINT64_C (0x16a8ca3ac61577f7),
      UINT64_C (0xc26a2ff874fd029b), UINT64_C (0x3636b76660701c6e),
      UINT64_C (0x051ba4ab241b6160) } },
  { { UINT64_C (0x43f5fffffffcaaae), UINT64_C (0x32b7fff2ed47fffd), UINT64_C (0x07e83a49a2e99d69),
      UINT64_C (0xeca8f3318332bb7a), UINT64_C (0xef148d1ea0f4c069),
      UINT64_C (0x040ab3263eff0206) } },
  { { UINT64_C (0xcd03c9e48671f071), UINT64_C (0x5dab22461fcda5d2), UINT64_C (0x587042afd3851b95),
      UINT64_C (0x8eb60ebe01bacb9e), UINT64_C (0x03f97d6e83d050d2),
      UINT64_C (0x18f0206554638741) } },
  { { UINT64_C (0x890dc9e4867545c3), UINT64_C (0x2af322533285a5d5), UINT64_C (0x50880866309b7e2c),
      UINT64_C (0xa20d1b8c7e881024), UINT64_C (0x14e4f04fe2db9068),
      UINT64_C (0x14e56d3f1564853a) } }
};

/* RFC 9380 8.8.1: A' */
const BlsFp bls_sswu_a = { { UINT64_C (0x2f65aa0e9af5aa51), UINT64_C (0x86464c2d1e8416c3),
                             UINT64_C (0xb85ce591b7bd31e2), UINT64_C (0x27e11c91b5f24e7c),
                             UINT64_C (0x28376eda6bfc1835), UINT64_C (0x155455c3e5071d85) } };

/* RFC 9380 8.8.1: B' */
const BlsFp bls_sswu_b = { { UINT64_C (0xfb996971fe22a1e0), UINT64_C (0x9aa93eb35b742d6f),
                             UINT64_C (0x8c476013de99c5c4), UINT64_C (0x873e27c3a221e571),
                             UINT64_C (0xca72b5e45a52d888), UINT64_C (0x06824061418a386b) } };

/* RFC 9380 8.8.1: Z */
const BlsFp bls_sswu_z = { { UINT64_C (0x886c00000023ffdc), UINT64_C (0x0f70008d3090001d),
                             UINT64_C (0x77672417ed5828c3), UINT64_C (0x9dac23e943dc1740),
                             UINT64_C (0x50553f1b9c131521), UINT64_C (0x078c712fbe0ab6e8) } };

/* RFC 9380 F.2.1.2: c2 = sqrt (-Z) */
const BlsFp bls_sswu_c2 = { { UINT64_C (0xf37b0ced8fb71e24), UINT64_C (0xf02dc8a4535a8779),
                              UINT64_C (0x732ed835f7eb14ea), UINT64_C (0x524ca41ecb2bce0d),
                              UINT64_C (0x095e3801e90b5fc1), UINT64_C (0x0252ad055472a90e) } };

/* RFC 9380 E.2: numerator of x, lowest first */
const BlsFp bls_iso_x_num[12] = {
  { { UINT64_C (0x4d18b6f3af00131c), UINT64_C (0x19fa219793fee28c), UINT64_C (0x3f2885f1467f19ae),
      UINT64_C (0x23dcea34f2ffb304), UINT64_C (0xd15b58d2ffc00054),
      UINT64_C (0x0913be200a20bef4) } },
  { { UINT64_C (0x898985385cdbbd8b), UINT64_C (0x3c79e43cc7d966aa), UINT64_C (0x1597e193f4cd233a),
      UINT64_C (0x8637ef1e4d6623ad), UINT64_C (0x11b22deed20d827b),
      UINT64_C (0x07097bc5998784ad) } },
  { { UINT64_C (0xa542583a480b664b), UINT64_C (0xfc7169c026e568c6), UINT64_C (0x5ba2ef314ed8b5a6),
      UINT64_C (0x5b5491c05102f0e7), UINT64_C (0xdf6e99707d2a0079),
      UINT64_C (0x0784151ed7605524) } },
  { { UINT64_C (0x494e212870f72741), UINT64_C (0xab9be52fbda43021), UINT64_C (0x26f5577994e34c3d),
      UINT64_C (0x049dfee82aefbd60), UINT64_C (0x65dadd7828505289),
      UINT64_C (0x0e93d431ea011aeb) } },
  { { UINT64_C (0x90ee774bd6a74d45), UINT64_C (0x7ada1c8a41bfb185), UINT64_C (0x0f1a8953b325f464),
      UINT64_C (0x104c24211be4805c), UINT64_C (0x169139d319ea7a8f),
      UINT64_C (0x09f20ead8e532bf6) } },
  { { UINT64_C (0x6ddd93e2f43626b7), UINT64_C (0xa5482c9aa1ccd7bd), UINT64_C (0x143245631883f4bd),
      UINT64_C (0x2e0a94ccf77ec0db), UINT64_C (0xb0282d480e56489f),
      UINT64_C (0x18f4bfcbb4368929) } },
  { { UINT64_C (0x23c5f0c953402dfd), UINT64_C (0x7a43ff6958ce4fe9), UINT64_C (0x2c390d3d2da5df63),
      UINT64_C (0xd0df5c98e1f9d70f), UINT64_C (0xffd89869a572b297),
      UINT64_C (0x1277ffc72f25e8fe) } },
  { { UINT64_C (0x79f4f0490f06a8a6), UINT64_C (0x85f894a88030fd81), UINT64_C (0x12da3054b18b6410),
      UINT64_C (0xe2a57f6505880d65), UINT64_C (0xbba074f260e400f1),
      UINT64_C (0x08b76279f621d028) } },
  { { UINT64_C (0xe67245ba78d5b00b), UINT64_C (0x8456ba9a1f186475), UINT64_C (0x7888bff6e6b33bb4),
      UINT64_C (0xe21585b9a30f86cb), UINT64_C (0x05a69cdcef55feee),
      UINT64_C (0x09e699dd9adfa5ac) } },
  { { UINT64_C (0x0de5c357bff57107), UINT64_C (0x0a0db4ae6b1a10b2), UINT64_C (0xe256bb67b3b3cd8d),
      UINT64_C (0x8ad456574e9db24f), UINT64_C (0x0443915f50fd4179),
      UINT64_C (0x098c4bf7de8b6375) } },
  { { UINT64_C (0xe6b0617e7dd929c7), UINT64_C (0xfe6e37d442537375), UINT64_C (0x1dafdeda137a489e),
      UINT64_C (0xe4efd1ad3f767ceb), UINT64_C (0x4a51d8667f0fe1cf),
      UINT64_C (0x054fdf4bbf1d821c) } },
  { { UINT64_C (0x72db2a50658d767b), UINT64_C (0x8abf91faa257b3d5), UINT64_C (0xe969d6833764ab47),
      UINT64_C (0x464170142a1009eb), UINT64_C (0xb14f01aadb30be2f),
      UINT64_C (0x18ae6a856f40715d) } }
};

/* RFC 9380 E.2: numerator of y / y', lowest first */
const BlsFp bls_iso_y_num[16] = {
  { { UINT64_C (0x2b567ff3e2837267), UINT64_C (0x1d4d9e57b958a767), UINT64_C (0xce028fea04bd7373),
      UINT64_C (0xcc31a30a0b6cd3df), UINT64_C (0x7d7b18a682692693),
      UINT64_C (0x0d300744d42a0310) } },
  { { UINT64_C (0x99c2555fa542493f), UINT64_C (0xfe7f53cc4874f878), UINT64_C (0x5df0608b8f97608a),
      UINT64_C (0x14e03832052b49c8), UINT64_C (0x706326a6957dd5a4),
      UINT64_C (0x0a8dadd9c2414555) } },
  { { UINT64_C (0x13d942922a5cf63a), UINT64_C (0x357e33e36e261e7d), UINT64_C (0xcf05a27c8456088d),
      UINT64_C (0x0000bd1de7ba50f0), UINT64_C (0x83d0c7532f8c1fde),
      UINT64_C (0x13f70bf38bbf2905) } },
  { { UINT64_C (0x5c57fd95bfafbdbb), UINT64_C (0x28a359a65e541707), UINT64_C (0x3983ceb4f6360b6d),
      UINT64_C (0xafe19ff6f97e6d53), UINT64_C (0xb3468f4550192bf7),
      UINT64_C (0x0bb6cde49d8ba257) } },
  { { UINT64_C (0x590b62c7ff8a513f), UINT64_C (0x314b4ce372cacefd), UINT64_C (0x6bef32ce94b8a800),
      UINT64_C (0x6ddf84a095713d5f), UINT64_C (0x64eace4cb0982191),
      UINT64_C (0x0386213c651b888d) } },
  { { UINT64_C (0xa5310a31111bbcdd), UINT64_C (0xa14ac0f5da148982), UINT64_C (0xf9ad9cc95423d2e9),
      UINT64_C (0xaa6ec095283ee4a7), UINT64_C (0xcf5b1f022e1c9107),
      UINT64_C (0x01fddf5aed881793) } },
  { { UINT64_C (0x65a572b0d7a7d950), UINT64_C (0xe25c2d8183473a19), UINT64_C (0xc2fcebe7cb877dbd),
      UINT64_C (0x05b2d36c769a89b0), UINT64_C (0xba12961be86e9efb),
      UINT64_C (0x07eb1b29c1dfde1f) } },
  { { UINT64_C (0x93e09572f7c4cd24), UINT64_C (0x364e929076795091), UINT64_C (0x8569467e68af51b5),
      UINT64_C (0xa47da89439f5340f), UINT64_C (0xf4fa918082e44d64),
      UINT64_C (0x0ad52ba3e6695a79) } },
  { { UINT64_C (0x911429844e0d5f54), UINT64_C (0xd03f51a3516bb233), UINT64_C (0x3d587e5640536e66),
      UINT64_C (0xfa86d2a3a9a73482), UINT64_C (0xa90ed5adf1ed5537),
      UINT64_C (0x149c9c326a5e7393) } },
  { { UINT64_C (0x462bbeb03c12921a), UINT64_C (0xdc9af5fa0a274a17), UINT64_C (0x9a558ebde836ebed),
      UINT64_C (0x649ef8f11a4fae46), UINT64_C (0x8100e1652b3cdc62),
      UINT64_C (0x1862bd62c291dacb) } },
  { { UINT64_C (0x05c9b8ca89f12c26), UINT64_C (0x0194160fa9b9ac4f), UINT64_C (0x6a643d5a6879fa2c),
      UINT64_C (0x14665bdd8846e19d), UINT64_C (0xbb1d0d53af3ff6bf),
      UINT64_C (0x12c7e1c3b28962e5) } },
  { { UINT64_C (0xb55ebf900b8a3e17), UINT64_C (0xfedc77ec1a9201c4), UINT64_C (0x1f07db10ea1a4df4),
      UINT64_C (0x0dfbd15dc41a594d), UINT64_C (0x389547f2334a5391),
      UINT64_C (0x02419f98165871a4) } },
  { { UINT64_C (0xb416af000745fc20), UINT64_C (0x8e563e9d1ea6d0f5), UINT64_C (0x7c763e17763a0652),
      UINT64_C (0x01458ef0159ebbef), UINT64_C (0x8346fe421f96bb13),
      UINT64_C (0x0d2d7b829ce324d2) } },
  { { UINT64_C (0x93096bb538d64615), UINT64_C (0x6f2a2619951d823a), UINT64_C (0x8f66b3ea59514fa4),
      UINT64_C (0xf563e63704f7092f), UINT64_C (0x724b136c4cf2d9fa),
      UINT64_C (0x046959cfcfd0bf49) } },
  { { UINT64_C (0xea748d4b6e405346), UINT64_C (0x91e9079c2c02d58f), UINT64_C (0x41064965946d9b59),
      UINT64_C (0xa06731f1d2bbe1ee), UINT64_C (0x07f897e267a33f1b),
      UINT64_C (0x1017290919210e5f) } },
  { { UINT64_C (0x872aa6c17d985097), UINT64_C (0xeecc53161264562a), UINT64_C (0x07afe37afff55002),
      UINT64_C (0x54759078e5be6838), UINT64_C (0xc4b92d15db8acca8),
      UINT64_C (0x106d87d1b51d13b9) } }
};

/* RFC 9380 E.2: h, lowest first, monic (1 left out): h^2 and h^3 are the denominators */
const BlsFp bls_iso_h[5] = { { { UINT64_C (0x8f721715d71bd7d3), UINT64_C (0x47c914773bdf8b42),
                                 UINT64_C (0x1f58783bbbd66c2b), UINT64_C (0x25e434ee66dee231),
                                 UINT64_C (0xef1b155ef88a70f0), UINT64_C (0x15128d0d68b71174) } },
                             { { UINT64_C (0x0eec4e6d317c763f), UINT64_C (0x3deec9daee338ba4),
                                 UINT64_C (0xdec559ed0590081c), UINT64_C (0x07fb84a9cf1eca80),
                                 UINT64_C (0xb013c97f5bce2f98), UINT64_C (0x1740b4b0db285dc9) } },
                             { { UINT64_C (0x202ba7dd4a879e5a), UINT64_C (0xc6e3cf50b0466017),
                                 UINT64_C (0x8c4b1a82b5ed77fa), UINT64_C (0xbd97d93bc25d0748),
                                 UINT64_C (0xd374e3b9fd1707b5), UINT64_C (0x040509bde3d14bc5) } },
                             { { UINT64_C (0xf1a4e31f664b4cb7), UINT64_C (0x4d3b5b5d166f2bdf),
                                 UINT64_C (0xaabc641cd0aedf76), UINT64_C (0xf7e617443d67d5d8),
                                 UINT64_C (0x339c6aecf66752a2), UINT64_C (0x0570e37947528fed) } },
                             { { UINT64_C (0x29ba8a64bdd634d9), UINT64_C (0xc05231b8b572c960),
                                 UINT64_C (0x615eb44e85731af3), UINT64_C (0x975128f88f062df7),
                                 UINT64_C (0x30999b89015a99f4), UINT64_C (0x1653f761153a63c1) } } };

/* The group order r, a plain number */
const uint64_t bls_group_order[4] = { UINT64_C (0xffffffff00000001), UINT64_C (0x53bda402fffe5bfe),
                                      UINT64_C (0x3339d80809a1d805),
                                      UINT64_C (0x73eda753299d7d48) };

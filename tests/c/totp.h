/*
 * Authenticator apps, for the C tests: RFC 6238 over HMAC-SHA-1 (RFC 2104, FIPS 180-4).
 */
#ifndef ROSTER_TESTS_TOTP_H
#define ROSTER_TESTS_TOTP_H

#include "support.h"

static inline uint32_t turned(uint32_t x, int by) { return x << by | x >> (32 - by); }

/** SHA-1 of at most 119 bytes. */
static inline void sha1(const uint8_t* bytes, size_t size, uint8_t out[20]) {
    uint32_t h[5] = {0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u};
    uint8_t padded[128] = {0};
    const size_t blocks = size + 9 <= 64 ? 1 : 2;
    size_t block;
    int i;
    memcpy(padded, bytes, size);
    padded[size] = 0x80;
    for (i = 0; i < 8; ++i) padded[blocks * 64 - 1 - (size_t)i] = (uint8_t)((uint64_t)size * 8 >> 8 * i);
    for (block = 0; block < blocks; ++block) {
        uint32_t word[80], v[5];
        for (i = 0; i < 80; ++i) {
            const uint8_t* p = padded + block * 64 + (size_t)(i & 15) * 4;
            word[i] = i < 16 ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                             : turned(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
        }
        memcpy(v, h, sizeof v);
        for (i = 0; i < 80; ++i) {
            const uint32_t mixed = i < 20   ? ((v[1] & v[2]) | (~v[1] & v[3])) + 0x5A827999u
                                   : i < 40 ? (v[1] ^ v[2] ^ v[3]) + 0x6ED9EBA1u
                                   : i < 60 ? ((v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])) + 0x8F1BBCDCu
                                            : (v[1] ^ v[2] ^ v[3]) + 0xCA62C1D6u;
            const uint32_t next = turned(v[0], 5) + mixed + v[4] + word[i];
            v[4] = v[3], v[3] = v[2], v[2] = turned(v[1], 30), v[1] = v[0], v[0] = next;
        }
        for (i = 0; i < 5; ++i) h[i] += v[i];
    }
    for (i = 0; i < 20; ++i) out[i] = (uint8_t)(h[i / 4] >> 8 * (3 - i % 4));
}

/** HMAC-SHA-1 of eight bytes. */
static inline void hmac(const uint8_t* key, size_t key_size, const uint8_t message[8], uint8_t out[20]) {
    uint8_t inner[64 + 8], outer[64 + 20];
    size_t i;
    for (i = 0; i < 64; ++i) {
        const uint8_t byte = i < key_size ? key[i] : 0;
        inner[i] = byte ^ 0x36;
        outer[i] = byte ^ 0x5C;
    }
    memcpy(inner + 64, message, 8);
    sha1(inner, sizeof inner, outer + 64);
    sha1(outer, sizeof outer, out);
}

static inline uint32_t code_at(const uint8_t* seed, size_t size, int64_t seconds) {
    uint8_t step[8], mac[20];
    const uint8_t* p;
    int i;
    for (i = 0; i < 8; ++i) step[i] = (uint8_t)((uint64_t)(seconds / 30) >> 8 * (7 - i));
    hmac(seed, size, step, mac);
    p = mac + (mac[19] & 15);
    return ((uint32_t)(p[0] & 127) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) % 1000000u;
}

/** The code that the app with this Base32 seed shows now. */
static inline roster_str code_of(roster_str seed) {
    static char code[8];
    roster_str text = {code, 6};
    uint8_t bytes[64];
    size_t size = 0, i;
    uint32_t bits = 0;
    int count = 0;
    for (i = 0; i < seed.len && size < sizeof bytes; ++i) {
        const char c = seed.data[i];
        if (c == '=' || c == ' ') continue;
        bits = bits << 5 | (uint32_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
        count += 5;
        if (count >= 8) bytes[size++] = (uint8_t)(bits >> (count -= 8));
    }
    snprintf(code, sizeof code, "%06lu", (unsigned long)code_at(bytes, size, now / SECOND) % 1000000);
    return text;
}

#endif

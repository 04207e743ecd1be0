// Password hashes made by other implementations, each once, of one password.
#pragma once

#include "sessions/stored_hash.hpp"

namespace roster::test {

/// Its NFC form; a letter of it has two bytes.
inline constexpr const char* known_password = "Z\u00FCrich tr\u00F6stet 7 Igel";

struct KnownHash {
    const char* source;
    const char* stored;
    sessions::HashScheme scheme;
};

using enum sessions::HashScheme;
inline constexpr KnownHash known_hashes[] = {
    {"argon2-cffi 25.1, argon2id, four lanes",
     "$argon2id$v=19$m=64,t=2,p=4$MDEyMzQ1Njc4OWFiY2RlZg$Neu0Mx7o8CRePrJ24IkGKVokJPDMhs2f9dBIr/Ezngw", argon2id},
    {"argon2-cffi 25.1, argon2id, salt of 12",
     "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFi$UkKVmxXPuFfWfGo+jQ+cG4yuMkbUCx60", argon2id},
    {"argon2-cffi 25.1, argon2i",
     "$argon2i$v=19$m=64,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$u88qW3RBS0EFBJ4Qt3Z+8qkQxK2BJSmwlQ4mpHHARrk", argon2i},
    {"argon2-cffi 25.1, argon2i, two lanes, one pass",
     "$argon2i$v=19$m=32,t=1,p=2$c2FsdHNhbHQ$/iGeTFe8legu9/LeYr51ig", argon2i},
    {"bcrypt 5.0, 2b", "$2b$04$abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm", bcrypt},
    {"bcrypt 5.0, 2a", "$2a$04$abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm", bcrypt},
    {"bcrypt 5.0, 2y", "$2y$04$abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm", bcrypt},
    {"Django 5.2, bcrypt_sha256", "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuu91jHPeKLpQJqqxdWvhiX2/mWaiEjUPW",
     bcrypt_sha256},
    {"Django 5.2, bcrypt", "bcrypt$$2b$04$abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm", bcrypt},
    {"Django 5.2, pbkdf2_sha256",
     "pbkdf2_sha256$1500$qBm5DpYR9rYp8BGZ0IFg7k$4DsK2hXKWs9Y3Gop0JjezY5Y9chDr0raj/iPOHt+Mk4=", pbkdf2_sha256},
    {"Django 5.2, pbkdf2_sha1",
     "pbkdf2_sha1$1500$qBm5DpYR9rYp8BGZ0IFg7k$B76CibYRnokdm9/epk89AeFpRYo=", pbkdf2_sha1},
    {"Django 5.2, scrypt",
     "scrypt$1024$saltsaltsalt$8$5$k/tkCFnTepspyTnfoM0OjRj+L20Gbn5/Du9qwGoC04LP0dtekoJ0KLlmkl6MujTwjzubMkp06RjEqrGLe2BoeA==",
     scrypt},
    {"Django 5.2, argon2",
     "argon2$argon2id$v=19$m=64,t=2,p=8$c2FsdHNhbHRzYWx0c2FsdA$eAq2hkPzY0+G8gbg9NzLAajmjK/h9dYZdNQLQZ7TIeQ",
     argon2id},
    {"Django's form with hashlib, pbkdf2_sha512",
     "pbkdf2_sha512$1500$qBm5DpYR9rYp8BGZ0IFg7k$peFzZqj0x/jqlE2DkLd+Vg7cZ+xkoZFIrC+ChV25B2ukECm1snHGu311Ibi8pNhtqn8RfoYiWGxw2hVbuRuawA==",
     pbkdf2_sha512},
    {"passlib 1.7, pbkdf2-sha256",
     "$pbkdf2-sha256$1500$MDEyMzQ1Njc4Of/.....rw$vM7iHeYpzeTgQShbv/uUjjlHlkBSpOR3jym.K6q0vG8", pbkdf2_sha256},
    {"passlib 1.7, pbkdf2-sha512",
     "$pbkdf2-sha512$1500$MDEyMzQ1Njc4Of/.....rw$qMYIgRwJCwle7Z3GxfKUi.myMZnyVvT/9tcAFyfwZZKaLKTUQeGZux5.c9lD/82ckM/wX3ALCUYg./jV45N72w",
     pbkdf2_sha512},
    {"passlib 1.7, scrypt",
     "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4Of/+++++rw$ei94ejB3E0DGN/4W4q8usB6XK/Z4wQp73ig0YW/c9pc", scrypt},
    {"Werkzeug 3.1, pbkdf2:sha256",
     "pbkdf2:sha256:1500$SaltSaltSaltSalt$630a3245eddb93d1afbffacd99b8e195f0f9b16380b6171119d75683893d9068",
     pbkdf2_sha256},
    {"Werkzeug 3.1, pbkdf2:sha512",
     "pbkdf2:sha512:1500$SaltSaltSaltSalt$5a08cd8769022a0f6e2941c51dc2867f5c85a3df0b1c6f1c6249f7fc5e949ef3cf241e9bc3bf783f6e02a60e9e23a5a6542be6feb0ff9e63df98b2e548e067a4",
     pbkdf2_sha512},
    {"Werkzeug 3.1, scrypt",
     "scrypt:1024:8:1$SaltSaltSaltSalt$152d18686a1b3db3eea31d35c03c76127822eda93762a924d14d86ae77b3b7535af8c5c93aa8b8422f63e3f893ad76750b7eb0de59426abb2a2e2c5888ae5979",
     scrypt},
    {"ASP.NET Identity v3's form with hashlib, HMAC-SHA1",
     "AQAAAAAAAAXcAAAAEAABAgMEBQYHCAkKCwwNDg/NdzHXjRBZ3EePhOgt9in/LE12RV3rfgYq+ilD8jtqnQ==", pbkdf2_sha1},
    {"ASP.NET Identity v3's form with hashlib, HMAC-SHA256",
     "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg8PztMt0MFFjzqg/kRA11L88TPmgx3Rj89pVT4SOETQZQ==", pbkdf2_sha256},
    {"ASP.NET Identity v3's form with hashlib, HMAC-SHA512",
     "AQAAAAIAAAXcAAAAEAABAgMEBQYHCAkKCwwNDg/1HsGFQYB7sfycBRr1CE3PbnrYubYIE1hvPHOTA5BEbA==", pbkdf2_sha512},
    {"ASP.NET Identity v2's form with hashlib",
     "AAABAgMEBQYHCAkKCwwNDg8gOjIG0Woe4zCjrNvippmfTMhrEC1Vbjn8YXTJerm8RQ==", pbkdf2_sha1},
};

}  // namespace roster::test

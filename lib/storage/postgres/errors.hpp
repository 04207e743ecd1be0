// PostgreSQL's failures as Roster's errors, and what they mean for the work that met them.
#pragma once

#include <roster/base/error.hpp>

#include <libpq-fe.h>

namespace roster::postgres {

class Url;

/// A failed statement.
struct Fault {
    enum class Kind {
        error,       ///< the caller's: running the work again would not help
        conflict,    ///< with another transaction: run the work again
        constraint,  ///< a value was taken, or a row went away, between the look and the write: run the work again
        lost,        ///< the connection is gone, and with it the transaction: run the work again over another
    };
    Kind kind;
    Error error;        ///< what the caller gets when running again has not helped either
    bool told = false;  ///< lost: the server itself said so, and has run nothing behind this statement

    /// Of a result that is an error; null when there was no memory for one.
    static Fault of(const PGresult* result);
    /// Of a connection that broke without a word from the server.
    static Fault of_loss();
    static Fault of_conflict();
    /// Of a commit that the server may have done or not: the connection broke in between.
    static Fault of_unknown_commit();
};

/// Why a connection could not be made. Shows no password.
Error connect_error(PGconn* connection, const Url& url);

[[noreturn]] void fail_busy();

}  // namespace roster::postgres

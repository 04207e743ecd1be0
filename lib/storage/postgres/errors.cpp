#include "storage/postgres/errors.hpp"

#include "storage/postgres/url.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace roster::postgres {
namespace {

using Kind = Fault::Kind;

std::string field(const PGresult* result, char code) {
    const char* const text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

/// The constraint's name and the table's: the server's own message repeats values.
std::string constraint_of(const PGresult* result) {
    std::string text = field(result, PG_DIAG_TABLE_NAME);
    for (const char code : {PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME})
        if (const auto name = field(result, code); !name.empty()) (text += text.empty() ? "" : ", ") += name;
    return text;
}

Error make(ErrorCode code, const char* reason, std::string message) { return {code, reason, std::move(message)}; }

Error busy() { return make(ErrorCode::unavailable, "storage.busy", "The store is busy. Please try again."); }

Error read_only() {
    return make(ErrorCode::failed_precondition, "storage.read_only", "The store cannot be written to.");
}

Error constraint(const PGresult* result, const std::string& state) {
    return make(ErrorCode::internal, "storage.constraint",
                "The store refused a row: " + constraint_of(result) + " (SQLSTATE " + state + ").");
}

Error exhausted(const std::string& state) {
    if (state == "53100")
        return make(ErrorCode::resource_exhausted, "storage.full",
                    "There is no space left for the store. Nothing was saved.");
    if (state == "53200")
        return make(ErrorCode::resource_exhausted, "storage.memory",
                    "The PostgreSQL server has not enough memory. Nothing was saved.");
    return busy();
}

/// The server's words where they speak of our own statement; elsewhere they may repeat a value.
Error other(const PGresult* result, const std::string& state) {
    std::string text = "The PostgreSQL server refused a statement";
    if (state.starts_with("42") || state.starts_with("0A")) text += ": " + field(result, PG_DIAG_MESSAGE_PRIMARY);
    return make(ErrorCode::internal, "storage.sql", text + " (SQLSTATE " + state + ").");
}

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), state) != list.end();
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::any_of(list.begin(), list.end(), [&](auto part) { return text.find(part) != text.npos; });
}

}  // namespace

Fault Fault::of(const PGresult* result) {
    if (result == nullptr)
        return {Kind::error, make(ErrorCode::resource_exhausted, "storage.memory", "There is not enough memory.")};
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    const std::string kind = state.substr(0, 2);
    if (state.empty() && PQresultStatus(result) != PGRES_FATAL_ERROR) return {Kind::error, other(result, "02000")};
    if (state.empty() || kind == "08") return of_loss();
    // The server ended the session, or somebody between it and us has mixed sessions up.
    if (is_one_of(state, {"57P01", "57P02", "57P03", "57P05", "25P03", "26000"})) {
        auto fault = of_loss();
        fault.told = true;
        return fault;
    }
    if (is_one_of(state, {"40001", "40P01"})) return of_conflict();
    if (is_one_of(state, {"23505", "23503"})) return {Kind::constraint, constraint(result, state)};
    // A table that two make at once, "if not exists" notwithstanding.
    if (is_one_of(state, {"42710", "42P07"})) return {Kind::constraint, other(result, state)};
    if (kind == "23") return {Kind::error, constraint(result, state)};
    if (is_one_of(state, {"55P03", "57014"})) return {Kind::error, busy()};
    if (state == "25006") return {Kind::error, read_only()};
    if (kind == "53") return {Kind::error, exhausted(state)};
    if (kind == "54")
        return {Kind::error,
                make(ErrorCode::invalid_argument, "storage.too_big", "A value is too large to be stored.")};
    if (is_one_of(state, {"22021", "22P05"}))
        return {Kind::error,
                make(ErrorCode::invalid_argument, "storage.text", "A text holds what the store cannot keep.")};
    if (state == "42501")
        return {Kind::error, make(ErrorCode::failed_precondition, "storage.no_access",
                                  "Access to the store is denied: the role lacks rights on its tables.")};
    if (state == "3F000")
        return {Kind::error, make(ErrorCode::failed_precondition, "storage.missing",
                                  "The database has no schema to keep the store in (search_path).")};
    if (kind == "58")
        return {Kind::error, make(ErrorCode::unavailable, "storage.io",
                                  "The PostgreSQL server cannot read or write its files just now.")};
    if (kind == "XX" && state != "XX000")
        return {Kind::error,
                make(ErrorCode::data_loss, "storage.damaged", "The store is damaged. Restore it from a backup.")};
    return {Kind::error, other(result, state)};
}

Fault Fault::of_loss() {
    return {Kind::lost,
            make(ErrorCode::unavailable, "storage.io", "The connection to the PostgreSQL server was lost.")};
}

Fault Fault::of_conflict() { return {Kind::conflict, busy()}; }

Fault Fault::of_unknown_commit() {
    return {Kind::error, make(ErrorCode::unavailable, "storage.commit_unknown",
                              "The connection was lost while the change was being saved: it may have been saved or "
                              "not. Look before you try again.")};
}

/// libpq gives no SQLSTATE for a connection that was not made, so it is known by the server's words. In another
/// language they are passed on as "cannot be reached", which says less and is not wrong.
Error connect_error(PGconn* connection, const Url& url) {
    if (connection == nullptr)
        return make(ErrorCode::resource_exhausted, "storage.memory", "There is not enough memory.");
    const std::string text = PQerrorMessage(connection);
    const std::string shown = url.scrub(text, PQpass(connection));
    if (has_any(text, {"authentication failed", "no password supplied", "pg_hba.conf", "is not permitted to log in",
                       "permission denied for database", "requires a valid client certificate"}) ||
        (text.find("role \"") != text.npos && text.find("does not exist") != text.npos))
        return make(ErrorCode::failed_precondition, "storage.no_access", "Access to the store is denied: " + shown);
    if (text.find("database \"") != text.npos && text.find("does not exist") != text.npos)
        return make(ErrorCode::failed_precondition, "storage.missing", "There is no store at this place: " + shown);
    if (has_any(text, {"certificate", "does not support SSL", "private key file", "sslmode"}))
        return make(ErrorCode::failed_precondition, "storage.no_access",
                    "The connection to the PostgreSQL server cannot be made secure: " + shown);
    if (has_any(text, {"too many clients", "too many connections", "remaining connection slots"}))
        return make(ErrorCode::unavailable, "storage.busy",
                    "The PostgreSQL server has no connection left: " + shown);
    return make(ErrorCode::unavailable, "storage.io", "The PostgreSQL server cannot be reached: " + shown);
}

void fail_busy() { throw busy(); }

}  // namespace roster::postgres

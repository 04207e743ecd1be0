// Errors: what is thrown when a call could not do what it was asked to.
#pragma once

#include <roster/base/fields.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace roster {

/// The canonical kind of an error. Few on purpose: a host decides by the code what to do next, and by
/// Error::reason() what to tell. The numbers are part of the C ABI and never change.
enum class ErrorCode : int {
    invalid_argument = 1,     ///< The input is wrong whatever the state; fields() names every wrong field.
    not_found = 2,            ///< No such thing in this account (things of other accounts are "not found" too).
    already_exists = 3,       ///< A unique value is taken.
    permission_denied = 4,    ///< The actor is known and may not do this.
    unauthenticated = 5,      ///< There is no valid actor.
    failed_precondition = 6,  ///< The state forbids it (an illegal move, a file that is not a store, …).
    aborted = 7,              ///< Somebody else changed it first: read again and retry.
    resource_exhausted = 8,   ///< No seats, no disk, no memory, a limit reached.
    unavailable = 9,          ///< The store does not answer now; the same call may succeed later.
    data_loss = 10,           ///< Stored data is damaged.
    unimplemented = 11,       ///< This build lacks the component; the message names it.
    internal = 12,            ///< A defect of Roster: please report it.
    cancelled = 13,           ///< The caller's own callback asked to stop.
};

template <>
struct EnumNames<ErrorCode> {
    static constexpr std::pair<ErrorCode, std::string_view> all[] = {
        {ErrorCode::invalid_argument, "invalid_argument"},
        {ErrorCode::not_found, "not_found"},
        {ErrorCode::already_exists, "already_exists"},
        {ErrorCode::permission_denied, "permission_denied"},
        {ErrorCode::unauthenticated, "unauthenticated"},
        {ErrorCode::failed_precondition, "failed_precondition"},
        {ErrorCode::aborted, "aborted"},
        {ErrorCode::resource_exhausted, "resource_exhausted"},
        {ErrorCode::unavailable, "unavailable"},
        {ErrorCode::data_loss, "data_loss"},
        {ErrorCode::unimplemented, "unimplemented"},
        {ErrorCode::internal, "internal"},
        {ErrorCode::cancelled, "cancelled"}};
};

/// One offending field of an input.
struct FieldError {
    std::string field;    ///< The field's name as in the model, e.g. "email"; lists are indexed: "labels[2]".
    std::string reason;   ///< Stable, for programs: "too_long", "invalid_utf8", "required", …
    std::string message;  ///< For people, to be read after the field's name: "must be …". Never holds the rejected
                          ///< value, which may be a secret.

    static constexpr auto fields() {
        using F = FieldError;
        return FieldTable{
            roster::field("field", &F::field,
                          "The field's name as in the model; lists are indexed: \"labels[2]\"."),
            roster::field("reason", &F::reason, "Stable, for programs: \"too_long\", \"required\" …"),
            roster::field("message", &F::message, "For people, without the rejected value."),
        };
    }
    friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// The one exception type Roster throws. An ordinary outcome is never an Error.
///
/// Whenever a call throws, nothing of it was kept: one call is one transaction.
class Error : public std::exception {
public:
    /// @param reason   stable sub-code "<room>.<what>", e.g. "users.last_owner"; docs/errors.md lists them all
    /// @param message  a sentence fit to show to the person at the screen; never holds a secret
    Error(ErrorCode code, std::string reason, std::string message, std::vector<FieldError> fields = {})
        : code_(code), reason_(std::move(reason)), message_(std::move(message)), fields_(std::move(fields)) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
    /// All offending fields, not only the first; empty when the error is not about input.
    [[nodiscard]] const std::vector<FieldError>& fields() const noexcept { return fields_; }
    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

private:
    ErrorCode code_;
    std::string reason_;
    std::string message_;
    std::vector<FieldError> fields_;
};

/// Collects the wrong fields of one input, so that all are reported at once.
///
///     FieldErrors errors;
///     check_text(errors, "first_name", given.first_name, limits::name);
///     errors.throw_if_any("users.invalid", "The user cannot be saved.");
class FieldErrors {
public:
    void add(std::string_view field, std::string_view reason, std::string_view message) {
        fields_.push_back({std::string(field), std::string(reason), std::string(message)});
    }
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
    [[nodiscard]] const std::vector<FieldError>& list() const noexcept { return fields_; }

    /// Throws invalid_argument with every field added so far; does nothing when there is none.
    void throw_if_any(std::string_view reason, std::string_view message) const {
        if (fields_.empty()) return;
        std::string text(message);
        for (const auto& f : fields_) text += (&f == fields_.data() ? " " : "; ") + f.field + " " + f.message;
        throw Error(ErrorCode::invalid_argument, std::string(reason), std::move(text), fields_);
    }

private:
    std::vector<FieldError> fields_;
};

}  // namespace roster

// Errors: what an exception becomes at the edge.
#include "support.hpp"

#include <new>

/// What the accessors read. Plain pointers, so that one can be static and need no memory.
struct roster_error {
    struct Field {
        const char* name;
        const char* reason;
        const char* message;
    };

    roster_status status;
    const char* reason;
    const char* message;
    const Field* fields;
    std::size_t field_count;
};

namespace roster::c {
namespace {

constexpr const char* unexpected = "abi.unexpected";

/// For when there is no memory for a real one. Never freed.
constinit roster_error out_of_memory{ROSTER_RESOURCE_EXHAUSTED, "abi.out_of_memory", "There is not enough memory.",
                                     nullptr, 0};

/// An error with its texts.
struct OwnedError : roster_error {
    // NOLINTNEXTLINE(bugprone-throw-keyword-missing): it is kept, not thrown
    explicit OwnedError(const Error& from) : source(from), list(source.fields().size()) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const FieldError& field = source.fields()[i];
            list[i] = {field.field.c_str(), field.reason.c_str(), field.message.c_str()};
        }
        static_cast<roster_error&>(*this) = {static_cast<roster_status>(source.code()), source.reason().c_str(),
                                             source.what(), list.data(), list.size()};
    }
    OwnedError(const OwnedError&) = delete;
    OwnedError& operator=(const OwnedError&) = delete;

    Error source;
    std::vector<Field> list;
};

roster_status give(roster_error** error, const Error& from) {
    if (error != nullptr) *error = new OwnedError(from);
    return static_cast<roster_status>(from.code());
}

roster_status give_current(roster_error** error) {
    try {
        throw;
    } catch (const Error& from) {
        return give(error, from);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& from) {
        return give(error, Error(ErrorCode::internal, unexpected, from.what()));
    } catch (...) {
        return give(error, Error(ErrorCode::internal, unexpected, "Something that is no exception was thrown."));
    }
}

}  // namespace

roster_status report(roster_error** error) noexcept {
    try {
        return give_current(error);
    } catch (...) {  // of what `give` needs memory for, too
        if (error != nullptr) *error = &out_of_memory;
        return out_of_memory.status;
    }
}

}  // namespace roster::c

using namespace roster::c;

const char* roster_status_name(roster_status status) {
    return status == ROSTER_OK ? "ok" : roster::to_string(static_cast<roster::ErrorCode>(status)).data();
}

roster_status roster_error_status(const roster_error* error) {
    return error == nullptr ? ROSTER_OK : error->status;
}
const char* roster_error_reason(const roster_error* error) { return error == nullptr ? nullptr : error->reason; }
const char* roster_error_message(const roster_error* error) { return error == nullptr ? nullptr : error->message; }
size_t roster_error_field_count(const roster_error* error) { return error == nullptr ? 0 : error->field_count; }
const char* roster_error_field_name(const roster_error* error, size_t index) {
    return index < roster_error_field_count(error) ? error->fields[index].name : nullptr;
}
const char* roster_error_field_reason(const roster_error* error, size_t index) {
    return index < roster_error_field_count(error) ? error->fields[index].reason : nullptr;
}
const char* roster_error_field_message(const roster_error* error, size_t index) {
    return index < roster_error_field_count(error) ? error->fields[index].message : nullptr;
}
void roster_error_free(roster_error* error) {
    if (error != &out_of_memory) delete static_cast<OwnedError*>(error);
}

// Version, text, ids, the actor, pages, roles.
#include "support.hpp"

#include <roster/roles/model.hpp>

using namespace roster;
using namespace roster::c;

const char* roster_version(void) { return ROSTER_VERSION_STRING; }
int32_t roster_abi_version(void) { return ROSTER_ABI_VERSION; }

void roster_str_init(roster_str* text, const char* zero_terminated) {
    if (text == nullptr) return;
    *text = {zero_terminated, zero_terminated == nullptr ? 0 : std::strlen(zero_terminated)};
}

void roster_id_format(const uint8_t bytes[16], char text[ROSTER_ID_TEXT_SIZE]) {
    if (bytes == nullptr || text == nullptr) return;
    constexpr char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *text++ = '-';
        *text++ = digits[bytes[i] >> 4];
        *text++ = digits[bytes[i] & 15];
    }
    *text = '\0';
}

roster_status roster_id_parse(const roster_str* text, uint8_t bytes[16], roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("bytes", bytes);
        const auto id = UserId::parse(in.text("text", text));
        if (!id) in.fault("text", "invalid_id", "is not the text of an id");
        in.done();
        std::memcpy(bytes, id->data(), 16);
    });
}

void roster_actor_init(roster_actor* actor, uint32_t struct_size) { init(actor, struct_size); }
void roster_actor_init_user(roster_actor* actor, uint32_t struct_size, const roster_user_id* user) {
    init(actor, struct_size);
    if (actor == nullptr || user == nullptr || struct_size < FirstRelease<roster_actor>::size) return;
    actor->kind = ROSTER_ACTOR_USER;
    actor->user = *user;
}
void roster_actor_init_system(roster_actor* actor, uint32_t struct_size, const roster_str* name) {
    init(actor, struct_size);
    if (actor == nullptr || struct_size < FirstRelease<roster_actor>::size) return;
    actor->kind = ROSTER_ACTOR_SYSTEM;
    if (name != nullptr) actor->name = *name;
}

void roster_page_request_init(roster_page_request* page, uint32_t struct_size) { init(page, struct_size); }

size_t roster_text_page_count(const roster_text_page* page) { return count(page); }
const roster_str* roster_text_page_at(const roster_text_page* page, size_t index) { return at(page, index); }
const roster_str* roster_text_page_next(const roster_text_page* page) { return next(page); }
void roster_text_page_free(roster_text_page* page) { delete page; }

namespace {
template <const RoleId& role>
const roster_role_id* built_in() {
    static const roster_role_id id = [] {
        roster_role_id copy;
        std::memcpy(copy.bytes, role.data(), sizeof copy.bytes);
        return copy;
    }();
    return &id;
}
}  // namespace

const roster_role_id* roster_role_owner(void) { return built_in<role::owner>(); }
const roster_role_id* roster_role_administrator(void) { return built_in<role::administrator>(); }
const roster_role_id* roster_role_user(void) { return built_in<role::user>(); }
const roster_role_id* roster_role_light_user(void) { return built_in<role::light_user>(); }

const char* roster_role_name(const roster_role_id* role) {
    const std::string_view name = role == nullptr ? "" : rules::role_name(RoleId::from_bytes(role->bytes));
    return name.empty() ? "" : name.data();
}

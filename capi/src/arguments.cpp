// Reading arguments: what is the same whatever the call.
#include "support.hpp"

#include <cstddef>
#include <limits>

namespace roster::c {

std::string_view Arguments::text_member(std::string_view name, const roster_str& given) {
    if (given.data == nullptr) return {};
    if (given.len > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max())) {
        fault(name, "too_long", "is longer than any text can be");
        return {};
    }
    return {given.data, given.len};
}

std::string_view Arguments::optional_text(std::string_view name, const roster_str* given) {
    return given == nullptr ? std::string_view() : text_member(name, *given);
}

std::string_view Arguments::text(std::string_view name, const roster_str* given) {
    if (given == nullptr || given->data == nullptr) {
        null(name);
        return {};
    }
    return text_member(name, *given);
}

std::vector<std::string> Arguments::texts(std::string_view name, const roster_str_list* given) {
    std::vector<std::string> all;
    if (given == nullptr || given->count == 0 || need(name, given->items) == nullptr) return all;
    all.reserve(given->count);
    for (std::size_t i = 0; i < given->count; ++i)
        all.emplace_back(text(std::string(name) + "[" + std::to_string(i) + "]", &given->items[i]));
    return all;
}

std::optional<bool> Arguments::yes_or_no(std::string_view name, roster_choice given) {
    switch (given) {
        case ROSTER_UNSPECIFIED: return std::nullopt;
        case ROSTER_YES: return true;
        case ROSTER_NO: return false;
        default: fault(name, "unknown_value", "must be ROSTER_YES, ROSTER_NO or 0"); return std::nullopt;
    }
}

Date Arguments::date(std::string_view name, std::int32_t given) {
    if (const auto date = date_from_days(given)) return *date;
    fault(name, "out_of_range", "must be a day of the years 1400 to 9999");
    return unix_epoch_day;
}

Instant Arguments::instant(std::string_view name, std::int64_t given) {
    if (const auto instant = instant_from_micros(given)) return *instant;
    fault(name, "out_of_range", "must be an instant of the years 1400 to 9999");
    return Instant(unix_epoch_day);
}

Actor Arguments::actor(const roster_actor* given) {
    Actor nobody = Actor::user(UserId());  // which every service refuses
    if (given == nullptr || given->kind == 0) return nobody;
    const roster_actor known = sized("actor", given);
    if (known.struct_size == 0) return nobody;
    const auto who = [&] {
        if (known.kind == ROSTER_ACTOR_USER) return Actor::user(UserId::from_bytes(known.user.bytes));
        if (known.kind != ROSTER_ACTOR_SYSTEM)
            fault("actor.kind", "unknown_value", "must be ROSTER_ACTOR_USER or ROSTER_ACTOR_SYSTEM");
        const std::string_view name = text_member("actor.name", known.name);
        return name.empty() ? Actor::system() : Actor::system(std::string(name));
    }();
    const auto actor = who.on_behalf_of(UserId::from_bytes(known.on_behalf_of.bytes));
    if (known.limited_to == nullptr) return actor;
    return actor.limited_to(texts(join("actor", "limited_to"), known.limited_to));
}

PageRequest Arguments::page(const roster_page_request* given) {
    PageRequest request;
    if (given == nullptr) return request;
    const roster_page_request known = sized("page", given);
    take(*this, "page.limit", known.limit, request.limit);
    take(*this, "page.after", known.after, request.after);
    return request;
}

void Arguments::null(std::string_view name) {
    faults_.add(name, "null", "must not be NULL");
    gravest_ = Gravest::null;
}
void Arguments::wrong_size(std::string_view name, std::string_view message) {
    faults_.add(join(name, "struct_size"), "struct_size", message);
    if (gravest_ != Gravest::null) gravest_ = Gravest::size;
}
void Arguments::fault(std::string_view name, std::string_view reason, std::string_view message) {
    faults_.add(name, reason, message);
    if (gravest_ == Gravest::none) gravest_ = Gravest::value;
}

void Arguments::done() const {
    switch (gravest_) {
        case Gravest::none: return;
        case Gravest::null: faults_.throw_if_any("abi.null", "Something required is missing:"); return;
        case Gravest::size: faults_.throw_if_any("abi.struct_size", "A struct has a wrong size:"); return;
        case Gravest::value: faults_.throw_if_any("abi.value", "A value cannot be given:"); return;
    }
}

std::string Arguments::join(std::string_view outer, std::string_view inner) {
    if (outer.empty()) return std::string(inner);
    return std::string(outer) + "." + std::string(inner);
}

}  // namespace roster::c

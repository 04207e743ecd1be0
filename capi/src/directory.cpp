// Opening stores, creating and choosing tenants.
#include "accounts.hpp"
#include "support.hpp"

#include <roster/base/environment.hpp>

namespace roster::c {

ROSTER_INPUT(roster_open_options, destroy);

namespace {

/// The host's clock and entropy where given, the system's otherwise.
/// @param data  what `options.user_data` points at, kept for as long as the store is open
Environment environment(const roster_open_options& options, const std::shared_ptr<void>& data) {
    Environment system = Environment::system();
    if (options.clock == nullptr && options.entropy == nullptr) return system;
    return {[system, data, clock = options.clock] {
                if (clock == nullptr) return system.now();
                return instant_from_micros(clock(data.get())).value_or(Instant());
            },
            [system, data, entropy = options.entropy](void* bytes, std::size_t size) {
                if (entropy == nullptr) system.fill_random(bytes, size);
                else entropy(data.get(), bytes, size);
            }};
}

/// @pre check_keys found nothing
KeyRing read_keys(const roster_sealing_key_list* given) {
    KeyRing keys;
    for (std::size_t i = 0; given != nullptr && i < given->count; ++i) {
        const auto& key = given->items[i];
        keys.add({key.id.data, key.id.len}, Secret({reinterpret_cast<const char*>(key.bytes), KeyRing::key_size}));
    }
    return keys;
}

void check_keys(Arguments& in, std::string_view name, const roster_sealing_key_list* given) {
    if (given == nullptr || given->count == 0 || in.need(name, given->items) == nullptr) return;
    for (std::size_t i = 0; i < given->count; ++i) {
        const std::string item = std::string(name) + "[" + std::to_string(i) + "]";
        static_cast<void>(in.text(item + ".id", &given->items[i].id));
        in.need(item + ".bytes", given->items[i].bytes);
    }
}

std::string place_of(roster_place place, void* data, std::string_view address) {
    const roster_str where{address.data(), address.size()};
    std::array<char, 512> text{};
    const std::size_t size = place(data, &where, text.data(), text.size());
    return size <= text.size() ? std::string(text.data(), size) : std::string();
}

constexpr auto settings_rows = [] {
    using C = roster_open_options;
    using Cpp = SessionSettings;
    return FieldTable{ROSTER_ROW(product),         ROSTER_ROW(invitation_link), ROSTER_ROW(reset_link),
                      ROSTER_ROW(parallel_hashes), ROSTER_ROW(hashing_memory),  ROSTER_ROW(issuer),
                      ROSTER_ROW(rp_id),           ROSTER_ROW(rp_name),         ROSTER_ROW(origins),
                      ROSTER_ROW(place_file),      ROSTER_ROW(device_file),     ROSTER_ROW(validated_tokens)};
}();

std::vector<PermissionInfo> read_permissions(Arguments& in, const roster_permission_list* given) {
    std::vector<PermissionInfo> all;
    if (given == nullptr || given->count == 0 ||
        in.need(Arguments::join("options", "permissions"), given->items) == nullptr)
        return all;
    for (std::size_t i = 0; i < given->count; ++i) {
        const auto& from = given->items[i];
        const std::string item = Arguments::join("options", "permissions") + "[" + std::to_string(i) + "]";
        PermissionInfo info;
        take(in, item + ".name", from.name, info.name);
        take(in, item + ".sentence", from.sentence, info.sentence);
        take(in, item + ".held_from", from.held_from, info.held_from);
        take(in, item + ".inbox_level", from.inbox_level, info.inbox_level);
        take(in, item + ".per_team", from.per_team, info.per_team);
        take(in, item + ".collaboration", from.collaboration, info.collaboration);
        take(in, item + ".feature", from.feature, info.feature);
        all.push_back(std::move(info));
    }
    return all;
}

}  // namespace

void take(Arguments& in, std::string_view name, std::int64_t from, std::size_t& to) {
    if (from < 0) in.fault(name, "out_of_range", "must not be negative");
    else if (from != 0) to = static_cast<std::size_t>(from);
}

}  // namespace roster::c

using namespace roster;
using namespace roster::c;

roster_account::roster_account(roster::Account account) : value(std::move(account)) {
    std::memcpy(id.bytes, value.id().data(), sizeof id.bytes);
}

void roster_open_options_init(roster_open_options* options, uint32_t struct_size) { init(options, struct_size); }

roster_status roster_open(const roster_str* location, const roster_open_options* options,
                          roster_directory** directory, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const auto known = in.sized("options", options);
        const auto data = keep(known.user_data, known.destroy);
        OpenOptions how{.environment = environment(known, data)};
        Out result(in.need("directory", directory));
        const auto where = in.text("location", location);
        take(in, "options.create", known.create, how.create);
        take(in, "options.read_only", known.read_only, how.read_only);
        take(in, "options.standby", known.standby, how.standby);
        how.max_staleness = boost::posix_time::microseconds(known.max_staleness);
        take_all(in, "options", settings_rows, known, how.sessions);
        check_keys(in, Arguments::join("options", "keys"), known.keys);
        how.permissions = read_permissions(in, known.permissions);
        if (known.place != nullptr)
            how.sessions.place = [data, place = known.place](std::string_view address) {
                return place_of(place, data.get(), address);
            };
        in.done();
        how.sessions.keys = read_keys(known.keys);
        result.give(open(std::string(where), how));
    });
}

void roster_directory_free(roster_directory* directory) { delete directory; }

roster_status roster_directory_create_account(const roster_directory* directory,
                                              const roster_account_fields* fields, roster_account** account,
                                              roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(account);
        in.need("directory", directory);
        const auto what = read_account<Given>(in, fields);
        in.done();
        result.give(directory->value.create_account(what));
    });
}

roster_status roster_directory_account(const roster_directory* directory, const roster_account_id* id,
                                       roster_account** account, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("account", account));
        in.need("directory", directory);
        const auto which = in.id<AccountId>("id", id);
        in.done();
        result.give(directory->value.account(which));
    });
}

roster_status roster_directory_accounts(const roster_directory* directory, const roster_page_request* page,
                                        roster_account_page** accounts, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("accounts", accounts));
        in.need("directory", directory);
        const auto part = in.page(page);
        in.done();
        result.give(directory->value.accounts(part));
    });
}

roster_status roster_directory_check(const roster_directory* directory, roster_text_page** faults,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("faults", faults));
        in.need("directory", directory);
        in.done();
        result.give(directory->value.check());
    });
}

roster_status roster_directory_backup(const roster_directory* directory, const roster_str* path,
                                      roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("directory", directory);
        const auto where = in.text("path", path);
        in.done();
        directory->value.backup(std::string(where));
    });
}

roster_status roster_directory_close(const roster_directory* directory, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("directory", directory);
        in.done();
        directory->value.close();
    });
}

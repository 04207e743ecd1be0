// Records with something in every field, by the field table.
#pragma once

#include <roster/base/environment.hpp>
#include <roster/base/secret.hpp>
#include <roster/base/time.hpp>
#include <roster/storage/storage.hpp>

#include <string>

namespace roster::conformance {

/// Record number n of its kind, of that user: every field differs from a default-made one's, and every id and digest is
/// new. Two of the same number but for them are alike.
template <HasFields Record>
Record sample(const Environment& environment, UserId user, int number) {
    Record record;
    const auto fill = [&](auto& value, std::string_view name, auto&& self) -> void {
        using T = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::same_as<T, std::string>) {
            value = std::string(name) + " \xC3\xA9\"' " + std::to_string(number);
        } else if constexpr (std::same_as<T, bool>) {
            value = true;
        } else if constexpr (std::is_enum_v<T>) {
            constexpr auto& all = EnumNames<T>::all;
            value = all[static_cast<std::size_t>(number) % std::size(all)].first;
        } else if constexpr (std::integral<T>) {
            value = static_cast<T>(number + 1);
        } else if constexpr (std::same_as<T, Digest>) {
            unsigned char random[16];
            environment.fill_random(random, sizeof random);
            secrets::hash({reinterpret_cast<const char*>(random), sizeof random}, value.raw.data());
        } else if constexpr (is_id<T>) {
            value = T(environment.new_uuid());
        } else if constexpr (std::same_as<T, Instant>) {
            value = *instant_from_micros(1'700'000'000'000'000 + number * std::int64_t{1'000'003});
        } else if constexpr (is_optional<T>) {
            self(value.emplace(), name, self);
        } else if constexpr (std::same_as<T, std::vector<std::string>>) {
            value = {"one " + std::to_string(number), "two"};
        } else if constexpr (is_list<T>) {
            value = {typename T::value_type(environment.new_uuid()),
                     typename T::value_type(environment.new_uuid())};
        }
    };
    for_each_field<Record>([&](const auto& f) { fill(record.*f.member, f.name, fill); });
    if constexpr (requires { record.user_id; }) record.user_id = user;
    if constexpr (requires { record.revision; }) record.revision = 1;
    return record;
}

/// Calls visit(the accessor of a transaction's store, a default-made record) for each kind of OwnedStore.
template <class Visit>
void each_owned(Visit&& visit) {
    visit([](Transaction& tx) -> OwnedStore<StoredPassword>& { return tx.sessions().passwords(); },
          StoredPassword{});
    visit([](Transaction& tx) -> OwnedStore<StoredLink>& { return tx.sessions().links(); }, StoredLink{});
    visit([](Transaction& tx) -> OwnedStore<StoredDevice>& { return tx.sessions().devices(); }, StoredDevice{});
    visit([](Transaction& tx) -> OwnedStore<StoredPending>& { return tx.sessions().pending(); }, StoredPending{});
    visit([](Transaction& tx) -> OwnedStore<StoredAuthenticator>& { return tx.sessions().authenticators(); },
          StoredAuthenticator{});
    visit([](Transaction& tx) -> OwnedStore<StoredRecoveryCode>& { return tx.sessions().recovery_codes(); },
          StoredRecoveryCode{});
    visit([](Transaction& tx) -> OwnedStore<StoredIdentity>& { return tx.sessions().identities(); },
          StoredIdentity{});
    visit([](Transaction& tx) -> OwnedStore<StoredSession>& { return tx.sessions().sessions(); }, StoredSession{});
    visit([](Transaction& tx) -> OwnedStore<StoredApiKey>& { return tx.sessions().api_keys(); }, StoredApiKey{});
    visit([](Transaction& tx) -> OwnedStore<StoredApp>& { return tx.sessions().apps().apps(); }, StoredApp{});
    visit([](Transaction& tx) -> OwnedStore<StoredGrant>& { return tx.sessions().apps().grants(); }, StoredGrant{});
    visit([](Transaction& tx) -> OwnedStore<StoredCode>& { return tx.sessions().apps().codes(); }, StoredCode{});
    visit([](Transaction& tx) -> OwnedStore<StoredTokenFamily>& { return tx.sessions().apps().families(); },
          StoredTokenFamily{});
    visit([](Transaction& tx) -> OwnedStore<StoredAccess>& { return tx.sessions().apps().access(); },
          StoredAccess{});
    visit([](Transaction& tx) -> OwnedStore<StoredPasskey>& { return tx.sessions().passkeys(); }, StoredPasskey{});
    visit([](Transaction& tx) -> OwnedStore<UserAccess>& { return tx.roles().access(); }, UserAccess{});
    visit([](Transaction& tx) -> OwnedStore<TeamMember>& { return tx.roles().members(); }, TeamMember{});
}

}  // namespace roster::conformance

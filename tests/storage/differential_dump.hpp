// Everything that a store keeps of one account, as text that two of them can be compared by.
#pragma once

#include "storage/conformance/samples.hpp"
#include "support/desk.hpp"

#include <string>
#include <vector>

namespace roster::test {

/// @param imports  the keys of the imports that are to be shown: stores have no list of them
inline std::string dump_of(Storage& storage, AccountId account, const std::vector<std::string>& imports = {}) {
    std::string text;
    storage.read(account, [&](Transaction& tx) {
        if (const auto record = tx.accounts().find()) text += text_of(*record);
        const auto now = tx.accounts().counters();
        text += std::to_string(now.last_user_number) + " " + std::to_string(now.seats_used) + " " +
                std::to_string(now.owners) + "\n";
        for (const auto status : {std::optional<UserStatus>(), std::optional(UserStatus::deleted)}) {
            UserListing all{.query = {.status = status, .sort = UserSort::number},
                            .now = at("2025-06-02T00:00:00Z"),
                            .limit = 100'000};
            for (const auto& row : tx.users().list(all)) text += text_of(row.user) + row.sort_key + "\n";
        }
        for (const auto& label : tx.users().labels("", "", 100'000)) text += label + "\n";
        for (const auto& thing : tx.organizations().list("", "", 100'000)) text += text_of(thing);
        for (const auto& thing : tx.groups().list("", "", 100'000)) text += text_of(thing);
        for (const auto& key : imports)
            if (const auto import = tx.imports().find_by_key(key)) {
                text += text_of(*import);
                for (const auto& fault : tx.imports().faults(import->id, 1, 100'000)) text += text_of(fault);
            }
        conformance::each_owned([&](auto in, auto kind) {
            for (const auto& record : in(tx).records(key_of(decltype(kind){}), 100'000))
                text += std::to_string(record.revision) + " " + to_string(record.user_id) + "\n";
        });
        for (const auto& one : tx.sessions().challenges().records({}, 100'000))
            text += std::string(to_string(one.purpose)) + " " + to_string(one.user_id) + "\n";
        for (const auto& thing : tx.roles().roles().list("", "", 100'000)) text += text_of(thing);
        for (const auto& thing : tx.roles().inboxes().list("", "", 100'000)) text += text_of(thing);
        for (const auto& thing : tx.roles().teams().list("", "", 100'000)) text += text_of(thing);
        for (const auto& event : tx.sessions().events().list({}, 100'000))
            text += event.kind + " " + event.data + "\n";
        for (const auto& entry : tx.history().list({}, {}, 100'000)) text += text_of(entry);
    });
    return text;
}

}  // namespace roster::test

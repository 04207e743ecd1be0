// The desk with two inboxes, on a plan that has everything: what the tests of roles, inboxes and teams begin with.
#pragma once

#include "support/desk.hpp"

#include <set>
#include <string>

namespace roster::test {

class Rights : public Desk {
protected:
    Rights() {
        desk.update(system, {.plan = Plan::pro});
        support = desk.inboxes().add(as(owner), {.name = "Support"}).id;
        sales =
            desk.inboxes().add(as(admin), {.name = "Sales", .kind = InboxKind::channel, .external_id = "S-1"}).id;
    }
    bool may(const User& user, const char* permission, const PermissionScope& scope = {}) const {
        return desk.roles().why(system, user.id, permission, scope).allowed;
    }
    std::set<UserId> everyone(const std::string& permission, const PermissionScope& scope = {},
                              std::int32_t limit = 2) const {
        std::set<UserId> found;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = desk.roles().who_may(system, permission, scope, page);
            for (const auto id : part.items) EXPECT_TRUE(found.insert(id).second) << "listed twice";
            page.after = part.next;
        } while (!page.after.empty());
        return found;
    }
    const Roles roles = desk.roles();
    InboxId support, sales;
};
}  // namespace roster::test

#include <roster/roles/inboxes.hpp>

#include "roles/granting.hpp"

#include <algorithm>

namespace roster {
namespace {

InboxStore& stored_inboxes(Transaction& tx) { return tx.roles().inboxes(); }
TeamStore& stored_teams(Transaction& tx) { return tx.roles().teams(); }

void check_inbox(Transaction&, const Acting&, const Inbox&, Inbox& after, FieldErrors& errors) {
    if (!enum_from<InboxKind>(static_cast<std::int64_t>(after.kind)))
        errors.add("kind", "unknown_value", "must be mailbox, channel or webstore");
}

auto named(const Scope& scope) {
    return Named<Inbox, InboxId, NewInbox, InboxPatch, &stored_inboxes>(
        scope, {"inboxes", "inbox", permission::manage_inboxes}, check_inbox);
}

/// Sets, or takes out, a level in a list.
void set_level(std::vector<std::string>& inboxes, InboxId inbox, std::optional<InboxLevel> level) {
    std::erase_if(inboxes, [&](const std::string& text) {
        const auto rule = rules::parse_inbox_rule(text);
        return rule && rule->inbox == inbox;
    });
    if (level) inboxes.push_back(rules::to_string(rules::InboxRule{*level, inbox}));
}

void check_size(const std::vector<std::string>& inboxes) {
    if (inboxes.size() > rules::most_rules)
        roles::throw_too_many("inboxes", "Five hundred levels are the most one holder can have.");
}

}  // namespace

Inbox Inboxes::add(const Actor& actor, const NewInbox& inbox) const { return named(scope_).add(actor, inbox); }

Inbox Inboxes::update(const Actor& actor, InboxId id, const InboxPatch& patch,
                      std::optional<std::int64_t> expected) const {
    return named(scope_).update(actor, id, patch, expected);
}

Inbox Inboxes::archive(const Actor& actor, InboxId id) const {
    return named(scope_).change(actor, id, {}, "inboxes.archive",
                                [](Transaction&, const Acting& who, Inbox& inbox) {
                                    if (!inbox.archived_at) inbox.archived_at = who.now;
                                });
}

Inbox Inboxes::unarchive(const Actor& actor, InboxId id) const {
    return named(scope_).change(actor, id, {}, "inboxes.unarchive",
                                [](Transaction&, const Acting&, Inbox& inbox) { inbox.archived_at.reset(); });
}

Inbox Inboxes::get(const Actor& actor, InboxId id) const { return named(scope_).get(actor, id); }

std::optional<Inbox> Inboxes::find_by_name(const Actor& actor, std::string_view name) const {
    return named(scope_).find_by_name(actor, name);
}

Page<Inbox> Inboxes::list(const Actor& actor, std::string_view search, const PageRequest& page) const {
    return named(scope_).list(actor, search, page);
}

void Inboxes::set_access(const Actor& actor, InboxId inbox, const AccessHolder& holder,
                         std::optional<InboxLevel> level) const {
    FieldErrors errors;
    if (level && !enum_from<InboxLevel>(static_cast<std::int64_t>(*level)))
        errors.add("level", "unknown_value", "must be none, only_assigned, read, reply or full");
    if ((holder.user ? 1 : 0) + (holder.group ? 1 : 0) + (holder.team ? 1 : 0) != 1)
        errors.add("holder", "required", "must be a user, a group or a team");
    errors.throw_if_any("inboxes.invalid", "This level cannot be set.");
    scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        refuse(rules::may_use(who.user_or_system(), permission::manage_inbox_access, inbox));
        roles::inbox_of(tx, inbox);
        const auto right = [](Transaction&, const Acting&, const auto&) {
        };  // the inbox's is what counts, and was asked
        const auto edit = [&](Transaction&, const Acting&, auto& thing) {
            set_level(thing.inboxes, inbox, level);
            check_size(thing.inboxes);
        };
        if (holder.group) {
            Named<Group, GroupId, NewGroup, GroupPatch, &Transaction::groups> groups(
                scope_, {"groups", "group", permission::manage_groups}, roles::check_source<Group>, right);
            groups.change_in(tx, who, holder.group, {}, "inboxes.set_access", edit);
        } else if (holder.team) {
            if (level) roles::demand_teams(account_of(tx), "holder");
            Named<Team, TeamId, NewTeam, TeamPatch, &stored_teams> teams(
                scope_, {"teams", "team", permission::manage_teams}, roles::check_source<Team>, right);
            teams.change_in(tx, who, holder.team, {}, "inboxes.set_access", edit);
        } else {
            const auto user = roles::staff_of(tx, who, holder.user);
            roles::change_access(scope_, tx, who, user, "inboxes.set_access", [&](UserAccess& access) {
                set_level(access.inboxes, inbox, level);
                check_size(access.inboxes);
            });
        }
    });
}

UserAccess Inboxes::serve(const Actor& actor, UserId id, InboxId inbox, bool serves) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const bool decides = !rules::may_use(who.user_or_system(), permission::manage_inbox_access, inbox);
        if (!decides) {
            const bool own = who.user->id == id;
            if (!own) refuse(rules::may_use(who.user_or_system(), permission::manage_inbox_access, inbox));
            if (!who.user->access.may(permission::manage_own_assignments) ||
                !who.user->access.may(permission::access_settings))
                refuse(rules::Denial{"inboxes.not_self_managed",
                                     "In this account others decide which inboxes this user serves."});
        }
        const auto user = roles::staff_of(tx, who, id);
        const Inbox found = roles::inbox_of(tx, inbox);
        if (serves && found.archived_at)
            throw Error(ErrorCode::failed_precondition, "inboxes.archived",
                        "This inbox was archived: nobody serves it.");
        // Whoever is invited or suspended serves it once they are back: what they have then is what counts.
        if (serves && !user.to_give().may(permission::reply_tickets, PermissionScope(inbox).assigned_to_them()))
            throw Error(ErrorCode::failed_precondition, "inboxes.no_access",
                        "The user does not get as far as replying at this inbox.");
        return roles::change_access(scope_, tx, who, user, "inboxes.serve", [&](UserAccess& access) {
            std::erase(access.serves, inbox);
            if (serves) access.serves.push_back(inbox);
            if (access.serves.size() > rules::most_served_inboxes)
                roles::throw_too_many("serves", "Two hundred inboxes are the most one can serve.");
        });
    });
}

Page<Candidate> Inboxes::who_can_take(const Actor& actor, InboxId inbox, std::span<const Load> loads,
                                      const PageRequest& page) const {
    check_page(page);
    const auto known = roles::loads_of(loads);
    const std::string binding =
        "inbox_candidates\n" + std::string(scope_.account.bytes()) + std::string(inbox.bytes());
    UserId after;
    if (!page.after.empty()) after = cursor::to_id<UserId>(cursor::decode(binding, page.after, 1)[0]);
    return scope_.read([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        refuse(rules::may_list(acting(tx, actor, now).user_or_system()));
        if (roles::inbox_of(tx, inbox).archived_at) return Page<Candidate>();
        std::vector<Candidate> found;
        const auto wanted = static_cast<std::size_t>(page.limit) + 1;
        constexpr std::int32_t rows_at_once = 1'000;
        for (UserId last = after; found.size() < wanted;) {
            const auto rows = tx.roles().access().records(last, rows_at_once);
            for (const auto& access : rows) {
                if (found.size() == wanted) break;
                if (std::find(access.serves.begin(), access.serves.end(), inbox) == access.serves.end()) continue;
                if (const auto user = find_holder(tx, access.user_id, now); user && !user->deleted_at)
                    found.push_back(roles::candidate_of(*user, inbox, known));
            }
            if (rows.size() < static_cast<std::size_t>(rows_at_once)) break;
            last = rows.back().user_id;
        }
        return page_of(std::move(found), page.limit, [&](const Candidate& candidate) {
            return cursor::encode(binding, {std::string(candidate.user_id.bytes())});
        });
    });
}

}  // namespace roster

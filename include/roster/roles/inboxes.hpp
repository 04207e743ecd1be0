// Inboxes: who gets how far there, and who serves them.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/roles/access_model.hpp>
#include <roster/storage/scope.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// Whom a level at an inbox is for. Made of the id.
struct AccessHolder {
    UserId user{};
    GroupId group{};
    TeamId team{};

    AccessHolder() = default;
    AccessHolder(UserId id) : user(id) {}    // NOLINT: implicit on purpose
    AccessHolder(GroupId id) : group(id) {}  // NOLINT: implicit on purpose
    AccessHolder(TeamId id) : team(id) {}    // NOLINT: implicit on purpose
};

/// The inboxes of one account (HU-11, AI-3): mailboxes, channels, webstores. A light handle; copies are free, any thread
/// may use it.
///
/// Getting somewhere and serving it are two things: a level says how far somebody gets at an inbox, `serve` whom its work
/// can be given to. So an administrator, who gets everywhere, is given nothing unasked.
///
/// Staff see inboxes. Errors: as Roles, with the reasons "inboxes.unknown", "inboxes.invalid", "inboxes.taken",
/// "inboxes.changed".
class Inboxes {
public:
    explicit Inboxes(Scope scope) : scope_(std::move(scope)) {}

    /// Needs manage_inboxes, as every change of the inbox itself.
    Inbox add(const Actor& actor, const NewInbox& inbox) const;
    Inbox update(const Actor& actor, InboxId id, const InboxPatch& patch,
                 std::optional<std::int64_t> expected = {}) const;
    /// Takes an inbox out of use: while it is, nobody serves it; access stays, for reading what is there.
    Inbox archive(const Actor& actor, InboxId id) const;
    /// Brings it back: those who served it serve it again.
    Inbox unarchive(const Actor& actor, InboxId id) const;
    [[nodiscard]] Inbox get(const Actor& actor, InboxId id) const;
    [[nodiscard]] std::optional<Inbox> find_by_name(const Actor& actor, std::string_view name) const;
    [[nodiscard]] Page<Inbox> list(const Actor& actor, std::string_view search = {},
                                   const PageRequest& page = {}) const;

    /// How far a user, or a group's or team's members, get at an inbox; nullopt lets what is more general decide. Needs
    /// manage_inbox_access there, and a level of one's own that is as high. Customers have none.
    void set_access(const Actor& actor, InboxId inbox, const AccessHolder& holder,
                    std::optional<InboxLevel> level) const;

    /// Whether a user serves an inbox. Whoever has manage_inbox_access there decides it; a user for themselves where the
    /// account lets them (own_assignments) and they have access to the settings (AI-3).
    /// @throws Error permission_denied "inboxes.not_self_managed"; failed_precondition "inboxes.no_access" when the user
    ///   does not get as far as replying there, also when they are back who are invited or suspended, "inboxes.archived"
    UserAccess serve(const Actor& actor, UserId user, InboxId inbox, bool serves) const;

    /// Those who serve the inbox, by id, and of each whether work can be given to them now, and why: level, capacity.
    /// @param loads  how many conversations people have, as the host knows; 0 for who is not named; at most 10,000
    [[nodiscard]] Page<Candidate> who_can_take(const Actor& actor, InboxId inbox, std::span<const Load> loads = {},
                                               const PageRequest& page = {}) const;

private:
    Scope scope_;
};

}  // namespace roster

// Roles, inboxes, teams, and what is decided of one user: plain values.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/roles/permissions.hpp>
#include <roster/users/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

// ---- what is written ---------------------------------------------------------------------------------------------
//
// Roles, groups, teams and users carry rules of two kinds, each as a list of texts that people can read:
//
//     permissions   "delete_tickets"                     allowed, in the whole account
//                   "-export_tickets"                    denied
//                   "delete_tickets@inbox:0190…"         allowed in one inbox; "@team:0190…" in one team
//     inboxes       "reply@0190…"                        a level at an inbox

/// Whether a rule allows or denies.
enum class Effect : std::int32_t { allow = 1, deny = 2 };
template <>
struct EnumNames<Effect> {
    static constexpr std::pair<Effect, std::string_view> all[] = {{Effect::allow, "allow"}, {Effect::deny, "deny"}};
};

/// What is chosen for one user and one permission (HU-10): `standard` follows the role.
enum class Choice : std::int32_t { standard = 1, allow = 2, deny = 3 };
template <>
struct EnumNames<Choice> {
    static constexpr std::pair<Choice, std::string_view> all[] = {
        {Choice::standard, "standard"}, {Choice::allow, "allow"}, {Choice::deny, "deny"}};
};

/// A rule about a permission, taken apart.
struct PermissionRule {
    Effect effect = Effect::allow;
    std::string permission;
    PermissionScope scope;
};

/// A role of the account's own making (HU-9). The four built-in ones are no records: nobody changes them.
template <template <class> class As>
struct RoleFields {
    As<std::string> name{};
    As<std::string> description{};
    As<RoleId> base = by_default<As, RoleId>(role::user);
    As<std::vector<std::string>> permissions{};
    As<InboxLevel> inbox_level = by_default<As, InboxLevel>(InboxLevel::none);

    static constexpr auto fields() {
        using F = RoleFields;
        return FieldTable{
            field("name", &F::name, "The role's name; unique in the account, whatever the case."),
            field("description", &F::description, "What the role is for; may have several lines."),
            field(
                "base", &F::base,
                "The built-in role it is a variant of, not owner: for policies that name roles it counts as that one, and as "
                "all above it up to the lowest that has all it allows; on a plan without custom permissions it allows "
                "only what that one does too."),
            field("permissions", &F::permissions, "All it allows; and denies, with \"-\" before it."),
            field("inbox_level", &F::inbox_level, "The level at every inbox for which nothing else is said."),
        };
    }
};
using NewRole = RoleFields<Given>;
using RolePatch = RoleFields<Change>;

struct Role : RoleFields<Given> {
    RoleId id;
    std::int64_t revision = 0;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using R = Role;
        return joined(RoleFields<Given>::fields(),
                      FieldTable{
                          field("id", &R::id, "The role's id.", Trait::untracked),
                          field("revision", &R::revision, "Grows by one with every change.", Trait::untracked),
                          field("created_at", &R::created_at, "When it was created.", Trait::untracked),
                          field("updated_at", &R::updated_at, "When it was last changed.", Trait::untracked),
                      });
    }
};

/// What an inbox is to the host.
enum class InboxKind : std::int32_t { mailbox = 1, channel = 2, webstore = 3 };
template <>
struct EnumNames<InboxKind> {
    static constexpr std::pair<InboxKind, std::string_view> all[] = {
        {InboxKind::mailbox, "mailbox"}, {InboxKind::channel, "channel"}, {InboxKind::webstore, "webstore"}};
};

/// A mailbox, channel or webstore. Its conversations are the host's.
template <template <class> class As>
struct InboxFields {
    As<std::string> name{};
    As<InboxKind> kind = by_default<As, InboxKind>(InboxKind::mailbox);
    As<std::string> external_id{};

    static constexpr auto fields() {
        using F = InboxFields;
        return FieldTable{
            field("name", &F::name, "The inbox's name; unique in the account, whatever the case."),
            field("kind", &F::kind, "What it is to the host."),
            field("external_id", &F::external_id, "The host's own id of it."),
        };
    }
};
using NewInbox = InboxFields<Given>;
using InboxPatch = InboxFields<Change>;

struct Inbox : InboxFields<Given> {
    InboxId id;
    std::int64_t revision = 0;
    std::optional<Instant> archived_at;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using I = Inbox;
        return joined(
            InboxFields<Given>::fields(),
            FieldTable{
                field("id", &I::id, "The inbox's id.", Trait::untracked),
                field("revision", &I::revision, "Grows by one with every change.", Trait::untracked),
                field("archived_at", &I::archived_at,
                      "Since when nobody serves it any more; it can still be read. None while it is in use."),
                field("created_at", &I::created_at, "When it was created.", Trait::untracked),
                field("updated_at", &I::updated_at, "When it was last changed.", Trait::untracked),
            });
    }
};

/// A team (HU-12): people who work together, and share permissions as a group does.
template <template <class> class As>
struct TeamFields {
    As<std::string> name{};
    As<std::string> description{};
    As<std::vector<std::string>> permissions{};
    As<std::vector<std::string>> inboxes{};

    static constexpr auto fields() {
        using F = TeamFields;
        return FieldTable{
            field("name", &F::name, "The team's name; unique in the account, whatever the case."),
            field("description", &F::description, "What the team is for; may have several lines."),
            field("permissions", &F::permissions,
                  "What it allows its members; or denies them, with \"-\" before it."),
            field("inboxes", &F::inboxes, "Its members' levels at inboxes: \"reply@<inbox>\"."),
        };
    }
};
using NewTeam = TeamFields<Given>;
using TeamPatch = TeamFields<Change>;

struct Team : TeamFields<Given> {
    TeamId id;
    std::int64_t revision = 0;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using T = Team;
        return joined(TeamFields<Given>::fields(),
                      FieldTable{
                          field("id", &T::id, "The team's id.", Trait::untracked),
                          field("revision", &T::revision, "Grows by one with every change.", Trait::untracked),
                          field("created_at", &T::created_at, "When it was created.", Trait::untracked),
                          field("updated_at", &T::updated_at, "When it was last changed.", Trait::untracked),
                      });
    }
};

/// That somebody belongs to a team.
struct TeamMember {
    UserId user_id;
    TeamId team_id;
    Instant joined_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"user_id", "team_id"};

    static constexpr auto fields() {
        using M = TeamMember;
        return FieldTable{
            field("user_id", &M::user_id, "Who belongs to it."),
            field("team_id", &M::team_id, "The team."),
            field("joined_at", &M::joined_at, "Since when."),
            field("revision", &M::revision, "Grows by one with every change.", Trait::untracked),
        };
    }
};
constexpr auto key_of(const TeamMember& record) { return std::pair(record.user_id, record.team_id); }

/// What is set for one user besides the role and can be changed as a whole.
template <template <class> class As>
struct UserAccessFields {
    As<UserType> type = by_default<As, UserType>(UserType::regular);
    As<InboxId> default_inbox{};
    As<std::optional<std::int32_t>> capacity{};

    static constexpr auto fields() {
        using F = UserAccessFields;
        return FieldTable{
            field("type", &F::type, "Regular, or a collaborator, who reads and comments only (AI-4)."),
            field("default_inbox", &F::default_inbox, "The inbox that opens first (AI-4); nil for none."),
            field("capacity", &F::capacity, "Most conversations at once (AI-4), 0 to 10,000; none for no limit."),
        };
    }
};
using UserAccessPatch = UserAccessFields<Change>;

/// What is set for one user besides the role. Somebody for whom nothing was ever set has an empty one.
struct UserAccess : UserAccessFields<Given> {
    UserId user_id;
    std::vector<std::string> permissions;
    std::vector<std::string> inboxes;
    std::vector<InboxId> serves;
    std::int64_t revision = 0;

    static constexpr std::array<std::string_view, 1> key{"user_id"};

    static constexpr auto fields() {
        using A = UserAccess;
        return joined(
            UserAccessFields<Given>::fields(),
            FieldTable{
                field("user_id", &A::user_id, "Whose it is.", Trait::untracked),
                field("permissions", &A::permissions,
                      "What this user is allowed, or denied with \"-\" before it, whatever the role says (HU-10)."),
                field("inboxes", &A::inboxes, "This user's levels at inboxes: \"reply@<inbox>\" (HU-11)."),
                field("serves", &A::serves, "The inboxes whose work can be given to this user (AI-3)."),
                field("revision", &A::revision, "Grows by one with every change; 0 when nothing was ever set.",
                      Trait::untracked),
            });
    }
};
constexpr auto key_of(const UserAccess& record) { return record.user_id; }

// ---- what a decision is made of ------------------------------------------------------------------------------------

/// A group or team whose member somebody is, with its rules.
struct RuleSource {
    bool is_team = false;
    std::string id;  ///< 16 bytes
    std::string name;
    std::vector<std::string> permissions;
    std::vector<std::string> inboxes;
};

/// What a store knows of a user's rights beside the user and the account: read with them in one statement.
struct Grants {
    std::optional<Role> role;         ///< none for built-in roles
    std::vector<RuleSource> sources;  ///< the groups and teams
    std::optional<UserAccess> own;    ///< none where nothing was ever set
    bool has_second_factor = false;   ///< a confirmed authenticator, or a passkey
};

/// Everything that a decision about one user depends on. Whoever keeps a decision keeps it under all of this.
struct AccessFacts {
    UserId user;
    UserKind kind = UserKind::staff;
    UserStatus status = UserStatus::active;
    RoleId role;
    Grants grants;
    Plan plan = Plan::free;
    FeatureSwitches features;
    std::optional<std::vector<std::string>> limit;  ///< names of permissions that an API key or app is limited to
    bool second_factor_overdue = false;
};

/// What of the circumstances is left aside. Without any it is the answer now.
struct Gates {
    bool now = true;      ///< status, second factor, and features that permissions depend on
    bool sources = true;  ///< rules that the plan has put out of use
};

// ---- decisions -------------------------------------------------------------------------------------------------------

/// The rules that a decision visits; rules::precedence is the table with their order, which the names below keep to.
/// The first that answers decides.
enum class RuleKind : std::int32_t {
    status = 1,
    second_factor = 2,
    credential = 3,
    plan = 4,
    owner = 5,
    type = 6,
    inbox_access = 7,
    user_scoped_deny = 8,
    user_scoped_allow = 9,
    user_deny = 10,
    user_allow = 11,
    group_scoped_deny = 12,
    group_scoped_allow = 13,
    group_deny = 14,
    group_allow = 15,
    role_scoped_deny = 16,
    role_scoped_allow = 17,
    role_deny = 18,
    role_allow = 19,
    nothing = 20,
    kind = 21,
};
template <>
struct EnumNames<RuleKind> {
    static constexpr std::pair<RuleKind, std::string_view> all[] = {
        {RuleKind::status, "status"},
        {RuleKind::second_factor, "second_factor"},
        {RuleKind::credential, "credential"},
        {RuleKind::plan, "plan"},
        {RuleKind::kind, "kind"},
        {RuleKind::owner, "owner"},
        {RuleKind::type, "type"},
        {RuleKind::inbox_access, "inbox_access"},
        {RuleKind::user_scoped_deny, "user_scoped_deny"},
        {RuleKind::user_scoped_allow, "user_scoped_allow"},
        {RuleKind::user_deny, "user_deny"},
        {RuleKind::user_allow, "user_allow"},
        {RuleKind::group_scoped_deny, "group_scoped_deny"},
        {RuleKind::group_scoped_allow, "group_scoped_allow"},
        {RuleKind::group_deny, "group_deny"},
        {RuleKind::group_allow, "group_allow"},
        {RuleKind::role_scoped_deny, "role_scoped_deny"},
        {RuleKind::role_scoped_allow, "role_scoped_allow"},
        {RuleKind::role_deny, "role_deny"},
        {RuleKind::role_allow, "role_allow"},
        {RuleKind::nothing, "nothing"}};
};

/// What a rule said.
enum class Verdict : std::int32_t { silent = 1, yes = 2, no = 3 };
template <>
struct EnumNames<Verdict> {
    static constexpr std::pair<Verdict, std::string_view> all[] = {
        {Verdict::silent, "silent"}, {Verdict::yes, "yes"}, {Verdict::no, "no"}};
};

/// One rule that was visited.
struct TrailStep {
    RuleKind rule = RuleKind::nothing;
    Verdict verdict = Verdict::silent;
    std::string says;

    static constexpr auto fields() {
        using T = TrailStep;
        return FieldTable{
            field("rule", &T::rule, "Which rule."),
            field("verdict", &T::verdict, "What it said; silent: it did not apply, and the next was asked."),
            field("says", &T::says, "The same as a sentence for people."),
        };
    }
    friend bool operator==(const TrailStep&, const TrailStep&) = default;
};

/// An answer with how it came about (BX-1).
struct Decision {
    bool allowed = false;
    std::string permission;
    std::vector<TrailStep> trail;

    static constexpr auto fields() {
        using D = Decision;
        return FieldTable{
            field("allowed", &D::allowed, "Yes or no."),
            field("permission", &D::permission, "What was asked for."),
            field("trail", &D::trail, "The rules that were visited, in order; the last one decided."),
        };
    }
    friend bool operator==(const Decision&, const Decision&) = default;
};

/// "What if": what is given replaces what is so.
struct Hypothesis {
    Change<RoleId> role{};
    Change<std::vector<GroupId>> groups{};
    Change<std::vector<TeamId>> teams{};
    Change<std::vector<std::string>> permissions{};
    Change<std::vector<std::string>> inboxes{};
    Change<UserType> type{};
    Change<UserStatus> status{};
    Change<Plan> plan{};
    Change<std::vector<std::string>> scopes{};

    static constexpr auto fields() {
        using H = Hypothesis;
        return FieldTable{
            field("role", &H::role, "If the user had this role."),
            field("groups", &H::groups, "If the user were a member of just these groups."),
            field("teams", &H::teams, "If the user were a member of just these teams."),
            field("permissions", &H::permissions, "If these were the user's own permissions."),
            field("inboxes", &H::inboxes, "If these were the user's own levels at inboxes."),
            field("type", &H::type, "If the user were of this type."),
            field("status", &H::status, "If the user were of this status."),
            field("plan", &H::plan, "If the account had this plan."),
            field("scopes", &H::scopes, "If an API key limited to these permissions were used."),
        };
    }
};

// ---- who can take it -----------------------------------------------------------------------------------------------

/// How many conversations somebody has open, as the host knows.
struct Load {
    UserId user_id;
    std::int32_t conversations = 0;

    static constexpr auto fields() {
        return FieldTable{
            field("user_id", &Load::user_id, "Whose."),
            field("conversations", &Load::conversations, "How many are open."),
        };
    }
};

/// Somebody whom work might be given to, and whether it can be.
struct Candidate {
    UserId user_id;
    bool eligible = false;
    InboxLevel level = InboxLevel::none;
    std::optional<std::int32_t> capacity;
    std::int32_t conversations = 0;
    std::vector<std::string> reasons;

    static constexpr auto fields() {
        using C = Candidate;
        return FieldTable{
            field("user_id", &C::user_id, "Who."),
            field("eligible", &C::eligible, "The work can be given to them."),
            field("level", &C::level, "Their level at the inbox; for a team the one they need none of."),
            field("capacity", &C::capacity, "Most conversations at once; none for no limit."),
            field("conversations", &C::conversations, "How many they have."),
            field(
                "reasons", &C::reasons,
                "Why: \"serves\" or \"member\", then \"not_active\" and \"not_on_plan\" where it is so, then \"access\" "
                "or \"no_access\", then \"capacity\" or \"full\"."),
        };
    }
    friend bool operator==(const Candidate&, const Candidate&) = default;
};

}  // namespace roster

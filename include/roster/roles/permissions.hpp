// Permissions: everything that can be allowed or denied, with a sentence for each. Plain values.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/error.hpp>
#include <roster/roles/model.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// One permission, as a small number. The number is this process's own: what is kept, shown and sent is the name.
struct Permission {
    std::uint16_t id = 0;
    friend constexpr bool operator==(Permission, Permission) = default;
};

/// The permissions that the library ships. A host's own are made by OpenOptions::permissions and found by name.
namespace permission {
inline constexpr Permission view_users{0}, edit_own_profile{1}, edit_customers{2}, manage_users{3},
    manage_security{4}, import_users{5}, export_users{6}, merge_users{7}, erase_users{8}, view_history{9},
    manage_organizations{10}, manage_groups{11}, manage_roles{12}, choose_permissions{13}, manage_inboxes{14},
    manage_inbox_access{15}, manage_teams{16}, manage_own_assignments{17}, use_api_keys{18}, manage_apps{19},
    manage_account{20}, access_settings{21}, access_reports{22}, access_kpis{23}, manage_notifications{24},
    manage_auto_bcc{25}, manage_custom_fields{26}, manage_workflows{27}, manage_integrations{28}, manage_tags{29},
    manage_saved_replies{30}, manage_articles{31}, manage_satisfaction{32}, view_tickets{33}, comment_tickets{34},
    create_tickets{35}, reply_tickets{36}, assign_tickets{37}, close_tickets{38}, tag_tickets{39},
    merge_tickets{40}, move_tickets{41}, take_chats{42}, bulk_actions{43}, export_tickets{44}, delete_tickets{45},
    record_time{46}, manage_billing{47}, transfer_ownership{48}, delete_account{49};
}  // namespace permission

/// Many permissions at once: a set of bits.
class PermissionSet {
public:
    static constexpr std::size_t capacity = 256;  ///< Permissions that a process can know.

    // A number that no permission can have is in no set.
    [[nodiscard]] constexpr bool has(Permission one) const noexcept {
        return one.id < capacity && ((words_[one.id >> 6] >> (one.id & 63)) & 1) != 0;
    }
    constexpr void insert(Permission one) noexcept {
        if (one.id < capacity) words_[one.id >> 6] |= std::uint64_t{1} << (one.id & 63);
    }
    constexpr void erase(Permission one) noexcept {
        if (one.id < capacity) words_[one.id >> 6] &= ~(std::uint64_t{1} << (one.id & 63));
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return *this == PermissionSet(); }
    /// Whether everything in it is in the other.
    [[nodiscard]] constexpr bool within(const PermissionSet& other) const noexcept {
        return (*this - other).empty();
    }

    friend constexpr PermissionSet operator|(PermissionSet a, const PermissionSet& b) noexcept {
        for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] |= b.words_[i];
        return a;
    }
    friend constexpr PermissionSet operator&(PermissionSet a, const PermissionSet& b) noexcept {
        for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] &= b.words_[i];
        return a;
    }
    friend constexpr PermissionSet operator-(PermissionSet a, const PermissionSet& b) noexcept {
        for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] &= ~b.words_[i];
        return a;
    }
    friend constexpr bool operator==(const PermissionSet&, const PermissionSet&) = default;

private:
    std::array<std::uint64_t, capacity / 64> words_{};
};

/// Who has a permission without anybody saying so. Owners have all; each of the others includes those after it.
enum class HeldFrom : std::int32_t { owner = 1, administrator = 2, user = 3, light_user = 4, everybody = 5 };
template <>
struct EnumNames<HeldFrom> {
    static constexpr std::pair<HeldFrom, std::string_view> all[] = {{HeldFrom::owner, "owner"},
                                                                    {HeldFrom::administrator, "administrator"},
                                                                    {HeldFrom::user, "user"},
                                                                    {HeldFrom::light_user, "light_user"},
                                                                    {HeldFrom::everybody, "everybody"}};
};

/// What is known of a permission. A host describes its own the same way.
struct PermissionInfo {
    std::string name{};
    std::string sentence{};
    HeldFrom held_from = HeldFrom::owner;
    /// Where it is about one inbox: the level needed there; none: it is not about inboxes.
    std::optional<InboxLevel> inbox_level{};
    bool per_team = false;
    bool collaboration = false;
    std::string feature{};

    static constexpr auto fields() {
        using P = PermissionInfo;
        return FieldTable{
            field("name", &P::name, "Stable and unique; a host's own has a prefix and a point: \"acme.refund\"."),
            field("sentence", &P::sentence, "What it lets people do, for a screen."),
            field("held_from", &P::held_from, "The lowest built-in role that has it; everybody: customers too."),
            field(
                "inbox_level", &P::inbox_level,
                "The level needed at an inbox where it is asked about one, and it can be given for one; none where it "
                "is not about inboxes."),
            field("per_team", &P::per_team, "It can be given for one team."),
            field("collaboration", &P::collaboration, "Collaborators can have it (AI-4)."),
            field("feature", &P::feature,
                  "The feature of the account it depends on, as in FeatureSwitches; empty for none."),
        };
    }
    friend bool operator==(const PermissionInfo&, const PermissionInfo&) = default;
};

namespace rules {

/// A row of the catalogue that ships.
struct ShippedPermission {
    Permission permission;
    std::string_view name;
    std::string_view sentence;
    HeldFrom held_from;
    int inbox_level = 0;  ///< an InboxLevel; 0: not about inboxes
    bool per_team = false;
    bool collaboration = false;
    std::string_view feature = "";
};

// clang-format off
/// The catalogue that ships, in the order of the numbers.
inline constexpr ShippedPermission shipped_permissions[] = {
    {permission::view_users, "view_users", "See colleagues and customers.", HeldFrom::light_user, 0, false, true},
    {permission::edit_own_profile, "edit_own_profile", "Edit their own profile, preferences and sign-in.", HeldFrom::everybody, 0, false, true},
    {permission::edit_customers, "edit_customers", "Add customers and edit their records.", HeldFrom::user},
    {permission::manage_users, "manage_users", "Add, change, invite, suspend and delete users.", HeldFrom::administrator},
    {permission::manage_security, "manage_security", "See and end other people's sessions, second factors and keys.", HeldFrom::administrator},
    {permission::import_users, "import_users", "Import people from files.", HeldFrom::administrator},
    {permission::export_users, "export_users", "Export people to files.", HeldFrom::administrator},
    {permission::merge_users, "merge_users", "Merge two people into one.", HeldFrom::administrator},
    {permission::erase_users, "erase_users", "Erase a person's data for good.", HeldFrom::administrator},
    {permission::view_history, "view_history", "See who changed what, and when.", HeldFrom::light_user, 0, false, true},
    {permission::manage_organizations, "manage_organizations", "Add, change and remove organizations.", HeldFrom::administrator},
    {permission::manage_groups, "manage_groups", "Add, change and remove groups and what they allow.", HeldFrom::administrator},
    {permission::manage_roles, "manage_roles", "Make and change roles of their own making.", HeldFrom::administrator, 0, false, false, "custom_permissions"},
    {permission::choose_permissions, "choose_permissions", "Allow and deny single permissions to single users.", HeldFrom::administrator, 0, false, false, "custom_permissions"},
    {permission::manage_inboxes, "manage_inboxes", "Add, rename and archive inboxes.", HeldFrom::administrator},
    {permission::manage_inbox_access, "manage_inbox_access", "Decide who gets how far at an inbox, and who serves it.", HeldFrom::administrator, 5},
    {permission::manage_teams, "manage_teams", "Make teams and choose their members.", HeldFrom::administrator, 0, true, false, "teams"},
    {permission::manage_own_assignments, "manage_own_assignments", "Choose which inboxes they serve themselves.", HeldFrom::user, 0, false, false, "own_assignments"},
    {permission::use_api_keys, "use_api_keys", "Make API keys for themselves.", HeldFrom::everybody, 0, false, true, "api_keys"},
    {permission::manage_apps, "manage_apps", "Register apps of their own and see what they may do.", HeldFrom::everybody, 0, false, true},
    {permission::manage_account, "manage_account", "Change the account's name, policy and defaults.", HeldFrom::administrator},
    {permission::access_settings, "access_settings", "Open the settings.", HeldFrom::administrator},
    {permission::access_reports, "access_reports", "See reports.", HeldFrom::administrator},
    {permission::access_kpis, "access_kpis", "See key figures.", HeldFrom::administrator},
    {permission::manage_notifications, "manage_notifications", "Tick and untick other people's notifications.", HeldFrom::administrator},
    {permission::manage_auto_bcc, "manage_auto_bcc", "Set other people's automatic blind copies.", HeldFrom::administrator},
    {permission::manage_custom_fields, "manage_custom_fields", "Add and change fields of people's records.", HeldFrom::administrator},
    {permission::manage_workflows, "manage_workflows", "Make and change workflows.", HeldFrom::administrator},
    {permission::manage_integrations, "manage_integrations", "Connect other programs and webhooks.", HeldFrom::administrator},
    {permission::manage_tags, "manage_tags", "Add, rename and remove tags.", HeldFrom::user},
    {permission::manage_saved_replies, "manage_saved_replies", "Make and change saved replies.", HeldFrom::user, 4, true},
    {permission::manage_articles, "manage_articles", "Write and publish help articles.", HeldFrom::user},
    {permission::manage_satisfaction, "manage_satisfaction", "Change how customers are asked for ratings.", HeldFrom::administrator, 5},
    {permission::view_tickets, "view_tickets", "Read conversations.", HeldFrom::light_user, 3, true, true},
    {permission::comment_tickets, "comment_tickets", "Write notes that customers do not see.", HeldFrom::light_user, 3, true, true},
    {permission::create_tickets, "create_tickets", "Begin conversations.", HeldFrom::user, 4, true},
    {permission::reply_tickets, "reply_tickets", "Answer customers.", HeldFrom::user, 4, true},
    {permission::assign_tickets, "assign_tickets", "Assign conversations to people and teams.", HeldFrom::user, 4, true},
    {permission::close_tickets, "close_tickets", "Close and reopen conversations.", HeldFrom::user, 4, true},
    {permission::tag_tickets, "tag_tickets", "Tag conversations.", HeldFrom::user, 4, true},
    {permission::merge_tickets, "merge_tickets", "Merge conversations.", HeldFrom::user, 4, true},
    {permission::move_tickets, "move_tickets", "Move conversations to another inbox.", HeldFrom::user, 4, true},
    {permission::take_chats, "take_chats", "Take live chats.", HeldFrom::user, 4, true},
    {permission::bulk_actions, "bulk_actions", "Change many conversations at once.", HeldFrom::administrator, 4, true},
    {permission::export_tickets, "export_tickets", "Export conversations.", HeldFrom::administrator, 5, true},
    {permission::delete_tickets, "delete_tickets", "Delete conversations.", HeldFrom::administrator, 5, true},
    {permission::record_time, "record_time", "Record time and charges on conversations.", HeldFrom::user, 4, true},
    {permission::manage_billing, "manage_billing", "Change the plan's payment and see invoices.", HeldFrom::owner},
    {permission::transfer_ownership, "transfer_ownership", "Hand the account over to another owner.", HeldFrom::owner},
    {permission::delete_account, "delete_account", "Close the account.", HeldFrom::owner},
};
// clang-format on

constexpr bool shipped_in_order() {
    for (std::size_t i = 0; i < std::size(shipped_permissions); ++i)
        if (shipped_permissions[i].permission.id != i) return false;
    return true;
}
static_assert(shipped_in_order(), "a permission's number is its row");

}  // namespace rules

/// The permissions that a process knows: those that ship and the host's own. A value; nothing in it changes.
class PermissionCatalogue {
public:
    /// Those that ship.
    PermissionCatalogue() {
        for (const auto& row : rules::shipped_permissions)
            add({.name = std::string(row.name),
                 .sentence = std::string(row.sentence),
                 .held_from = row.held_from,
                 .inbox_level =
                     row.inbox_level == 0 ? std::nullopt : std::optional(static_cast<InboxLevel>(row.inbox_level)),
                 .per_team = row.per_team,
                 .collaboration = row.collaboration,
                 .feature = std::string(row.feature)});
    }

    [[nodiscard]] const std::vector<PermissionInfo>& all() const noexcept {
        return all_;
    }  ///< in the order of the numbers
    [[nodiscard]] const PermissionInfo& operator[](Permission one) const { return all_.at(one.id); }
    [[nodiscard]] std::optional<Permission> find(std::string_view name) const noexcept {
        const auto at =
            std::lower_bound(by_name_.begin(), by_name_.end(), name,
                             [&](std::uint16_t id, std::string_view key) { return all_[id].name < key; });
        if (at == by_name_.end() || all_[*at].name != name) return std::nullopt;
        return Permission{*at};
    }

    /// What a built-in role has without anybody saying so; of nil: what customers have.
    [[nodiscard]] const PermissionSet& held_by(RoleId role) const noexcept {
        return held_[static_cast<std::size_t>(rules::rank(role))];
    }
    [[nodiscard]] const PermissionSet& everything() const noexcept { return held_[4]; }
    /// What a level at an inbox lets through; what is not about inboxes is always among it.
    [[nodiscard]] const PermissionSet& at_level(InboxLevel level) const noexcept {
        return at_level_[static_cast<std::size_t>(level)];
    }
    [[nodiscard]] const PermissionSet& scoped(PermissionScope::Kind kind) const noexcept {
        return kind == PermissionScope::Kind::inbox  ? per_inbox_
               : kind == PermissionScope::Kind::team ? per_team_
                                                     : nothing_;
    }
    [[nodiscard]] const PermissionSet& for_collaborators() const noexcept { return collaboration_; }
    /// What depends on a feature, for each that something depends on.
    [[nodiscard]] const std::vector<std::pair<std::string, PermissionSet>>& by_feature() const noexcept {
        return by_feature_;
    }

    /// A catalogue with more of the host's own. The same one again is no change.
    /// @throws Error invalid_argument "roles.invalid_permissions" with every wrong field; already_exists
    ///   "roles.permission_conflict" when there is another one of the name
    [[nodiscard]] PermissionCatalogue with(const std::vector<PermissionInfo>& more) const {
        PermissionCatalogue copy = *this;
        FieldErrors errors;
        for (std::size_t i = 0; i < more.size(); ++i) {
            const std::string place = "permissions[" + std::to_string(i) + "].";
            if (!good_name(more[i].name))
                errors.add(
                    place + "name", "invalid_name",
                    "must be small letters, digits and underscores with a prefix and a point: \"acme.refund\"");
            if (more[i].sentence.empty() || more[i].sentence.size() > 200)
                errors.add(place + "sentence", "out_of_range", "must have 1 to 200 bytes");
            if (!enum_from<HeldFrom>(static_cast<std::int64_t>(more[i].held_from)))
                errors.add(place + "held_from", "unknown_value", "must be a built-in role or everybody");
            if (more[i].inbox_level && !enum_from<InboxLevel>(static_cast<std::int64_t>(*more[i].inbox_level)))
                errors.add(place + "inbox_level", "unknown_value", "must be a level");
            bool known = more[i].feature.empty();
            for_each_field<FeatureSwitches>([&](const auto& f) { known = known || f.name == more[i].feature; });
            if (!known) errors.add(place + "feature", "unknown_value", "must name a feature of accounts");
        }
        errors.throw_if_any("roles.invalid_permissions", "The host's permissions cannot be used.");
        for (const auto& info : more) {
            if (const auto found = copy.find(info.name)) {
                if (copy[*found] == info) continue;
                throw Error(ErrorCode::already_exists, "roles.permission_conflict",
                            "There is another permission \"" + info.name + "\" in this process.");
            }
            if (copy.all_.size() == PermissionSet::capacity)
                throw Error(ErrorCode::resource_exhausted, "roles.too_many_permissions",
                            "A process can know 256 permissions, and there are as many already.");
            copy.add(info);
        }
        return copy;
    }

private:
    static bool good_name(std::string_view name) {
        const auto point = name.find('.');
        if (point == name.npos || point == 0 || point + 1 == name.size() || name.size() > 100) return false;
        return std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        });
    }
    void add(PermissionInfo info) {
        const Permission one{static_cast<std::uint16_t>(all_.size())};
        const auto from = 5 - static_cast<int>(info.held_from);  // the rank from which it is held
        for (int rank = 0; rank <= 4; ++rank)
            if (rank >= from) held_[static_cast<std::size_t>(rank)].insert(one);
        for (int level = 1; level <= 5; ++level)
            if (!info.inbox_level || level >= static_cast<int>(*info.inbox_level))
                at_level_[static_cast<std::size_t>(level)].insert(one);
        if (info.inbox_level) per_inbox_.insert(one);
        if (info.per_team) per_team_.insert(one);
        if (info.collaboration) collaboration_.insert(one);
        if (!info.feature.empty()) {
            auto at = std::find_if(by_feature_.begin(), by_feature_.end(),
                                   [&](const auto& row) { return row.first == info.feature; });
            if (at == by_feature_.end()) at = by_feature_.insert(at, {info.feature, {}});
            at->second.insert(one);
        }
        const auto at =
            std::lower_bound(by_name_.begin(), by_name_.end(), info.name,
                             [&](std::uint16_t id, const std::string& key) { return all_[id].name < key; });
        by_name_.insert(at, one.id);
        all_.push_back(std::move(info));
    }

    std::vector<PermissionInfo> all_;
    std::vector<std::uint16_t> by_name_;
    std::array<PermissionSet, 5> held_{};      ///< by rank
    std::array<PermissionSet, 6> at_level_{};  ///< by level
    PermissionSet per_inbox_, per_team_, collaboration_, nothing_;
    std::vector<std::pair<std::string, PermissionSet>> by_feature_;
};

/// The catalogue of this process. It only ever grows: OpenOptions::permissions adds to it when a store is opened, and a
/// permission keeps its number as long as the process lives, in every Directory. Any thread.
namespace permissions {

namespace detail {
struct Registry {
    std::mutex mutex;
    std::shared_ptr<const PermissionCatalogue> known = std::make_shared<const PermissionCatalogue>();
    std::atomic<std::size_t> count{known->all().size()};
};
inline Registry& registry() {
    static Registry one;
    return one;
}
}  // namespace detail

/// As it is now.
inline std::shared_ptr<const PermissionCatalogue> catalogue() {
    auto& registry = detail::registry();
    const std::lock_guard lock(registry.mutex);
    return registry.known;
}
/// How many there are now: as the catalogue only grows, two with as many are the same. Without waiting for anybody.
inline std::size_t count() noexcept { return detail::registry().count.load(std::memory_order_acquire); }
/// Adds a host's own. All of them or, on an error, none. @throws Error as PermissionCatalogue::with
inline void add(const std::vector<PermissionInfo>& more) {
    if (more.empty()) return;
    auto& registry = detail::registry();
    const std::lock_guard lock(registry.mutex);
    registry.known = std::make_shared<const PermissionCatalogue>(registry.known->with(more));
    registry.count.store(registry.known->all().size(), std::memory_order_release);
}
/// The permission of that name; nullopt for one that nobody knows in this process.
inline std::optional<Permission> find(std::string_view name) { return catalogue()->find(name); }
/// The names of those in a set, in the order of the numbers.
inline std::vector<std::string> names(const PermissionSet& set) {
    std::vector<std::string> found;
    const auto known = catalogue();
    for (std::size_t i = 0; i < known->all().size(); ++i)
        if (set.has({static_cast<std::uint16_t>(i)})) found.push_back(known->all()[i].name);
    return found;
}

}  // namespace permissions

}  // namespace roster

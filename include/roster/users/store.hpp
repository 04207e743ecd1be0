// What the users room needs kept. For those who write a store; applications use users.hpp.
//
// Every verb works inside one Transaction, on that transaction's account only. Verbs that change say in their result
// whether they won; none of them is a read followed by a write.
#pragma once

#include <roster/base/records.hpp>
#include <roster/users/model.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// A user with the keys it is found by. The service computes the keys, so that every store finds alike.
struct IndexedUser {
    User user;
    std::string sort_key;                 ///< text::search_key(last + " " + first), else the primary e-mail's key
    std::string name_key;                 ///< text::search_key(first + " " + last)
    std::vector<std::string> email_keys;  ///< of email (if any), then of other_emails, in order

    static constexpr auto fields() {
        using U = IndexedUser;
        return FieldTable{
            field("user", &U::user, "The person."),
            field("sort_key", &U::sort_key, "What lists are sorted by."),
            field("name_key", &U::name_key, "What is searched by name."),
            field("email_keys", &U::email_keys, "The addresses by which the user is found."),
        };
    }
};
constexpr UserId key_of(const IndexedUser& user) { return user.user.id; }

/// One page's worth of UserQuery, with everything in the form in which it is compared.
struct UserListing {
    UserQuery query;            ///< `text` already folded by text::search_key
    Instant now{};              ///< what "suspended" and "expired" are measured by
    std::int32_t alert_at = 0;  ///< Policy::failed_sign_in_alert, for query.with_alert
    std::int32_t limit = 50;
    std::optional<std::string> after_key{};      ///< sort = name: sort_key of the last row seen
    std::optional<std::int64_t> after_number{};  ///< sort = number or last_activity (µs): its value there
    UserId after_id{};                           ///< and its id, which breaks ties
};

struct ListedUser {
    User user;
    std::string sort_key;
};

/// Its records carry the addresses that are held, in the order of the keys: none for a deleted user.
class UserStore : public RecordStore<IndexedUser> {
public:
    virtual std::optional<User> find(UserId id) = 0;
    virtual std::optional<User> find_by_number(std::int64_t number) = 0;
    /// Among the addresses that users hold: deleted users hold none. @param key  EmailAddress::key, compared by bytes
    virtual std::optional<User> find_by_email(std::string_view key) = 0;
    virtual std::optional<User> find_by_external_id(std::string_view external_id) = 0;
    /// Those of the ids that exist, in any order.
    virtual std::vector<User> find_many(std::span<const UserId> ids) = 0;
    /// Rows after the given place, in the query's order, ties by id.
    virtual std::vector<ListedUser> list(const UserListing& listing) = 0;

    /// Inserts the user with its addresses, labels and groups. On a conflict nothing of it remains and the
    /// transaction can go on.
    virtual std::optional<Conflict> insert(const IndexedUser& user) = 0;

    using Save = Saved;
    using SaveResult = roster::SaveResult;
    /// Replaces `before` by `after` if the stored revision is still before.revision. A deleted user keeps its values
    /// and gives up its addresses and external id, for others to take. After a conflict the caller gives up the
    /// transaction.
    virtual SaveResult save(const User& before, const IndexedUser& after) = 0;

    /// Moves last_active_at forward, never back. No revision, no history.
    virtual void touch(UserId id, Instant at) = 0;
    /// Adds one failed sign-in, or sets the count to 0. @return the count now, nullopt when there is no such user
    virtual std::optional<std::int32_t> count_failed_sign_in(UserId id) = 0;
    virtual void clear_failed_sign_ins(UserId id) = 0;

    /// Labels in use, in byte order, those after `after` and beginning with `prefix`.
    virtual std::vector<std::string> labels(std::string_view prefix, std::string_view after,
                                            std::int32_t limit) = 0;
};

using OrganizationStore = NamedStore<Organization, OrganizationId>;
using GroupStore = NamedStore<Group, GroupId>;

}  // namespace roster

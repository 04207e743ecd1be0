#include "support/desk.hpp"

#include <atomic>
#include <thread>

namespace roster::test {

std::string outcome(const std::function<void()>& call) {
    try {
        call();
        return "done";
    } catch (const Error& error) {
        EXPECT_STRNE(error.what(), "") << error.reason();
        return std::string(to_string(error.code())) + " " + error.reason();
    }
}

std::string faults(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        std::string text;
        for (const auto& field : error.fields()) {
            if (!text.empty()) text += ' ';
            text += field.field + ":" + field.reason;
            EXPECT_FALSE(field.message.empty()) << text;
        }
        return text;
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
}

Desk::Desk(const SessionSettings& settings)
    : directory(GetParam().make(keep_), world.environment(), settings),
      desk(directory.create_account({.name = "Desk"})),
      users(desk.users()),
      owner(add_staff("owner", role::owner)),
      admin(add_staff("admin", role::administrator)),
      agent(add_staff("agent", role::user)),
      light(add_staff("light", role::light_user)),
      customer(add_customer("customer")) {}

User Desk::add_staff(const std::string& name, RoleId role) {
    return add({.first_name = name, .email = name + "@desk.example", .role = role});
}

User Desk::add_customer(const std::string& name) {
    return add({.kind = UserKind::customer, .first_name = name, .email = name + "@home.example"});
}

std::vector<HistoryEntry> Desk::entries(const HistoryQuery& query) const {
    std::vector<HistoryEntry> all;
    PageRequest page{.limit = 1'000, .after = {}};
    do {
        auto part = desk.history().list(system, query, page);
        all.insert(all.end(), std::make_move_iterator(part.items.begin()),
                   std::make_move_iterator(part.items.end()));
        page.after = part.next;
    } while (!page.after.empty());
    return all;
}

std::vector<HistoryEntry> Desk::entries_of(const User& user) const {
    return entries({.subject_kind = "user", .subject_id = to_string(user.id)});
}

void Desk::refused(const std::string& expected, const std::function<void()>& call) const {
    const auto before = entry_count();
    EXPECT_EQ(outcome(call), expected);
    EXPECT_EQ(entry_count(), before) << "something was written";
}

void Desk::check_counters() const {
    std::int64_t seats = 0, owners = 0, everybody = 0, highest = 0;
    for (const bool deleted : {false, true}) {
        UserQuery query;
        if (deleted) query.status = UserStatus::deleted;
        users.for_each(system, query, [&](const User& user) {
            seats += rules::uses_seat(user);
            owners += rules::is_owner(user);
            highest = std::max(highest, user.number);
            return ++everybody > 0;
        });
    }
    EXPECT_EQ(users.seats(system).used, seats);
    EXPECT_EQ(highest, everybody) << "numbers have gaps";
    Counters kept;
    directory.storage().read(desk.id(), [&](Transaction& tx) { kept = tx.accounts().counters(); });
    EXPECT_EQ(kept.seats_used, seats);
    EXPECT_EQ(kept.owners, owners);
    EXPECT_EQ(kept.last_user_number, highest);
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

void at_once(int threads, const std::function<void(int)>& work) {
    std::atomic<int> ready{0};
    std::vector<std::exception_ptr> errors(static_cast<std::size_t>(threads));
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&, i] {
            ++ready;
            while (ready < threads) std::this_thread::yield();
            try {
                work(i);
            } catch (...) {
                errors[static_cast<std::size_t>(i)] = std::current_exception();
            }
        });
    for (auto& thread : running) thread.join();
    for (const auto& error : errors)
        if (error) std::rethrow_exception(error);
}

}  // namespace roster::test

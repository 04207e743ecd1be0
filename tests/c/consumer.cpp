// A host in C++ that uses the C library: the headers' macros in C++, and exceptions that stay on their side.
#include <roster.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

struct Free {
    void operator()(roster_directory* p) const { roster_directory_free(p); }
    void operator()(roster_account* p) const { roster_account_free(p); }
    void operator()(roster_user* p) const { roster_user_free(p); }
    void operator()(roster_error* p) const { roster_error_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

static int failures = 0;

static void expect(bool good, const char* what, const roster_error* error = nullptr) {
    if (good) return;
    ++failures;
    std::cerr << "not so: " << what << " " << (error != nullptr ? roster_error_message(error) : "") << "\n";
}

int main() {
    roster_error* error = nullptr;
    const roster_str location = ROSTER_STR(":memory:");
    roster_directory* opened = nullptr;
    expect(roster_open(&location, nullptr, &opened, &error) == ROSTER_OK, "open", error);
    const Owned<roster_directory> directory(opened);

    roster_account_fields acme = ROSTER_ACCOUNT_FIELDS_INIT;
    acme.name = ROSTER_STR("Acme");
    roster_account* created = nullptr;
    expect(roster_directory_create_account(directory.get(), &acme, &created, &error) == ROSTER_OK, "account",
           error);
    const Owned<roster_account> account(created);

    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    roster_user_fields ada = ROSTER_USER_FIELDS_INIT;
    ada.email = ROSTER_STR("ada@acme.example");
    ada.role = roster_role_owner();
    roster_user* added = nullptr;
    expect(roster_users_add(account.get(), &host, &ada, ROSTER_ONBOARDING_ACTIVE, &added, &error) == ROSTER_OK,
           "add", error);
    const Owned<roster_user> user(added);

    const roster_actor owner = ROSTER_ACTOR_INIT_USER(roster_user_view(user.get())->id);
    std::vector<std::string> seen;
    const auto visit = [](void* data, const roster_user_record* record) -> std::int32_t {
        static_cast<std::vector<std::string>*>(data)->emplace_back(record->email.data, record->email.len);
        return ROSTER_GO_ON;
    };
    expect(roster_users_for_each(account.get(), &owner, nullptr, visit, &seen, nullptr, &error) == ROSTER_OK,
           "walk", error);
    expect(seen == std::vector<std::string>{"ada@acme.example"}, "one user");

    ada.email.len = 3;
    ada.role = roster_role_administrator();  // an owner is made by transfer only
    expect(roster_users_add(account.get(), &owner, &ada, 0, nullptr, &error) == ROSTER_INVALID_ARGUMENT, "refused");
    const Owned<roster_error> refused(error);
    expect(roster_error_reason(refused.get()) == std::string("users.invalid"), "reason");
    return failures;
}

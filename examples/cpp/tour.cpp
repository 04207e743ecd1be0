// The tour: a directory, a tenant, a few people. Run it with a file name to keep the store.
#include <roster/roster.hpp>

#include <iostream>

int main(int count, char** arguments) {
    try {
        // [tour]
        auto directory = roster::open(count > 1 ? arguments[1] : ":memory:");
        auto desk = directory.create_account({.name = "Acme", .policy = roster::policy::help_desk()});
        auto system = roster::Actor::system("setup");
        auto ada = desk.users().add(system,
                                    {.first_name = "Ada", .email = "ada@acme.example", .role = roster::role::owner},
                                    roster::Onboarding::active);
        auto owner = roster::Actor::user(ada.id);
        auto grace = desk.users().add(
            owner, {.first_name = "Grace", .email = "grace@acme.example", .labels = {"night shift"}});
        grace = desk.users().update(owner, grace.id, {.last_name = "Hopper", .time_zone = "America/New_York"});
        for (const auto& user : desk.users().list(owner, {.labels = {"night shift"}}).items)
            std::cout << user.number << " " << roster::display_name(user) << " is " << to_string(user.status)
                      << "\n";
        for (const auto& entry : desk.history().of_user(owner, grace.id).items)
            std::cout << roster::to_text(entry.at) << " " << entry.actor_name << ": " << entry.verb << "\n";
        // [/tour]
        return 0;
    } catch (const roster::Error& error) {
        std::cerr << to_string(error.code()) << " " << error.reason() << ": " << error.what() << "\n";
        return 1;
    }
}

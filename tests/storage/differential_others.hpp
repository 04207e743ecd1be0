// Random operations on organizations, groups, history, imports and the account. Part of differential_operations.hpp.
#pragma once

#include "storage/differential_operations.hpp"

namespace roster::test::differential {

inline Operation Generator::add_thing() {
    const std::string name = thing(), more = once_in(4) ? this->name() : "";
    if (once_in(2))
        return make("organizations.add", json::write(name) + " " + json::write(more),
                    [=](Run&, const Account& account, const Actor& actor) {
                        return text_of(account.organizations().add(actor, {.name = name, .external_id = more}));
                    });
    return make("groups.add", json::write(name) + " " + json::write(more),
                [=](Run&, const Account& account, const Actor& actor) {
                    return text_of(account.groups().add(actor, {.name = name, .description = more}));
                });
}

inline Operation Generator::change_thing() {
    const std::string which = known_thing(), name = thing();
    const bool removes = once_in(3), organization = once_in(2);
    const auto expected = revision();
    return make(std::string(organization ? "organizations." : "groups.") + (removes ? "remove" : "update"),
                which + (removes ? "" : " to " + json::write(name)),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) -> std::string {
                    if (organization) {
                        const auto id = run.organization(n, which);
                        if (removes) return account.organizations().remove(actor, id), "done";
                        return text_of(account.organizations().update(actor, id, {.name = name}, expected));
                    }
                    const auto id = run.group(n, which);
                    if (removes) return account.groups().remove(actor, id), "done";
                    return text_of(account.groups().update(actor, id, {.name = name}, expected));
                });
}

inline Operation Generator::find_thing() {
    const std::string name = thing();
    const bool organization = once_in(2);
    const int how = pick(3);
    const auto request = page();
    const auto from = cursor();
    return make(
        std::string(organization ? "organizations." : "groups.") + (how == 0   ? "get"
                                                                    : how == 1 ? "find_by_name"
                                                                               : "list"),
        json::write(name) + " limit " + std::to_string(request.limit) + " from cursor " + std::to_string(from),
        [=, n = account_](Run& run, const Account& account, const Actor& actor) {
            const auto see = [&](const auto& service, auto id) {
                if (how == 0) return text_of(service.get(actor, id));
                if (how == 2)
                    return run.page(service.list(actor, name.substr(0, 1), {request.limit, run.cursor(from)}));
                const auto found = service.find_by_name(actor, name);
                return found ? text_of(*found) : std::string("none");
            };
            if (organization)
                return see(account.organizations(), how == 0 ? run.organization(n, name) : OrganizationId());
            return see(account.groups(), how == 0 ? run.group(n, name) : GroupId());
        });
}

inline Operation Generator::list_history() {
    const auto number = this->number(), by = this->number();
    const int how = pick(5);
    const auto request = page();
    const auto from = cursor();
    return make("history",
                "of #" + std::to_string(number) + " by #" + std::to_string(by) + " way " + std::to_string(how) +
                    " limit " + std::to_string(request.limit) + " from cursor " + std::to_string(from),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    const PageRequest wanted{request.limit, run.cursor(from)};
                    if (how == 4) return run.page(account.history().of_user(actor, run.user(n, number), wanted));
                    HistoryQuery query;
                    if (how & 1) query.subject_kind = "user", query.subject_id = to_string(run.user(n, number));
                    if (how & 2) query.actor = run.user(n, by);
                    return run.page(account.history().list(actor, query, wanted));
                });
}

inline std::string Generator::csv() {
    std::string text = "first_name,last_name,email,external_id,organization,groups,labels,kind,role\n";
    for (int rows = pick(7); rows > 0; --rows) {
        const auto cell = [&](std::string value) {
            if (value.find('\n') != value.npos || value.find('"') != value.npos) value = "";
            text += value + (once_in(60) ? "" : ",");
        };
        cell(name());
        cell(name());
        cell(address());
        cell(external_id());
        cell(once_in(2) ? thing() : "");
        cell(once_in(3) ? thing() + ";" + thing() : "");
        cell(once_in(2) ? label() + ";" + label() : "");
        cell(once_in(3) ? this->text({"staff", "customer", "robot"}) : "");
        text += (once_in(4) ? this->text({"user", "owner", "king"}) : "") + "\n";
    }
    return text;
}

inline Operation Generator::run_import() {
    ImportOptions options{.key = "import " + std::to_string(pick(4))};
    if (once_in(20)) options.key = " ";
    options.kind = once_in(4) ? UserKind::staff : UserKind::customer;
    options.onboarding = static_cast<Onboarding>(1 + pick(3));
    options.create_organizations = !once_in(3);
    options.batch_rows = once_in(20) ? 0 : 1 + pick(4);
    // The same key often comes with the same rows, so that imports are resumed.
    const std::string again = options.key + " of " + std::to_string(account_);
    std::string& rows = sources_[again];
    if (rows.empty() || once_in(5)) rows = csv();
    const int stop_after = once_in(3) ? 1 + pick(2) : 1'000;
    return make("imports.run",
                options.key + " kind " + std::to_string(static_cast<int>(options.kind)) + " onboarding " +
                    std::to_string(static_cast<int>(options.onboarding)) + " create " +
                    std::to_string(options.create_organizations) + " batch " + std::to_string(options.batch_rows) +
                    " stop after " + std::to_string(stop_after) + "\n" + rows,
                [=, rows = rows](Run&, const Account& account, const Actor& actor) {
                    std::string told;
                    int batches = 0;
                    ImportOptions wanted = options;
                    wanted.progress = [&](const ImportProgress& progress) {
                        told += std::to_string(progress.rows) + "/" + std::to_string(progress.added) + " ";
                        return ++batches < stop_after;
                    };
                    wanted.fault = [&](const ImportFault& fault) { told += text_of(fault); };
                    std::istringstream source(rows);
                    try {
                        return told + text_of(account.imports().run(actor, source, wanted));
                    } catch (const Error& error) {
                        throw Error(error.code(), error.reason(), error.what() + ("\n" + told), error.fields());
                    }
                });
}

inline Operation Generator::see_import() {
    const std::string key = "import " + std::to_string(pick(5));
    const auto request = page();
    const auto from = cursor();
    return make("imports.find",
                key + " limit " + std::to_string(request.limit) + " from cursor " + std::to_string(from),
                [=](Run& run, const Account& account, const Actor& actor) {
                    const auto found = account.imports().find(actor, key);
                    const ImportId id = found ? found->id : ImportId::well_known(202);
                    return (found ? text_of(*found) : "none\n") +
                           run.page(account.imports().faults(actor, id, {request.limit, run.cursor(from)}));
                });
}

inline Operation Generator::update_account() {
    AccountPatch patch;
    if (once_in(3)) patch.name = name();
    if (once_in(4)) patch.time_zone = text({"Europe/Berlin", "UTC", "Mars/Base"});
    if (once_in(4)) patch.plan = static_cast<Plan>(1 + pick(5));
    if (once_in(4)) patch.features = FeatureSwitches{.teams = once_in(2)};
    if (once_in(3))
        patch.seat_limit = once_in(2) ? std::optional<std::int32_t>() : std::optional<std::int32_t>(pick(12));
    if (once_in(4)) {
        Policy policy =
            any(std::vector{policy::help_desk(), policy::live_chat(), policy::crm(), policy::agent_inbox()});
        policy.failed_sign_in_alert = pick(4);
        patch.policy = policy;
    }
    return make("account.update", patch_words(patch),
                [=, expected = revision()](Run&, const Account& account, const Actor& actor) {
                    return text_of(account.update(actor, patch, expected));
                });
}

inline Operation Generator::see_account() {
    const auto request = page();
    const auto from = cursor();
    return make("account.record, directory.accounts",
                "limit " + std::to_string(request.limit) + " from cursor " + std::to_string(from),
                [=](Run& run, const Account& account, const Actor&) {
                    return text_of(account.record()) +
                           run.page(run.directory().accounts({request.limit, run.cursor(from)}));
                });
}

inline Operation Generator::wait() {
    const int hours = 1 + pick(90);
    return {"wait " + std::to_string(hours) + " hours", [hours](Run& run) {
                run.world().advance(test::hours(hours));
                return std::string("waited");
            }};
}

}  // namespace roster::test::differential

// What customers belong to.
#include "support.hpp"

#include <roster/users/organizations.hpp>

namespace roster::c {

ROSTER_INPUT(roster_organization_fields, external_id);

namespace {

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_organization_fields;
    using Cpp = OrganizationFields<As>;
    return FieldTable{ROSTER_ROW(name), ROSTER_ROW(external_id)};
}();
static_assert(covers<NewOrganization>(fields_rows<Given>));

constexpr auto organization_rows = [] {
    using C = roster_organization_record;
    using Cpp = Organization;
    return FieldTable{ROSTER_ROW(id),       ROSTER_ROW(name),       ROSTER_ROW(external_id),
                      ROSTER_ROW(revision), ROSTER_ROW(created_at), ROSTER_ROW(updated_at)};
}();
static_assert(covers<Organization>(organization_rows));

template <template <class> class As>
OrganizationFields<As> read_organization(Arguments& in, const roster_organization_fields* given) {
    OrganizationFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

}  // namespace

void write(Shelf& shelf, const Organization& from, roster_organization_record& to) {
    put_all(shelf, organization_rows, from, to);
}

}  // namespace roster::c

struct roster_organization : roster::c::One<roster::Organization, roster_organization_record> {
    using One::One;
};
struct roster_organization_page : roster::c::Many<roster::Organization, roster_organization_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

void roster_organization_fields_init(roster_organization_fields* fields, uint32_t struct_size) {
    init(fields, struct_size);
}

const roster_organization_record* roster_organization_view(const roster_organization* organization) {
    return view(organization);
}
void roster_organization_free(roster_organization* organization) { delete organization; }

size_t roster_organization_page_count(const roster_organization_page* page) { return count(page); }
const roster_organization_record* roster_organization_page_at(const roster_organization_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_organization_page_next(const roster_organization_page* page) { return next(page); }
void roster_organization_page_free(roster_organization_page* page) { delete page; }

roster_status roster_organizations_add(const roster_account* account, const roster_actor* actor,
                                       const roster_organization_fields* fields, roster_organization** organization,
                                       roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(organization);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_organization<Given>(in, fields);
        in.done();
        result.give(account->value.organizations().add(who, what));
    });
}

roster_status roster_organizations_update(const roster_account* account, const roster_actor* actor,
                                          const roster_organization_id* id,
                                          const roster_organization_fields* fields, int64_t expected,
                                          roster_organization** organization, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(organization);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<OrganizationId>("id", id);
        const auto patch = read_organization<Change>(in, fields);
        in.done();
        result.give(account->value.organizations().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_organizations_get(const roster_account* account, const roster_actor* actor,
                                       const roster_organization_id* id, roster_organization** organization,
                                       roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("organization", organization));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<OrganizationId>("id", id);
        in.done();
        result.give(account->value.organizations().get(who, which));
    });
}

roster_status roster_organizations_find_by_name(const roster_account* account, const roster_actor* actor,
                                                const roster_str* name, roster_organization** organization,
                                                roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("organization", organization));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("name", name);
        in.done();
        result.give_found(account->value.organizations().find_by_name(who, what));
    });
}

roster_status roster_organizations_list(const roster_account* account, const roster_actor* actor,
                                        const roster_str* search, const roster_page_request* page,
                                        roster_organization_page** organizations, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("organizations", organizations));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.optional_text("search", search);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.organizations().list(who, what, part));
    });
}

roster_status roster_organizations_remove(const roster_account* account, const roster_actor* actor,
                                          const roster_organization_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<OrganizationId>("id", id);
        in.done();
        account->value.organizations().remove(who, which);
    });
}

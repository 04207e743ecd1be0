// Copying an account from one store to another.
#include <roster/copy.hpp>

#include "support.hpp"

namespace roster::c {

ROSTER_INPUT(roster_copy_options, destroy);

namespace {

constexpr auto progress_rows = [] {
    using C = roster_copy_progress_record;
    using Cpp = CopyProgress;
    return FieldTable{ROSTER_ROW(kind), ROSTER_ROW(records), ROSTER_ROW(written), ROSTER_ROW(passes),
                      ROSTER_ROW(verifying)};
}();
static_assert(covers<CopyProgress>(progress_rows));

constexpr auto copied_rows = [] {
    using C = roster_copied_record;
    using Cpp = Copied;
    return FieldTable{ROSTER_ROW(records), ROSTER_ROW(written), ROSTER_ROW(passes), ROSTER_ROW(digest)};
}();
static_assert(covers<Copied>(copied_rows));

constexpr auto options_rows = [] {
    using C = roster_copy_options;
    using Cpp = CopyOptions;
    return FieldTable{ROSTER_ROW(batch_records), ROSTER_ROW(finish)};
}();

}  // namespace

void write(Shelf& shelf, const Copied& from, roster_copied_record& to) { put_all(shelf, copied_rows, from, to); }

}  // namespace roster::c

struct roster_copied : roster::c::One<roster::Copied, roster_copied_record> {
    using One::One;
};

using namespace roster;
using namespace roster::c;

void roster_copy_options_init(roster_copy_options* options, uint32_t struct_size) { init(options, struct_size); }

const roster_copied_record* roster_copied_view(const roster_copied* copied) { return view(copied); }
void roster_copied_free(roster_copied* copied) { delete copied; }

roster_status roster_copy(const roster_directory* from, const roster_directory* to,
                          const roster_account_id* account, const roster_copy_options* options,
                          roster_copied** copied, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const auto known = in.sized("options", options);
        const auto data = keep(known.user_data, known.destroy);
        Out result(copied);
        in.need("from", from);
        in.need("to", to);
        const auto which = in.id<AccountId>("account", account);
        CopyOptions how;
        take_all(in, "options", options_rows, known, how);
        if (known.progress != nullptr)
            how.progress = [&](const CopyProgress& progress) {
                Shelf shelf;
                roster_copy_progress_record record{};
                put_all(shelf, progress_rows, progress, record);
                return known.progress(data.get(), &record) == ROSTER_GO_ON;
            };
        in.done();
        result.give(copy(from->value, to->value, which, how));
    });
}

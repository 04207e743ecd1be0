// Every room's checks. A new room adds its line to both lists.
#include <roster/storage/conformance.hpp>

namespace roster::conformance {

std::vector<Check> transaction_checks();
std::vector<Check> account_checks();
std::vector<Check> user_checks();
std::vector<Check> user_list_checks();
std::vector<Check> other_checks();
std::vector<Check> record_checks();
std::vector<Check> race_checks();
std::vector<Check> session_checks();
std::vector<Check> app_checks();
std::vector<Check> role_checks();

const std::vector<Check>& checks() {
    static const std::vector<Check> all = [] {
        std::vector<Check> list;
        for (const auto part : {transaction_checks, account_checks, user_checks, user_list_checks, other_checks,
                                record_checks, race_checks, session_checks, app_checks, role_checks})
            for (const auto& check : part()) list.push_back(check);
        return list;
    }();
    return all;
}

}  // namespace roster::conformance

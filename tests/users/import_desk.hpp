// What the tests of imports share.
#pragma once

#include "support/desk.hpp"

#include <fstream>
#include <sstream>

namespace roster::test {

class ImportDesk : public Desk {
protected:
    Import run(const std::string& source, ImportOptions options = {}) {
        return run_as(system, source, std::move(options));
    }
    Import run_as(const Actor& actor, const std::string& source, ImportOptions options = {}) {
        if (options.key.empty()) options.key = "k";
        std::istringstream stream(source);
        return desk.imports().run(actor, stream, options);
    }
    std::vector<ImportFault> faults_of(const Import& import, std::int32_t limit = 1'000) const {
        std::vector<ImportFault> all;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = desk.imports().faults(system, import.id, page);
            all.insert(all.end(), part.items.begin(), part.items.end());
            page.after = part.next;
        } while (!page.after.empty() && all.size() < 100'000);
        return all;
    }
    /// "2 email taken; 3 phone invalid_phone"
    static std::string lines(const std::vector<ImportFault>& faults) {
        std::string text;
        for (const auto& fault : faults) {
            if (!text.empty()) text += "; ";
            text += std::to_string(fault.line) + " " + fault.field + " " + fault.reason;
            EXPECT_FALSE(fault.message.empty());
        }
        return text;
    }
    std::string faults_text(const Import& import) const { return lines(faults_of(import)); }

    /// Everybody, deleted ones not, by number: every field but the ids, which differ from store to store.
    std::string everybody() const {
        std::string text;
        users.for_each(system, {.sort = UserSort::number}, [&](const User& user) {
            User plain = user;
            plain.id = {};
            plain.organization = {};
            plain.groups.clear();
            text += text_of(plain);
            if (user.organization) text += "in " + desk.organizations().get(system, user.organization).name;
            for (const auto& group : user.groups) text += " of " + desk.groups().get(system, group).name;
            text += "\n";
            return true;
        });
        return text;
    }
    static std::string example(const std::string& name) {
        std::ifstream file(std::string(ROSTER_EXAMPLES_DATA "/") + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

}  // namespace roster::test

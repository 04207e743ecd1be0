// The same calls against every store give the same answers and the same errors as against the reference store.
//
// ROSTER_SEED=<n> runs the sequences from that seed on, ROSTER_SEQUENCES=<n> so many of them. A sequence that fails is
// replayed with operations left out for as long as it still fails, and what is left is printed.
#include "storage/differential_operations.hpp"

#include <roster/storage/memory.hpp>

#include <cstdlib>
#include <map>
#include <regex>

namespace roster::test {
namespace {

using differential::Generator;
using differential::Operation;
using differential::Run;

const StoreKind reference{"Reference", [](std::shared_ptr<void>&) { return memory_storage(); }};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::vector<Operation> sequence(std::uint64_t seed, int length) {
    Generator generator(seed);
    std::vector<Operation> operations;
    for (int i = 0; i < length; ++i) operations.push_back(generator.next());
    return operations;
}

/// The first line in which two texts differ, from both.
std::string first_difference(const std::string& expected, const std::string& found) {
    std::istringstream a(expected), b(found);
    for (std::string x, y; std::getline(a, x) || !a.eof();) {
        if (!std::getline(b, y)) y = "(nothing)";
        if (x != y) return "reference: " + x + "\nhere:      " + y;
    }
    return "reference: (nothing)\nhere:      more";
}

/// Ids by the order in which they are first seen: a store that runs a write again after a conflict, as it may, has used
/// up some of the entropy.
class IdNames {
public:
    std::string operator()(const std::string& text) {
        static const std::regex id("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
        std::string named;
        auto rest = text.begin();
        for (std::sregex_iterator at(text.begin(), text.end(), id), end; at != end; ++at) {
            named.append(rest, text.begin() + at->position());
            named += "id " + std::to_string(names_.try_emplace(at->str(), names_.size()).first->second);
            rest = text.begin() + at->position() + at->length();
        }
        return named.append(rest, text.end());
    }

private:
    std::map<std::string, std::size_t> names_;
};

/// Runs the operations against both. @return where the answers differ first; empty when they do not
std::string compare(const StoreKind& kind, const std::vector<Operation>& operations) {
    Run expected(reference), found(kind);
    IdNames expected_ids, found_ids;
    for (const auto& operation : operations) {
        const auto a = expected_ids(expected.perform(operation)), b = found_ids(found.perform(operation));
        if (a != b) return operation.words + "\n" + first_difference(a, b);
    }
    const auto a = expected_ids(expected.dump()), b = found_ids(found.dump());
    return a == b ? "" : "at the end\n" + first_difference(a, b);
}

/// Leaves out what is not needed for the failure: halves, quarters … single operations, until nothing more can go.
std::vector<Operation> shrink(const StoreKind& kind, std::vector<Operation> operations) {
    for (std::size_t part = operations.size() / 2 + 1; part > 0; part /= 2) {
        for (std::size_t at = 0; at < operations.size();) {
            auto fewer = operations;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(part, fewer.size() - at)));
            if (compare(kind, fewer).empty()) at += part;
            else operations = std::move(fewer);
        }
    }
    return operations;
}

std::string list_of(const std::vector<Operation>& operations) {
    std::string text;
    for (const auto& operation : operations) text += "  " + operation.words + "\n";
    return text;
}

class Differential : public testing::TestWithParam<StoreKind> {};
INSTANTIATE_TEST_SUITE_P(, Differential, testing::ValuesIn([] {
                             auto kinds = store_kinds();
                             std::erase_if(kinds,
                                           [](const StoreKind& kind) { return kind.name == reference.name; });
                             return kinds;
                         }()),
                         [](const auto& test) { return test.param.name; });

TEST_P(Differential, SameAnswersAndErrorsAsTheReferenceStore) {
    const auto first = from_environment("ROSTER_SEED", 1), count = from_environment("ROSTER_SEQUENCES", 40);
    for (auto seed = first; seed < first + count; ++seed) {
        const auto operations = sequence(seed, 60);
        if (compare(GetParam(), operations).empty()) continue;
        const auto fewest = shrink(GetParam(), operations);
        FAIL() << "ROSTER_SEED=" << seed << ", of 60 operations these are enough:\n"
               << list_of(fewest) << compare(GetParam(), fewest);
    }
}

/// The reference store, but whoever adds the seventh user counts a failed sign-in against them.
class Wrong final : public Storage {
public:
    void read(AccountId account, Work work) override { real_->read(account, work); }
    void write(AccountId account, Work work) override {
        real_->write(account, [&](Transaction& tx) {
            const bool was_there = tx.users().find_by_number(7).has_value();
            work(tx);
            if (const auto user = tx.users().find_by_number(7); user && !was_there)
                tx.users().count_failed_sign_in(user->id);
        });
    }
    std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
        return real_->accounts(after, limit);
    }
    std::vector<std::string> check() override { return real_->check(); }
    void backup(const std::string&) override {}
    std::string engine() const override { return "wrong"; }
    void close() override { real_->close(); }
    bool is_closed() const noexcept override { return real_->is_closed(); }

private:
    std::shared_ptr<Storage> real_ = memory_storage();
};

TEST(DifferentialItself, FindsADifferenceAndShrinksIt) {
    const StoreKind wrong{
        "Wrong", [](std::shared_ptr<void>&) -> std::shared_ptr<Storage> { return std::make_shared<Wrong>(); }};
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const auto operations = sequence(seed, 60);
        if (compare(wrong, operations).empty()) continue;
        ++found;
        const auto fewest = shrink(wrong, operations);
        EXPECT_LE(fewest.size(), 2u) << "two people added make the seventh:\n" << list_of(fewest);
        EXPECT_NE(compare(wrong, fewest).find("failed_sign_ins"), std::string::npos);
    }
    EXPECT_GE(found, 3);
}

TEST(DifferentialItself, DoesMoreThanFail) {
    int good = 0, bad = 0;
    differential::Run run(reference);
    for (const auto& operation : sequence(3, 600)) ++(run.perform(operation).starts_with("!") ? bad : good);
    EXPECT_GT(good, 150);
    EXPECT_GT(bad, 100);
}

}  // namespace
}  // namespace roster::test

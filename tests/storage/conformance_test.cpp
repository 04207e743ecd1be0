// Every check of the conformance suite over every store.
#include "support/stores.hpp"

#include <roster/storage/conformance.hpp>

#include <gtest/gtest.h>

namespace roster::test {
namespace {

using Case = std::tuple<StoreKind, conformance::Check>;

class StoreConformance : public testing::TestWithParam<Case> {};

TEST_P(StoreConformance, Check) {
    const auto& [kind, check] = GetParam();
    std::shared_ptr<void> keep;
    try {
        check.run([&] { return kind.make(keep); });
    } catch (const conformance::Failure& failure) {
        FAIL() << check.demands << "\n" << failure.what();
    }
}

INSTANTIATE_TEST_SUITE_P(, StoreConformance,
                         testing::Combine(testing::ValuesIn(store_kinds()), testing::ValuesIn(conformance::checks())),
                         [](const auto& test) {
                             return std::get<0>(test.param).name + "_" + std::string(std::get<1>(test.param).name);
                         });

/// A store that breaks a promise is told so: the checks can fail.
TEST(StoreConformanceItself, FailsAStoreThatReadsNothingBack) {
    class Forgetful : public Storage {
    public:
        explicit Forgetful(std::shared_ptr<Storage> real) : real_(std::move(real)) {}
        void read(AccountId, Work work) override { real_->read({}, work); }  // always another account's snapshot
        void write(AccountId account, Work work) override { real_->write(account, work); }
        std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override { return real_->accounts(after, limit); }
        std::vector<std::string> check() override { return {}; }
        void backup(const std::string&) override {}
        std::string engine() const override { return "forgetful"; }
        void close() override {}
        bool is_closed() const noexcept override { return false; }

    private:
        std::shared_ptr<Storage> real_;
    };
    int failed = 0;
    for (const auto& check : conformance::checks()) {
        std::shared_ptr<void> keep;
        try {
            check.run([&] { return std::make_shared<Forgetful>(store_kinds().front().make(keep)); });
        } catch (const std::exception&) {
            ++failed;
        }
    }
    EXPECT_GE(failed, static_cast<int>(conformance::checks().size() / 2));
}

}  // namespace
}  // namespace roster::test

// Every check of the conformance suite over every store.
#include "storage/conformance/races.hpp"
#include "support/stores.hpp"

#include <roster/storage/memory.hpp>

#include <gtest/gtest.h>

#include <thread>

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
                         testing::Combine(testing::ValuesIn(store_kinds()),
                                          testing::ValuesIn(conformance::checks())),
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
        std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
            return real_->accounts(after, limit);
        }
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
    const auto races = conformance::races().size();  // what they look at is not read
    EXPECT_GE(failed, static_cast<int>((conformance::checks().size() - races) / 2));
}

TEST(StoreConformanceItself, FailsAStoreThatLetsEverybodyWin) {
    struct Undo {};
    /// What other threads write is undone, and they are told that it was done.
    class Careless : public Storage {
    public:
        explicit Careless(std::shared_ptr<Storage> real) : real_(std::move(real)) {}
        void read(AccountId account, Work work) override { real_->read(account, work); }
        void write(AccountId account, Work work) override {
            if (std::this_thread::get_id() == main_) return real_->write(account, work);
            try {
                real_->write(account, [&](Transaction& tx) {
                    work(tx);
                    throw Undo{};
                });
            } catch (const Undo&) {}
        }
        std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
            return real_->accounts(after, limit);
        }
        std::vector<std::string> check() override { return {}; }
        void backup(const std::string&) override {}
        std::string engine() const override { return "careless"; }
        void close() override { real_->close(); }
        bool is_closed() const noexcept override { return real_->is_closed(); }

    private:
        const std::shared_ptr<Storage> real_;
        const std::thread::id main_ = std::this_thread::get_id();
    };
    for (const auto& race : conformance::races())
        EXPECT_THROW(race.check([] { return std::make_shared<Careless>(memory_storage()); }), conformance::Failure)
            << race.name;
}

}  // namespace
}  // namespace roster::test

// Interrupted imports go on where they stopped (BX-15).
#include "users/import_desk.hpp"

namespace roster::test {
namespace {

class ImportResume : public ImportDesk {
protected:
    /// A new account for another run of the same source.
    void start_again() {
        desk = directory.create_account({.name = "Fresh"});
        users = desk.users();
    }
    /// 120 records with faults, line ends in quotes, new organizations and duplicates over batch boundaries.
    static std::string source(ImportFormat format) {
        std::string text = format == ImportFormat::csv ? "\xEF\xBB\xBF"
                                                         "email,first_name,organization,labels\r\n"
                                                       : "";
        for (int i = 0; i < 120; ++i) {
            const auto n = std::to_string(i);
            const auto email = i % 17 == 5   ? "p" + std::to_string(i - 5) + "@X.example"
                               : i % 13 == 4 ? "wrong"
                                             : "p" + n + "@x.example";
            const auto name = "N" + n, organization = "Org " + std::to_string(i % 9),
                       labels = "l" + std::to_string(i % 4);
            if (format == ImportFormat::csv)
                text += email + ",\"" + name + "\"," + organization + ",\"" + labels +
                        (i % 10 == 3 ? ";\r\nx" : "") + "\"\r\n";
            else
                text += R"({"email":")" + email + R"(","first_name":")" + name + R"(","organization":")" +
                        organization + R"(","labels":[")" + labels + R"("]})" + (i % 10 == 3 ? "\n\n" : "\n");
        }
        return text;
    }
    std::string state(const Import& import) const {
        Import plain = import;
        plain.id = {};
        return text_of(plain) + faults_text(import) + "\n" + everybody();
    }
    /// How often a full run writes a batch.
    static constexpr int batches = 9;  // 120 rows in batches of 14
    static ImportOptions options(ImportFormat format) { return {.format = format, .key = "k", .batch_rows = 14}; }
};
ROSTER_OVER_ALL_STORES(ImportResume);

TEST_P(ImportResume, BX15_CancelledAfterEveryBatch) {
    for (const auto format : {ImportFormat::csv, ImportFormat::json_lines}) {
        const auto text = source(format);
        start_again();
        const auto whole = run(text, options(format));
        const auto expected = state(whole);
        EXPECT_EQ(whole.rows, 120);
        EXPECT_GT(whole.failed, 10);
        for (int stop = 1; stop <= batches; ++stop) {
            SCOPED_TRACE(std::string(to_string(format)) + ", cancelled after batch " + std::to_string(stop));
            start_again();
            auto cancelling = options(format);
            int done = 0;
            cancelling.progress = [&](const ImportProgress&) { return ++done < stop; };
            EXPECT_EQ(outcome([&] { run(text, cancelling); }), "cancelled imports.cancelled");
            const auto kept = *desk.imports().find(system, "k");
            EXPECT_EQ(kept.rows, std::min(stop * 14, 120)) << "what was committed stays";
            int told = 0;
            auto resuming = options(format);
            resuming.fault = [&](const ImportFault&) { ++told; };
            const auto resumed = run(text, resuming);
            ASSERT_EQ(state(resumed), expected);
            EXPECT_EQ(told, static_cast<int>(faults_of(resumed).size()) - static_cast<int>(kept.failed));
        }
        start_again();
        int runs = 0;
        auto always = options(format);
        always.progress = [](const ImportProgress&) { return false; };
        while (outcome([&] { run(text, always); }) == "cancelled imports.cancelled") ASSERT_LT(++runs, 20);
        EXPECT_EQ(runs, batches);
        EXPECT_EQ(state(*desk.imports().find(system, "k")), expected);
    }
}

TEST_P(ImportResume, BX15_TheSourceFailsAnywhere) {
    const auto text = source(ImportFormat::csv);
    start_again();
    const auto expected = state(run(text, options(ImportFormat::csv)));
    for (std::size_t fails_at = 0; fails_at < text.size(); fails_at += 331) {
        SCOPED_TRACE(fails_at);
        start_again();
        std::size_t given = 0;
        const auto failing = [&](char* buffer, std::size_t size) {
            if (given >= fails_at) throw std::runtime_error("the disk is gone");
            const auto count = text.copy(buffer, std::min({size, std::size_t{97}, fails_at - given}), given);
            given += count;
            return count;
        };
        EXPECT_THROW(desk.imports().run(system, failing, options(ImportFormat::csv)), std::runtime_error);
        ASSERT_EQ(state(run(text, options(ImportFormat::csv))), expected);
    }
}

TEST_P(ImportResume, BX15_ABatchOfAnotherSizeGoesOn) {
    const auto text = source(ImportFormat::csv);
    start_again();
    const auto whole = everybody() + faults_text(run(text, options(ImportFormat::csv)));
    for (const std::int32_t size : {1, 7, 1'000}) {
        start_again();
        auto cancelling = options(ImportFormat::csv);
        cancelling.progress = [](const ImportProgress& step) { return step.rows < 28; };
        EXPECT_EQ(outcome([&] { run(text, cancelling); }), "cancelled imports.cancelled");
        auto resuming = options(ImportFormat::csv);
        resuming.batch_rows = size;
        const auto resumed = run(text, resuming);
        EXPECT_EQ(resumed.rows, 120);
        EXPECT_EQ(users.list(system, {}, {.limit = 1'000}).items.size(), static_cast<std::size_t>(resumed.added));
    }
}

TEST_P(ImportResume, BX15_AFinishedImportIsNotDoneAgain) {
    const auto text = source(ImportFormat::csv);
    const auto finished = run(text, options(ImportFormat::csv));
    const auto before = entry_count();
    auto again = options(ImportFormat::csv);
    again.progress = [](const ImportProgress&) { return ADD_FAILURE(), true; };
    world.advance(hours(1));
    EXPECT_EQ(text_of(run(text, again)), text_of(finished));
    EXPECT_EQ(entry_count(), before);
    EXPECT_EQ(run(text, {.key = "another key"}).added, 0) << "under another key everybody is there already";
}

TEST_P(ImportResume, BX15_AnotherSourceUnderTheSameKey) {
    const auto text = source(ImportFormat::csv);
    auto cancelling = options(ImportFormat::csv);
    cancelling.progress = [](const ImportProgress&) { return false; };
    EXPECT_EQ(outcome([&] { run(text, cancelling); }), "cancelled imports.cancelled");
    const auto position = static_cast<std::size_t>(desk.imports().find(system, "k")->position);
    auto changed = text;
    changed[40] = 'Q';
    refused("invalid_argument imports.other_source", [&] { run(changed, options(ImportFormat::csv)); });
    refused("invalid_argument imports.other_source",
            [&] { run(text.substr(0, position - 5), options(ImportFormat::csv)); });
    refused("invalid_argument imports.other_source",
            [&] { run(source(ImportFormat::json_lines), options(ImportFormat::json_lines)); });
    EXPECT_EQ(run(text, options(ImportFormat::csv)).rows, 120);
}

TEST_P(ImportResume, BX15_OneOfManyRunsIt) {
    const auto text = source(ImportFormat::csv);
    std::atomic<int> finished{0};
    at_once(4, [&](int) {
        const auto result = outcome([&] { run(text, options(ImportFormat::csv)); });
        if (result == "done") ++finished;
        else EXPECT_EQ(result, "aborted imports.running_elsewhere");
    });
    const auto import = run(text, options(ImportFormat::csv));
    EXPECT_EQ(import.rows, 120);
    EXPECT_EQ(users.list(system, {}, {.limit = 1'000}).items.size(), static_cast<std::size_t>(import.added) + 5);
    check_counters();
}

TEST_P(ImportResume, BX15_TheActorMustStillBeAllowed) {
    const auto text = source(ImportFormat::csv);
    auto demoting = options(ImportFormat::csv);
    demoting.progress = [&](const ImportProgress& step) {
        if (step.rows == 28) users.update(system, admin.id, {.role = role::user});
        return true;
    };
    EXPECT_EQ(outcome([&] { run_as(as(admin), text, demoting); }), "permission_denied users.not_administrator");
    EXPECT_EQ(desk.imports().find(system, "k")->rows, 28);
    EXPECT_EQ(run_as(as(owner), text, options(ImportFormat::csv)).rows, 120) << "another one goes on";
    check_counters();
}

}  // namespace
}  // namespace roster::test

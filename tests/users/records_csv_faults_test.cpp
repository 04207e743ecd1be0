// CSV: what is malformed, how it is told, and that the rows around it are still read.
#include "records_source.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace roster::records::testing {
namespace {

using Texts = std::vector<std::string>;

TEST(RecordsCsvFaults, WrongColumnCountNamesFoundAndExpected) {
    const auto rows = read_csv("a,b,c\n1,2\n1,2,3\n1,2,3,4\nx\n");
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(faults(rows), "2 wrong_column_count \n4 wrong_column_count \n5 wrong_column_count \n");
    EXPECT_EQ(rows[0].message, "The row has 2 columns, the header has 3.");
    EXPECT_EQ(rows[2].message, "The row has 4 columns, the header has 3.");
    EXPECT_EQ(rows[3].message, "The row has 1 column, the header has 3.");
    EXPECT_TRUE(rows[0].cells.empty());
    EXPECT_EQ(values(rows[1]), (Texts{"1", "2", "3"}));
}

TEST(RecordsCsvFaults, RecordCutCleanlyIsPassedOverAsAWhole) {
    const auto rows = read_csv("a,b\n\"x\n1,2\n\"\n3,4\n");
    EXPECT_EQ(faults(rows), "2 wrong_column_count \n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].line, 5u);
}

TEST(RecordsCsvFaults, TextAfterAClosingQuote) {
    const auto rows = read_csv("a,b\n\"x\"y,2\n1,\"p\" \n\"q\"\"\"r,\"\n3,4\n");
    EXPECT_EQ(faults(rows), "2 bad_quote a\n3 bad_quote b\n4 bad_quote a\n");
    EXPECT_EQ(values(rows.back()), (Texts{"3", "4"}));
}

TEST(RecordsCsvFaults, SpaceBeforeAnOpeningQuote) {
    EXPECT_EQ(faults(read_csv("a,b\n1, \"x\"\n1,  \"x, y\"\n1, x\n")), "2 bad_quote b\n3 bad_quote b\n");
}

TEST(RecordsCsvFaults, ABadQuoteCostsItsLineOnly) {
    // The quote opened on line 2 seems to close on line 4: line 3 must not be lost with it.
    const auto rows = read_csv("a,b\n\"Ann,1\nBob,2\nCid,\"3\"\nDee,4\n");
    EXPECT_EQ(faults(rows), "2 bad_quote a\n") << "";
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(values(rows[1]), (Texts{"Bob", "2"}));
    EXPECT_EQ(values(rows[2]), (Texts{"Cid", "3"}));
    EXPECT_EQ(rows[3].line, 5u);
}

TEST(RecordsCsvFaults, UnclosedQuoteAtTheEnd) {
    const auto rows = read_csv("a,b\n1,2\n3,\"x\n5,6\r\n7,8");
    EXPECT_EQ(faults(rows), "3 unclosed_quote b\n");
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(values(rows[2]), (Texts{"5", "6"}));
    EXPECT_EQ(values(rows[3]), (Texts{"7", "8"}));
    EXPECT_EQ(rows[3].line, 5u);
    EXPECT_EQ(faults(read_csv("a,b\n1,\"")), "2 unclosed_quote b\n");
    EXPECT_EQ(faults(read_csv("a,b\n1,\"x\"\"")), "2 unclosed_quote b\n");
}

TEST(RecordsCsvFaults, UnclosedQuoteDoesNotSwallowAHugeFile) {
    std::string file = "a,b\n0,\"x\n";
    for (int i = 1; i <= 400'000; ++i) file += std::to_string(i) + ",y\n";
    ASSERT_GT(file.size(), 3 * max_record);
    for (const std::size_t chunk : {std::size_t{1000}, file.size()}) {
        const auto rows = read_csv(file, chunk);
        EXPECT_EQ(faults(rows), "2 record_too_long \n");
        ASSERT_EQ(rows.size(), 400'001u);
        EXPECT_EQ(values(rows.back()), (Texts{"400000", "y"}));
        EXPECT_EQ(rows.back().line, 400'002u);
    }
}

TEST(RecordsCsvFaults, LengthLimitIsExact) {
    for (const std::string quote : {"", "\""}) {
        const auto row = [&](std::size_t size) {
            return quote + std::string(size - 2 - 2 * quote.size(), 'x') + quote + ",y";
        };
        const std::string file =
            "a,b\n" + row(max_record) + "\r\n" + row(max_record + 1) + "\r\n1,2\n" + row(max_record);
        for (const std::size_t chunk : {std::size_t{4096}, std::size_t{65537}, file.size()}) {
            const auto rows = read_csv(file, chunk);
            ASSERT_EQ(rows.size(), 4u);
            EXPECT_EQ(faults(rows), "3 record_too_long \n");
            EXPECT_EQ(rows[2].line, 4u);
            EXPECT_EQ(rows[3].end.offset, file.size());
        }
    }
}

TEST(RecordsCsvFaults, OneEndlessLineTakesNoMemory) {
    // 40 MB without a line end, then a good row. The source asserts that it is never asked for much at once.
    std::size_t given = 0, most = 0;
    const std::size_t total = 40'000'000;
    const std::string tail = "\n1,2\n";
    const auto reader = make_csv_reader([&](char* buffer, std::size_t size) {
        most = std::max(most, size);
        const std::string head = "a,b\n";
        std::size_t count = 0;
        if (given == 0) {
            std::memcpy(buffer, head.data(), count = head.size());
        } else if (given < total) {
            std::memset(buffer, 'x', count = std::min(size, total - given));
        } else {
            std::memcpy(buffer, tail.data() + (given - total),
                        count = std::min(size, tail.size() - (given - total)));
        }
        given += count;
        return count;
    });
    const auto rows = read_all(*reader);
    EXPECT_EQ(faults(rows), "2 record_too_long \n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].line, 3u);
    EXPECT_LE(most, 2 * max_record);
}

TEST(RecordsCsvFaults, AFileOfStrayQuotesIsGivenUpQuickly) {
    // Every line opens a quote that the next one closes and opens again: following each one to the limit of 1 MiB
    // would take minutes.
    std::string file = "a,b\n";
    for (int i = 0; i < 200'000; ++i) file += "x\",\"\n";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(read_csv(file).size(), 200'000u);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(RecordsCsvFaults, FarTooManyColumns) {
    const auto rows = read_csv("a,b\n" + std::string(500'000, ',') + "\n1,2\n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].message, "The row has more than 20 columns, the header has 2.");
}

TEST(RecordsCsvFaults, InvalidUtf8NamesTheColumn) {
    const auto rows =
        read_csv("a,b\n1,Jos\xE9\n\"\xC3\",2\n\xED\xA0\x80,2\n1,\xF4\x90\x80\x80\n1,\xC3\xA9\n1,\xC3\n");
    EXPECT_EQ(faults(rows),
              "2 invalid_utf8 b\n3 invalid_utf8 a\n4 invalid_utf8 a\n5 invalid_utf8 b\n7 invalid_utf8 b\n");
    EXPECT_EQ(values(rows[4]), (Texts{"1", "é"}));
    // Two halves in neighbouring cells are no character.
    EXPECT_EQ(faults(read_csv("a,b\n\xC3,\xA9\n")), "2 invalid_utf8 a\n");
}

TEST(RecordsCsvFaults, NulNamesTheColumn) {
    using namespace std::string_literals;
    EXPECT_EQ(faults(read_csv("a,b\n1,x\0y\n\0,2\n1,2\n\"\0\",\n"s)),
              "2 control_character b\n3 control_character a\n5 control_character a\n");
}

TEST(RecordsCsvFaults, Header) {
    const auto error = [](const std::string& file) { return error_of([&] { make_csv_reader(source(file)); }); };
    for (const char* empty : {"", "\n", "\r\n \r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"})
        EXPECT_EQ(error(empty), "imports.header");
    EXPECT_EQ(error("a,,b, \n1,2,3,4\n"), "imports.header column 2:required column 4:required");
    EXPECT_EQ(error("a,b,a ,\"b\"\n"), "imports.header a:duplicate b:duplicate");
    EXPECT_EQ(error("a,\"b\n1,2\n"), "imports.header :unclosed_quote");
    EXPECT_EQ(error("\"a\"b\n1,2\n"), "imports.header :bad_quote");
    EXPECT_EQ(error("a,\xFF\n"), "imports.header :invalid_utf8");
    EXPECT_EQ(error(std::string("a\0,b\n", 5)), "imports.header :control_character");
    EXPECT_EQ(error(std::string(2 * max_record, 'x')), "imports.header :record_too_long");
    std::string many = "c0";
    for (std::size_t i = 1; i < max_columns; ++i) many += ",c" + std::to_string(i);
    EXPECT_EQ(error(many), "");
    EXPECT_EQ(error(many + ",one_more"), "imports.header :wrong_column_count");
}

TEST(RecordsCsvFaults, OtherEncodings) {
    using namespace std::string_literals;
    for (const auto& file : {"\xFF\xFE"
                             "a\0,\0b\0\n\0"s,
                             "\xFE\xFF\0a\0,"s, "\xFF\xFE\0\0a\0\0\0"s}) {
        EXPECT_EQ(error_of([&] { make_csv_reader(source(file, 1)); }), "imports.encoding");
        EXPECT_EQ(error_of([&] { make_json_lines_reader(source(file, 1)); }), "imports.encoding");
    }
}

TEST(RecordsCsvFaults, ResumeElsewhere) {
    const std::string file = "a,b\n1,2\n3,4\n";
    const auto resume = [&](std::uint64_t offset) {
        return error_of([&] { make_csv_reader(source(file, 3))->resume_at({offset, 2}); });
    };
    EXPECT_EQ(resume(3), "imports.other_source");
    EXPECT_EQ(resume(4), "");
    EXPECT_EQ(resume(file.size()), "");
    EXPECT_EQ(resume(file.size() + 1), "imports.other_source");
}

TEST(RecordsCsvFaults, SourceThatLiesAboutItsCount) {
    EXPECT_EQ(error_of([] { make_csv_reader([](char*, std::size_t size) { return size + 1; }); }),
              "imports.source");
}

}  // namespace
}  // namespace roster::records::testing

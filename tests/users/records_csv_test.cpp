// CSV: what well-formed files mean, where their records start and end, and how fast a hostile file is given up.
#include "records_source.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace roster::records::testing {
namespace {

using Texts = std::vector<std::string>;

TEST(RecordsCsv, ReadsCellsByColumn) {
    const auto rows = read_csv("name,email\nAda,ada@x.example\nBob,\n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].cells,
              (std::vector<std::pair<std::string, std::string>>{{"name", "Ada"}, {"email", "ada@x.example"}}));
    EXPECT_EQ(values(rows[1]), (Texts{"Bob", ""}));
}

TEST(RecordsCsv, QuotedCells) {
    const auto rows = read_csv("a,b,c\n\"x, y\",\"say \"\"hi\"\"\",\"two\nlines\"\n\"\",\"\"\"\",\"\"\"\"\"\"\n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(values(rows[0]), (Texts{"x, y", "say \"hi\"", "two\nlines"}));
    EXPECT_EQ(values(rows[1]), (Texts{"", "\"", "\"\""}));
}

TEST(RecordsCsv, CellsAreTakenAsTheyStand) {
    const auto rows = read_csv("a,b\n  x ,\ty\n5\" disk,a \"b\" c\n\" q \",\"\r\nend\r\"\n");
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(values(rows[0]), (Texts{"  x ", "\ty"}));
    EXPECT_EQ(values(rows[1]), (Texts{"5\" disk", "a \"b\" c"}));
    EXPECT_EQ(values(rows[2]), (Texts{" q ", "\r\nend\r"}));
}

TEST(RecordsCsv, EveryLineEnd) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const std::string file = "a,b" + end + "1,2" + end + end + "  " + end + "3,\"x" + end + "y\"" + end + "5,6";
        for (std::size_t chunk = 1; chunk <= file.size(); ++chunk) {
            const auto rows = read_csv(file, chunk);
            ASSERT_EQ(rows.size(), 3u);
            EXPECT_EQ(rows[0].line, 2u);
            EXPECT_EQ(rows[1].line, 5u);
            EXPECT_EQ(values(rows[1]), (Texts{"3", "x" + end + "y"}));
            EXPECT_EQ(rows[2].line, 7u);
            EXPECT_EQ(values(rows[2]), (Texts{"5", "6"}));
            EXPECT_EQ(rows[2].end, (Position{file.size(), 7}));
        }
    }
}

TEST(RecordsCsv, PositionsAreExact) {
    const auto rows = read_csv(
        "\xEF\xBB\xBF"
        "a,b\r\n1,2\r\n\r\n\"x\ny\r\nz\",4\n5,6\n\n");
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].end, (Position{13, 3}));
    EXPECT_EQ(rows[1].line, 4u);
    EXPECT_EQ(rows[1].end, (Position{26, 7}));
    EXPECT_EQ(rows[2].end, (Position{30, 8}));
}

TEST(RecordsCsv, ByteOrderMarkIsNoPartOfTheFirstName) {
    for (std::size_t chunk = 1; chunk <= 5; ++chunk) {
        const auto reader = make_csv_reader(source("\xEF\xBB\xBF\"a\",b\n1,2\n", chunk));
        EXPECT_EQ(reader->columns(), (Texts{"a", "b"}));
        EXPECT_EQ(reader->position(), (Position{9, 2}));
    }
}

TEST(RecordsCsv, OneColumn) {
    const auto rows = read_csv("a\nx\n\n\"\"\n\"\"\"\"\ny");
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(values(rows[1]), Texts{""});
    EXPECT_EQ(rows[1].line, 4u);
    EXPECT_EQ(values(rows[2]), Texts{"\""});
}

TEST(RecordsCsv, OtherDelimiters) {
    for (const char delimiter : {';', '\t', '|'}) {
        const std::string d(1, delimiter);
        const auto rows = read_csv("a" + d + "b\n1,5" + d + "\"x" + d + "\"\n", 3, {delimiter});
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(values(rows[0]), (Texts{"1,5", "x" + d}));
    }
    for (const char delimiter : {'"', '\n', '\r', ' ', '\0', '\xE4'})
        EXPECT_EQ(error_of([&] { read_csv("a\n", 9, {delimiter}); }), "imports.delimiter delimiter:invalid");
}

TEST(RecordsCsv, HeaderOnly) {
    for (const char* file : {"a,b", "a,b\n", "\n\r\n \na,b\n\n \n\r"}) EXPECT_TRUE(read_csv(file).empty());
}

TEST(RecordsCsv, HeaderNamesLoseSpacesAround) {
    EXPECT_EQ(make_csv_reader(source(" a ,\tb,\" c\"\n"))->columns(), (Texts{"a", "b", "c"}));
}

TEST(RecordsCsv, ByteForByteAtTheBuffersEdge) {
    // Rows of all lengths, moved by one byte at a time over the reader's 64 KiB.
    for (std::size_t shift = 0; shift < 80; ++shift) {
        std::string file = "a,b,c\r\n" + std::string(64 * 1024 - 90 + shift, 'x') + ",1,2\r\n";
        Texts expected;
        for (int i = 0; i < 6; ++i) {
            file += "r" + std::to_string(i) + ",\"p\"\"q\r\n\",é\r\n";
            expected.push_back("r" + std::to_string(i));
        }
        const auto rows = read_csv(file, shift % 2 == 0 ? 1 << 20 : 4096);
        ASSERT_EQ(rows.size(), 7u);
        for (std::size_t i = 0; i < 6; ++i) {
            EXPECT_EQ(values(rows[i + 1]), (Texts{expected[i], "p\"q\r\n", "é"}));
            EXPECT_EQ(rows[i + 1].line, 3 + 2 * i);
        }
        EXPECT_EQ(rows.back().end.offset, file.size());
    }
}

TEST(RecordsCsv, SourceThatThrowsIsPassedThrough) {
    int calls = 0;
    const auto reader = make_csv_reader([&](char* buffer, std::size_t) -> std::size_t {
        if (++calls > 1) throw std::runtime_error("disk gone");
        std::memcpy(buffer, "a,b\n1,2\n3,", 10);
        return 10;
    });
    Record record;
    EXPECT_TRUE(reader->next(record));
    EXPECT_THROW(reader->next(record), std::runtime_error);
    EXPECT_EQ(reader->position(), (Position{8, 3}));
}

TEST(RecordsCsv, SourceIsNotAskedAgainAfterItsEnd) {
    int ends = 0;
    auto inner = source("a\n1");
    const auto reader = make_csv_reader([&](char* buffer, std::size_t size) {
        const auto count = inner(buffer, size);
        ends += count == 0;
        return count;
    });
    EXPECT_EQ(read_all(*reader).size(), 1u);
    Record record;
    EXPECT_FALSE(reader->next(record));
    EXPECT_EQ(ends, 1);
}

// A table as any program may have written it: the cells that must be quoted are, others by whim.
struct Table {
    std::string file;
    std::vector<Texts> rows;
};

// Uniform from the first case on; rapidcheck's own numbers start small, and most tables would be empty.
int number(int from, int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, below)); }

Table random_table() {
    static const Texts pieces{
        "a", "b", ",", "\"", "\n", "\r", "\r\n", " ", ";", "é", "日本", "\xF0\x9F\x98\x80", "longer text", "\t"};
    Table table;
    const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
    const int columns = number(1, 6);
    for (int c = 0; c < columns; ++c) table.file += (c > 0 ? ",c" : "c") + std::to_string(c);
    const int rows = number(0, 8);
    for (int r = 0; r < rows; ++r) {
        table.file += line_end;
        for (int blank = number(0, 4); blank > 1; --blank) table.file += line_end;  // they mean nothing
        Texts row;
        for (int c = 0; c < columns; ++c) {
            std::string text;
            for (int n = number(0, 6); n > 0; --n)
                text += pieces[static_cast<std::size_t>(number(0, static_cast<int>(pieces.size())))];
            const bool needed = text.find_first_of(",\"\r\n ") != text.npos || (columns == 1 && text.empty());
            std::string written;
            for (const char ch : text) written += ch == '"' ? "\"\"" : std::string(1, ch);
            if (needed || number(0, 3) > 1) written = '"' + written + '"';
            table.file += (c > 0 ? "," : "") + written;
            row.push_back(text);
        }
        table.rows.push_back(row);
    }
    if (number(0, 2) == 0) table.file += line_end;
    return table;
}

RC_GTEST_PROP(RecordsCsv, RandomTablesComeBackWithEveryChunkSize, ()) {
    const auto table = random_table();
    const auto whole = read_csv(table.file);
    RC_ASSERT(whole.size() == table.rows.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        RC_ASSERT(whole[i].fault == "");
        RC_ASSERT(values(whole[i]) == table.rows[i]);
    }
    for (std::size_t chunk = 1; chunk <= 70; ++chunk) RC_ASSERT(read_csv(table.file, chunk) == whole);
}

RC_GTEST_PROP(RecordsCsv, ReadingGoesOnAtEveryRecordsEnd, ()) {
    const auto table = random_table();
    const auto whole = read_csv(table.file);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const auto reader = make_csv_reader(source(table.file, static_cast<std::size_t>(number(1, 70))));
        reader->resume_at(whole[i].end);
        RC_ASSERT(reader->position() == whole[i].end);
        RC_ASSERT(read_all(*reader) ==
                  std::vector<Row>(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end()));
    }
}

// Whatever the bytes: no crash, the same records for every chunk size, and a resumed reading sees the rest of them.
RC_GTEST_PROP(RecordsCsv, AnyBytes, (const std::vector<std::uint8_t>& seed)) {
    static const char alphabet[] = {',', '"', '\n', '\r', ' ', 'x', '\0', '\xC3', '\xA9', '\xFF'};
    std::string file = "a,b\n";
    for (const auto byte : seed) file += alphabet[byte % sizeof alphabet];
    const auto whole = read_csv(file);
    std::uint64_t before = 4, line = 1;
    for (const auto& row : whole) {
        RC_ASSERT(row.end.offset > before);
        RC_ASSERT(row.line > line);
        before = row.end.offset;
        line = row.line;
    }
    for (std::size_t chunk = 1; chunk <= 7; ++chunk) RC_ASSERT(read_csv(file, chunk) == whole);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const auto reader = make_csv_reader(source(file, 5));
        reader->resume_at(whole[i].end);
        RC_ASSERT(read_all(*reader) ==
                  std::vector<Row>(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end()));
    }
}

}  // namespace
}  // namespace roster::records::testing

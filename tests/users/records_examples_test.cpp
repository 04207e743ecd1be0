// The example files, as the readers see them: what is malformed in the bytes. What is wrong with the values is for the
// import to find.
#include "records_source.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace roster::records::testing {
namespace {

std::string example(const std::string& name) {
    std::ifstream file(std::string(ROSTER_EXAMPLES_DATA "/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string value(const Row& row, const std::string& column) {
    for (const auto& [name, text] : row.cells)
        if (name == column) return text;
    return "";
}

TEST(RecordsExamples, PeopleCsv) {
    const auto file = example("people.csv");
    const auto rows = read_csv(file, 4093);
    ASSERT_EQ(rows.size(), 1200u);
    EXPECT_EQ(faults(rows), "229 invalid_utf8 last_name\n668 wrong_column_count \n");
    EXPECT_EQ(rows.front().line, 2u);
    EXPECT_EQ(rows.front().cells.front().first, "kind") << "the byte order mark is no part of the name";
    EXPECT_EQ(rows[598].line, 600u);
    EXPECT_EQ(value(rows[598], "other_emails"), "nils.ahlberg@post.example;\nn.ahlberg@archive.test");
    EXPECT_EQ(rows[599].line, 602u);
    EXPECT_EQ(rows.back().end, (Position{file.size(), 1203}));
    const auto staff =
        std::count_if(rows.begin(), rows.end(), [](const Row& row) { return value(row, "kind") == "staff"; });
    EXPECT_EQ(staff, 40);
}

TEST(RecordsExamples, PeopleCsvResumesAtEveryRecord) {
    const auto file = example("people.csv");
    const auto rows = read_csv(file);
    Record record;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const auto reader = make_csv_reader(source(file));
        reader->resume_at(rows[i].end);
        ASSERT_TRUE(reader->next(record));
        ASSERT_EQ(record.line, rows[i + 1].line);
        ASSERT_EQ(record.end, rows[i + 1].end);
        ASSERT_EQ(record.cells.size(), rows[i + 1].cells.size());
    }
}

TEST(RecordsExamples, PeopleJsonLines) {
    const auto rows = read_json_lines(example("people.jsonl"), 4093);
    ASSERT_EQ(rows.size(), 50u);
    EXPECT_EQ(faults(rows), "");
    for (const auto& row : rows) EXPECT_FALSE(value(row, "external_id").empty());
}

}  // namespace
}  // namespace roster::records::testing

// JSON lines: values, columns that grow, faults, and exact positions.
#include "records_source.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

#include <clocale>
#include <set>

namespace roster::records::testing {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;

Cells cells_of(const std::string& line) {
    const auto rows = read_json_lines(line);
    return rows.size() == 1 && rows[0].fault.empty() ? rows[0].cells : Cells{{"fault", faults(rows)}};
}

TEST(RecordsJsonLines, ScalarValues) {
    EXPECT_EQ(
        cells_of(
            R"({"s":"Zoë \"Z\" \u00e9\n","i":-12,"u":18446744073709551615,"f":1.50,"e":1E2,"t":true,"n":false})"),
        (Cells{{"s", "Zoë \"Z\" é\n"},
               {"i", "-12"},
               {"u", "18446744073709551615"},
               {"f", "1.50"},
               {"e", "1E2"},
               {"t", "true"},
               {"n", "false"}}));
    EXPECT_EQ(cells_of(R"({"big":123456789012345678901234567890,"zero":0,"empty":""})"),
              (Cells{{"big", "123456789012345678901234567890"}, {"zero", "0"}, {"empty", ""}}));
}

TEST(RecordsJsonLines, NumbersDoNotDependOnTheLocale) {
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    for (const char* german : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"})
        if (std::setlocale(LC_NUMERIC, german) != nullptr) break;
    const auto cells = cells_of(R"({"f":-1.5e3})");
    std::setlocale(LC_NUMERIC, before.c_str());
    EXPECT_EQ(cells, (Cells{{"f", "-1.5e3"}}));
}

TEST(RecordsJsonLines, NullIsAbsentButItsColumnExists) {
    const auto reader = make_json_lines_reader(source("{\"a\":null,\"b\":[null,1,null]}\n{}\n"));
    const auto rows = read_all(*reader);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].cells, (Cells{{"b", "1"}}));
    EXPECT_TRUE(rows[1].cells.empty());
    EXPECT_EQ(reader->columns(), (std::vector<std::string>{"a", "b"}));
}

TEST(RecordsJsonLines, ListsAreSeveralValues) {
    EXPECT_EQ(cells_of(R"({"labels":["vip","emea",3,true],"none":[],"x":"y"})"),
              (Cells{{"labels", "vip"}, {"labels", "emea"}, {"labels", "3"}, {"labels", "true"}, {"x", "y"}}));
}

TEST(RecordsJsonLines, ObjectsBecomeDottedNames) {
    EXPECT_EQ(cells_of(R"({"name":{"first":"Ada","more":{"nick":["A","B"]},"last":"L"},"id":1})"),
              (Cells{{"name.first", "Ada"},
                     {"name.more.nick", "A"},
                     {"name.more.nick", "B"},
                     {"name.last", "L"},
                     {"id", "1"}}));
}

TEST(RecordsJsonLines, ColumnsGrowInTheOrderSeen) {
    const auto reader = make_json_lines_reader(source("{\"b\":1}\n{\"a\":2,\"b\":3}\n{\"c\":{\"d\":4}}\n"));
    EXPECT_TRUE(reader->columns().empty());
    read_all(*reader);
    EXPECT_EQ(reader->columns(), (std::vector<std::string>{"b", "a", "c.d"}));
}

TEST(RecordsJsonLines, LinesAndPositions) {
    const std::string file = "\xEF\xBB\xBF{\"a\":1}\r\n\r\n  \t\n {\"a\": 2} \nnonsense\n{\"a\":3}";
    for (std::size_t chunk = 1; chunk <= 70; ++chunk) {
        const auto rows = read_json_lines(file, chunk);
        ASSERT_EQ(rows.size(), 4u);
        EXPECT_EQ(rows[0].line, 1u);
        EXPECT_EQ(rows[0].end, (Position{12, 2}));
        EXPECT_EQ(rows[1].line, 4u);
        EXPECT_EQ(rows[2].fault, "bad_json");
        EXPECT_EQ(rows[2].line, 5u);
        EXPECT_EQ(rows[3].line, 6u);
        EXPECT_EQ(rows[3].end, (Position{file.size(), 6}));
    }
}

TEST(RecordsJsonLines, EmptySourceHasNoRecords) {
    for (const char* file : {"", "\n", "\xEF\xBB\xBF", " \r\n\t\n"}) EXPECT_TRUE(read_json_lines(file).empty());
}

TEST(RecordsJsonLines, BadJsonIsToldInWords) {
    const auto message = [](const std::string& line) {
        const auto rows = read_json_lines(line);
        return rows.size() == 1 ? rows[0].fault + ": " + rows[0].message : "no fault";
    };
    EXPECT_EQ(message(R"({"a":"é" "b":1})"), "bad_json: The line is not valid JSON near its character 12.");
    EXPECT_EQ(message("x"), "bad_json: The line is not valid JSON near its character 1.");
    EXPECT_EQ(message(R"({"a":1} x)"), "bad_json: The line is not valid JSON near its character 9.");
    EXPECT_EQ(message(R"({"a":1)"), "bad_json: The line ends before its JSON does.");
    EXPECT_EQ(message(R"({"a":"x)"), "bad_json: The line ends before its JSON does.");
    for (const char* other : {"1", "\"x\"", "null", "true", "[]", "[{\"a\":1}]", "1.5"})
        EXPECT_EQ(message(other), "bad_json: The line must be one JSON object, { … }.");
}

TEST(RecordsJsonLines, EveryFault) {
    const auto fault = [](const std::string& line) { return faults(read_json_lines(line)); };
    EXPECT_EQ(fault(R"({"a":1,"b":2,"a":3})"), "1 duplicate_key a\n");
    EXPECT_EQ(fault(R"({"a":{"b":1,"b":2}})"), "1 duplicate_key a.b\n");
    EXPECT_EQ(fault(R"({"a":{"b":1},"a":{"c":2}})"), "1 duplicate_key a\n");
    EXPECT_EQ(fault(R"({"a":{"b":1},"a.b":2})"), "1 duplicate_key a.b\n");
    EXPECT_EQ(fault(R"({"a":[{"b":1}]})"), "1 unsupported_value a\n");
    EXPECT_EQ(fault(R"({"a":[1,[2]]})"), "1 unsupported_value a\n");
    EXPECT_EQ(fault(R"({"a":"x\u0000y"})"), "1 control_character a\n");
    EXPECT_EQ(fault("{\"a\":\"x\xFFy\"}"), "1 invalid_utf8 a\n");
    EXPECT_EQ(fault(R"({"a":"\ud800"})"), "1 bad_json a\n");
    EXPECT_EQ(fault("{\"a\":\"tab\there\"}"), "1 bad_json a\n");
    EXPECT_EQ(fault(std::string("{\"a\":\"\0\"}", 9)), "1 bad_json a\n");
    EXPECT_EQ(fault("{\"a\":1e999}"), "1 bad_json a\n");
    EXPECT_EQ(fault("{\"" + std::string(max_key + 1, 'k') + "\":1}"), "1 key_too_long \n");
    EXPECT_EQ(fault("{\"" + std::string(max_key, 'k') + "\":1}"), "");
}

TEST(RecordsJsonLines, DepthLimit) {
    const auto nested = [](std::size_t levels) {
        std::string line = "1";
        for (std::size_t i = 0; i < levels; ++i) line = "{\"k\":" + line + "}";
        return line;
    };
    EXPECT_EQ(faults(read_json_lines(nested(max_depth))), "");
    EXPECT_EQ(faults(read_json_lines(nested(max_depth + 1))), "1 too_deep k.k.k.k.k.k.k.k\n");
    // A million opening brackets neither overflow a stack nor take time.
    EXPECT_EQ(faults(read_json_lines("{\"a\":" + std::string(1'000'000, '['))), "1 unsupported_value a\n");
}

TEST(RecordsJsonLines, KeyLimit) {
    std::string file;
    for (std::size_t i = 0; i < max_columns; ++i) file += "{\"k" + std::to_string(i) + "\":1}\n";
    EXPECT_EQ(faults(read_json_lines(file)), "");
    EXPECT_EQ(faults(read_json_lines(file + "{\"one more\":1}\n{\"k0\":2}\n")),
              std::to_string(max_columns + 1) + " too_many_columns \n");
}

TEST(RecordsJsonLines, LengthLimitIsExact) {
    const auto line = [](std::size_t size) { return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}"; };
    for (const std::string end : {"\n", "\r\n"}) {
        const std::string file = line(max_record) + end + line(max_record + 1) + end + "{\"a\":1}" + end +
                                 line(3 * max_record) + end + line(max_record);
        for (const std::size_t chunk : {std::size_t{4096}, std::size_t{65537}, file.size()}) {
            const auto rows = read_json_lines(file, chunk);
            ASSERT_EQ(rows.size(), 5u);
            EXPECT_EQ(faults(rows), "2 record_too_long \n4 record_too_long \n");
            EXPECT_EQ(rows[4].line, 5u);
            EXPECT_EQ(rows[4].end.offset, file.size());
        }
    }
}

TEST(RecordsJsonLines, AFaultLeavesNothingBehind) {
    const auto rows = read_json_lines("{\"a\":{\"b\":{\"c\":[1,{\n{\"a\":\"fresh\"}\n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_TRUE(rows[0].cells.empty());
    EXPECT_EQ(rows[1].cells, (Cells{{"a", "fresh"}}));
}

// Uniform from the first case on; rapidcheck's own numbers start small, and most files would be empty.
int number(int from, int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, below)); }

RC_GTEST_PROP(RecordsJsonLines, RandomRecordsComeBackWithEveryChunkSizeAndResume, ()) {
    static const std::vector<std::string> texts{"",    "a",  "\"", "\\", "\n", "é", "日本", "\xF0\x9F\x98\x80",
                                                "x y", "{}", "\t"};
    std::string file;
    std::vector<std::multiset<std::pair<std::string, std::string>>> expected;
    for (int r = number(0, 6); r > 0; --r) {
        nlohmann::json object = nlohmann::json::object();
        std::multiset<std::pair<std::string, std::string>> cells;
        for (int c = number(0, 5); c > 0; --c) {
            const std::string key = "k" + std::to_string(number(0, 3)) + std::to_string(c);
            const std::string text = *rc::gen::elementOf(texts), other = *rc::gen::elementOf(texts);
            switch (number(0, 4)) {
                case 0:
                    object[key] = text;
                    cells.insert({key, text});
                    break;
                case 1:
                    object[key] = {text, other};
                    cells.insert({key, text});
                    cells.insert({key, other});
                    break;
                case 2:
                    object[key]["in"] = text;
                    cells.insert({key + ".in", text});
                    break;
                default: object[key] = r; cells.insert({key, std::to_string(r)});
            }
        }
        file += object.dump(-1, ' ', *rc::gen::arbitrary<bool>()) +
                *rc::gen::element<std::string>("\n", "\r\n", "\n\n");
        expected.push_back(std::move(cells));
    }
    const auto whole = read_json_lines(file);
    RC_ASSERT(whole.size() == expected.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        RC_ASSERT(whole[i].fault == "");
        RC_ASSERT((std::multiset<std::pair<std::string, std::string>>(whole[i].cells.begin(),
                                                                      whole[i].cells.end())) == expected[i]);
        const auto reader = make_json_lines_reader(source(file, 7));
        reader->resume_at(whole[i].end);
        RC_ASSERT(read_all(*reader) ==
                  std::vector<Row>(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end()));
    }
    for (std::size_t chunk = 1; chunk <= 70; ++chunk) RC_ASSERT(read_json_lines(file, chunk) == whole);
}

// Whatever the bytes: no crash, and the same records for every chunk size.
RC_GTEST_PROP(RecordsJsonLines, AnyBytes, (const std::vector<std::uint8_t>& seed)) {
    static const char* const alphabet[] = {
        "{", "}", "[", "]", "\"", ":", ",", "\"a\"", "\"b\":", "1", "null", "\n", "\r", "\\", "\xC3", "é", " "};
    std::string file;
    for (const auto byte : seed) file += alphabet[byte % std::size(alphabet)];
    const auto whole = read_json_lines(file);
    for (std::size_t chunk = 1; chunk <= 7; ++chunk) RC_ASSERT(read_json_lines(file, chunk) == whole);
}

}  // namespace
}  // namespace roster::records::testing

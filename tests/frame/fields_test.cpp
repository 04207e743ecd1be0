// One more field costs one line: a struct made here has a field that the library has never heard of, and history, JSON,
// SQL rows and patches follow its table.
#include "base/json.hpp"
#include "base/json_read.hpp"
#include "history/record.hpp"
#include "storage/sql/row.hpp"
#include "storage/sqlite/driver.hpp"

#include <gtest/gtest.h>

namespace roster::test {
namespace {

enum class Colour : std::int32_t { red = 1, green = 2 };

}  // namespace
}  // namespace roster::test

template <>
struct roster::EnumNames<roster::test::Colour> {
    static constexpr std::pair<test::Colour, std::string_view> all[] = {{test::Colour::red, "red"},
                                                                        {test::Colour::green, "green"}};
};

namespace roster::test {
namespace {

using ThingId = Id<struct ThingTag>;

/// A member of every type that a table may hold.
template <template <class> class As>
struct BeforeFields {
    As<std::string> name{};
    As<bool> flag{};
    As<std::int32_t> small{};
    As<std::int64_t> large{};
    As<Colour> colour = by_default<As, Colour>(Colour::red);
    As<ThingId> thing{};
    As<Instant> instant = by_default<As, Instant>(*instant_from_micros(0));
    As<Date> date = by_default<As, Date>(Date(2025, 1, 1));
    As<Duration> duration{};
    As<std::optional<std::int32_t>> maybe{};
    As<std::optional<Instant>> maybe_instant{};
    As<std::vector<std::string>> words{};
    As<std::vector<ThingId>> things{};

    static constexpr auto fields() {
        using F = BeforeFields;
        return FieldTable{field("name", &F::name, ""),
                          field("flag", &F::flag, ""),
                          field("small", &F::small, ""),
                          field("large", &F::large, ""),
                          field("colour", &F::colour, ""),
                          field("thing", &F::thing, ""),
                          field("instant", &F::instant, ""),
                          field("date", &F::date, ""),
                          field("duration", &F::duration, ""),
                          field("maybe", &F::maybe, ""),
                          field("maybe_instant", &F::maybe_instant, ""),
                          field("words", &F::words, ""),
                          field("things", &F::things, "")};
    }
};

/// The same struct after somebody added a field: the member and its row, nothing else.
template <template <class> class As>
struct AfterFields : BeforeFields<As> {
    As<std::string> nickname{};
    As<std::string> pin{};

    static constexpr auto fields() {
        using F = AfterFields;
        return joined(BeforeFields<As>::fields(),
                      FieldTable{field("nickname", &F::nickname, "Added on the fly."),
                                 field("pin", &F::pin, "Added as a secret.", Trait::secret)});
    }
};

struct Record : AfterFields<Given> {
    std::int64_t revision = 0;
    std::int64_t twice = 0;
    static constexpr auto fields() {
        return joined(AfterFields<Given>::fields(),
                      FieldTable{field("revision", &Record::revision, "", Trait::untracked),
                                 field("twice", &Record::twice, "", Trait::derived | Trait::untracked)});
    }
};
using Patch = AfterFields<Change>;

const ThingId one = ThingId::well_known(1), two = ThingId::well_known(2);

Record sample() {
    Record record;
    record.name = "Näme \"q\"";
    record.flag = true;
    record.small = -7;
    record.large = std::int64_t{1} << 60;
    record.colour = Colour::green;
    record.thing = one;
    record.instant = *instant_from_micros(1'234'567'890'123'456);
    record.date = Date(2024, 2, 29);
    record.duration = boost::posix_time::microseconds(90'000'001);
    record.maybe = 0;
    record.maybe_instant = *instant_from_micros(-1);
    record.words = {"a", "b c"};
    record.things = {two, one};
    record.nickname = "Nick";
    record.pin = "1234";
    record.revision = 3;
    record.twice = 6;
    return record;
}

std::string json_of(const Record& record) { return json::write(record); }

TEST(Fields, APatchSetsTheNewField) {
    Record record = sample();
    EXPECT_FALSE(apply(Patch{}, record));
    Patch patch;
    patch.nickname = "Nick";
    EXPECT_FALSE(apply(patch, record)) << "the same value is no change";
    patch.nickname = "Ned";
    patch.words = std::vector<std::string>{};
    EXPECT_TRUE(apply(patch, record));
    EXPECT_EQ(record.nickname, "Ned");
    EXPECT_TRUE(record.words.empty());
    EXPECT_EQ(record.name, sample().name);
}

TEST(Fields, HistoryTellsOfTheNewFieldAndHidesTheSecret) {
    Record after = sample();
    after.nickname = "Ned";
    after.pin = "9999";
    after.maybe.reset();
    after.revision = 4;
    after.twice = 8;
    EXPECT_EQ(history::diff(sample(), after),
              (std::vector<FieldChange>{{"maybe", "0", "null"},
                                        {"nickname", "\"Nick\"", "\"Ned\""},
                                        {"pin", "\"[redacted]\"", "\"[redacted]\""}}));
    EXPECT_TRUE(history::diff(sample(), sample()).empty());
    EXPECT_EQ(history::diff(Record{}, sample(), true).size(), field_count<AfterFields<Given>>);
}

TEST(Fields, JsonHasTheNewFieldAndNoSecret) {
    const auto text = json_of(sample());
    EXPECT_NE(text.find("\"nickname\":\"Nick\""), text.npos);
    EXPECT_EQ(text.find("1234\""), text.npos) << text;
    const auto back = json::parse<Record>(text);
    Record expected = sample();
    expected.pin = "";
    EXPECT_EQ(json_of(back), json_of(expected));
    EXPECT_EQ(back.things, expected.things);
    EXPECT_EQ(json::parse<Record>("{\"name\":\"x\",\"unheard_of\":1}").name, "x")
        << "what was written before or after";
    for (const auto* damaged : {"", "{", "[]x", "{\"name\":1}", "{\"words\":[1]}"})
        EXPECT_THROW(json::parse<Record>(damaged), Error) << damaged;
}

const sql::MigrationFile schema[] = {
    {1, "0001_things",
     "CREATE TABLE things (name TEXT, flag INTEGER, small INTEGER, large INTEGER, colour INTEGER, thing BLOB, instant "
     "INTEGER, date INTEGER, duration INTEGER, maybe INTEGER, maybe_instant INTEGER, words TEXT, things BLOB, revision INTEGER);"},
    {2, "0002_nickname", "ALTER TABLE things ADD COLUMN nickname TEXT; ALTER TABLE things ADD COLUMN pin TEXT;"}};

TEST(Fields, ARowOfARealTableHasTheNewField) {
    EXPECT_EQ(sql::stored_field_count<Record>(), 16);
    EXPECT_EQ(sql::parameters<Record>().size(), 16u * 3 - 2);

    sqlite::Driver driver(":memory:", {}, schema);
    const Record before = sample();
    driver.write({}, [&](sql::Connection& db) {
        sql::Scratch scratch;
        sql::Run insert(db.prepare("INSERT INTO things (" + sql::columns<Record>() + ") VALUES (" +
                                   sql::parameters<Record>() + ")"));
        EXPECT_EQ(sql::bind_fields(*insert, 1, before, scratch), 17);
        insert->step();
    });
    driver.read({}, [&](sql::Connection& db) {
        sql::Run select(db.prepare("SELECT " + sql::columns<Record>("t.") + " FROM things t"));
        ASSERT_TRUE(select->step());
        const auto back = sql::read_fields<Record>(*select);
        Record expected = before;
        expected.twice = 0;  // computed, not stored
        EXPECT_EQ(json_of(back), json_of(expected));
        EXPECT_EQ(back.pin, "1234");
    });
    Record after;
    driver.write({}, [&](sql::Connection& db) {
        sql::Scratch scratch;
        sql::Run update(db.prepare("UPDATE things SET " + sql::assignments<Record>()));
        sql::bind_fields(*update, 1, after, scratch);
        update->step();
        EXPECT_EQ(update->changes(), 1);
    });
    driver.read({}, [&](sql::Connection& db) {
        sql::Run select(db.prepare("SELECT nickname, thing, words FROM things"));
        ASSERT_TRUE(select->step());
        EXPECT_EQ(select->get_text(0), "");
        EXPECT_TRUE(select->is_null(1)) << "nil is NULL";
        EXPECT_EQ(select->get_text(2), "");
    });
}

TEST(Fields, ADamagedRowIsTold) {
    sqlite::Driver driver(":memory:", {}, schema);
    const std::pair<const char*, const char*> damages[] = {{"colour", "9"},
                                                           {"thing", "x'00'"},
                                                           {"things", "x'0011'"},
                                                           {"instant", "9223372036854775807"},
                                                           {"date", "99999999"}};
    for (const auto& [column, value] : damages) {
        std::string reason;
        driver.write({}, [&](sql::Connection& db) {
            sql::Run(db.prepare(std::string("DELETE FROM things")))->step();
            sql::Scratch scratch;
            {
                sql::Run insert(db.prepare("INSERT INTO things (" + sql::columns<Record>() + ") VALUES (" +
                                           sql::parameters<Record>() + ")"));
                const Record record = sample();
                sql::bind_fields(*insert, 1, record, scratch);
                insert->step();
            }
            sql::Run(db.prepare(std::string("UPDATE things SET ") + column + " = " + value))->step();
            sql::Run select(db.prepare("SELECT " + sql::columns<Record>() + " FROM things"));
            select->step();
            try {
                static_cast<void>(sql::read_fields<Record>(*select));
            } catch (const Error& error) {
                reason = error.reason() + " " + error.what();
            }
        });
        EXPECT_NE(reason.find("storage.damaged"), reason.npos) << column;
        EXPECT_NE(reason.find(column), reason.npos) << reason;
    }
}

}  // namespace
}  // namespace roster::test

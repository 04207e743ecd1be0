#include "storage/postgres/driver.hpp"

namespace roster::postgres {
namespace {

const std::string in_this_schema =
    " = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('roster_migrations')) ";

/// A query for the rows that miss the row they refer to, one for each foreign key.
const std::string list_references =
    "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, format("
    "'SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s)', c.conrelid::regclass, "
    "string_agg(format('c.%I IS NOT NULL', child.attname), ' AND '), c.confrelid::regclass, "
    "string_agg(format('p.%I = c.%I', parent.attname, child.attname), ' AND ')) "
    "FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (child, parent) "
    "JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = k.child "
    "JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = k.parent "
    "WHERE c.contype = 'f' AND c.connamespace" +
    in_this_schema + "GROUP BY c.oid, c.conname, c.conrelid, c.confrelid ORDER BY c.conname";

const std::string list_idle =
    "SELECT 'index', indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
    "WHERE NOT (indisvalid AND indisready) AND t.relnamespace" +
    in_this_schema +
    "UNION ALL SELECT 'constraint', conname::text FROM pg_constraint WHERE NOT convalidated AND connamespace" +
    in_this_schema + "ORDER BY 1, 2";

struct Reference {
    std::string child, parent, query;
};

}  // namespace

std::vector<std::string> examine(sql::Connection& connection) {
    std::vector<std::string> lines;
    std::vector<Reference> references;
    {
        sql::Run row(connection.prepare(list_references));
        while (row->step())
            references.push_back(
                {std::string(row->get_text(0)), std::string(row->get_text(1)), std::string(row->get_text(2))});
    }
    for (const auto& reference : references) {
        sql::Run row(connection.prepare(reference.query));
        if (row->step() && row->get_int(0) > 0)
            lines.push_back(std::to_string(row->get_int(0)) + " rows of table " + reference.child +
                            " refer to a row of table " + reference.parent + " that does not exist.");
    }
    sql::Run idle(connection.prepare(list_idle));
    while (idle->step())
        lines.push_back("The " + std::string(idle->get_text(0)) + " " + std::string(idle->get_text(1)) +
                        " is not in force.");
    return lines;
}

}  // namespace roster::postgres

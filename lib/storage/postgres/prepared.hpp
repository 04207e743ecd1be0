// A statement of the SQL core on one PostgreSQL connection.
#pragma once

#include "storage/postgres/wire.hpp"
#include "storage/sql/driver.hpp"

#include <string>

namespace roster::postgres {

class Connection;

/// A statement's text as PostgreSQL wants it: `?` outside of quotes and comments becomes $1, $2, …
struct Translated {
    explicit Translated(std::string_view text);
    std::string text;
    int parameters = 0;
    bool writes = false;     ///< whatever is not known to read only
    bool gives_rows = true;  ///< false: its answer is awaited only when somebody asks for it
};

/// step() of a statement that gives no rows sends it and returns at once; its failure shows at changes(), at the next
/// statement that gives rows, or at the commit.
class Prepared final : public sql::Prepared {
public:
    /// @param index  Statement::index; -1 for a text put together at run time
    Prepared(Connection& connection, std::string name, std::string_view text, int index = -1);
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared() override = default;

    void bind_null(int at) override { parameters_.set_null(at); }
    void bind_int(int at, std::int64_t value) override { parameters_.set_int(at, value); }
    void bind_text(int at, std::string_view value) override { parameters_.set_text(at, value); }
    void bind_blob(int at, std::string_view value) override { parameters_.set_blob(at, value); }
    bool step() override;
    [[nodiscard]] bool is_null(int column) override;
    [[nodiscard]] std::int64_t get_int(int column) override;
    [[nodiscard]] std::string_view get_text(int column) override;
    [[nodiscard]] std::string_view get_blob(int column) override { return get_text(column); }
    [[nodiscard]] std::int64_t changes() override;
    void reset() noexcept override;

private:
    friend class Connection;

    Connection& connection_;
    const std::string name_;
    const Translated translated_;
    const int index_;
    Parameters parameters_;
    bool known_ = false;    ///< to the server, or sent to it
    bool started_ = false;  ///< since the last reset
    bool listed_ = false;   ///< among the connection's touched ones
    bool awaited_ = false;  ///< the answer of this run is outstanding
    unsigned run_ = 0;      ///< answers of earlier runs are not ours
    int row_ = -1;
    Result result_;
};

}  // namespace roster::postgres

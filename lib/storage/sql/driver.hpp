// The driver interface: what the SQL core needs of an engine. SQLite and PostgreSQL are one driver each, and the core
// above them is the same portable SQL.
#pragma once

#include <roster/storage/storage.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::sql {

/// One statement of the SQL core, known for the whole life of the process: drivers keep it prepared per connection
/// under `index`. Define as a namespace-scope constant; every one is listed by all(), which tests walk.
///
/// The dialect: `?` for every parameter in order; integers are 64 bits, text is UTF-8 compared by bytes, ids are blobs
/// of 16 bytes; ON CONFLICT … DO NOTHING/UPDATE and RETURNING are used; sequences, triggers, locks and functions beyond
/// count, min, max, sum, coalesce and length are not.
class Statement {
public:
    explicit Statement(std::string text);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    const std::string text;
    const int index;

    /// Every statement defined anywhere in the process, by index.
    static const std::vector<const Statement*>& all();
};

/// A prepared statement of one connection being run: bind all parameters, step until false, reset.
///
/// Parameters count from 1, columns from 0. Text and blobs are bound by reference: they live until reset. Read views
/// live until the next step or reset.
class Prepared {
public:
    virtual ~Prepared() = default;

    virtual void bind_null(int at) = 0;
    virtual void bind_int(int at, std::int64_t value) = 0;
    virtual void bind_text(int at, std::string_view value) = 0;
    virtual void bind_blob(int at, std::string_view value) = 0;

    /// Runs to the next row. @return false at the end. @throws Error as Storage, and Retry
    virtual bool step() = 0;

    [[nodiscard]] virtual bool is_null(int column) = 0;
    [[nodiscard]] virtual std::int64_t get_int(int column) = 0;
    [[nodiscard]] virtual std::string_view get_text(int column) = 0;
    [[nodiscard]] virtual std::string_view get_blob(int column) = 0;

    /// Rows the statement changed, once step() gave false.
    [[nodiscard]] virtual std::int64_t changes() = 0;
    /// Ready for the next run; parameters are unbound.
    virtual void reset() noexcept = 0;
};

/// Thrown inside a write to have it run again from the start: a serialization conflict, a deadlock, or a unique value
/// that was taken between the look and the insert. Never leaves the driver: after its retries are used up the caller
/// gets Error unavailable "storage.busy".
struct Retry {};

/// A connection inside a transaction. One thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Prepared& prepare(const Statement& statement) = 0;
    /// For statements put together at run time (lists with filters); the driver keeps a bounded number prepared.
    virtual Prepared& prepare(const std::string& text) = 0;
    /// Whether nobody else writes while this transaction does, as with one writer for the whole store.
    [[nodiscard]] virtual bool writes_alone() const noexcept { return true; }
};

/// An engine: connections, transactions, migrations. Safe from any thread.
class Driver {
public:
    using Work = FunctionRef<void(Connection&)>;
    virtual ~Driver() = default;

    /// The contracts of Storage::read and Storage::write. A nil account binds to none (directory-wide reading).
    virtual void read(AccountId account, Work work) = 0;
    virtual void write(AccountId account, Work work) = 0;
    virtual std::vector<std::string> check() = 0;
    virtual void backup(const std::string& path) = 0;
    [[nodiscard]] virtual std::string engine() const = 0;
    /// The contract of Storage::stamp.
    [[nodiscard]] virtual std::optional<std::uint64_t> stamp() noexcept { return std::nullopt; }
    /// The contract of Storage::close.
    virtual void close() = 0;
};

/// The SQL core over an engine.
std::shared_ptr<Storage> make_storage(std::unique_ptr<Driver> driver);

/// Resets the statement when the block is left, by exception too.
class Run {
public:
    explicit Run(Prepared& prepared) noexcept : prepared_(prepared) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { prepared_.reset(); }
    Prepared* operator->() const noexcept { return &prepared_; }
    Prepared& operator*() const noexcept { return prepared_; }

private:
    Prepared& prepared_;
};

}  // namespace roster::sql

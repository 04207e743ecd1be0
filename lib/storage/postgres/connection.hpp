// One PostgreSQL connection: its prepared statements and its transactions.
#pragma once

#include "storage/postgres/freshness.hpp"
#include "storage/postgres/options.hpp"
#include "storage/postgres/prepared.hpp"

#include <roster/base/id.hpp>

#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>

namespace roster::postgres {

/// How many statements the reading transactions that begin with a statement have lately had. A read that is foretold
/// right needs no message beyond its statements: the last one carries the end of the transaction with it. A prepared
/// lookup that is all of its transaction then costs one round trip and no BEGIN, as if made by hand. Safe from any
/// thread.
class Forecasts {
public:
    Forecasts() : counts_(sql::Statement::all().size()) {}
    /// 0: unknown.
    [[nodiscard]] unsigned length(int index) const noexcept;
    void learn(int index, unsigned length) noexcept;

private:
    /// Length and how many times in a row it was seen, in one word.
    std::vector<std::atomic<std::uint32_t>> counts_;
};

/// One thread at a time. Not inside a transaction unless between begin… and commit, end_read or rollback.
///
/// A read runs over one snapshot. When the forecast was wrong and its transaction is over already, the next statement
/// begins another, runs the earlier ones again and compares: when they give the same, the new snapshot does for the
/// old one; when not, the work runs again (Kind::conflict).
class Connection final : public sql::Connection {
public:
    [[nodiscard]] bool writes_alone() const noexcept override { return false; }
    using Lost = Wire::Lost;

    /// Connects. @throws Error
    Connection(const Url& url, const Options& options, Forecasts& forecasts);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() override;

    sql::Prepared& prepare(const sql::Statement& statement) override;
    sql::Prepared& prepare(const std::string& text) override;

    // Transactions. Each throws, as every statement in it does: sql::Retry or Lost when the work should run again, or
    // the Error. What was thrown stays in fault(), whatever the work makes of it.
    /// @param account  handed to row-level security; nullopt where that is not in force
    /// @param careful  the transaction is ended only when the work is over
    void begin_read(const std::optional<AccountId>& account, bool careful);
    void begin_write(const std::optional<AccountId>& account);
    void end_read();
    /// @throws Error unavailable "storage.commit_unknown" besides
    void commit();
    /// Awaits nothing.
    void rollback() noexcept;

    [[nodiscard]] const std::optional<Fault>& fault() const noexcept { return fault_; }
    /// In a handler of what the transaction threw: rolls back, and gives up a connection that is gone.
    /// @return what it means; nullopt when the work threw something of its own
    std::optional<Fault> caught();
    [[nodiscard]] bool alive() const noexcept { return wire_.alive(); }
    /// After a pause: whether the server is still there, as far as can be seen without asking it.
    bool look() noexcept { return wire_.look(); }
    /// Runs every statement of a text, inside the transaction under way. @throws Fault
    void script(const char* sql);
    /// Of no more use.
    void give_up() noexcept { wire_.give_up(); }
    void abandon() noexcept { wire_.abandon(); }

    /// Where the server, a standby, was found to be: its keeper's notes, and not the connection's.
    struct Whereabouts {
        Position position;
        std::optional<Clock::time_point> asked;
    } whereabouts;

private:
    friend class Prepared;
    /// A statement of a read whose transaction may turn out to have ended too early.
    struct Seen {
        Prepared* prepared;
        Parameters parameters;
        Result result;
    };
    struct Text {
        Text(Connection& connection, std::string name, const std::string& words)
            : text(words), prepared(connection, std::move(name), words) {}
        std::string text;
        Prepared prepared;
    };

    // For Prepared.
    void run(Prepared& prepared);
    void settle(Prepared& prepared);

    void begin(const std::optional<AccountId>& account);
    void open(Prepared& statement);
    void name_account();
    void run_in_read(Prepared& prepared);
    void run_in_write(Prepared& prepared);
    void reopen();
    void send(Prepared& prepared);
    void sync();
    void await(Prepared& prepared);
    void take();
    void accept(Prepared& prepared, const Wire::Answer& answer);
    void compare(const Wire::Answer& answer);
    void fail(Fault fault, bool old);
    void drain();
    void take_back();
    void finish() noexcept;
    void forget_texts();
    void forget_plans();
    [[noreturn]] void throw_fault() const;

    Forecasts& forecasts_;
    Wire wire_;
    std::vector<std::unique_ptr<Prepared>> slots_;  ///< by Statement::index
    std::list<Text> texts_;                         ///< the latest used first
    std::unordered_map<std::string_view, std::list<Text>::iterator> by_text_;
    unsigned named_ = 0;
    unsigned transactions_ = 0;
    std::vector<Prepared*> touched_;
    Prepared setup_, replan_, begin_read_, begin_write_, commit_, rollback_, name_account_;

    // The transaction under way.
    std::optional<AccountId> account_;
    bool writing_ = false;
    bool careful_ = false;
    bool open_ = false;       ///< BEGIN was sent
    bool over_ = false;       ///< a read whose end was sent along with a statement
    bool unsynced_ = false;   ///< something was sent since the last sync
    bool committed_ = false;  ///< the server has said so
    std::size_t old_ = 0;     ///< answers outstanding that belong to transactions before
    unsigned runs_ = 0;
    unsigned forecast_ = 0;
    int first_ = -1;
    std::vector<Seen> seen_;
    std::optional<Fault> fault_;
};

}  // namespace roster::postgres

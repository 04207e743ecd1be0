#include "storage/postgres/connection.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace roster::postgres {
namespace {

/// Texts put together at run time that stay prepared; so many more may gather before the oldest are given up.
constexpr std::size_t kept_texts = 64, spare_texts = 32;
/// Answers that may be outstanding: they wait in buffers of bounded size, here and at the server.
constexpr std::size_t most_pending = 500;
constexpr unsigned longest_forecast = 8;
constexpr std::uint32_t sure_after = 3;

bool is_error(const Result& result) {
    const auto status = PQresultStatus(result.get());
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
}

bool is_same(const PGresult* a, const PGresult* b) {
    const int rows = PQntuples(a), columns = PQnfields(a);
    if (rows != PQntuples(b) || columns != PQnfields(b)) return false;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const int length = PQgetlength(a, row, column);
            if (PQgetisnull(a, row, column) != PQgetisnull(b, row, column) ||
                length != PQgetlength(b, row, column) ||
                std::memcmp(PQgetvalue(a, row, column), PQgetvalue(b, row, column),
                            static_cast<std::size_t>(length)) != 0)
                return false;
        }
    return true;
}

}  // namespace

// ---- Forecasts ----

unsigned Forecasts::length(int index) const noexcept {
    if (index < 0 || static_cast<std::size_t>(index) >= counts_.size()) return 0;
    const auto word = counts_[static_cast<std::size_t>(index)].load(std::memory_order_relaxed);
    return (word & 0xffff) >= sure_after ? word >> 16 : 0;
}

void Forecasts::learn(int index, unsigned length) noexcept {
    if (index < 0 || static_cast<std::size_t>(index) >= counts_.size()) return;
    auto& count = counts_[static_cast<std::size_t>(index)];
    const auto word = count.load(std::memory_order_relaxed);
    if (word >> 16 != length) {
        if (length <= longest_forecast) count.store(length << 16 | 1, std::memory_order_relaxed);
    } else if ((word & 0xffff) < sure_after) {
        count.store(word + 1, std::memory_order_relaxed);
    }
}

// ---- The connection ----

Connection::Connection(const Url& url, const Options& options, Forecasts& forecasts)
    : forecasts_(forecasts),
      wire_(url),
      setup_(*this, "setup",
             "SELECT set_config('lock_timeout', ?, false) WHERE current_setting('lock_timeout') = '0'"),
      replan_(*this, "replan", "DISCARD PLANS"),
      begin_read_(*this, "begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
      begin_write_(*this, "begin_write", "BEGIN ISOLATION LEVEL READ COMMITTED"),
      commit_(*this, "commit", "COMMIT"),
      rollback_(*this, "rollback", "ROLLBACK"),
      name_account_(*this, "account", "SELECT set_config('roster.account', encode(?, 'hex'), true)") {
    const std::string wait = std::to_string(options.wait.count());
    setup_.bind_text(1, wait);
    send(setup_);
    sync();
}

Connection::~Connection() = default;

sql::Prepared& Connection::prepare(const sql::Statement& statement) {
    const auto index = static_cast<std::size_t>(statement.index);
    if (index >= slots_.size()) slots_.resize(index + 1);
    auto& slot = slots_[index];
    if (!slot)
        slot = std::make_unique<Prepared>(*this, "s" + std::to_string(index), statement.text, statement.index);
    return *slot;
}

sql::Prepared& Connection::prepare(const std::string& text) {
    if (const auto found = by_text_.find(text); found != by_text_.end()) {
        texts_.splice(texts_.begin(), texts_, found->second);
        return texts_.front().prepared;
    }
    texts_.emplace_front(*this, "t" + std::to_string(++named_), text);
    by_text_.emplace(texts_.front().text, texts_.begin());
    return texts_.front().prepared;
}

/// Between transactions only: the work holds references.
void Connection::forget_texts() {
    drain();
    std::string script;
    while (texts_.size() > kept_texts) {
        if (texts_.back().prepared.known_) script += "DEALLOCATE " + texts_.back().prepared.name_ + ";";
        by_text_.erase(texts_.back().text);
        texts_.pop_back();
    }
    try {
        wire_.script(script.c_str());
    } catch (const Fault&) {
        throw Lost{};
    }
}

/// A plan made while a table is empty takes any index that begins with the account for as good as the right one, and is
/// kept, for foreign keys too, until the server has looked at the table again: a minute in which an import of many
/// people would become slower with each. So plans are made anew after 2, 4, 8, … transactions.
void Connection::forget_plans() {
    if (!std::has_single_bit(++transactions_) || transactions_ == 1) return;
    send(replan_);
    sync();
}

void Connection::script(const char* sql) {
    sync();
    drain();
    if (fault_) throw_fault();
    wire_.script(sql);
}

// ---- Transactions ----

void Connection::begin(const std::optional<AccountId>& account) {
    account_ = account;
    open_ = over_ = unsynced_ = committed_ = false;
    runs_ = forecast_ = 0;
    first_ = -1;
    fault_.reset();
    forget_plans();
    old_ = wire_.pending();
    if (texts_.size() > kept_texts + spare_texts) forget_texts();
}

void Connection::begin_read(const std::optional<AccountId>& account, bool careful) {
    begin(account);
    writing_ = false;
    careful_ = careful;
}

void Connection::begin_write(const std::optional<AccountId>& account) {
    // One that died in the pool must be found out before COMMIT goes to it: after that its fate would be unknown.
    if (!wire_.look()) throw Lost{};
    begin(account);
    writing_ = true;
}

void Connection::end_read() {
    if (fault_) throw_fault();
    try {
        if (open_) {
            send(commit_);
            sync();
        }
    } catch (const Lost&) {  // what was read was read
    }
    open_ = false;
    forecasts_.learn(first_, runs_);
    finish();
}

void Connection::commit() {
    if (fault_) throw_fault();
    if (!open_) return finish();
    if (!wire_.look()) fail(Fault::of_loss(), false);  // known in time
    if (fault_) throw_fault();
    try {
        send(commit_);
        sync();
        drain();
    } catch (const Lost&) {
        fail(Fault::of_loss(), false);
    }
    if (!committed_) {
        if (!fault_) throw Error(ErrorCode::internal, "storage.sql", "The PostgreSQL server did not commit.");
        if (fault_->kind == Fault::Kind::lost && !fault_->told) fault_ = Fault::of_unknown_commit();
        throw_fault();
    }
    open_ = false;
    finish();
}

void Connection::rollback() noexcept {
    try {
        if (wire_.alive()) take_back();
    } catch (...) {
        wire_.give_up();
    }
    finish();
}

std::optional<Fault> Connection::caught() {
    auto fault = fault_;  // the connection knows best
    if (!fault) {
        try {
            throw;
        } catch (const sql::Retry&) {
            fault = Fault::of_conflict();
        } catch (const Lost&) {
            fault = Fault::of_loss();
        } catch (...) {  // it is thrown on as it is
        }
    }
    if (fault && fault->kind == Fault::Kind::lost) give_up();
    rollback();
    return fault;
}

void Connection::take_back() {
    if (unsynced_ && fault_) sync();
    if (open_) send(rollback_);
    if (unsynced_) sync();
    open_ = false;
    if (fault_) drain();  // what was to be prepared behind the failure is not
}

/// Resets whatever the work left running, and lets go of results.
void Connection::finish() noexcept {
    for (auto* const prepared : touched_) {
        if (prepared->started_) prepared->reset();
        prepared->listed_ = false;
    }
    touched_.clear();
    seen_.clear();
}

/// Begins the transaction, and names the account where row-level security wants to know it.
void Connection::open(Prepared& statement) {
    send(statement);
    open_ = true;
    name_account();
}

void Connection::name_account() {
    if (!account_) return;
    name_account_.bind_blob(1, account_->bytes());
    send(name_account_);
}

// ---- Statements ----

void Connection::run(Prepared& prepared) {
    if (fault_) throw_fault();
    if (!prepared.listed_) touched_.push_back(&prepared);
    prepared.listed_ = true;
    try {
        if (writing_) run_in_write(prepared);
        else run_in_read(prepared);
    } catch (const Lost&) {
        fail(Fault::of_loss(), false);
        throw;
    }
}

void Connection::run_in_write(Prepared& prepared) {
    if (!open_) open(begin_write_);
    send(prepared);
    if (prepared.translated_.gives_rows || wire_.pending() >= most_pending) {
        wire_.ask();
        await(prepared);
    }
}

void Connection::run_in_read(Prepared& prepared) {
    if (prepared.translated_.writes)
        throw Error(ErrorCode::failed_precondition, "storage.read_only", "A reading transaction cannot write.");
    if (runs_++ == 0) {
        first_ = prepared.index_;
        forecast_ = careful_ ? 0 : forecasts_.length(first_);
    }
    if (over_) reopen();
    const bool last = runs_ == forecast_;
    if (!open_) {
        if (last) name_account();  // a transaction of one statement needs no BEGIN
        else open(begin_read_);
    }
    send(prepared);
    if (last) {
        if (open_) send(commit_);
        sync();
        open_ = false;
        over_ = true;
    } else {
        wire_.ask();
    }
    await(prepared);
    if (runs_ <= forecast_) seen_.push_back({&prepared, prepared.parameters_.copy(), prepared.result_});
}

void Connection::reopen() {
    over_ = false;
    forecast_ = 0;
    open(begin_read_);
    for (std::size_t i = 0; i < seen_.size(); ++i)
        wire_.run(seen_[i].prepared->name_, seen_[i].parameters,
                  {Wire::Sent::What::replay, static_cast<unsigned>(i), nullptr});
}

void Connection::settle(Prepared& prepared) {
    if (fault_) throw_fault();
    try {
        wire_.ask();
        await(prepared);
    } catch (const Lost&) {
        fail(Fault::of_loss(), false);
        throw;
    }
}

void Connection::send(Prepared& prepared) {
    if (!prepared.known_) {
        wire_.prepare(prepared.name_, prepared.translated_.text, prepared.parameters_,
                      {Wire::Sent::What::preparation, 0, &prepared});
        prepared.known_ = true;
    }
    wire_.run(prepared.name_, prepared.parameters_, {Wire::Sent::What::run, ++prepared.run_, &prepared});
    prepared.awaited_ = true;
    unsynced_ = true;
}

void Connection::sync() {
    wire_.sync();
    unsynced_ = false;
}

// ---- Answers ----

void Connection::await(Prepared& prepared) {
    while (prepared.awaited_ && !fault_) take();
    if (fault_) throw_fault();
}

void Connection::drain() {
    while (wire_.pending() > 0) take();
}

void Connection::take() {
    const auto answer = wire_.take();
    const bool old = old_ > 0;
    if (old) --old_;
    if (answer.sent.what == Wire::Sent::What::sync) return;
    const bool failed = is_error(answer.result);
    auto* const prepared = static_cast<Prepared*>(answer.sent.to);
    if (answer.sent.what == Wire::Sent::What::preparation) {
        prepared->known_ = !failed;
    } else if (!failed && !old) {
        if (prepared != nullptr) accept(*prepared, answer);
        else compare(answer);
    }
    if (!failed) return;
    if (PQresultStatus(answer.result.get()) == PGRES_PIPELINE_ABORTED) return;
    auto fault = Fault::of(answer.result.get());
    if (prepared == &commit_) fault.told = false;  // it may have been in the middle of it
    fail(std::move(fault), old);
}

void Connection::accept(Prepared& prepared, const Wire::Answer& answer) {
    if (prepared.run_ == answer.sent.number && prepared.awaited_) {
        prepared.result_ = answer.result;
        prepared.awaited_ = false;
    }
    if (&prepared == &commit_) committed_ = std::strcmp(PQcmdStatus(answer.result.get()), "COMMIT") == 0;
}

/// A statement that was run again because the transaction went on after its foretold end.
void Connection::compare(const Wire::Answer& answer) {
    if (is_same(answer.result.get(), seen_[answer.sent.number].result.get())) return;
    fail(Fault::of_conflict(), false);
}

/// What failed in a transaction before concerns this one only when it took the connection along.
void Connection::fail(Fault fault, bool old) {
    const bool lost = fault.kind == Fault::Kind::lost;
    if (lost) wire_.give_up();
    if (!fault_ && (lost || !old)) fault_ = std::move(fault);
}

void Connection::throw_fault() const {
    switch (fault_->kind) {
        case Fault::Kind::error: break;
        case Fault::Kind::conflict:
        case Fault::Kind::constraint: throw sql::Retry{};
        case Fault::Kind::lost: throw Lost{};
    }
    throw fault_->error;
}

}  // namespace roster::postgres

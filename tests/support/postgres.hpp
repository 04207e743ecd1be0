// What the PostgreSQL driver's tests share: a tiny schema over a database of their own, and a connection that breaks.
#pragma once

#include "storage/postgres/driver.hpp"
#include "support/postgres_server.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace roster::postgres::test {

using roster::test::PostgresClient;
using roster::test::PostgresDatabase;
using roster::test::PostgresServer;

/// notes(number, words unique) and replies(note → notes).
std::span<const sql::MigrationFile> schema();
Options quick();  ///< waits a second only
std::unique_ptr<Driver> open(const std::string& url, Options options = {});

// Over the tiny schema.
void insert(sql::Connection& connection, std::int64_t number, const std::string& words = "");
void put(Driver& driver, std::int64_t number, const std::string& words = "");
std::int64_t count(sql::Connection& connection);
std::int64_t count(Driver& driver);
/// The first row's first column; 0 without a row.
std::int64_t ask(sql::Connection& connection, const std::string& sql);
/// The server process that serves the connection.
int backend(sql::Connection& connection);

/// The call throws an Error of this code and reason. @return its words
template <class Call>
std::string expect_error(ErrorCode code, const std::string& reason, Call&& call) {
    try {
        call();
        ADD_FAILURE() << "nothing was thrown; expected " << reason;
    } catch (const Error& error) {
        EXPECT_EQ(error.reason(), reason) << error.what();
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_STRNE(error.what(), "");
        return error.what();
    }
    return {};
}

/// The documented setup of roles, examples/postgres/roles.sql.
std::string role_setup();

/// Forks; the child runs the function and ends with success unless it throws or returns false.
int start_child(const std::function<bool()>& work);
/// Waits for the child. @return whether it succeeded
bool succeeded(int child);

/// Stands between a program and the server, and can be told to break.
class Relay {
public:
    explicit Relay(const PostgresServer& server = PostgresServer::shared());
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    ~Relay();

    [[nodiscard]] std::string url(const std::string& database) const;
    /// The next message that has this text in it is kept from the server, and the connection ends.
    void cut_before(const std::string& text);
    /// It is let through, and the connection ends when the answer comes.
    void cut_after(const std::string& text);
    /// Every answer comes so much later from now on.
    void delay(std::chrono::milliseconds by) { delay_ = by; }
    /// How many times the program spoke and the server answered.
    [[nodiscard]] int exchanges() const { return exchanges_; }

private:
    void accept();
    void relay(int program);
    /// @return 1: to be cut before, 2: after
    int fate(const std::string& bytes);

    const PostgresServer& server_;
    std::string folder_;
    int listener_ = -1;
    std::atomic<bool> over_ = false;
    std::atomic<int> exchanges_ = 0;
    std::atomic<std::chrono::milliseconds> delay_{};
    std::mutex mutex_;
    std::string before_, after_;
    std::vector<std::thread> threads_;
    std::thread accepting_;
};

}  // namespace roster::postgres::test

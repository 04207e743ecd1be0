// One libpq connection in pipeline mode: what is sent is answered later, in order.
#pragma once

#include "storage/postgres/errors.hpp"
#include "storage/postgres/url.hpp"

#include <libpq-fe.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace roster::postgres {

/// Shared, so that a result outlives the statement that asked for it.
using Result = std::shared_ptr<PGresult>;

/// Parameters in the binary form: int8, text, bytea. Text and blobs by reference.
class Parameters {
public:
    explicit Parameters(int count);
    Parameters(Parameters&&) = default;
    Parameters& operator=(Parameters&&) = default;
    void set_null(int at);
    void set_int(int at, std::int64_t value);
    void set_text(int at, std::string_view value);
    void set_blob(int at, std::string_view value);
    void clear() noexcept;

    [[nodiscard]] int count() const noexcept { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const noexcept { return values_.data(); }
    [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
    [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }
    /// As bound; 0, which lets the server find out, for what is null or unbound.
    [[nodiscard]] const Oid* types() const noexcept { return types_.data(); }
    /// Owns its values.
    [[nodiscard]] Parameters copy() const;

private:
    Parameters(const Parameters&) = default;
    void set(int at, Oid type, const char* value, std::size_t length);

    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<Oid> types_;
    std::vector<std::int64_t> numbers_;  ///< in network order
    std::shared_ptr<std::string> owned_;
};

/// Sending may throw Lost; everything else that goes wrong comes with the answers. One thread at a time.
class Wire {
public:
    /// Thrown when the connection is gone.
    struct Lost {};
    /// What the sender wants to know again when the answer comes.
    struct Sent {
        enum class What : unsigned char { preparation, run, replay, sync } what;
        unsigned number = 0;
        void* to = nullptr;
    };
    struct Answer {
        Sent sent;
        Result result;  ///< null for a sync
    };

    /// Connects. @throws Error as connect_error
    explicit Wire(const Url& url);

    void prepare(const std::string& name, const std::string& text, const Parameters& parameters, Sent sent);
    void run(const std::string& name, const Parameters& parameters, Sent sent);
    /// The end of what goes together: after a failure the server goes on behind it. Sends everything off.
    void sync();
    /// Has the server answer what was sent so far.
    void ask();

    /// How many answers are outstanding.
    [[nodiscard]] std::size_t pending() const noexcept { return pending_.size(); }
    /// Waits for the next answer. @throws Lost with no answer to come
    Answer take();

    /// Runs every statement of a text, outside the pipeline. Nothing may be pending. @throws Fault
    void script(const char* sql);

    /// False once the connection is known to be gone.
    [[nodiscard]] bool alive() const noexcept;
    /// Looks for what the server has sent meanwhile, such as its farewell. @return whether it is still there
    bool look() noexcept;
    /// Of no more use, whatever libpq thinks.
    void give_up() noexcept { broken_ = true; }
    /// In a forked child: forgets the connection, which is the parent's.
    void abandon() noexcept { static_cast<void>(connection_.release()); }

private:
    struct Finish {
        void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    };
    void demand(int sent);
    [[noreturn]] void lose();

    std::unique_ptr<PGconn, Finish> connection_;
    std::deque<Sent> pending_;
    bool broken_ = false;
};

}  // namespace roster::postgres

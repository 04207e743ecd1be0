#include "storage/postgres/wire.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <endian.h>
#include <sys/socket.h>

namespace roster::postgres {
namespace {

constexpr Oid type_bytea = 17, type_int8 = 20, type_text = 25;  // pg_type.dat; fixed for ever

Result own(PGresult* result) {
    return {result, [](PGresult* r) { PQclear(r); }};
}

}  // namespace

// ---- Parameters ----

Parameters::Parameters(int count)
    : values_(static_cast<std::size_t>(count)),
      lengths_(values_.size()),
      formats_(values_.size(), 1),
      types_(values_.size()),
      numbers_(values_.size()) {}

void Parameters::set(int at, Oid type, const char* value, std::size_t length) {
    const auto index = static_cast<std::size_t>(at - 1);
    if (at < 1 || index >= values_.size())
        throw Error(ErrorCode::internal, "storage.sql", "A statement was given more parameters than it has.");
    if (length > 1'000'000'000)
        throw Error(ErrorCode::invalid_argument, "storage.too_big", "A value is too large to be stored.");
    values_[index] = value;
    lengths_[index] = static_cast<int>(length);
    types_[index] = type;
}

void Parameters::set_null(int at) { set(at, 0, nullptr, 0); }

void Parameters::set_int(int at, std::int64_t value) {
    set(at, type_int8, nullptr, sizeof value);
    auto& number = numbers_[static_cast<std::size_t>(at - 1)];
    number = static_cast<std::int64_t>(htobe64(static_cast<std::uint64_t>(value)));
    values_[static_cast<std::size_t>(at - 1)] = reinterpret_cast<const char*>(&number);
}

void Parameters::set_text(int at, std::string_view value) {
    set(at, type_text, value.data() == nullptr ? "" : value.data(), value.size());
}

void Parameters::set_blob(int at, std::string_view value) {
    set(at, type_bytea, value.data() == nullptr ? "" : value.data(), value.size());
}

void Parameters::clear() noexcept {
    std::fill(values_.begin(), values_.end(), nullptr);
    std::fill(types_.begin(), types_.end(), Oid{0});
}

Parameters Parameters::copy() const {
    Parameters other = *this;
    std::size_t size = 0;
    for (std::size_t i = 0; i < values_.size(); ++i)
        size += values_[i] == nullptr ? 0 : static_cast<std::size_t>(lengths_[i]);
    other.owned_ = std::make_shared<std::string>();
    other.owned_->reserve(size);
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (values_[i] == nullptr) continue;
        other.values_[i] = other.owned_->data() + other.owned_->size();
        other.owned_->append(values_[i], static_cast<std::size_t>(lengths_[i]));
    }
    return other;
}

// ---- The connection ----

Wire::Wire(const Url& url) {
    std::vector<const char*> keywords, values;
    for (const auto& [keyword, value] : url.parameters()) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw connect_error(connection_.get(), url);
    PQsetNoticeReceiver(connection_.get(), [](void*, const PGresult*) {}, nullptr);  // libpq would print them
    if (const char* const encoding = PQparameterStatus(connection_.get(), "server_encoding");
        encoding != nullptr && std::strcmp(encoding, "UTF8") != 0)
        throw Error(
            ErrorCode::failed_precondition, "storage.encoding",
            "The database keeps its text as " + std::string(encoding) + ": a store needs one that uses UTF8.");
    if (PQenterPipelineMode(connection_.get()) != 1) throw connect_error(connection_.get(), url);
}

void Wire::lose() {
    broken_ = true;
    throw Lost{};
}

void Wire::demand(int sent) {
    if (sent != 1) lose();  // out of memory too: what was sent and what was not is unknown
}

void Wire::prepare(const std::string& name, const std::string& text, const Parameters& parameters, Sent sent) {
    demand(PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), parameters.count(), parameters.types()));
    pending_.push_back(sent);
}

void Wire::run(const std::string& name, const Parameters& parameters, Sent sent) {
    demand(PQsendQueryPrepared(connection_.get(), name.c_str(), parameters.count(), parameters.values(),
                               parameters.lengths(), parameters.formats(), 1));
    pending_.push_back(sent);
}

void Wire::sync() {
    demand(PQpipelineSync(connection_.get()));
    pending_.push_back({Sent::What::sync});
}

void Wire::ask() { demand(PQsendFlushRequest(connection_.get())); }

Wire::Answer Wire::take() {
    Answer answer{pending_.front(), nullptr};
    pending_.pop_front();
    while (PGresult* const result = PQgetResult(connection_.get())) {
        answer.result = own(result);
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            answer.result.reset();
            return answer;
        }
    }
    if (!answer.result || PQstatus(connection_.get()) != CONNECTION_OK) broken_ = true;
    if (!answer.result || answer.sent.what == Sent::What::sync) lose();
    return answer;
}

bool Wire::alive() const noexcept {
    return !broken_ && connection_ && PQstatus(connection_.get()) == CONNECTION_OK;
}

bool Wire::look() noexcept {
    while (alive()) {
        char byte = 0;
        const auto size = recv(PQsocket(connection_.get()), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        // A farewell is read first, and the end is behind it.
        if (size <= 0 || PQconsumeInput(connection_.get()) != 1) broken_ = true;
    }
    return false;
}

void Wire::script(const char* sql) {
    if (PQexitPipelineMode(connection_.get()) != 1) lose();
    const Result result = own(PQexec(connection_.get(), sql));
    const auto status = PQresultStatus(result.get());
    if (PQenterPipelineMode(connection_.get()) != 1) broken_ = true;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw Fault::of(result.get());
}

}  // namespace roster::postgres

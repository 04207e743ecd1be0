// Reading back what json.hpp wrote. Heavy to compile: include it in few sources.
#pragma once

#include <roster/base/error.hpp>
#include <roster/base/fields.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::json {

/// A parsed value. Not the library's own: the destructor of nlohmann::json allocates, and where there is no memory the
/// process ends.
struct Value {
    enum class Kind { null, boolean, number, text, list, object };
    Kind kind = Kind::null;
    std::int64_t number = 0;  ///< 1 and 0 for a boolean.
    std::string text{};
    std::vector<std::string> names{};  ///< Of an object's members.
    std::vector<Value> items{};        ///< Of a list, or an object's members.
};

struct WrongType {};

/// Builds a Value. What json.hpp never writes is refused.
class ValueBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit ValueBuilder(Value& root) : root_(root) {}

    bool null() override { return add({}); }
    bool boolean(bool value) override { return add({.kind = Value::Kind::boolean, .number = value ? 1 : 0}); }
    bool number_integer(std::int64_t value) override { return add({.kind = Value::Kind::number, .number = value}); }
    bool number_unsigned(std::uint64_t value) override {
        return add({.kind = Value::Kind::number, .number = static_cast<std::int64_t>(value)});
    }
    bool number_float(double, const std::string&) override { return false; }
    bool string(std::string& value) override { return add({.kind = Value::Kind::text, .text = std::move(value)}); }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Value::Kind::object); }
    bool start_array(std::size_t) override { return open(Value::Kind::list); }
    bool key(std::string& name) override {
        open_.back()->names.push_back(std::move(name));
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

protected:
    /// The names of the innermost object's members so far.
    [[nodiscard]] const std::vector<std::string>& names() const { return open_.back()->names; }
    [[nodiscard]] std::size_t depth() const { return open_.size(); }

    bool add(Value value) {
        (open_.empty() ? root_ : open_.back()->items.emplace_back()) = std::move(value);
        return true;
    }
    /// Only the innermost list or object grows, so that the pointers to the others stay.
    bool open(Value::Kind kind) {
        Value& value = open_.empty() ? root_ : open_.back()->items.emplace_back();
        value.kind = kind;
        open_.push_back(&value);
        return open_.size() < 20;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

private:
    Value& root_;
    std::vector<Value*> open_;
};

/// Somebody else's JSON: numbers of any kind, no name twice in an object, at most 8 deep and 100 members wide.
class ForeignBuilder final : public ValueBuilder {
public:
    using ValueBuilder::ValueBuilder;

    bool number_float(double, const std::string&) override { return add({.kind = Value::Kind::number}); }
    bool key(std::string& name) override {
        if (names().size() >= 100 || std::find(names().begin(), names().end(), name) != names().end()) return false;
        return ValueBuilder::key(name);
    }
    bool start_object(std::size_t size) override { return depth() < 8 && ValueBuilder::start_object(size); }
    bool start_array(std::size_t size) override { return depth() < 8 && ValueBuilder::start_array(size); }
};

/// The value of the type; members that the JSON lacks keep their defaults (they were added since), members the type
/// lacks are passed over. @throws WrongType
template <class T>
void read(const Value& from, T& value) {
    const auto expect = [&](Value::Kind kind) -> const Value& {
        if (from.kind != kind) throw WrongType();
        return from;
    };
    using Kind = Value::Kind;
    if constexpr (NamedEnum<T>) {
        if (const auto found = parse_enum<T>(expect(Kind::text).text)) value = *found;
    } else if constexpr (is_id<T>) {
        value = from.kind == Kind::null ? T() : T::parse(expect(Kind::text).text).value_or(T());
    } else if constexpr (std::same_as<T, Instant>) {
        value = parse_instant(expect(Kind::text).text).value_or(Instant());
    } else if constexpr (std::same_as<T, Date>) {
        value = parse_date(expect(Kind::text).text).value_or(Date());
    } else if constexpr (std::same_as<T, Duration>) {
        value = boost::posix_time::microseconds(expect(Kind::number).number);
    } else if constexpr (is_optional<T>) {
        if (from.kind == Kind::null) value.reset();
        else read(from, value.emplace());
    } else if constexpr (is_list<T>) {
        value.clear();
        for (const auto& item : expect(Kind::list).items) read(item, value.emplace_back());
    } else if constexpr (HasFields<T>) {
        expect(Kind::object);
        for_each_field<T>([&](const auto& f) {
            for (std::size_t i = 0; i < from.names.size(); ++i)
                if (from.names[i] == f.name) read(from.items[i], value.*f.member);
        });
    } else if constexpr (std::same_as<T, bool>) {
        value = expect(Kind::boolean).number != 0;
    } else if constexpr (std::integral<T>) {
        value = static_cast<T>(expect(Kind::number).number);
    } else {
        static_assert(std::same_as<T, std::string>);
        value = expect(Kind::text).text;
    }
}

[[noreturn]] inline void throw_damaged_json() {
    throw Error(ErrorCode::data_loss, "storage.damaged",
                "A stored record is damaged: it is not the JSON it should be.");
}

/// @throws Error data_loss "storage.damaged" when the text is not what was written
template <class T>
T parse(std::string_view text) {
    Value root;
    ValueBuilder builder(root);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) throw_damaged_json();
    try {
        T value;
        read(root, value);
        return value;
    } catch (const WrongType&) {
        throw_damaged_json();
    }
}

/// Somebody else's JSON; nothing when it is none, or beyond the bounds. @pre the text is not long
inline std::optional<Value> parse_foreign(std::string_view text) {
    std::optional<Value> root(std::in_place);
    ForeignBuilder builder(*root);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
    return root;
}

/// The items of a JSON list, each as the text it was written in. @throws Error as parse
inline std::vector<std::string_view> items(std::string_view text) {
    std::vector<std::string_view> found;
    if (!nlohmann::json::accept(text.begin(), text.end()) || text.size() < 2 || text.front() != '[' ||
        text.back() != ']')
        throw_damaged_json();
    text = text.substr(1, text.size() - 2);
    std::size_t begin = 0;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            else if (c == '"') quoted = false;
        } else if (c == '"') quoted = true;
        else if (c == '[' || c == '{') ++depth;
        else if (c == ']' || c == '}') --depth;
        else if (c == ',' && depth == 0) {
            found.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    if (!text.empty()) found.push_back(text.substr(begin));
    return found;
}

}  // namespace roster::json

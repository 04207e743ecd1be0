// JSON of model values, written by the field tables. Private: no JSON library's type is in a public header.
#pragma once

#include <roster/base/fields.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace roster::json {

/// Appends a JSON string. @pre valid UTF-8
inline void append_text(std::string& out, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t clean = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, clean, i - clean);
        clean = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default: out.append({'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]});
        }
    }
    out.append(text, clean, text.size() - clean);
    out += '"';
}

inline void append_number(std::string& out, std::int64_t number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// Appends any value that a field table may hold: enums by name, ids, instants and days as text (nil and absent as
/// null), durations in microseconds, structs as objects in the order of their table.
template <class T>
void append(std::string& out, const T& value) {
    if constexpr (std::same_as<T, std::string>) {
        append_text(out, value);
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (NamedEnum<T>) {
        append_text(out, to_string(value));
    } else if constexpr (std::integral<T>) {
        append_number(out, value);
    } else if constexpr (is_id<T>) {
        if (value.is_nil()) out += "null";
        else append_text(out, to_string(value));
    } else if constexpr (std::same_as<T, Instant> || std::same_as<T, Date>) {
        if (value.is_special()) out += "null";
        else append_text(out, to_text(value));
    } else if constexpr (std::same_as<T, Duration>) {
        append_number(out, value.total_microseconds());
    } else if constexpr (is_optional<T>) {
        if (value) append(out, *value);
        else out += "null";
    } else if constexpr (is_list<T>) {
        out += '[';
        for (const auto& item : value) {
            if (&item != value.data()) out += ',';
            append(out, item);
        }
        out += ']';
    } else {
        static_assert(HasFields<T>, "a member of a type that field tables do not know");
        out += '{';
        bool first = true;
        for_each_field<T>([&](const auto& f) {
            if (has(f.traits, Trait::secret)) return;
            if (!first) out += ',';
            first = false;
            append_text(out, f.name);
            out += ':';
            append(out, value.*f.member);
        });
        out += '}';
    }
}

template <class T>
std::string write(const T& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace roster::json

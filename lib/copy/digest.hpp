// What records are compared by: their bytes by the field tables, and a digest over many.
#pragma once

#include <roster/base/digest.hpp>
#include <roster/base/fields.hpp>
#include <roster/base/records.hpp>
#include <roster/base/secret.hpp>
#include <roster/base/time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace roster::copying {

inline void append_number(std::string& out, std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}
inline void append_text(std::string& out, std::string_view text) {
    append_number(out, static_cast<std::int64_t>(text.size()));
    out += text;
}

/// Appends a value such that no two values, nor two lists of values, are written alike. Secrets too; not what is
/// computed when it is read.
template <class T>
void append(std::string& out, const T& value) {
    if constexpr (HasFields<T>) {
        for_each_field<T>([&](const auto& f) {
            if (has(f.traits, Trait::derived)) return;
            append_text(out, f.name);
            append(out, value.*f.member);
        });
    } else if constexpr (is_optional<T>) {
        out += value ? '\1' : '\0';
        if (value) append(out, *value);
    } else if constexpr (is_list<T>) {
        append_number(out, static_cast<std::int64_t>(value.size()));
        for (const auto& item : value) append(out, item);
    } else if constexpr (is_id<T> || std::same_as<T, roster::Digest>) {
        out += value.bytes();
    } else if constexpr (std::same_as<T, Instant> || std::same_as<T, Date>) {
        out += value.is_special() ? '\0' : '\1';
        if (value.is_special()) return;
        if constexpr (std::same_as<T, Instant>) append_number(out, to_micros(value));
        else append_number(out, to_days(value));
    } else if constexpr (std::same_as<T, Duration>) {
        append_number(out, value.total_microseconds());
    } else if constexpr (std::is_enum_v<T> || std::integral<T>) {
        append_number(out, static_cast<std::int64_t>(value));
    } else {
        append_text(out, value);
    }
}

template <HasFields Record>
std::string bytes_of(const Record& record) {
    std::string bytes;
    append(bytes, record);
    return bytes;
}

/// Number and digest of the records of one kind, in the order in which they are added.
class Digest {
public:
    void add(std::string_view bytes) {
        ++count_;
        std::string chained(chain_);
        chained += bytes;
        unsigned char out[32];
        secrets::hash(chained, out);
        chain_.assign(reinterpret_cast<const char*>(out), sizeof out);
    }
    [[nodiscard]] std::int64_t count() const noexcept { return count_; }
    [[nodiscard]] const std::string& bytes() const noexcept { return chain_; }
    [[nodiscard]] std::string hexadecimal() const {
        std::string text;
        for (const unsigned char c : chain_) {
            text += "0123456789abcdef"[c >> 4];
            text += "0123456789abcdef"[c & 15];
        }
        return text;
    }
    friend bool operator==(const Digest&, const Digest&) = default;

private:
    std::int64_t count_ = 0;
    std::string chain_ = std::string(32, '\0');
};

}  // namespace roster::copying

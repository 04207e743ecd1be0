#include "sessions/webauthn/cbor.hpp"

#include <cbor.h>

namespace roster::webauthn {
namespace {

using Kind = CborHead::Kind;

struct Found {
    CborHead head;
    bool refused = false;
};

template <Kind kind, class Number>
void on_number(void* to, Number value) {
    static_cast<Found*>(to)->head = {.kind = kind, .number = static_cast<std::uint64_t>(value), .content = {}};
}
template <Kind kind, class Size>
void on_content(void* to, cbor_data bytes, Size size) {
    static_cast<Found*>(to)->head = {
        .kind = kind,
        .number = 0,
        .content = {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}};
}
void on_simple(void*) {}
void on_bool(void*, bool) {}
void on_float(void*, float) {}
void on_double(void*, double) {}
void refuse(void* to) { static_cast<Found*>(to)->refused = true; }
template <class Number>
void refuse_tag(void* to, Number) {
    refuse(to);
}

const cbor_callbacks& callbacks() {
    static const cbor_callbacks all = [] {
        cbor_callbacks to = cbor_empty_callbacks;
        to.uint8 = on_number<Kind::positive, std::uint8_t>;
        to.uint16 = on_number<Kind::positive, std::uint16_t>;
        to.uint32 = on_number<Kind::positive, std::uint32_t>;
        to.uint64 = on_number<Kind::positive, std::uint64_t>;
        to.negint8 = on_number<Kind::negative, std::uint8_t>;
        to.negint16 = on_number<Kind::negative, std::uint16_t>;
        to.negint32 = on_number<Kind::negative, std::uint32_t>;
        to.negint64 = on_number<Kind::negative, std::uint64_t>;
        to.byte_string = on_content<Kind::bytes>;
        to.string = on_content<Kind::text>;
        to.array_start = on_number<Kind::list>;
        to.map_start = on_number<Kind::map>;
        to.byte_string_start = to.string_start = to.indef_array_start = to.indef_map_start = to.indef_break =
            refuse;
        to.tag = refuse_tag;
        to.null = to.undefined = on_simple;
        to.boolean = on_bool;
        to.float2 = to.float4 = on_float;
        to.float8 = on_double;
        return to;
    }();
    return all;
}

}  // namespace

std::optional<CborHead> CborReader::next() {
    Found found;
    const auto result =
        cbor_stream_decode(reinterpret_cast<cbor_data>(rest_.data()), rest_.size(), &callbacks(), &found);
    if (result.status != CBOR_DECODER_FINISHED || found.refused || result.read == 0) return std::nullopt;
    rest_.remove_prefix(result.read);
    return found.head;
}

bool CborReader::skip(int depth) {
    const auto head = next();
    if (!head) return false;
    if (head->kind != Kind::list && head->kind != Kind::map) return true;
    if (depth == 0) return false;
    // Each item takes a byte at least: a claim beyond that ends with the bytes.
    const std::uint64_t each = head->kind == Kind::map ? 2 : 1;
    for (std::uint64_t i = 0; i < head->number; ++i)
        for (std::uint64_t j = 0; j < each; ++j)
            if (!skip(depth - 1)) return false;
    return true;
}

std::optional<std::string_view> CborReader::item(int depth) {
    const auto before = rest_;
    if (!skip(depth)) return std::nullopt;
    return before.substr(0, before.size() - rest_.size());
}

}  // namespace roster::webauthn

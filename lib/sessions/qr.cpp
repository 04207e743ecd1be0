#include "sessions/qr.hpp"

#include <roster/base/error.hpp>
#include <roster/base/text.hpp>

#include <qrcodegen/qrcodegen.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace roster::sessions {
namespace {

using qrcodegen::QrCode;
using qrcodegen::QrSegment;

constexpr int quiet = 4;

QrCode make(std::string_view text) {
    try {
        std::vector<QrSegment> segments;
        if (!text::is_ascii(text)) segments.push_back(QrSegment::makeEci(26));  // the bytes are UTF-8
        segments.push_back(QrSegment::makeBytes({text.begin(), text.end()}));
        return QrCode::encodeSegments(segments, QrCode::Ecc::MEDIUM);
    } catch (const std::length_error&) {
        FieldErrors errors;
        errors.add("text", "too_long", "may have at most 2,331 bytes");
        errors.throw_if_any("sessions.qr_text", "The text does not fit into a QR code.");
        throw;  // not reached
    }
}

/// Light beyond the edges, as getModule has it.
bool is_dark(const QrCode& code, int x, int y) { return code.getModule(x, y); }

}  // namespace

std::string qr_svg(std::string_view text) {
    const auto code = make(text);
    const auto side = std::to_string(code.getSize() + 2 * quiet);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                      "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
                      "\" fill=\"#fff\"/><path fill=\"#000\" d=\"";
    for (int y = 0; y < code.getSize(); ++y) {
        for (int x = 0; x < code.getSize();) {
            int end = x;
            while (end < code.getSize() && is_dark(code, end, y)) ++end;
            if (end > x)
                svg += "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h" +
                       std::to_string(end - x) + "v1h-" + std::to_string(end - x) + "z";
            x = end + 1;
        }
    }
    return svg + "\"/></svg>\n";
}

std::string qr_terminal(std::string_view text, QrInk ink) {
    const auto code = make(text);
    std::string out;
    for (int y = -quiet; y < code.getSize() + quiet; y += 2) {
        if (ink == QrInk::ansi) out += "\x1B[30;107m";
        for (int x = -quiet; x < code.getSize() + quiet; ++x) {
            // What is drawn: with colours the dark modules, else the light ones.
            const bool inverted = ink == QrInk::plain;
            const bool upper = is_dark(code, x, y) != inverted;
            // A code has an odd number of rows: the last line's lower half lies outside.
            const bool outside = y + 1 >= code.getSize() + quiet;
            const bool lower = !outside && is_dark(code, x, y + 1) != inverted;
            out += upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " ");
        }
        if (ink == QrInk::ansi) out += "\x1B[0m";
        out += '\n';
    }
    return out;
}

}  // namespace roster::sessions

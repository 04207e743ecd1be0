// QR codes: a text as a picture for a page, or for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace roster::sessions {

/// An SVG image of its own, without size: it fills what it is put into. Black on white, with the quiet zone of four
/// modules that scanners need. Holds nothing of the text but the modules.
/// @throws Error invalid_argument "sessions.qr_text" when the text is longer than a code can hold (2,331 bytes)
std::string qr_svg(std::string_view text);

enum class QrInk {
    plain,  ///< block characters only: light modules are drawn, as is right where text is light on dark
    ansi,   ///< black on white by escape sequences, right in every terminal that knows colours
};
/// Lines of half blocks, each line two rows of modules, each ended by a line feed; with the quiet zone.
/// @throws Error invalid_argument "sessions.qr_text"
std::string qr_terminal(std::string_view text, QrInk ink = QrInk::plain);

}  // namespace roster::sessions

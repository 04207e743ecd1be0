// QR codes, read back by a scanner (zbarimg, from zbar-tools) from what was drawn (UC-7).
#include "sessions/qr.hpp"

#include "support/folder.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace roster::sessions {
namespace {

/// A picture of black and white squares.
struct Picture {
    int width = 0, height = 0;
    std::vector<bool> black;

    Picture(int w, int h) : width(w), height(h), black(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
    void fill(int x, int y) {
        black.at(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) =
            true;
    }
    [[nodiscard]] bool at(int x, int y) const {
        return black.at(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                        static_cast<std::size_t>(x));
    }
    /// As a portable graymap, each square of 4 by 4.
    void save(const std::string& path) const {
        std::ofstream file(path, std::ios::binary);
        file << "P5\n" << width * 4 << " " << height * 4 << "\n255\n";
        for (int y = 0; y < height * 4; ++y)
            for (int x = 0; x < width * 4; ++x) file.put(at(x / 4, y / 4) ? '\0' : '\xFF');
    }
};

Picture draw_svg(const std::string& svg) {
    std::smatch box;
    EXPECT_TRUE(std::regex_search(svg, box, std::regex("viewBox=\"0 0 ([0-9]+) ([0-9]+)\"")));
    Picture picture(std::stoi(box[1]), std::stoi(box[2]));
    const std::regex run("M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z");
    for (std::sregex_iterator at(svg.begin(), svg.end(), run), end; at != end; ++at) {
        EXPECT_EQ((*at)[3], (*at)[4]);
        for (int i = 0; i < std::stoi((*at)[3]); ++i) picture.fill(std::stoi((*at)[1]) + i, std::stoi((*at)[2]));
    }
    return picture;
}

/// As a terminal shows it. @param paper  true: what is drawn is black (colours set); false: white on a black screen
Picture draw_terminal(std::string text, bool paper) {
    text = std::regex_replace(text, std::regex("\x1B\\[[0-9;]*m"), "");
    std::vector<std::vector<std::pair<bool, bool>>> lines(1);
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest[0] == '\n') lines.emplace_back(), ++i;
        else if (rest[0] == ' ') lines.back().emplace_back(false, false), ++i;
        else if (rest.starts_with("\u2580")) lines.back().emplace_back(true, false), i += 3;
        else if (rest.starts_with("\u2584")) lines.back().emplace_back(false, true), i += 3;
        else if (rest.starts_with("\u2588")) lines.back().emplace_back(true, true), i += 3;
        else {
            ADD_FAILURE() << "an unknown character";
            break;
        }
    }
    EXPECT_TRUE(lines.back().empty()) << "each line ends";
    lines.pop_back();
    Picture picture(static_cast<int>(lines.front().size()), static_cast<int>(lines.size()) * 2);
    for (int y = 0; y < picture.height / 2; ++y) {
        const auto& line = lines[static_cast<std::size_t>(y)];
        EXPECT_EQ(line.size(), lines.front().size());
        for (int x = 0; x < picture.width; ++x) {
            const auto [upper, lower] = line.at(static_cast<std::size_t>(x));
            if (upper == paper) picture.fill(x, 2 * y);
            if (lower == paper) picture.fill(x, 2 * y + 1);
        }
    }
    return picture;
}

std::string scan(const Picture& picture) {
    const test::Folder folder;
    const auto path = folder.file("code.pgm");
    picture.save(path);
    const auto command = "zbarimg --quiet --raw --oneshot -Sdisable -Sqrcode.enable '" + path + "' 2>/dev/null";
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return "no pipe";
    std::string read;
    for (int c; (c = std::fgetc(pipe)) != EOF;) read += static_cast<char>(c);
    const int status = pclose(pipe);
    EXPECT_EQ(status, 0) << "zbarimg (package zbar-tools) found nothing, or is not installed";
    if (read.ends_with('\n')) read.pop_back();
    return read;
}

const std::string texts[] = {
    "otpauth://totp/Acme:grace%40acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme&algorithm=SHA1&digits=6&period=30",
    "1",
    "HTTPS://ACME.EXAMPLE/A",
    "Gr\u00FC\u00DFe, \u6F22\u5B57 & \U0001F511",
    "Gr\u00FC\u00DFe",  // a scanner that has to guess takes these two
    "\u65E5\u672C",     // for Shift-JIS: they need the mark that says UTF-8
    std::string(900, 'x') + "!",
};

TEST(Qr, UC7_AScannerReadsTheSvg) {
    for (const auto& text : texts) EXPECT_EQ(scan(draw_svg(qr_svg(text))), text);
}

TEST(Qr, UC7_AScannerReadsTheTerminal) {
    for (const auto& text : texts) {
        EXPECT_EQ(scan(draw_terminal(qr_terminal(text, QrInk::plain), false)), text);
        EXPECT_EQ(scan(draw_terminal(qr_terminal(text, QrInk::ansi), true)), text);
    }
}

TEST(Qr, UC7_TheQuietZoneIsThere) {
    const auto svg = draw_svg(qr_svg("quiet"));
    const auto terminal = draw_terminal(qr_terminal("quiet", QrInk::ansi), true);
    EXPECT_EQ(svg.width, svg.height);
    EXPECT_EQ(terminal.width, svg.width);
    EXPECT_EQ(terminal.height, svg.height + 1);
    for (int i = 0; i < svg.width; ++i)
        for (int n = 0; n < 4; ++n) {
            EXPECT_FALSE(svg.at(i, n) || svg.at(n, i) || svg.at(i, svg.height - 1 - n) ||
                         svg.at(svg.width - 1 - n, i));
            EXPECT_FALSE(terminal.at(i, n) || terminal.at(n, i) || terminal.at(i, terminal.height - 1 - n) ||
                         terminal.at(terminal.width - 1 - n, i));
        }
    EXPECT_TRUE(svg.at(4, 4)) << "a finder's corner";
    for (int y = 0; y < svg.height; ++y)
        for (int x = 0; x < svg.width; ++x) EXPECT_EQ(svg.at(x, y), terminal.at(x, y));
}

TEST(Qr, UC7_TheSvgHoldsNothingButModules) {
    const std::string hostile = "\"/><script>alert(1)</script>";
    const auto svg = qr_svg(hostile);
    EXPECT_EQ(svg.find("script"), svg.npos);
    EXPECT_EQ(scan(draw_svg(svg)), hostile);
}

TEST(Qr, RefusesWhatDoesNotFit) {
    EXPECT_FALSE(qr_svg(std::string(2'331, 'x')).empty());
    EXPECT_FALSE(qr_svg("").empty());
    for (const auto size : {2'332u, 100'000u}) {
        try {
            static_cast<void>(qr_terminal(std::string(size, 'x')));
            ADD_FAILURE() << size;
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::invalid_argument);
            EXPECT_EQ(e.reason(), "sessions.qr_text");
        }
    }
}

}  // namespace
}  // namespace roster::sessions

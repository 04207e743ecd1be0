// How the demo talks: headings, aligned lines, a progress bar that stays silent in a pipe.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace demo {

inline void heading(const std::string& text) { std::cout << "\n" << text << "\n"; }

/// Code points, for aligning; wide characters are not measured.
inline std::size_t width(std::string_view text) {
    std::size_t n = 0;
    for (char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return n;
}

inline std::string shortened(const std::string& text, std::size_t most) {
    if (width(text) <= most) return text;
    std::size_t end = 0, n = 0;
    for (; end < text.size(); ++end)
        if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && n++ == most) break;
    return text.substr(0, end) + "…";
}

inline void line(const std::string& name, const std::string& text) {
    const std::size_t column = 20, used = width(name);
    std::cout << "  " << name << std::string(used < column ? column - used : 1, ' ') << text << "\n";
}

class Stopwatch {
public:
    [[nodiscard]] std::string text() const {
        const auto micros =
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun_).count();
        std::ostringstream out;
        out << std::fixed << std::setprecision(micros < 1'000 ? 0 : micros < 1'000'000 ? 1 : 2);
        if (micros < 1'000) out << micros << " µs";
        else if (micros < 1'000'000) out << micros / 1'000 << " ms";
        else out << micros / 1'000'000 << " s";
        return out.str();
    }

private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

class ProgressBar {
public:
    explicit ProgressBar(std::int64_t total) : total_(total), shown_(isatty(STDOUT_FILENO) != 0) {}
    void show(std::int64_t at) const {
        if (!shown_ || total_ <= 0) return;
        const int cells = 40, full = static_cast<int>(at * cells / total_);
        std::string bar;
        for (int i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
        std::cout << "\r  " << bar << " " << at * 100 / total_ << " %" << std::flush;
    }
    void done() const {
        if (shown_) std::cout << "\r\033[K" << std::flush;
    }

private:
    std::int64_t total_;
    bool shown_;
};

}  // namespace demo

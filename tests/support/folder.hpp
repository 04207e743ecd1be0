// A folder of a test's own, gone at its end.
#pragma once

#include <filesystem>
#include <string>

namespace roster::test {

class Folder {
public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

}  // namespace roster::test

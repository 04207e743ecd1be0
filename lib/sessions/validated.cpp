#include "sessions/validated.hpp"

#include <roster/roles/access_rules.hpp>

namespace roster::sessions {

std::optional<Principal> ValidatedCache::find(const AccountId& account, const Digest& digest, std::uint64_t stamp,
                                              Instant now) {
    auto& part = part_of(digest);
    const std::lock_guard lock(part.mutex);
    const auto at = part.kept.find({account, digest});
    if (at == part.kept.end()) return std::nullopt;
    const auto& kept = at->second;
    if (kept.stamp != stamp || now < kept.found.from || now >= kept.found.until) return std::nullopt;
    // What may be done is compiled of what this process knows, and that grows without a commit.
    const auto& access = kept.found.principal.access;
    if (access != nullptr && access->known() != permissions::count()) return std::nullopt;
    return kept.found.principal;
}

void ValidatedCache::keep(const AccountId& account, const Digest& digest, std::uint64_t stamp,
                          const Validated& found) {
    if (most_in_part_ == 0) return;
    auto& part = part_of(digest);
    const std::lock_guard lock(part.mutex);
    if (part.kept.size() >= most_in_part_ && !part.kept.contains({account, digest}))
        make_room(part, word_of(digest));
    part.kept.insert_or_assign({account, digest}, Kept{stamp, found});
}

void ValidatedCache::make_room(Part& part, std::uint64_t anywhere) {
    auto bucket = anywhere / parts % part.kept.bucket_count();
    while (part.kept.bucket_size(bucket) == 0) bucket = (bucket + 1) % part.kept.bucket_count();
    const Key key = part.kept.begin(bucket)->first;
    part.kept.erase(key);
}

std::size_t ValidatedCache::size() {
    std::size_t count = 0;
    for (auto& part : parts_) {
        const std::lock_guard lock(part.mutex);
        count += part.kept.size();
    }
    return count;
}

}  // namespace roster::sessions

#include "base/json.hpp"
#include "sessions/host.hpp"
#include "users/acting.hpp"

#include <roster/sessions/sessions.hpp>

namespace roster {
namespace {

/// Opens the link of an invitation or reset, which is kept sealed. What cannot be opened is left out: the feed goes on when a
/// key is gone.
void open_link(const Scope& scope, Event& event) {
    if (event.kind != "sessions.invitation" && event.kind != "sessions.password_reset") return;
    // Within a JSON text the quotes would stand behind backslashes: this is the member.
    constexpr std::string_view member = ",\"link\":\"", end = "\"}";
    const auto at = event.data.find(member);
    if (at == event.data.npos || !event.data.ends_with(end)) return;
    const auto box_at = at + member.size();
    const auto box = event.data.substr(box_at, event.data.size() - end.size() - box_at);
    event.data.resize(at);
    try {
        const auto link = host_of(scope).settings.keys.open(
            box, {.account = scope.account, .user = event.user_id, .purpose = "link"});
        json::append_text(event.data += ",\"link\":", link.reveal());
    } catch (const Error&) {  // no such key, or no box of this user
    }
    event.data += '}';
}

}  // namespace

Page<Event> Sessions::events(const Actor& actor, const PageRequest& page) const {
    check_page(page);
    const std::string binding = "events\n" + std::string(scope_.account.bytes());
    EventId after;
    if (!page.after.empty()) {
        const auto position = cursor::decode(binding, page.after);
        if (position.size() != 1 || position[0].size() != 16) cursor::to_int({});
        after = EventId::from_bytes(position[0].data());
    }
    auto found = scope_.read([&](Transaction& tx) {
        if (acting(tx, actor, scope_.environment.now()).user)
            refuse({"users.system_only", "Only the system can do this."});
        return page_of(tx.sessions().events().list(after, page.limit + 1), page.limit, [&](const Event& event) {
            return cursor::encode(binding, {std::string(event.id.bytes())});
        });
    });
    for (auto& event : found.items) open_link(scope_, event);
    return found;
}

}  // namespace roster

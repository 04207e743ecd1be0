#include "base/json.hpp"
#include "users/acting.hpp"

#include <roster/sessions/sessions.hpp>

namespace roster {

Page<Event> Sessions::events(const Actor& actor, const PageRequest& page) const {
    check_page(page);
    const std::string binding = "events\n" + std::string(scope_.account.bytes());
    EventId after;
    if (!page.after.empty()) {
        const auto position = cursor::decode(binding, page.after);
        if (position.size() != 1 || position[0].size() != 16) cursor::to_int({});
        after = EventId::from_bytes(position[0].data());
    }
    return scope_.read([&](Transaction& tx) {
        if (acting(tx, actor, scope_.environment.now()).user)
            refuse({"users.system_only", "Only the system can do this."});
        return page_of(tx.sessions().events().list(after, page.limit + 1), page.limit, [&](const Event& event) {
            return cursor::encode(binding, {std::string(event.id.bytes())});
        });
    });
}

}  // namespace roster

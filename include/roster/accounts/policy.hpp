// The four preset policies. A preset is data: the code nowhere asks for a preset's name.
#pragma once

#include <roster/accounts/model.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace roster::policy {

/// Help desks such as the guides HP and HU describe: everybody edits all of their own profile.
inline Policy help_desk() {
    return {.preset = "help_desk",
            .self_editable = {"first_name", "last_name", "job_title", "pronouns", "phone", "email", "other_emails",
                              "language", "time_zone", "default_inbox"}};
}

/// CRMs (DP): as help desks; customers are people one keeps records of, with many addresses each.
inline Policy crm() {
    Policy p = help_desk();
    p.preset = "crm";
    return p;
}

/// Live chat (UC): one address for life, a new address is a new invitation.
inline Policy live_chat() {
    return {.preset = "live_chat",
            .email_fixed = true,
            .other_emails = false,
            .self_editable = {"first_name", "last_name", "job_title", "pronouns", "language", "time_zone",
                              "default_inbox"}};
}

/// Agent inboxes (AI): people manage names, e-mail and language, administrators the rest (AI-2, AI-4).
inline Policy agent_inbox() {
    return {.preset = "agent_inbox", .self_editable = {"first_name", "last_name", "email", "language"}};
}

/// The presets by name, in the order in which screens show them.
inline constexpr std::array<std::string_view, 4> names{"help_desk", "crm", "live_chat", "agent_inbox"};

/// The preset of that name; nullopt for any other.
inline std::optional<Policy> by_name(std::string_view name) {
    if (name == "help_desk") return help_desk();
    if (name == "crm") return crm();
    if (name == "live_chat") return live_chat();
    if (name == "agent_inbox") return agent_inbox();
    return std::nullopt;
}

}  // namespace roster::policy

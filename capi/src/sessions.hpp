// Sessions on this floor: what passwords, factors and API keys need of them.
#pragma once

#include "support.hpp"

#include <roster/base/secret.hpp>
#include <roster/sessions/sessions.hpp>

namespace roster::c {

// ---- wiping -------------------------------------------------------------------------------------------------

inline void wipe(std::string& text) noexcept { secrets::wipe(text.data(), text.size()); }
inline void wipe(std::vector<std::string>& texts) noexcept {
    for (auto& text : texts) wipe(text);
}
/// Overwrites what the model's table calls secret, in the models within it too.
template <HasFields Model>
void wipe(Model& model) noexcept {
    for_each_field<Model>([&](const auto& field) {
        auto& member = model.*field.member;
        using Value = std::remove_cvref_t<decltype(member)>;
        if constexpr (HasFields<Value>) wipe(member);
        else if constexpr (requires { wipe(member); })
            if (has(field.traits, Trait::secret)) wipe(member);
    });
}

/// A model whose secrets are overwritten when it goes: for handles, `One<Wiping<SignIn>, …>`.
template <class Model>
struct Wiping : Model {
    Wiping(Model model) : Model(std::move(model)) {}  // NOLINT: implicit on purpose
    Wiping(const Wiping&) = default;
    Wiping& operator=(const Wiping&) = delete;
    ~Wiping() { wipe(static_cast<Model&>(*this)); }
};

// ---- reading and writing ------------------------------------------------------------------------------------

Client read_client(Arguments& in, const roster_client* given);

void write(Shelf& shelf, const SignIn& from, roster_sign_in_record& to);
void put(Shelf& shelf, const SignIn& from, const roster_sign_in_record*& to);

/// What a principal may; NULL for NULL.
const Access* access_of(const roster_principal* principal) noexcept;

}  // namespace roster::c

struct roster_sign_in : roster::c::One<roster::c::Wiping<roster::SignIn>, roster_sign_in_record> {
    using One::One;
};

// Settings: what a host tells Roster of itself once, when it opens a store.
#pragma once

#include <roster/base/seal.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// What signing in needs to know of the host. Everything may be left out; what needs it then says so.
struct SessionSettings {
    std::string product = "Roster";  ///< Shown in authenticator apps; passwords made of it are refused.

    /// Where links lead, with "{token}" where the secret goes: "https://desk.example/join?token={token}". Links are made
    /// of these and of nothing that a request says.
    std::string invitation_link;
    std::string reset_link;

    /// The host's own name as an OAuth server (RFC 8414 issuer): an https address without query and fragment. Goes into
    /// what apps are told (iss, RFC 9207); left out, it is not told.
    std::string issuer;
    /// Who asks for passkeys (WebAuthn Level 3, relying party). `rp_id` is the domain they belong to, for good: with another
    /// one they are lost. `origins` are the pages that may ask, each as browsers write it, "https://desk.example": on
    /// that domain or below it; "android:apk-key-hash:…" for an app. Pages in frames of other sites may not.
    std::string rp_id;
    std::string rp_name;  ///< What browsers show; empty for the product's name.
    std::vector<std::string> origins;

    /// Seal the seeds of authenticator apps, and the links in the feed of events. Without one there are none of either.
    KeyRing keys;

    std::size_t parallel_hashes = 4;                      ///< Passwords that are hashed at once; others wait.
    std::size_t hashing_memory = std::size_t{256} << 20;  ///< Bytes that may take.

    /// Tokens whose principals are kept in memory, some 400 bytes each, so that validating them again reads nothing while
    /// nobody writes. Exact all the same: a commit by anybody makes all of them be read again (Storage::stamp).
    std::size_t validated_tokens = 50'000;

    /// City and country of an address, for lists of sessions; none when left out. Called from any thread, and
    /// outside of transactions; what it throws means that the place is not known.
    std::function<std::string(std::string_view address)> place;
    /// The same from a file in MaxMind's format (GeoLite2-City.mmdb or alike), read while the directory is open; asked where
    /// `place` is left out. Needs the component ROSTER_GEO.
    std::string place_file;
    /// What devices are called, from the expressions of uap-core (regexes.yaml): knows more than the common browsers that
    /// are known without it, and takes some 90 MB. Needs the component ROSTER_USER_AGENT.
    std::string device_file;
};

}  // namespace roster

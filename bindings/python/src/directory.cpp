#include "host.hpp"
#include "module.hpp"
#include "services.hpp"

#include <roster/directory.hpp>

#include <algorithm>
#include <cstring>
#include <functional>

namespace roster::python {

/// Sealing keys by their ids.
struct SealingKeys {
    std::vector<std::pair<std::string, std::string>> all;
};

template <>
struct Value<SealingKeys> {
    static SealingKeys from(py::handle given, const Place& place) {
        SealingKeys keys;
        if (given.is_none()) return keys;
        if (!PyDict_Check(given.ptr())) wrong_type(place, input_type(), given);
        for (const auto& [id, key] : py::reinterpret_borrow<py::dict>(given)) {
            if (!PyBytes_Check(key.ptr())) wrong_type(place, input_type(), key);
            keys.all.emplace_back(
                text_from(id, place),
                std::string(PyBytes_AS_STRING(key.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(key.ptr()))));
        }
        return keys;
    }
    static std::string input_type() { return "dict[str, bytes] | None"; }
};

namespace {

struct ClockSignature {
    static constexpr std::string_view annotation = "Callable[[], datetime]";
};
struct EntropySignature {
    static constexpr std::string_view annotation = "Callable[[int], bytes]";
};
struct PlaceSignature {
    static constexpr std::string_view annotation = "Callable[[str], str | None]";
};
using Clock = Callback<ClockSignature>;
using Entropy = Callback<EntropySignature>;
using PlaceOf = Callback<PlaceSignature>;

Environment::Clock to_clock(const Clock& clock) {
    if (!clock.is_set()) return [] { return Environment::system().now(); };
    return [function = Shared(clock.function)] {
        const Locked gil;
        return Value<Instant>::from(function.get()(), {"clock()", "result"});
    };
}

Environment::Entropy to_entropy(const Entropy& entropy) {
    if (!entropy.is_set())
        return [](void* bytes, std::size_t size) { Environment::system().fill_random(bytes, size); };
    return [function = Shared(entropy.function)](void* bytes, std::size_t size) {
        const Locked gil;
        const py::object given = function.get()(size);
        if (!PyBytes_Check(given.ptr()) || static_cast<std::size_t>(PyBytes_GET_SIZE(given.ptr())) != size)
            throw py::value_error("entropy() must give as many bytes as it is asked for");
        std::memcpy(bytes, PyBytes_AS_STRING(given.ptr()), size);
    };
}

/// Asked within somebody's sign-in, which must not fail for it: what is raised means that no place is known, and is told where
/// Python tells what nobody can catch.
std::function<std::string(std::string_view)> to_place(const PlaceOf& place) {
    if (!place.is_set()) return {};
    return [function = Shared(place.function)](std::string_view address) -> std::string {
        const Locked gil;
        try {
            const py::object given = function.get()(text_to(address));
            if (!given.is_none()) return text_from(given, {"place()", "result"});
        } catch (py::error_already_set& raised) {
            raised.discard_as_unraisable(function.get());
        } catch (const py::builtin_exception& wrong) {
            wrong.set_error();
            PyErr_WriteUnraisable(function.get().ptr());
        }
        return {};
    };
}

/// A negative number is out of range like 0, and refused as that.
std::size_t count_of(std::int64_t given) { return static_cast<std::size_t>(std::max<std::int64_t>(given, 0)); }

Directory open_store(const Location& location, bool create, bool read_only, const Clock& clock,
                     const Entropy& entropy, const std::optional<std::string>& standby,
                     const std::optional<Duration>& max_staleness, const std::optional<std::string>& product,
                     const std::optional<std::string>& invitation_link,
                     const std::optional<std::string>& reset_link, const SealingKeys& keys,
                     const std::optional<std::string>& issuer, const std::optional<std::string>& rp_id,
                     const std::optional<std::string>& rp_name, const std::vector<std::string>& origins,
                     const std::optional<std::vector<PermissionInfo>>& permissions,
                     const std::optional<Location>& place_file, const std::optional<Location>& device_file,
                     const std::optional<std::int64_t>& validated_tokens,
                     const std::optional<std::int64_t>& parallel_hashes,
                     const std::optional<std::int64_t>& hashing_memory, const PlaceOf& place) {
    OpenOptions options{.create = create, .read_only = read_only, .standby = standby.value_or("")};
    auto& sessions = options.sessions;
    if (product) sessions.product = *product;
    if (invitation_link) sessions.invitation_link = *invitation_link;
    if (reset_link) sessions.reset_link = *reset_link;
    if (issuer) sessions.issuer = *issuer;
    if (rp_id) sessions.rp_id = *rp_id;
    if (rp_name) sessions.rp_name = *rp_name;
    sessions.origins = origins;
    if (place_file) sessions.place_file = place_file->text;
    if (device_file) sessions.device_file = device_file->text;
    // A negative number becomes one that is far too large, and is refused as that.
    if (validated_tokens) sessions.validated_tokens = static_cast<std::size_t>(*validated_tokens);
    if (parallel_hashes) sessions.parallel_hashes = count_of(*parallel_hashes);
    if (hashing_memory) sessions.hashing_memory = count_of(*hashing_memory);
    for (const auto& [id, key] : keys.all) sessions.keys.add(id, Secret(key));
    if (permissions) options.permissions = *permissions;
    if (max_staleness) options.max_staleness = *max_staleness;
    if (place.is_set()) {
        const Locked gil;
        sessions.place = to_place(place);
    }
    if (clock.is_set() || entropy.is_set()) {
        const Locked gil;
        options.environment = Environment(to_clock(clock), to_entropy(entropy));
    }
    return open(location.text, options);
}

void backup(const Directory& directory, const Location& path) { directory.backup(path.text); }

}  // namespace

void bind_directory(py::module_& module) {
    Service<Directory>(
        module, "An opened store of many accounts; any thread may use it. Closes at the end of a with block.")
        .call("create_account", &Directory::create_account, "*, **account",
              "Creates a tenant. The host's own decision: there is no actor yet.")
        .call("account", &Directory::account, "id, /", "A handle to a tenant; NotFound when there is none.")
        .list("accounts", "all_accounts", &Directory::accounts, "*, **page", "The tenants, oldest first.")
        .call("check", &Directory::check, "",
              "Examines the whole store; one line for each fault, empty when it is sound. Slow.")
        .call("backup", &backup, "path, /", "Copies the store into a new file while others go on working.")
        .call(
            "close", &Directory::close, "",
            "Waits for the calls that are under way, and closes the store. Every later call through this directory "
            "or its accounts raises FailedPrecondition.")
        .attribute(
            "closed", +[](const Directory& self) { return self.is_closed(); }, "Whether the store was closed.")
        .type()
        .def("__enter__", [](py::object self) { return self; })
        .def("__exit__", [](const Directory& self, const py::args&) { unlocked([&] { self.close(); }); })
        .def("__repr__",
             [](const Directory& self) { return self.is_closed() ? "<Directory, closed>" : "<Directory>"; });

    bind_function(
        module, "open", &open_store,
        "location, /, *, create=True, read_only=False, clock=None, entropy=None, standby=None, max_staleness=None, "
        "product=None, invitation_link=None, reset_link=None, keys=None, issuer=None, rp_id=None, rp_name=None, origins=(), "
        "permissions=None, place_file=None, device_file=None, validated_tokens=None, parallel_hashes=None, "
        "hashing_memory=None, place=None",
        "Opens a store: a path is an SQLite file, \":memory:\" an SQLite store that lives as long as the "
        "Directory, \"postgresql://…\" a PostgreSQL database. Migrates an older store to this version first. "
        "For tests, `clock` gives the time and `entropy` the random bytes. With `standby`, the \"postgresql://…\" of "
        "one or more streaming standbys, reads go there while what they show is known to be no older than "
        "`max_staleness`, and otherwise to the primary; each account reads its own writes, made through this "
        "Directory. Two reads one after the other may see states in the wrong order. For signing in: `product` is what "
        "authenticator apps show, `invitation_link` and `reset_link` are where links lead, with {token} where the secret "
        "goes, and `keys` seal the seeds of authenticator apps and the links in the feed of events: ids and 32 bytes each, the first one seals; `issuer` "
        "is what apps are told this server is called (RFC 9207). "
        "For passkeys: `rp_id` is the domain they belong to, for good, and `origins` are the pages that may ask for them, like "
        "\"https://desk.example\"; browsers show `rp_name`. `permissions` are the host's "
        "own, known in the whole process from then on. `place_file`, in MaxMind's format, says where addresses are in lists of "
        "sessions, and `device_file`, uap-core's regexes.yaml, what devices are called; `validated_tokens` is how many tokens "
        "are kept in memory with who they stand for, so that validating them again reads nothing while nobody writes. "
        "`parallel_hashes` passwords are hashed at once, 4 unless told, in at most `hashing_memory` bytes, 256 MiB unless told; "
        "others wait. `place` is asked, in any thread, where an address is, in place of the file: what it raises goes to "
        "sys.unraisablehook, and no place is known.");
}

}  // namespace roster::python

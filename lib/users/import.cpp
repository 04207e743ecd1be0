// Running an import: batch after batch, each one transaction that also says how far it came.
#include "roles/granting.hpp"
#include "users/change.hpp"
#include "users/import_rows.hpp"
#include "users/named.hpp"

#include <roster/base/secret.hpp>
#include <roster/base/text.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <unordered_map>

namespace roster {
namespace {

void may_import(const Acting& who) { refuse(rules::may_use(who.user_or_system(), permission::import_users)); }

[[noreturn]] void throw_other_source() {
    throw Error(ErrorCode::invalid_argument, "imports.other_source",
                "Under this key another source was begun: resume that one, or choose another key.",
                {{"key", "other_source", "was used for another source"}});
}

[[noreturn]] void throw_running_elsewhere() {
    throw Error(ErrorCode::aborted, "imports.running_elsewhere",
                "Somebody else goes on with this import at the moment.");
}

/// The first bytes of the source, read ahead for the fingerprint and then given to the reader.
class FingerprintedSource {
public:
    explicit FingerprintedSource(Imports::Source read) : read_(std::move(read)) {
        head_.resize(4'096);
        std::size_t filled = 0;
        while (filled < head_.size()) {
            const auto got = read_(head_.data() + filled, head_.size() - filled);
            if (got == 0) break;
            filled += std::min(got, head_.size() - filled);
        }
        ended_ = filled < head_.size();
        head_.resize(filled);
    }

    [[nodiscard]] std::string fingerprint() const {
        unsigned char digest[32];
        secrets::hash(head_, digest);
        std::string text;
        for (int i = 0; i < 16; ++i) {
            text += "0123456789abcdef"[digest[i] >> 4];
            text += "0123456789abcdef"[digest[i] & 15];
        }
        return text;
    }

    std::size_t read(char* buffer, std::size_t size) {
        if (given_ < head_.size()) {
            const auto count = head_.copy(buffer, size, given_);
            given_ += count;
            return count;
        }
        return ended_ ? 0 : read_(buffer, size);
    }

private:
    Imports::Source read_;
    std::string head_;
    std::size_t given_ = 0;
    bool ended_ = false;
};

/// Names of organizations (or groups) to ids, remembered over batches, bounded.
template <class Thing, class ThingId>
class Names {
public:
    /// Finds or creates. @return nil when it is not there and may not be created
    template <class Create>
    ThingId find(NamedStore<Thing, ThingId>& store, const std::string& name, Create&& create) {
        std::string key = name_key(name);
        if (const auto known = ids_.find(key); known != ids_.end()) return known->second;
        ThingId id;
        if (const auto found = store.find_by_name(key)) id = found->id;
        else id = create(key);
        if (!id.is_nil()) {
            if (ids_.size() >= 10'000) ids_.clear();
            ids_.emplace(std::move(key), id);
        }
        return id;
    }
    /// Forgets what a transaction found or made that did not come to pass.
    void forget() { ids_.clear(); }

private:
    std::unordered_map<std::string, ThingId> ids_;
};

/// One running import.
class ImportRun {
public:
    /// @param faults  how many it has from before
    ImportRun(const Scope& scope, const Actor& actor, const ImportOptions& options, RowMaker rows, Import import,
              std::int64_t faults)
        : scope_(scope),
          actor_(actor),
          options_(options),
          import_(std::move(import)),
          rows_(std::move(rows)),
          faults_(faults) {}

    Import to_end(records::Reader& reader) {
        if (import_.position > 0)
            reader.resume_at(
                {static_cast<std::uint64_t>(import_.position), static_cast<std::uint64_t>(import_.line)});
        records::Record record;
        std::vector<ImportRow> batch;
        for (bool more = true; more;) {
            batch.clear();
            while (batch.size() < static_cast<std::size_t>(options_.batch_rows) && (more = reader.next(record)))
                batch.push_back(rows_.make(record, reader.columns()));
            commit(batch, reader.position(), !more);
        }
        return import_;
    }

private:
    void commit(std::vector<ImportRow>& batch, records::Position position, bool last) {
        Import after = import_;
        std::vector<ImportFault> faults;
        int runs = 0;
        scope_.write([&](Transaction& tx) {
            if (++runs > 1) organizations_.forget(), groups_.forget();  // the run before was undone
            faults.clear();
            after = import_;
            tx.accounts().lock();  // a row may give a role and groups
            // Asked first: who is not the one that goes on must not even try to write.
            const auto kept = tx.imports().find(import_.id);
            if (!kept || kept->revision != import_.revision) throw_running_elsewhere();
            write(tx, batch, after, faults);
            after.position = static_cast<std::int64_t>(position.offset);
            after.line = static_cast<std::int64_t>(position.line);
            after.status = last ? ImportStatus::finished : ImportStatus::running;
            after.revision = import_.revision + 1;
            after.updated_at = scope_.environment.now();
            tx.imports().add_faults(import_.id, faults_ + 1, faults);
            if (!tx.imports().save(import_, after)) throw_running_elsewhere();
        });
        import_ = after;
        faults_ += static_cast<std::int64_t>(faults.size());
        if (options_.fault)
            for (const auto& fault : faults) options_.fault(fault);
        if (options_.progress &&
            !options_.progress({import_.rows, import_.added, import_.failed, import_.position}))
            throw Error(ErrorCode::cancelled, "imports.cancelled",
                        "The import was stopped; run it again under its key to go on.");
    }

    void write(Transaction& tx, std::vector<ImportRow>& batch, Import& after, std::vector<ImportFault>& faults) {
        const Acting who = acting(tx, actor_, scope_.environment.now());
        may_import(who);
        const AccountRecord account = account_of(tx);
        denials_.clear();

        std::int64_t added = 0, seats = 0, owners = 0;
        // Numbers are taken for the whole batch at once, and those not used are given back: one statement each.
        const auto wanted = static_cast<std::int64_t>(batch.size());
        std::int64_t number = tx.accounts().count({.last_user_number = wanted}).now.last_user_number - wanted;
        for (auto& row : batch) {
            ++after.rows;
            std::vector<ImportFault> refused = row.faults;
            if (refused.empty()) place(tx, who, account, row, refused);
            if (refused.empty()) {
                User& user = row.user.user;
                user.id = scope_.environment.new_id<UserId>();
                user.number = number + added + 1;
                user.revision = 1;
                user.created_at = user.updated_at = user.last_active_at = who.now;
                if (user.onboarding == Onboarding::invited)
                    user.invitation_expires_at = who.now + account.policy.invitation_lifetime;
                if (const auto conflict = tx.users().insert(row.user)) {
                    refused.push_back({row.line, conflict->field, "taken", "belongs to another user"});
                } else {
                    ++added;
                    seats += rules::uses_seat(user);
                    owners += rules::is_owner(user);
                    history::record(tx, scope_.environment, who.author, who.now, "users.add", "user", user.id,
                                    history::diff(nobody_, user, true));
                }
            }
            if (!refused.empty()) {
                ++after.failed;
                faults.insert(faults.end(), refused.begin(), refused.end());
            }
        }
        after.added += added;
        const auto counted =
            tx.accounts().count({.last_user_number = added - wanted, .seats_used = seats, .owners = owners});
        if (counted.outcome == AccountStore::Count::no_seat) throw_no_seat(counted.now.seats_used);
    }

    /// Whether somebody holds one of the row's unique values.
    static bool is_taken(Transaction& tx, const ImportRow& row) {
        for (const auto& key : row.user.email_keys)
            if (tx.users().find_by_email(key)) return true;
        const auto& external_id = row.user.user.external_id;
        return !external_id.empty() && tx.users().find_by_external_id(external_id);
    }

    /// Asks whether the actor may add such a person, and finds what the row refers to.
    void place(Transaction& tx, const Acting& who, const AccountRecord& account, ImportRow& row,
               std::vector<ImportFault>& refused) {
        User& user = row.user.user;
        if (!rules::is_built_in(user.role) && user.role && !tx.roles().roles().find(user.role)) {
            refused.push_back({row.line, "role", "unknown_role", "must be one of the account's roles"});
            return;
        }
        if (!roles::is_on_plan(account, user.role)) {
            refused.push_back({row.line, "role", "not_in_plan", "is not for this account's plan"});
            return;
        }
        const auto may_add = [&](const char* field) {
            // Of all rows that give the same it is asked once.
            std::string key = std::to_string(static_cast<int>(user.kind)) + std::string(user.role.bytes());
            for (const auto& group : user.groups) key += group.bytes();
            auto known = denials_.find(key);
            if (known == denials_.end())
                known = denials_.emplace(key, may_change(tx, who, nullptr, user, account, rules::UserMove::update))
                            .first;
            const auto& denial = known->second;
            if (denial)
                refused.push_back({row.line, field, std::string(denial.reason), std::string(denial.message)});
            return !denial;
        };
        user.groups.clear();
        if (!may_add("role")) return;
        // Nothing is created for somebody who will be refused: insert() then says why.
        std::optional<bool> taken;
        const auto will_be_refused = [&] { return taken ? *taken : *(taken = is_taken(tx, row)); };
        const auto missing = [&](std::string field) {
            refused.push_back({row.line, std::move(field), "unknown", "does not exist in this account"});
        };
        // Creating them on the way needs what creating them needs.
        const auto may_create = [&](Permission needed, const std::string& field) {
            if (!options_.create_organizations) return true;  // says so itself
            const auto denial = rules::may_use(who.user_or_system(), needed);
            if (denial)
                refused.push_back({row.line, field, std::string(denial.reason), std::string(denial.message)});
            return !denial;
        };
        if (!row.organization.empty()) {
            user.organization =
                organizations_.find(tx.organizations(), row.organization, [&](const std::string& key) {
                    if (will_be_refused() || !may_create(permission::manage_organizations, "organization"))
                        return OrganizationId();
                    return create<Organization, OrganizationId>(tx, tx.organizations(), who, "organizations.add",
                                                                "organization", row.organization, key);
                });
            if (taken == true) return;
            if (user.organization.is_nil() && refused.empty()) missing("organization");
        }
        for (std::size_t i = 0; i < row.groups.size(); ++i) {
            const std::string field = "groups[" + std::to_string(i) + "]";
            const auto faults = refused.size();
            bool left_out = false;  // of a row that is refused anyway
            const GroupId id = groups_.find(tx.groups(), row.groups[i], [&](const std::string& key) {
                if (will_be_refused() || !may_create(permission::manage_groups, field)) return GroupId();
                if ((left_out = options_.create_organizations && faults > 0)) return GroupId();
                return create<Group, GroupId>(tx, tx.groups(), who, "groups.add", "group", row.groups[i], key);
            });
            if (taken == true) return;
            if (id.is_nil() && refused.size() == faults && !left_out) missing(field);
            else if (id.is_nil()) continue;
            else if (std::find(user.groups.begin(), user.groups.end(), id) == user.groups.end())
                user.groups.push_back(id);
        }
        if (!user.groups.empty()) may_add("groups");
    }

    template <class Thing, class ThingId>
    ThingId create(Transaction& tx, NamedStore<Thing, ThingId>& store, const Acting& who, std::string_view verb,
                   std::string_view subject, const std::string& name, const std::string& key) {
        if (!options_.create_organizations) return {};
        Thing thing;
        thing.name = name;
        thing.id = scope_.environment.new_id<ThingId>();
        thing.revision = 1;
        thing.created_at = thing.updated_at = who.now;
        if (store.insert(thing, key)) return store.find_by_name(key).value_or(Thing{}).id;
        history::record(tx, scope_.environment, who.author, who.now, verb, subject, thing.id,
                        history::diff(Thing{}, thing, true));
        return thing.id;
    }

    const Scope& scope_;
    const Actor& actor_;
    const ImportOptions& options_;
    Import import_;
    RowMaker rows_;
    const User nobody_;
    Names<Organization, OrganizationId> organizations_;
    Names<Group, GroupId> groups_;
    std::int64_t faults_;
    std::map<std::string, rules::Denial> denials_;  ///< by what a row gives; of one batch
};

void check_options(const ImportOptions& options) {
    FieldErrors errors;
    if (text::clean(options.key, {.max_length = 200, .required = true}, "key", errors) != options.key &&
        errors.empty())
        errors.add("key", "not_normalised", "must be without white space at its ends");
    const auto known = [&](auto value, std::string_view field) {
        if (!enum_from<decltype(value)>(static_cast<std::int64_t>(value)))
            errors.add(field, "unknown_value", "is no known value");
    };
    known(options.format, "format");
    known(options.kind, "kind");
    known(options.onboarding, "onboarding");
    if (options.batch_rows < 1 || options.batch_rows > 10'000)
        errors.add("batch_rows", "out_of_range", "must be from 1 to 10,000");
    errors.throw_if_any("imports.invalid", "The import cannot be begun like this.");
}

}  // namespace

Import Imports::run(const Actor& actor, Source read, const ImportOptions& options) const {
    check_options(options);
    if (!read)
        throw Error(ErrorCode::invalid_argument, "imports.invalid",
                    "The import cannot be begun like this: it has no source.",
                    {{"source", "required", "must be a function that reads"}});
    FingerprintedSource source(std::move(read));
    const std::string fingerprint = source.fingerprint();

    // Everything that can be wrong with the source and the options comes before the import is begun: what was refused
    // has not used up its key.
    AccountRecord account;
    RowMaker rows(options, account.policy);
    auto bytes = [&](char* buffer, std::size_t size) { return source.read(buffer, size); };
    const char delimiter = options.delimiter.size() == 1 ? options.delimiter.front() : '\0';  // which is refused
    const auto reader = options.format == ImportFormat::csv ? records::make_csv_reader(bytes, {delimiter})
                                                            : records::make_json_lines_reader(bytes);
    if (options.format == ImportFormat::csv && !rows.maps_anything(reader->columns()))
        throw Error(ErrorCode::invalid_argument, "imports.header",
                    "No column of the header is a field of a user: give a column mapping.",
                    {{"columns", "none", "no column is a user's field"}});

    std::int64_t faults = 0;
    Import import = scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        may_import(who);
        if (who.user && options.onboarding == Onboarding::active)
            refuse({"users.system_only", "Only the system can vouch for people: import them as not invited."});
        account = account_of(tx);
        if (auto begun = tx.imports().find_by_key(options.key)) {
            if (begun->fingerprint != fingerprint || begun->format != options.format) throw_other_source();
            faults = tx.imports().count_faults(begun->id);
            return *std::move(begun);
        }
        Import fresh;
        fresh.id = scope_.environment.new_id<ImportId>();
        fresh.key = options.key;
        fresh.format = options.format;
        fresh.fingerprint = fingerprint;
        fresh.revision = 1;
        fresh.started_at = fresh.updated_at = who.now;
        if (!tx.imports().insert(fresh)) throw_running_elsewhere();
        history::record(tx, scope_.environment, who.author, who.now, "imports.run", "import", fresh.id,
                        history::diff(Import{}, fresh, true));
        return fresh;
    });
    if (import.status == ImportStatus::finished) return import;

    return ImportRun(scope_, actor, options, std::move(rows), std::move(import), faults).to_end(*reader);
}

Import Imports::run(const Actor& actor, std::istream& stream, const ImportOptions& options) const {
    return run(
        actor,
        [&stream](char* buffer, std::size_t size) {
            stream.read(buffer, static_cast<std::streamsize>(size));
            if (stream.bad())
                throw Error(ErrorCode::unavailable, "imports.unreadable", "The source cannot be read any further.");
            return static_cast<std::size_t>(stream.gcount());
        },
        options);
}

Import Imports::run_file(const Actor& actor, const std::string& path, const ImportOptions& options) const {
    std::ifstream file(path, std::ios::binary);
    // A directory opens, too: only reading tells.
    if (!file || (file.peek() == std::ifstream::traits_type::eof() && file.bad()))
        throw Error(ErrorCode::not_found, "imports.no_file", "There is no readable file at this path.",
                    {{"path", "unreadable", "cannot be opened for reading"}});
    file.clear();
    return run(actor, file, options);
}

std::optional<Import> Imports::find(const Actor& actor, const std::string& key) const {
    FieldErrors errors;
    text::clean(key, {.max_length = 200, .required = true}, "key", errors);
    errors.throw_if_any("imports.invalid", "This is no import's key.");
    return scope_.read([&](Transaction& tx) {
        may_import(acting(tx, actor, scope_.environment.now()));
        return tx.imports().find_by_key(key);
    });
}

Page<ImportFault> Imports::faults(const Actor& actor, ImportId import, const PageRequest& page) const {
    check_page(page);
    const std::string binding = "faults\n" + std::string(scope_.account.bytes()) + std::string(import.bytes());
    std::int64_t from = 1;
    if (!page.after.empty()) from = cursor::to_int(cursor::decode(binding, page.after, 1)[0]);
    return scope_.read([&](Transaction& tx) {
        may_import(acting(tx, actor, scope_.environment.now()));
        if (!tx.imports().find(import))
            throw Error(ErrorCode::not_found, "imports.unknown", "There is no such import in this account.");
        return page_of(tx.imports().faults(import, from, page.limit + 1), page.limit, [&](const ImportFault&) {
            return cursor::encode(binding, {cursor::from_int(from + page.limit)});
        });
    });
}

}  // namespace roster

/*
 * The layout of every struct of the C API, compared with the checked-in file: what a compiled program knows must
 * stay.
 *
 *     c_layout            compares with capi/abi/layout-x86_64.txt
 *     c_layout --update   writes it, as `./dev generate` does
 *
 * Each struct's members must follow each other without a gap and fill it to its end. So a member that was forgotten
 * here shows as a gap, and padding, which a caller leaves undefined, can never become a member of a later version.
 */
#include <roster.h>

#include <stdio.h>
#include <string.h>

static char text[64 * 1024];
static size_t length, offset_wanted;
static const char* struct_name;
static size_t struct_bytes;
static int failures;

static void line(const char* name, size_t offset, size_t size) {
    length += (size_t)snprintf(text + length, sizeof text - length, "  %-24s %4lu %4lu\n", name,
                               (unsigned long)offset, (unsigned long)size);
}

static void begin(const char* name, size_t bytes) {
    struct_name = name;
    struct_bytes = bytes;
    offset_wanted = 0;
    length += (size_t)snprintf(text + length, sizeof text - length, "%s %lu\n", name, (unsigned long)bytes);
}

static void member(const char* name, size_t offset, size_t size) {
    if (offset != offset_wanted) {
        fprintf(stderr, "%s: a gap or a forgotten member before %s\n", struct_name, name);
        ++failures;
    }
    offset_wanted = offset + size;
    line(name, offset, size);
}

static void end(void) {
    if (offset_wanted == struct_bytes) return;
    fprintf(stderr, "%s: a gap or a forgotten member at its end\n", struct_name);
    ++failures;
}

#define STRUCT(type) begin(#type, sizeof(S))
#define M(name) member(#name, offsetof(S, name), sizeof(((S*)0)->name))

static void ids(void) {
#define ID(type) (begin(#type, sizeof(type)), member("bytes", offsetof(type, bytes), 16), end())
    ID(roster_account_id), ID(roster_user_id), ID(roster_role_id), ID(roster_organization_id), ID(roster_group_id);
    ID(roster_import_id), ID(roster_history_id), ID(roster_session_id), ID(roster_factor_id), ID(roster_api_key_id);
    ID(roster_event_id), ID(roster_app_id), ID(roster_inbox_id), ID(roster_team_id);
}

static void base(void) {
#define LIST(type)                                                                      \
    (begin(#type, sizeof(type)), member("items", offsetof(type, items), sizeof(void*)), \
     member("count", offsetof(type, count), sizeof(size_t)), end())
    {
        typedef roster_str S;
        STRUCT(roster_str), M(data), M(len), end();
    }
    LIST(roster_str_list), LIST(roster_user_id_list), LIST(roster_group_id_list), LIST(roster_import_column_list);
    LIST(roster_field_change_list), LIST(roster_sealing_key_list), LIST(roster_inbox_id_list),
        LIST(roster_team_id_list);
    LIST(roster_permission_list), LIST(roster_load_list);
    {
        typedef roster_actor S;
        STRUCT(roster_actor), M(struct_size), M(kind), M(user), M(name), M(on_behalf_of), M(limited_to), end();
    }
    {
        typedef roster_page_request S;
        STRUCT(roster_page_request), M(struct_size), M(limit), M(after), end();
    }
    {
        typedef roster_open_options S;
        STRUCT(roster_open_options), M(struct_size), M(create), M(read_only), M(reserved), M(clock), M(entropy);
        M(user_data), M(destroy), M(standby), M(max_staleness), M(product), M(invitation_link), M(reset_link);
        M(keys), M(parallel_hashes), M(hashing_memory), M(place), M(issuer), M(rp_id), M(rp_name), M(origins),
            M(permissions);
        M(place_file), M(device_file), M(validated_tokens), end();
    }
    {
        typedef roster_sealing_key S;
        STRUCT(roster_sealing_key), M(id), M(bytes), end();
    }
}

static void accounts(void) {
    {
        typedef roster_features S;
        STRUCT(roster_features), M(struct_size), M(api_keys), M(custom_permissions), M(teams),
            M(my_profile_for_all);
        M(own_assignments), M(apps), end();
    }
    {
        typedef roster_policy S;
        STRUCT(roster_policy), M(struct_size), M(failed_sign_in_alert), M(preset), M(email_fixed), M(other_emails);
        M(self_editable), M(invitation_lifetime), M(reset_lifetime), M(session_idle), M(session_lifetime);
        M(second_factor_grace), M(second_factor_roles), M(max_sessions), M(password_length);
        M(password_length_with_factor), M(reserved), M(app_access_lifetime), M(app_refresh_idle);
        M(app_refresh_lifetime), M(second_factor_from), end();
    }
    {
        typedef roster_account_fields S;
        STRUCT(roster_account_fields), M(struct_size), M(plan), M(name), M(policy), M(features), M(time_zone);
        M(language), M(currency), M(seat_limit), end();
    }
    {
        typedef roster_account_record S;
        STRUCT(roster_account_record), M(struct_size), M(plan), M(id), M(name), M(policy), M(features),
            M(time_zone);
        M(language), M(currency), M(seat_limit), M(incomplete), M(revision), M(created_at), M(updated_at), end();
    }
}

static void users(void) {
    {
        typedef roster_user_fields S;
        STRUCT(roster_user_fields), M(struct_size), M(kind), M(first_name), M(last_name), M(job_title), M(phone);
        M(email), M(other_emails), M(role), M(organization), M(groups), M(labels), M(language), M(time_zone);
        M(external_id), M(pronouns), M(function), M(extension), M(second_factor_phone), end();
    }
    {
        typedef roster_user_query S;
        STRUCT(roster_user_query), M(struct_size), M(kind), M(status), M(sort), M(descending), M(with_alert),
            M(role);
        M(labels), M(organization), M(group), M(text), end();
    }
    {
        typedef roster_user_record S;
        STRUCT(roster_user_record), M(struct_size), M(kind), M(id), M(number), M(revision), M(status),
            M(onboarding);
        M(first_name), M(last_name), M(job_title), M(phone), M(email), M(other_emails), M(role), M(organization);
        M(groups), M(labels), M(language), M(time_zone), M(external_id), M(invitation_expires_at),
            M(failed_sign_ins);
        M(suspended_from), M(suspended_through), M(reserved), M(suspension_reason), M(suspension_starts_at);
        M(suspension_ends_at), M(deleted_at), M(deletion_reason), M(created_at), M(updated_at), M(last_active_at);
        M(display_name), M(pronouns), M(email_verified_at), M(function), M(extension), M(second_factor_phone),
            end();
    }
    {
        typedef roster_alert_record S;
        STRUCT(roster_alert_record), M(struct_size), M(kind), M(action), M(reserved), end();
    }
    {
        typedef roster_not_restored_record S;
        STRUCT(roster_not_restored_record), M(struct_size), M(reserved), M(field), M(value), M(reason), end();
    }
}

static void organizations_and_groups(void) {
    {
        typedef roster_organization_fields S;
        STRUCT(roster_organization_fields), M(struct_size), M(reserved), M(name), M(external_id), end();
    }
    {
        typedef roster_organization_record S;
        STRUCT(roster_organization_record), M(struct_size), M(reserved), M(id), M(name), M(external_id),
            M(revision);
        M(created_at), M(updated_at), end();
    }
    {
        typedef roster_group_fields S;
        STRUCT(roster_group_fields), M(struct_size), M(reserved), M(name), M(description), M(permissions),
            M(inboxes);
        end();
    }
    {
        typedef roster_group_record S;
        STRUCT(roster_group_record), M(struct_size), M(reserved), M(id), M(name), M(description), M(revision);
        M(created_at), M(updated_at), M(permissions), M(inboxes), end();
    }
}

static void copies_imports_and_history(void) {
    {
        typedef roster_copy_progress_record S;
        STRUCT(roster_copy_progress_record), M(struct_size), M(passes), M(kind), M(records), M(written),
            M(verifying);
        M(reserved), end();
    }
    {
        typedef roster_copy_options S;
        STRUCT(roster_copy_options), M(struct_size), M(batch_records), M(finish), M(reserved), M(progress);
        M(user_data), M(destroy), end();
    }
    {
        typedef roster_copied_record S;
        STRUCT(roster_copied_record), M(struct_size), M(passes), M(records), M(written), M(digest), end();
    }
    {
        typedef roster_import_column S;
        STRUCT(roster_import_column), M(column), M(field), end();
    }
    {
        typedef roster_import_options S;
        STRUCT(roster_import_options), M(struct_size), M(format), M(key), M(columns), M(kind), M(onboarding);
        M(create_organizations), M(batch_rows), M(progress), M(fault), M(user_data), M(destroy);
        M(delimiter), end();
    }
    {
        typedef roster_import_record S;
        STRUCT(roster_import_record), M(struct_size), M(format), M(status), M(reserved), M(id), M(key), M(rows);
        M(added), M(failed), M(position), M(line), M(fingerprint), M(revision), M(started_at), M(updated_at), end();
    }
    {
        typedef roster_import_fault_record S;
        STRUCT(roster_import_fault_record), M(struct_size), M(reserved), M(line), M(field), M(reason), M(message),
            end();
    }
    {
        typedef roster_import_progress_record S;
        STRUCT(roster_import_progress_record), M(struct_size), M(reserved), M(rows), M(added), M(failed),
            M(position);
        end();
    }
    {
        typedef roster_field_change_record S;
        STRUCT(roster_field_change_record), M(struct_size), M(reserved), M(name), M(before), M(after), end();
    }
    {
        typedef roster_history_record S;
        STRUCT(roster_history_record), M(struct_size), M(reserved), M(id), M(at), M(actor), M(actor_name);
        M(on_behalf_of), M(verb), M(subject_kind), M(subject_id), M(changes), end();
    }
    {
        typedef roster_history_query S;
        STRUCT(roster_history_query), M(struct_size), M(reserved), M(subject_kind), M(subject_id), M(actor), end();
    }
}

static void sessions(void) {
    {
        typedef roster_principal_record S;
        STRUCT(roster_principal_record), M(struct_size), M(credential), M(user_id), M(role), M(session_id);
        M(api_key_id), M(assurance), M(must_enrol), M(authenticated_at), M(second_factor_at), M(expires_at);
        M(scopes), M(app_id), end();
    }
    {
        typedef roster_session_record S;
        STRUCT(roster_session_record), M(struct_size), M(assurance), M(id), M(user_id), M(name), M(device);
        M(user_agent), M(address), M(place), M(methods), M(created_at), M(authenticated_at), M(second_factor_at);
        M(last_seen_at), M(expires_at), end();
    }
    {
        typedef roster_sign_in_record S;
        STRUCT(roster_sign_in_record), M(struct_size), M(outcome), M(token), M(pending), M(known_device);
        M(session), M(principal), M(retry_at), M(second_factors), end();
    }
    {
        typedef roster_event_record S;
        STRUCT(roster_event_record), M(struct_size), M(reserved), M(id), M(at), M(kind), M(user_id), M(data), end();
    }
    {
        typedef roster_client S;
        STRUCT(roster_client), M(struct_size), M(reserved), M(user_agent), M(address), M(known_device), end();
    }
    {
        typedef roster_second_factor S;
        STRUCT(roster_second_factor), M(struct_size), M(reserved), M(totp), M(recovery_code), M(passkey), end();
    }
    {
        typedef roster_session_choice S;
        STRUCT(roster_session_choice), M(struct_size), M(reserved), M(id), M(except), M(begun_before), M(device);
        end();
    }
    {
        typedef roster_message_record S;
        STRUCT(roster_message_record), M(struct_size), M(purpose), M(user_id), M(recipient), M(language), M(link);
        M(expires_at), end();
    }
    {
        typedef roster_link_info_record S;
        STRUCT(roster_link_info_record), M(struct_size), M(kind), M(user_id), M(name), M(email), M(expires_at);
        end();
    }
    {
        typedef roster_password_fault_record S;
        STRUCT(roster_password_fault_record), M(struct_size), M(reserved), M(field), M(reason), M(message), end();
    }
    {
        typedef roster_factor_status_record S;
        STRUCT(roster_factor_status_record), M(struct_size), M(enabled), M(authenticators), M(recovery_codes_left);
        M(required), M(passkeys), M(required_from), end();
    }
    {
        typedef roster_authenticator_record S;
        STRUCT(roster_authenticator_record), M(struct_size), M(reserved), M(id), M(user_id), M(name), M(created_at);
        M(last_used_at), end();
    }
    {
        typedef roster_authenticator_setup_record S;
        STRUCT(roster_authenticator_setup_record), M(struct_size), M(reserved), M(id), M(seed), M(uri), M(qr_svg);
        M(qr_text), end();
    }
    {
        typedef roster_confirmed_authenticator_record S;
        STRUCT(roster_confirmed_authenticator_record), M(struct_size), M(reserved), M(sign_in), M(recovery_codes);
        end();
    }
    {
        typedef roster_passkey_record S;
        STRUCT(roster_passkey_record), M(struct_size), M(algorithm), M(id), M(user_id), M(name), M(aaguid);
        M(transports), M(discoverable), M(verifies_user), M(backup_eligible), M(backed_up), M(sign_count);
        M(created_at), M(last_used_at), end();
    }
    {
        typedef roster_passkey_options_record S;
        STRUCT(roster_passkey_options_record), M(struct_size), M(reserved), M(options), M(expires_at), end();
    }
    {
        typedef roster_registered_passkey_record S;
        STRUCT(roster_registered_passkey_record), M(struct_size), M(reserved), M(passkey), M(sign_in);
        M(recovery_codes), end();
    }
    {
        typedef roster_api_key_record S;
        STRUCT(roster_api_key_record), M(struct_size), M(reserved), M(id), M(user_id), M(label), M(hint), M(scopes);
        M(created_at), M(expires_at), M(last_used_at), end();
    }
    {
        typedef roster_new_api_key_record S;
        STRUCT(roster_new_api_key_record), M(struct_size), M(reserved), M(key), M(text), end();
    }
}

static void apps(void) {
    {
        typedef roster_app_record S;
        STRUCT(roster_app_record), M(struct_size), M(kind), M(id), M(user_id), M(name), M(website);
        M(redirect_uris), M(scopes), M(secret_hint), M(old_secret_until), M(revision), M(created_at);
        M(updated_at), end();
    }
    {
        typedef roster_registered_app_record S;
        STRUCT(roster_registered_app_record), M(struct_size), M(reserved), M(app), M(secret), end();
    }
    {
        typedef roster_authorized_app_record S;
        STRUCT(roster_authorized_app_record), M(struct_size), M(reserved), M(app_id), M(user_id), M(name);
        M(website), M(scopes), M(granted_at), M(changed_at), M(last_used_at), end();
    }
    {
        typedef roster_authorization_record S;
        STRUCT(roster_authorization_record), M(struct_size), M(outcome), M(error), M(reserved);
        M(error_description), M(app), M(scopes), M(missing), M(code), M(redirect), end();
    }
    {
        typedef roster_token_response_record S;
        STRUCT(roster_token_response_record), M(struct_size), M(error), M(http_status), M(reserved);
        M(error_description), M(access_token), M(token_type), M(expires_in), M(refresh_token), M(scope), end();
    }
    {
        typedef roster_introspection_record S;
        STRUCT(roster_introspection_record), M(struct_size), M(error), M(active), M(reserved), M(scope);
        M(client_id), M(username), M(token_type), M(expires_at), M(issued_at), M(user_id), M(issuer), end();
    }
    {
        typedef roster_app_fields S;
        STRUCT(roster_app_fields), M(struct_size), M(reserved), M(name), M(website), M(redirect_uris), M(scopes);
        end();
    }
    {
        typedef roster_authorization_request S;
        STRUCT(roster_authorization_request), M(struct_size), M(reserved), M(response_type), M(client_id);
        M(redirect_uri), M(scope), M(state), M(code_challenge), M(code_challenge_method), end();
    }
}

static void roles(void) {
    {
        typedef roster_permission_input S;
        STRUCT(roster_permission_input), M(name), M(sentence), M(held_from), M(inbox_level), M(per_team);
        M(collaboration), M(feature), end();
    }
    {
        typedef roster_scope S;
        STRUCT(roster_scope), M(struct_size), M(assigned), M(inbox), M(team), end();
    }
    {
        typedef roster_permission_record S;
        STRUCT(roster_permission_record), M(struct_size), M(held_from), M(name), M(sentence), M(inbox_level);
        M(per_team), M(collaboration), M(reserved), M(feature), end();
    }
    {
        typedef roster_role_fields S;
        STRUCT(roster_role_fields), M(struct_size), M(inbox_level), M(name), M(description), M(base),
            M(permissions);
        end();
    }
    {
        typedef roster_role_record S;
        STRUCT(roster_role_record), M(struct_size), M(inbox_level), M(id), M(base), M(name), M(description);
        M(permissions), M(revision), M(created_at), M(updated_at), end();
    }
    {
        typedef roster_user_access_fields S;
        STRUCT(roster_user_access_fields), M(struct_size), M(type), M(default_inbox), M(capacity), end();
    }
    {
        typedef roster_user_access_record S;
        STRUCT(roster_user_access_record), M(struct_size), M(type), M(user_id), M(default_inbox), M(permissions);
        M(inboxes), M(serves), M(revision), M(capacity), M(reserved), end();
    }
    {
        typedef roster_hypothesis S;
        STRUCT(roster_hypothesis), M(struct_size), M(type), M(status), M(plan), M(role), M(groups), M(teams);
        M(permissions), M(inboxes), M(scopes), end();
    }
    {
        typedef roster_trail_step S;
        STRUCT(roster_trail_step), M(struct_size), M(rule), M(verdict), M(reserved), M(says), end();
    }
    {
        typedef roster_inbox_fields S;
        STRUCT(roster_inbox_fields), M(struct_size), M(kind), M(name), M(external_id), end();
    }
    {
        typedef roster_inbox_record S;
        STRUCT(roster_inbox_record), M(struct_size), M(kind), M(id), M(name), M(external_id), M(revision);
        M(archived_at), M(created_at), M(updated_at), end();
    }
    {
        typedef roster_load S;
        STRUCT(roster_load), M(user_id), M(conversations), end();
    }
    {
        typedef roster_candidate_record S;
        STRUCT(roster_candidate_record), M(struct_size), M(eligible), M(user_id), M(level), M(capacity);
        M(conversations), M(reserved), M(reasons), end();
    }
    {
        typedef roster_team_fields S;
        STRUCT(roster_team_fields), M(struct_size), M(reserved), M(name), M(description), M(permissions),
            M(inboxes);
        end();
    }
    {
        typedef roster_team_record S;
        STRUCT(roster_team_record), M(struct_size), M(reserved), M(id), M(name), M(description), M(permissions);
        M(inboxes), M(revision), M(created_at), M(updated_at), end();
    }
    {
        typedef roster_team_member_record S;
        STRUCT(roster_team_member_record), M(struct_size), M(reserved), M(user_id), M(team_id), M(joined_at);
        M(revision), end();
    }
}

/** The lines of `these` that `those` does not have, each with the struct it belongs to. */
static void show_missing(const char* what, const char* these, const char* those) {
    char head[128] = "", line_of[160];
    size_t n;
    for (; *these != '\0'; these += n + (these[n] == '\n')) {
        const char* found = those;
        int there = 0, within = 0;
        n = strcspn(these, "\n");
        snprintf(line_of, sizeof line_of, "%.*s", (int)n, these);
        if (line_of[0] != ' ') snprintf(head, sizeof head, "%.*s", (int)strcspn(line_of, " "), line_of);
        for (; *found != '\0' && !there; found += strcspn(found, "\n"), found += *found == '\n') {
            if (*found != ' ') within = strncmp(found, head, strlen(head)) == 0 && found[strlen(head)] == ' ';
            there = within && strncmp(found, line_of, n) == 0 && strcspn(found, "\n") == n;
        }
        if (!there)
            fprintf(stderr, "  %s: %s%s%s\n", what, line_of[0] == ' ' ? head : "", line_of[0] == ' ' ? ":" : "",
                    line_of);
    }
}

int main(int argc, char** argv) {
    static const char path[] = ROSTER_SOURCE_DIR "/capi/abi/layout-x86_64.txt";
    static char known[sizeof text];
    size_t size;
    FILE* file;

    length += (size_t)snprintf(text, sizeof text,
                               "# struct, bytes; member, offset, bytes. Written by c_layout --update.\n");
    ids();
    base();
    accounts();
    users();
    organizations_and_groups();
    copies_imports_and_history();
    sessions();
    apps();
    roles();
    if (failures != 0) return 1;

#if defined(__x86_64__) && !defined(__ILP32__)
    if (argc > 1 && strcmp(argv[1], "--update") == 0) {
        file = fopen(path, "wb");
        if (file == NULL || fwrite(text, 1, length, file) != length || fclose(file) != 0) return perror(path), 1;
        return 0;
    }
    file = fopen(path, "rb");
    if (file == NULL) return perror(path), 1;
    size = fread(known, 1, sizeof known, file);
    fclose(file);
    if (size != length || memcmp(known, text, size) != 0) {
        known[size < sizeof known ? size : sizeof known - 1] = '\0';
        fprintf(stderr,
                "%s differs. Programs compiled with the released header rely on it: only a member added at a\n"
                "struct's end may change it (then `./dev generate` writes it anew).\n",
                path);
        show_missing("gone, moved or resized", known, text);
        show_missing("now there", text, known);
        return 1;
    }
#else
    (void)argc, (void)argv, (void)known, (void)size, (void)file, (void)path;
#endif
    return 0;
}

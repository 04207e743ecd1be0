// The authorization endpoint: what an app asks for, what the user agreed to, and where the browser goes next.
#include <roster/sessions/apps.hpp>

#include "base/json.hpp"
#include "sessions/apps_gate.hpp"
#include "sessions/proofs.hpp"

#include <roster/base/text.hpp>

#include <algorithm>
#include <initializer_list>

namespace roster {
namespace {

/// RFC 3986: everything but the unreserved characters.
void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (rules::is_unreserved(c)) out += c;
        else (out += '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
}

struct Parameter {
    std::string_view name, value;
};

/// The address with what is not empty behind it.
std::string with_query(std::string address, std::initializer_list<Parameter> parameters) {
    char separator = address.find('?') == address.npos ? '?' : '&';
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        ((address += separator) += name) += '=';
        append_encoded(address, value);
        separator = '&';
    }
    return address;
}

bool is_state(std::string_view text) {
    return text.size() <= rules::longest_state &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; });
}

/// One request for authorization, within a transaction.
class Asking {
public:
    Asking(const Scope& scope, Transaction& tx, std::string_view token, const AuthorizationRequest& request)
        : scope_(scope),
          tx_(tx),
          request_(request),
          now_(scope.environment.now()),
          session_(sessions::session_of(tx, token, now_)) {
        if (gate::principal_of(session_, now_)->must_enrol)
            refuse({"apps.must_enrol", "Set up a second factor first: the policy wants one of you."});
        look();
    }

    [[nodiscard]] bool is_sound() const { return answer_.error == OAuthError::none; }
    [[nodiscard]] const std::vector<std::string>& scopes() const { return answer_.scopes; }
    /// What the user would have to agree to.
    [[nodiscard]] std::vector<std::string> missing() {
        if (!rules::keeps_consent(app_->kind, request_.redirect_uri)) return answer_.scopes;
        const auto grant = find_grant();
        return grant ? rules::scopes_beyond(answer_.scopes, grant->scopes) : answer_.scopes;
    }

    Authorization asks() {
        answer_.missing = missing();
        answer_.outcome = AuthorizationOutcome::consent_needed;
        return std::move(answer_);
    }
    Authorization denied(OAuthError error, std::string_view description) {
        deny(error, description);
        return std::move(answer_);
    }
    Authorization unsound() { return std::move(answer_); }

    Authorization granted(std::vector<std::string> scopes) {
        answer_.outcome = AuthorizationOutcome::granted;
        answer_.code = gate::make_code(scope_, tx_, session_, *app_, request_, scopes, now_);
        answer_.scopes = std::move(scopes);
        answer_.redirect = with_query(request_.redirect_uri,
                                      {{"code", answer_.code}, {"state", request_.state}, {"iss", issuer()}});
        return std::move(answer_);
    }

    /// Keeps what the user agreed to, beside what they agreed to before.
    void widen(const std::vector<std::string>& agreed) {
        auto& grants = tx_.sessions().apps().grants();
        const UserId user = session_.user.id;
        const auto before = find_grant();
        auto after = before.value_or(StoredGrant{
            .user_id = user, .app_id = app_->id, .created_at = now_, .changed_at = now_, .revision = 0});
        const auto more = rules::scopes_beyond(agreed, after.scopes);
        if (before && more.empty()) return;
        after.scopes.insert(after.scopes.end(), more.begin(), more.end());
        after.changed_at = now_;
        ++after.revision;
        if (!before && grants.of_user(user).size() >= rules::most_grants)
            throw Error(ErrorCode::resource_exhausted, "apps.too_many",
                        "Two hundred applications are the most one can let in.");
        // Somebody, in another window, has agreed at this moment: theirs is there now.
        if (!before && !grants.insert(after)) return widen(agreed);
        if (before && !grants.replace(*before, after))
            throw Error(ErrorCode::aborted, "apps.changed",
                        "What you let this application do was changed meanwhile: try again.");
        const Acting who = acting(tx_, Actor::user(user), now_);
        history::record(tx_, scope_.environment, who.author, now_, "apps.authorize", "user", user,
                        {{"app", before ? json::write(app_->name) : "null", json::write(app_->name)},
                         {"scopes", before ? json::write(before->scopes) : "null", json::write(after.scopes)}});
        std::string data = "{\"app\":";
        json::append_text(data, app_->name);
        json::append_text(data += ",\"app_id\":", to_string(app_->id));
        gate::tell(scope_, tx_, "sessions.app_authorized", user, now_, data + "}");
    }

private:
    std::optional<StoredGrant> find_grant() {
        return tx_.sessions().apps().grants().find({session_.user.id, app_->id});
    }
    [[nodiscard]] const std::string& issuer() const { return host_of(scope_).settings.issuer; }

    void refuse_here(OAuthError error, std::string_view description) {
        answer_.outcome = AuthorizationOutcome::refused;
        answer_.error = error;
        answer_.error_description = description;
    }
    void deny(OAuthError error, std::string_view description) {
        refuse_here(error, description);
        answer_.outcome = AuthorizationOutcome::denied;
        answer_.redirect =
            with_query(request_.redirect_uri, {{"error", to_string(error)},
                                               {"error_description", description},
                                               {"state", is_state(request_.state) ? request_.state : ""},
                                               {"iss", issuer()}});
    }

    /// Whose request it is comes first: until that is known there is no address to send anybody to.
    void look() {
        if (!rules::feature_on(session_.account, &FeatureSwitches::apps))
            return refuse_here(OAuthError::unauthorized_client, "This account has applications switched off.");
        app_ = gate::find_app(tx_, request_.client_id);
        if (!app_) return refuse_here(OAuthError::invalid_request, "There is no application of this client_id.");
        if (std::none_of(app_->redirect_uris.begin(), app_->redirect_uris.end(),
                         [&](const auto& one) { return rules::is_redirect(one, request_.redirect_uri); }))
            return refuse_here(OAuthError::invalid_request, "The redirect_uri is none of the application's.");
        answer_.app = *app_;
        const auto owner = tx_.users().find(app_->user_id);
        if (!owner || !rules::may_act_as_app(*owner, session_.account, now_))
            return deny(OAuthError::unauthorized_client, "The application cannot be used now.");
        look_at_parameters();
    }

    void look_at_parameters() {
        const auto wrong = [&](std::string_view what) { deny(OAuthError::invalid_request, what); };
        if (!is_state(request_.state)) return wrong("state may have at most 1000 characters of printable ASCII.");
        if (request_.response_type.empty()) return wrong("response_type is missing.");
        if (request_.response_type != "code")
            return deny(OAuthError::unsupported_response_type, "response_type must be code.");
        if (request_.code_challenge.empty()) return wrong("code_challenge is missing (RFC 7636).");
        if (request_.code_challenge_method != "S256") return wrong("code_challenge_method must be S256.");
        if (!rules::is_code_challenge(request_.code_challenge))
            return wrong("code_challenge must be the SHA-256 of the code verifier as base64url.");
        answer_.scopes = rules::scopes_of(request_.scope);
        if (answer_.scopes.empty())
            return deny(OAuthError::invalid_scope,
                        "scope must name at least one scope, separated by single spaces.");
        if (!rules::scopes_beyond(answer_.scopes, app_->scopes).empty())
            return deny(OAuthError::invalid_scope, "scope asks for more than the application is registered for.");
    }

    const Scope& scope_;
    Transaction& tx_;
    const AuthorizationRequest& request_;
    const Instant now_;
    const WithUser<StoredSession> session_;
    std::optional<StoredApp> app_;
    Authorization answer_;
};

void check_agreed(const std::vector<std::string>& agreed, const std::vector<std::string>& asked) {
    FieldErrors errors;
    if (agreed.empty()) errors.add("agreed", "required", "must have at least one scope; decline() is for none");
    for (std::size_t i = 0; i < std::min(agreed.size(), rules::most_scopes); ++i)
        if (!rules::has_scope(asked, agreed[i]))
            errors.add("agreed[" + std::to_string(i) + "]", "unknown_value", "must be a scope that was asked for");
    if (agreed.size() > rules::most_scopes) errors.add("agreed", "too_many", "may have at most 100 items");
    errors.throw_if_any("apps.invalid", "This cannot be agreed to.");
}

}  // namespace

Authorization Apps::authorize(std::string_view token, const AuthorizationRequest& request) const {
    return scope_.write([&](Transaction& tx) {
        Asking asking(scope_, tx, token, request);
        if (!asking.is_sound()) return asking.unsound();
        if (!asking.missing().empty()) return asking.asks();
        return asking.granted(asking.scopes());
    });
}

Authorization Apps::consent(std::string_view token, const AuthorizationRequest& request,
                            const std::vector<std::string>& agreed) const {
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        Asking asking(scope_, tx, token, request);
        if (!asking.is_sound()) return asking.unsound();
        check_agreed(agreed, asking.scopes());
        const auto scopes = rules::scopes_within(asking.scopes(), agreed);
        asking.widen(scopes);
        return asking.granted(scopes);
    });
}

Authorization Apps::decline(std::string_view token, const AuthorizationRequest& request) const {
    return scope_.write([&](Transaction& tx) {
        Asking asking(scope_, tx, token, request);
        if (!asking.is_sound()) return asking.unsound();
        return asking.denied(OAuthError::access_denied, "The user did not agree.");
    });
}

}  // namespace roster

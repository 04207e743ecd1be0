# Written by make_stubs.py from the extension's own tables: change those, then run `./dev generate`.
# ruff: noqa
# fmt: off
import builtins
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from os import PathLike
from types import GenericAlias, TracebackType
from typing import Any, BinaryIO, ClassVar, Generic, Literal, TypeVar, final, overload
from uuid import UUID

from typing_extensions import Never, Self, TypeAlias

__version__: str
_Item_co = TypeVar("_Item_co", covariant=True)

@final
class Page(Generic[_Item_co]):
    """A part of a list: its items, and the cursor of the following page. Iterates over the items."""

    @property
    def items(self) -> list[_Item_co]:
        """The page's items."""
    @property
    def next(self) -> str | None:
        """The cursor of the following page; None at the end."""
    @property
    def has_more(self) -> bool:
        """Whether there is a following page."""
    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    @classmethod
    def __class_getitem__(cls, item: Any, /) -> GenericAlias: ...
    def __iter__(self) -> Iterator[_Item_co]: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> _Item_co: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[_Item_co]: ...

class ErrorCode(enum.Enum):
    invalid_argument = "invalid_argument"
    not_found = "not_found"
    already_exists = "already_exists"
    permission_denied = "permission_denied"
    unauthenticated = "unauthenticated"
    failed_precondition = "failed_precondition"
    aborted = "aborted"
    resource_exhausted = "resource_exhausted"
    unavailable = "unavailable"
    data_loss = "data_loss"
    unimplemented = "unimplemented"
    internal = "internal"
    cancelled = "cancelled"

_ErrorCode: TypeAlias = (
    ErrorCode
    | Literal[
        "invalid_argument",
        "not_found",
        "already_exists",
        "permission_denied",
        "unauthenticated",
        "failed_precondition",
        "aborted",
        "resource_exhausted",
        "unavailable",
        "data_loss",
        "unimplemented",
        "internal",
        "cancelled",
    ]
)

class UserKind(enum.Enum):
    staff = "staff"
    customer = "customer"

_UserKind: TypeAlias = UserKind | Literal["staff", "customer"]

class Onboarding(enum.Enum):
    not_invited = "not_invited"
    invited = "invited"
    active = "active"

_Onboarding: TypeAlias = Onboarding | Literal["not_invited", "invited", "active"]

class UserStatus(enum.Enum):
    not_invited = "not_invited"
    invited = "invited"
    active = "active"
    suspended = "suspended"
    deleted = "deleted"

_UserStatus: TypeAlias = UserStatus | Literal["not_invited", "invited", "active", "suspended", "deleted"]

class UserSort(enum.Enum):
    name = "name"
    number = "number"
    last_activity = "last_activity"

_UserSort: TypeAlias = UserSort | Literal["name", "number", "last_activity"]

class AlertKind(enum.Enum):
    invite_not_sent = "invite_not_sent"
    invite_expired = "invite_expired"
    too_many_failed_sign_ins = "too_many_failed_sign_ins"

_AlertKind: TypeAlias = AlertKind | Literal["invite_not_sent", "invite_expired", "too_many_failed_sign_ins"]

class AlertAction(enum.Enum):
    send_invite = "send_invite"
    resend_invite = "resend_invite"
    send_password_reset = "send_password_reset"

_AlertAction: TypeAlias = AlertAction | Literal["send_invite", "resend_invite", "send_password_reset"]

class ImportFormat(enum.Enum):
    csv = "csv"
    json_lines = "json_lines"

_ImportFormat: TypeAlias = ImportFormat | Literal["csv", "json_lines"]

class ImportStatus(enum.Enum):
    running = "running"
    finished = "finished"

_ImportStatus: TypeAlias = ImportStatus | Literal["running", "finished"]

class Assurance(enum.Enum):
    one_factor = "one_factor"
    two_factors = "two_factors"

_Assurance: TypeAlias = Assurance | Literal["one_factor", "two_factors"]

class Credential(enum.Enum):
    session = "session"
    api_key = "api_key"
    app = "app"

_Credential: TypeAlias = Credential | Literal["session", "api_key", "app"]

class SignInOutcome(enum.Enum):
    granted = "granted"
    second_factor_needed = "second_factor_needed"
    wait = "wait"
    rejected = "rejected"

_SignInOutcome: TypeAlias = SignInOutcome | Literal["granted", "second_factor_needed", "wait", "rejected"]

class LinkKind(enum.Enum):
    invitation = "invitation"
    password_reset = "password_reset"

_LinkKind: TypeAlias = LinkKind | Literal["invitation", "password_reset"]

class PasskeyAlgorithm(enum.Enum):
    es256 = "es256"
    eddsa = "eddsa"
    rs256 = "rs256"

_PasskeyAlgorithm: TypeAlias = PasskeyAlgorithm | Literal["es256", "eddsa", "rs256"]

class AppKind(enum.Enum):
    confidential = "confidential"
    public_client = "public_client"

_AppKind: TypeAlias = AppKind | Literal["confidential", "public_client"]

class OAuthError(enum.Enum):
    none = "none"
    invalid_request = "invalid_request"
    invalid_client = "invalid_client"
    invalid_grant = "invalid_grant"
    unauthorized_client = "unauthorized_client"
    invalid_scope = "invalid_scope"
    access_denied = "access_denied"
    unsupported_response_type = "unsupported_response_type"

_OAuthError: TypeAlias = (
    OAuthError
    | Literal[
        "none",
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "invalid_scope",
        "access_denied",
        "unsupported_response_type",
    ]
)

class AuthorizationOutcome(enum.Enum):
    granted = "granted"
    consent_needed = "consent_needed"
    denied = "denied"
    refused = "refused"

_AuthorizationOutcome: TypeAlias = AuthorizationOutcome | Literal["granted", "consent_needed", "denied", "refused"]

class HeldFrom(enum.Enum):
    owner = "owner"
    administrator = "administrator"
    user = "user"
    light_user = "light_user"
    everybody = "everybody"

_HeldFrom: TypeAlias = HeldFrom | Literal["owner", "administrator", "user", "light_user", "everybody"]

class InboxLevel(enum.Enum):
    none = "none"
    only_assigned = "only_assigned"
    read = "read"
    reply = "reply"
    full = "full"

_InboxLevel: TypeAlias = InboxLevel | Literal["none", "only_assigned", "read", "reply", "full"]

class UserType(enum.Enum):
    regular = "regular"
    collaboration = "collaboration"

_UserType: TypeAlias = UserType | Literal["regular", "collaboration"]

class Choice(enum.Enum):
    standard = "standard"
    allow = "allow"
    deny = "deny"

_Choice: TypeAlias = Choice | Literal["standard", "allow", "deny"]

class InboxKind(enum.Enum):
    mailbox = "mailbox"
    channel = "channel"
    webstore = "webstore"

_InboxKind: TypeAlias = InboxKind | Literal["mailbox", "channel", "webstore"]

class RuleKind(enum.Enum):
    status = "status"
    second_factor = "second_factor"
    credential = "credential"
    plan = "plan"
    kind = "kind"
    owner = "owner"
    type = "type"
    inbox_access = "inbox_access"
    user_scoped_deny = "user_scoped_deny"
    user_scoped_allow = "user_scoped_allow"
    user_deny = "user_deny"
    user_allow = "user_allow"
    group_scoped_deny = "group_scoped_deny"
    group_scoped_allow = "group_scoped_allow"
    group_deny = "group_deny"
    group_allow = "group_allow"
    role_scoped_deny = "role_scoped_deny"
    role_scoped_allow = "role_scoped_allow"
    role_deny = "role_deny"
    role_allow = "role_allow"
    nothing = "nothing"

_RuleKind: TypeAlias = (
    RuleKind
    | Literal[
        "status",
        "second_factor",
        "credential",
        "plan",
        "kind",
        "owner",
        "type",
        "inbox_access",
        "user_scoped_deny",
        "user_scoped_allow",
        "user_deny",
        "user_allow",
        "group_scoped_deny",
        "group_scoped_allow",
        "group_deny",
        "group_allow",
        "role_scoped_deny",
        "role_scoped_allow",
        "role_deny",
        "role_allow",
        "nothing",
    ]
)

class Verdict(enum.Enum):
    silent = "silent"
    yes = "yes"
    no = "no"

_Verdict: TypeAlias = Verdict | Literal["silent", "yes", "no"]

class Plan(enum.Enum):
    free = "free"
    standard = "standard"
    plus = "plus"
    pro = "pro"

_Plan: TypeAlias = Plan | Literal["free", "standard", "plus", "pro"]

@final
class FieldError:
    """One offending field of an input."""

    def __init__(self, *, field: str | None = ..., reason: str | None = ..., message: str | None = ...) -> None: ...
    @property
    def field(self) -> str:
        """The field's name as in the model; lists are indexed: "labels[2]"."""
    @property
    def reason(self) -> str:
        """Stable, for programs: "too_long", "required" …"""
    @property
    def message(self) -> str:
        """For people, without the rejected value."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        field: str | None = ...,
        reason: str | None = ...,
        message: str | None = ...,
    ) -> FieldError:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class User:
    """A person as they are kept."""

    def __init__(
        self,
        *,
        kind: _UserKind = ...,
        first_name: str | None = ...,
        last_name: str | None = ...,
        job_title: str | None = ...,
        pronouns: str | None = ...,
        phone: str | None = ...,
        email: str | None = ...,
        other_emails: Iterable[str] | None = ...,
        role: UUID | Role | None = ...,
        organization: UUID | Organization | None = ...,
        groups: Iterable[UUID | Group] | None = ...,
        labels: Iterable[str] | None = ...,
        language: str | None = ...,
        time_zone: str | None = ...,
        external_id: str | None = ...,
        function: str | None = ...,
        extension: str | None = ...,
        second_factor_phone: str | None = ...,
        id: UUID | User | None = ...,
        number: int = ...,
        revision: int = ...,
        status: _UserStatus = ...,
        onboarding: _Onboarding = ...,
        invitation_expires_at: datetime | None = ...,
        failed_sign_ins: int = ...,
        suspended_from: date | None = ...,
        suspended_through: date | None = ...,
        suspension_reason: str | None = ...,
        suspension_starts_at: datetime | None = ...,
        suspension_ends_at: datetime | None = ...,
        deleted_at: datetime | None = ...,
        deletion_reason: str | None = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
        last_active_at: datetime | None = ...,
        email_verified_at: datetime | None = ...,
    ) -> None: ...
    @property
    def kind(self) -> UserKind:
        """Staff or customer; fixed once added."""
    @property
    def first_name(self) -> str:
        """Given name (HP-1)."""
    @property
    def last_name(self) -> str:
        """Family name, or a company's name (HP-1, UC-2)."""
    @property
    def job_title(self) -> str:
        """Title shown with the name (HP-1, UC-3)."""
    @property
    def pronouns(self) -> str:
        """Pronouns, as the person writes them."""
    @property
    def phone(self) -> str:
        """Phone number in E.164 form, "+" and up to 15 digits (HP-1)."""
    @property
    def email(self) -> str:
        """Primary address: the sign-in name, where resets go (HP-1, DP-5). Staff must have one."""
    @property
    def other_emails(self) -> list[str]:
        """Further addresses by which the person is recognised (HP-4); each belongs to one user only."""
    @property
    def role(self) -> UUID | None:
        """A staff user's role (HU-9); customers have none."""
    @property
    def organization(self) -> UUID | None:
        """The organization the person belongs to (DP-6); nil for none."""
    @property
    def groups(self) -> list[UUID]:
        """User groups the person is a member of (DP-14)."""
    @property
    def labels(self) -> list[str]:
        """Labels, for finding people (DP-2)."""
    @property
    def language(self) -> str:
        """BCP 47 tag; empty means the account's default (DP-8)."""
    @property
    def time_zone(self) -> str:
        """IANA zone; empty means the account's default (HP-5, DP-8)."""
    @property
    def external_id(self) -> str:
        """The host's own id of the person; unique in the account."""
    @property
    def function(self) -> str:
        """What the person does in the account, as administrators see it (AI-4)."""
    @property
    def extension(self) -> str:
        """Extension at the account's telephone (AI-4)."""
    @property
    def second_factor_phone(self) -> str:
        """Phone number for second factors, in E.164 form (AI-4). Kept for the host: nothing is sent to it."""
    @property
    def id(self) -> UUID:
        """The user's id, never reused."""
    @property
    def number(self) -> int:
        """Unique number in the account, readable by people, from 1 (DP-1)."""
    @property
    def revision(self) -> int:
        """Grows by one with every change; given back to change safely."""
    @property
    def status(self) -> UserStatus:
        """What the user was when this record was read (rules::status_at)."""
    @property
    def onboarding(self) -> Onboarding:
        """How far the person got on the way to signing in."""
    @property
    def invitation_expires_at(self) -> datetime | None:
        """Until when the last invitation may be accepted; none when never invited."""
    @property
    def failed_sign_ins(self) -> int:
        """Failed sign-ins in a row (HU-3)."""
    @property
    def suspended_from(self) -> date | None:
        """First day of the suspension, in the user's zone (HU-19); none when not suspended."""
    @property
    def suspended_through(self) -> date | None:
        """Last day of the suspension, included; none while it is open-ended."""
    @property
    def suspension_reason(self) -> str:
        """Why the user is suspended."""
    @property
    def suspension_starts_at(self) -> datetime | None:
        """The instant suspended_from begins."""
    @property
    def suspension_ends_at(self) -> datetime | None:
        """The instant suspended_through has passed."""
    @property
    def deleted_at(self) -> datetime | None:
        """When the user was deleted (HU-16); none while not deleted."""
    @property
    def deletion_reason(self) -> str:
        """Why the user was deleted."""
    @property
    def created_at(self) -> datetime:
        """When the user was added."""
    @property
    def updated_at(self) -> datetime:
        """When the record was last changed."""
    @property
    def last_active_at(self) -> datetime:
        """When the person was last seen; being added counts as the first time."""
    @property
    def email_verified_at(self) -> datetime | None:
        """When the person showed that they read what is sent to `email`; none since it changed."""
    @property
    def display_name(self) -> str:
        """First and last name; the e-mail address of somebody without a name."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        kind: _UserKind = ...,
        first_name: str | None = ...,
        last_name: str | None = ...,
        job_title: str | None = ...,
        pronouns: str | None = ...,
        phone: str | None = ...,
        email: str | None = ...,
        other_emails: Iterable[str] | None = ...,
        role: UUID | Role | None = ...,
        organization: UUID | Organization | None = ...,
        groups: Iterable[UUID | Group] | None = ...,
        labels: Iterable[str] | None = ...,
        language: str | None = ...,
        time_zone: str | None = ...,
        external_id: str | None = ...,
        function: str | None = ...,
        extension: str | None = ...,
        second_factor_phone: str | None = ...,
        id: UUID | User | None = ...,
        number: int = ...,
        revision: int = ...,
        status: _UserStatus = ...,
        onboarding: _Onboarding = ...,
        invitation_expires_at: datetime | None = ...,
        failed_sign_ins: int = ...,
        suspended_from: date | None = ...,
        suspended_through: date | None = ...,
        suspension_reason: str | None = ...,
        suspension_starts_at: datetime | None = ...,
        suspension_ends_at: datetime | None = ...,
        deleted_at: datetime | None = ...,
        deletion_reason: str | None = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
        last_active_at: datetime | None = ...,
        email_verified_at: datetime | None = ...,
    ) -> User:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Alert:
    """Something an administrator should see to (HU-3)."""

    def __init__(self, *, kind: _AlertKind = ..., action: _AlertAction = ...) -> None: ...
    @property
    def kind(self) -> AlertKind:
        """What is wrong."""
    @property
    def action(self) -> AlertAction:
        """What clears it."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, kind: _AlertKind = ..., action: _AlertAction = ...) -> Alert:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class NotRestored:
    """A value that a restored user could not get back (BX-3)."""

    def __init__(self, *, field: str | None = ..., value: str | None = ..., reason: str | None = ...) -> None: ...
    @property
    def field(self) -> str:
        """The user's field: "email", "other_emails" or "external_id"."""
    @property
    def value(self) -> str:
        """What it was."""
    @property
    def reason(self) -> str:
        """Why it did not come back: "taken"."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        field: str | None = ...,
        value: str | None = ...,
        reason: str | None = ...,
    ) -> NotRestored:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Restored:
    """A restored user, with everything that could not come back."""

    def __init__(self, *, user: User = ..., not_restored: Iterable[NotRestored] | None = ...) -> None: ...
    @property
    def user(self) -> User:
        """The user, back again."""
    @property
    def not_restored(self) -> list[NotRestored]:
        """Everything that could not come back."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, user: User = ..., not_restored: Iterable[NotRestored] | None = ...) -> Restored:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SeatUsage:
    """Billable seats (HU-2)."""

    def __init__(self, *, used: int = ..., limit: int | None = ...) -> None: ...
    @property
    def used(self) -> int:
        """Staff users who are not deleted."""
    @property
    def limit(self) -> int | None:
        """The account's seat_limit."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, used: int = ..., limit: int | None = ...) -> SeatUsage:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Organization:
    """An organization that people belong to (DP-6)."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        external_id: str | None = ...,
        id: UUID | Organization | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The organization's name; unique in the account, whatever the case."""
    @property
    def external_id(self) -> str:
        """The host's own id of it."""
    @property
    def id(self) -> UUID:
        """The organization's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        external_id: str | None = ...,
        id: UUID | Organization | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Organization:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Group:
    """A group of users whose members share permissions (DP-14)."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        id: UUID | Group | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The group's name; unique in the account, whatever the case."""
    @property
    def description(self) -> str:
        """What the group is for; may have several lines."""
    @property
    def permissions(self) -> list[str]:
        """What it allows its members; or denies them, with "-" before it."""
    @property
    def inboxes(self) -> list[str]:
        """Its members' levels at inboxes: "reply@<inbox>"."""
    @property
    def id(self) -> UUID:
        """The group's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        id: UUID | Group | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Group:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Import:
    """One import: what it is, and how far it came."""

    def __init__(
        self,
        *,
        id: UUID | Import | None = ...,
        key: str | None = ...,
        format: _ImportFormat = ...,
        status: _ImportStatus = ...,
        rows: int = ...,
        added: int = ...,
        failed: int = ...,
        position: int = ...,
        line: int = ...,
        fingerprint: str | None = ...,
        revision: int = ...,
        started_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The import's id."""
    @property
    def key(self) -> str:
        """The host's name for it; running it again under this name resumes it."""
    @property
    def format(self) -> ImportFormat:
        """What the source is."""
    @property
    def status(self) -> ImportStatus:
        """Running (perhaps interrupted), or finished."""
    @property
    def rows(self) -> int:
        """Records read so far."""
    @property
    def added(self) -> int:
        """People added so far."""
    @property
    def failed(self) -> int:
        """Records refused so far; each has at least one fault."""
    @property
    def position(self) -> int:
        """Bytes of the source that are dealt with."""
    @property
    def line(self) -> int:
        """The line at which the rest of the source begins, from 1."""
    @property
    def fingerprint(self) -> str:
        """Digest of the source's first bytes: it must be the same to resume."""
    @property
    def revision(self) -> int:
        """Grows by one with every batch."""
    @property
    def started_at(self) -> datetime:
        """When it began."""
    @property
    def updated_at(self) -> datetime:
        """When the last batch was committed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Import | None = ...,
        key: str | None = ...,
        format: _ImportFormat = ...,
        status: _ImportStatus = ...,
        rows: int = ...,
        added: int = ...,
        failed: int = ...,
        position: int = ...,
        line: int = ...,
        fingerprint: str | None = ...,
        revision: int = ...,
        started_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Import:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ImportFault:
    """Why one record of an import was refused, or one of its values."""

    def __init__(
        self,
        *,
        line: int = ...,
        field: str | None = ...,
        reason: str | None = ...,
        message: str | None = ...,
    ) -> None: ...
    @property
    def line(self) -> int:
        """The line of the source where the record begins, from 1."""
    @property
    def field(self) -> str:
        """The field at fault; empty when it is the record as a whole."""
    @property
    def reason(self) -> str:
        """Stable, for programs: as in FieldError::reason, or Error::reason of a refusal."""
    @property
    def message(self) -> str:
        """For people; never holds the rejected value."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        line: int = ...,
        field: str | None = ...,
        reason: str | None = ...,
        message: str | None = ...,
    ) -> ImportFault:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ImportProgress:
    """How far a running import is."""

    def __init__(self, *, rows: int = ..., added: int = ..., failed: int = ..., position: int = ...) -> None: ...
    @property
    def rows(self) -> int:
        """Records read so far."""
    @property
    def added(self) -> int:
        """People added so far."""
    @property
    def failed(self) -> int:
        """Records refused so far."""
    @property
    def position(self) -> int:
        """Bytes of the source that are dealt with."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        rows: int = ...,
        added: int = ...,
        failed: int = ...,
        position: int = ...,
    ) -> ImportProgress:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class FieldChange:
    """One field's change, both sides as JSON."""

    def __init__(self, *, name: str | None = ..., before: str | None = ..., after: str | None = ...) -> None: ...
    @property
    def name(self) -> str:
        """The field's name."""
    @property
    def before(self) -> str:
        """Its value before, as JSON."""
    @property
    def after(self) -> str:
        """Its value after, as JSON."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        before: str | None = ...,
        after: str | None = ...,
    ) -> FieldChange:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class HistoryEntry:
    """One change, written in the same transaction as the change itself (DP-12)."""

    def __init__(
        self,
        *,
        id: UUID | HistoryEntry | None = ...,
        at: datetime | None = ...,
        actor: UUID | User | None = ...,
        actor_name: str | None = ...,
        on_behalf_of: UUID | User | None = ...,
        verb: str | None = ...,
        subject_kind: str | None = ...,
        subject_id: str | None = ...,
        changes: Iterable[FieldChange] | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The entry's id; entries sort by it in the order they were made."""
    @property
    def at(self) -> datetime:
        """When it happened."""
    @property
    def actor(self) -> UUID | None:
        """The user who did it; nil for the system."""
    @property
    def actor_name(self) -> str:
        """The actor's name as it was then; outlives the actor."""
    @property
    def on_behalf_of(self) -> UUID | None:
        """For whom the actor acted; nil for nobody."""
    @property
    def verb(self) -> str:
        """What was done: "users.add", "organizations.update" …"""
    @property
    def subject_kind(self) -> str:
        """"user", "organization", "group", "role", "inbox", "team", "account", "import", "app"."""
    @property
    def subject_id(self) -> str:
        """The subject's id as text."""
    @property
    def changes(self) -> list[FieldChange]:
        """Every tracked field that changed, in the order of the field table."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | HistoryEntry | None = ...,
        at: datetime | None = ...,
        actor: UUID | User | None = ...,
        actor_name: str | None = ...,
        on_behalf_of: UUID | User | None = ...,
        verb: str | None = ...,
        subject_kind: str | None = ...,
        subject_id: str | None = ...,
        changes: Iterable[FieldChange] | None = ...,
    ) -> HistoryEntry:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Principal:
    """Somebody whose token was found good just now. Actor.of() makes the actor of other calls of it."""

    def __init__(
        self,
        *,
        user_id: UUID | User | None = ...,
        role: UUID | Role | None = ...,
        credential: _Credential = ...,
        session_id: UUID | Session | None = ...,
        api_key_id: UUID | ApiKey | None = ...,
        assurance: _Assurance = ...,
        authenticated_at: datetime | None = ...,
        second_factor_at: datetime | None = ...,
        expires_at: datetime | None = ...,
        scopes: Iterable[str] | None = ...,
        must_enrol: bool = ...,
        app_id: UUID | App | None = ...,
    ) -> None: ...
    @property
    def user_id(self) -> UUID | None:
        """Who it is."""
    @property
    def role(self) -> UUID | None:
        """The user's role now; nil for customers."""
    @property
    def credential(self) -> Credential:
        """What was shown."""
    @property
    def session_id(self) -> UUID | None:
        """The session; nil for API keys and apps."""
    @property
    def api_key_id(self) -> UUID | None:
        """The API key; nil for sessions and apps."""
    @property
    def assurance(self) -> Assurance:
        """How sure it is that this is the user."""
    @property
    def authenticated_at(self) -> datetime:
        """When the user last proved who they are."""
    @property
    def second_factor_at(self) -> datetime | None:
        """When a second factor was last shown; none if never."""
    @property
    def expires_at(self) -> datetime | None:
        """When it ends if it is not used; none for an API key without an end."""
    @property
    def scopes(self) -> list[str]:
        """What a key or app is limited to; empty for everything the user may do, never for an app."""
    @property
    def must_enrol(self) -> bool:
        """The policy wants a second factor of this user and the grace is over: nothing but setting one up."""
    @property
    def app_id(self) -> UUID | None:
        """The app that acts for the user; nil for sessions and API keys."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        user_id: UUID | User | None = ...,
        role: UUID | Role | None = ...,
        credential: _Credential = ...,
        session_id: UUID | Session | None = ...,
        api_key_id: UUID | ApiKey | None = ...,
        assurance: _Assurance = ...,
        authenticated_at: datetime | None = ...,
        second_factor_at: datetime | None = ...,
        expires_at: datetime | None = ...,
        scopes: Iterable[str] | None = ...,
        must_enrol: bool = ...,
        app_id: UUID | App | None = ...,
    ) -> Principal:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Session:
    """A session as it is listed (HU-8, UC-6). Its token is not kept."""

    def __init__(
        self,
        *,
        id: UUID | Session | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        device: str | None = ...,
        user_agent: str | None = ...,
        address: str | None = ...,
        place: str | None = ...,
        assurance: _Assurance = ...,
        methods: Iterable[str] | None = ...,
        created_at: datetime | None = ...,
        authenticated_at: datetime | None = ...,
        second_factor_at: datetime | None = ...,
        last_seen_at: datetime | None = ...,
        expires_at: datetime | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The session's id, which is no secret."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is."""
    @property
    def name(self) -> str:
        """What the user calls it; empty until named."""
    @property
    def device(self) -> str:
        """"Firefox on Linux", from the user agent."""
    @property
    def user_agent(self) -> str:
        """The client's own description, cut to 500 code points."""
    @property
    def address(self) -> str:
        """Where it was begun."""
    @property
    def place(self) -> str:
        """City and country of that address, where the host has a database of them."""
    @property
    def assurance(self) -> Assurance:
        """How sure it was."""
    @property
    def methods(self) -> list[str]:
        """What was shown: password, totp, recovery_code, passkey, identity, link."""
    @property
    def created_at(self) -> datetime:
        """When it was begun."""
    @property
    def authenticated_at(self) -> datetime:
        """When the user last proved who they are in it."""
    @property
    def second_factor_at(self) -> datetime | None:
        """When a second factor was last shown in it."""
    @property
    def last_seen_at(self) -> datetime:
        """When it was last used, to a minute."""
    @property
    def expires_at(self) -> datetime:
        """When it ends, however much it is used."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Session | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        device: str | None = ...,
        user_agent: str | None = ...,
        address: str | None = ...,
        place: str | None = ...,
        assurance: _Assurance = ...,
        methods: Iterable[str] | None = ...,
        created_at: datetime | None = ...,
        authenticated_at: datetime | None = ...,
        second_factor_at: datetime | None = ...,
        last_seen_at: datetime | None = ...,
        expires_at: datetime | None = ...,
    ) -> Session:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class SignIn:
    """What came of a step of signing in."""

    def __init__(
        self,
        *,
        outcome: _SignInOutcome = ...,
        token: str | None = ...,
        pending: str | None = ...,
        known_device: str | None = ...,
        session: Session | None = ...,
        principal: Principal | None = ...,
        retry_at: datetime | None = ...,
        second_factors: Iterable[str] | None = ...,
    ) -> None: ...
    @property
    def outcome(self) -> SignInOutcome:
        """How it went."""
    @property
    def token(self) -> str:
        """The session's token; empty unless granted."""
    @property
    def pending(self) -> str:
        """What to go on with when a second factor is needed."""
    @property
    def known_device(self) -> str:
        """For the client to keep, apart from the session."""
    @property
    def session(self) -> Session | None:
        """The session that was begun."""
    @property
    def principal(self) -> Principal | None:
        """Who is signed in."""
    @property
    def retry_at(self) -> datetime | None:
        """When the next try is looked at, after too many failures."""
    @property
    def second_factors(self) -> list[str]:
        """What it can be gone on with when a second factor is needed: totp, passkey, recovery_code."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        outcome: _SignInOutcome = ...,
        token: str | None = ...,
        pending: str | None = ...,
        known_device: str | None = ...,
        session: Session | None = ...,
        principal: Principal | None = ...,
        retry_at: datetime | None = ...,
        second_factors: Iterable[str] | None = ...,
    ) -> SignIn:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Message:
    """Something to be sent. The link holds a secret and is handed out here, once."""

    def __init__(
        self,
        *,
        user_id: UUID | User | None = ...,
        purpose: _LinkKind = ...,
        recipient: str | None = ...,
        language: str | None = ...,
        link: str | None = ...,
        expires_at: datetime | None = ...,
    ) -> None: ...
    @property
    def user_id(self) -> UUID | None:
        """Whom it is for."""
    @property
    def purpose(self) -> LinkKind:
        """What it is about."""
    @property
    def recipient(self) -> str:
        """The address to send it to."""
    @property
    def language(self) -> str:
        """BCP 47 tag: the user's language, or the account's."""
    @property
    def link(self) -> str:
        """The address to open, with its secret. For this recipient only."""
    @property
    def expires_at(self) -> datetime:
        """Until when it works."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        user_id: UUID | User | None = ...,
        purpose: _LinkKind = ...,
        recipient: str | None = ...,
        language: str | None = ...,
        link: str | None = ...,
        expires_at: datetime | None = ...,
    ) -> Message:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class LinkInfo:
    """Whom a link is for, as far as the page that opens needs it."""

    def __init__(
        self,
        *,
        kind: _LinkKind = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        email: str | None = ...,
        expires_at: datetime | None = ...,
    ) -> None: ...
    @property
    def kind(self) -> LinkKind:
        """What it is for."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is."""
    @property
    def name(self) -> str:
        """What the person is called."""
    @property
    def email(self) -> str:
        """The address it went to."""
    @property
    def expires_at(self) -> datetime:
        """Until when it works."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        kind: _LinkKind = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        email: str | None = ...,
        expires_at: datetime | None = ...,
    ) -> LinkInfo:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class FactorStatus:
    """A user's second factors, as administrators see them too (HU-5)."""

    def __init__(
        self,
        *,
        enabled: bool = ...,
        authenticators: int = ...,
        passkeys: int = ...,
        recovery_codes_left: int = ...,
        required: bool = ...,
        required_from: datetime | None = ...,
    ) -> None: ...
    @property
    def enabled(self) -> bool:
        """At least one second factor is set up."""
    @property
    def authenticators(self) -> int:
        """How many authenticator apps (TOTP)."""
    @property
    def passkeys(self) -> int:
        """How many passkeys (WebAuthn)."""
    @property
    def recovery_codes_left(self) -> int:
        """Recovery codes that were not used yet."""
    @property
    def required(self) -> bool:
        """The policy wants one of this user, now or soon."""
    @property
    def required_from(self) -> datetime | None:
        """From when on nothing else may be done without one."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        enabled: bool = ...,
        authenticators: int = ...,
        passkeys: int = ...,
        recovery_codes_left: int = ...,
        required: bool = ...,
        required_from: datetime | None = ...,
    ) -> FactorStatus:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Authenticator:
    """An authenticator app (TOTP, RFC 6238) as it is listed."""

    def __init__(
        self,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        created_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The authenticator's id."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is."""
    @property
    def name(self) -> str:
        """What the user calls it."""
    @property
    def created_at(self) -> datetime:
        """When it was set up."""
    @property
    def last_used_at(self) -> datetime | None:
        """When a code of it was last accepted."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        created_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> Authenticator:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class AuthenticatorSetup:
    """What an authenticator app is set up with. Shown once."""

    def __init__(
        self,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        seed: str | None = ...,
        uri: str | None = ...,
        qr_svg: str | None = ...,
        qr_text: str | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """To be confirmed with a first code."""
    @property
    def seed(self) -> str:
        """Base32, for typing in."""
    @property
    def uri(self) -> str:
        """otpauth://totp/…, which apps read from the QR code."""
    @property
    def qr_svg(self) -> str:
        """The URI as a QR code, for pages."""
    @property
    def qr_text(self) -> str:
        """The URI as a QR code, for terminals."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        seed: str | None = ...,
        uri: str | None = ...,
        qr_svg: str | None = ...,
        qr_text: str | None = ...,
    ) -> AuthenticatorSetup:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ConfirmedAuthenticator:
    """An authenticator that counts from now on."""

    def __init__(self, *, sign_in: SignIn = ..., recovery_codes: Iterable[str] | None = ...) -> None: ...
    @property
    def sign_in(self) -> SignIn:
        """The session, of two factors from now on, with its new token."""
    @property
    def recovery_codes(self) -> list[str]:
        """Ten, with the first authenticator; shown here once."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        sign_in: SignIn = ...,
        recovery_codes: Iterable[str] | None = ...,
    ) -> ConfirmedAuthenticator:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Passkey:
    """A passkey as it is listed (WebAuthn)."""

    def __init__(
        self,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        algorithm: _PasskeyAlgorithm = ...,
        aaguid: str | None = ...,
        transports: Iterable[str] | None = ...,
        discoverable: bool = ...,
        verifies_user: bool = ...,
        backup_eligible: bool = ...,
        backed_up: bool = ...,
        sign_count: int = ...,
        created_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The passkey's id here; not its credential id."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is."""
    @property
    def name(self) -> str:
        """What the user calls it."""
    @property
    def algorithm(self) -> PasskeyAlgorithm:
        """What it signs with."""
    @property
    def aaguid(self) -> str:
        """Which model its authenticator says to be, as a UUID; empty when it does not say."""
    @property
    def transports(self) -> list[str]:
        """How browsers reach it: internal, hybrid, usb, nfc, ble and so on."""
    @property
    def discoverable(self) -> bool:
        """The browser said that it is found without being named."""
    @property
    def verifies_user(self) -> bool:
        """It has shown to ask for a PIN, finger or face: then it signs in alone, as two factors."""
    @property
    def backup_eligible(self) -> bool:
        """It may be copied to other devices of its owner (synced)."""
    @property
    def backed_up(self) -> bool:
        """It was copied, as it last said."""
    @property
    def sign_count(self) -> int:
        """Its counter when it was last used; 0 for one that does not count."""
    @property
    def created_at(self) -> datetime:
        """When it was set up."""
    @property
    def last_used_at(self) -> datetime | None:
        """When it was last used; none if never."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        algorithm: _PasskeyAlgorithm = ...,
        aaguid: str | None = ...,
        transports: Iterable[str] | None = ...,
        discoverable: bool = ...,
        verifies_user: bool = ...,
        backup_eligible: bool = ...,
        backed_up: bool = ...,
        sign_count: int = ...,
        created_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> Passkey:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PasskeyOptions:
    """What a browser is asked, as its own functions take it."""

    def __init__(self, *, options: str | None = ..., expires_at: datetime | None = ...) -> None: ...
    @property
    def options(self) -> str:
        """JSON for PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON."""
    @property
    def expires_at(self) -> datetime:
        """Until when the answer is taken."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, options: str | None = ..., expires_at: datetime | None = ...) -> PasskeyOptions:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RegisteredPasskey:
    """A passkey that counts from now on."""

    def __init__(
        self,
        *,
        passkey: Passkey = ...,
        sign_in: SignIn = ...,
        recovery_codes: Iterable[str] | None = ...,
    ) -> None: ...
    @property
    def passkey(self) -> Passkey:
        """The passkey as it is listed."""
    @property
    def sign_in(self) -> SignIn:
        """The session, of two factors from now on, with its new token."""
    @property
    def recovery_codes(self) -> list[str]:
        """Ten, with the first second factor; shown here once."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        passkey: Passkey = ...,
        sign_in: SignIn = ...,
        recovery_codes: Iterable[str] | None = ...,
    ) -> RegisteredPasskey:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ApiKey:
    """An API key as it is listed (HP-9, HU-6)."""

    def __init__(
        self,
        *,
        id: UUID | ApiKey | None = ...,
        user_id: UUID | User | None = ...,
        label: str | None = ...,
        hint: str | None = ...,
        scopes: Iterable[str] | None = ...,
        created_at: datetime | None = ...,
        expires_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The key's id, which is no secret."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is, and whose rights it has."""
    @property
    def label(self) -> str:
        """What the user calls it."""
    @property
    def hint(self) -> str:
        """The key's first characters, by which its owner knows it: "rkey_2Zk4…"."""
    @property
    def scopes(self) -> list[str]:
        """What it is limited to; empty for everything its owner may do."""
    @property
    def created_at(self) -> datetime:
        """When it was made."""
    @property
    def expires_at(self) -> datetime | None:
        """When it ends; none for a key without an end."""
    @property
    def last_used_at(self) -> datetime | None:
        """When it was last used, to a minute; none if never."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | ApiKey | None = ...,
        user_id: UUID | User | None = ...,
        label: str | None = ...,
        hint: str | None = ...,
        scopes: Iterable[str] | None = ...,
        created_at: datetime | None = ...,
        expires_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> ApiKey:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class NewApiKey:
    """A key that was just made. Its text is shown once and kept nowhere."""

    def __init__(self, *, key: ApiKey = ..., text: str | None = ...) -> None: ...
    @property
    def key(self) -> ApiKey:
        """The key as it is listed."""
    @property
    def text(self) -> str:
        """The key itself."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, key: ApiKey = ..., text: str | None = ...) -> NewApiKey:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Event:
    """Something that a host should deliver or show."""

    def __init__(
        self,
        *,
        id: UUID | Event | None = ...,
        at: datetime | None = ...,
        kind: str | None = ...,
        user_id: UUID | User | None = ...,
        data: str | None = ...,
    ) -> None: ...
    @property
    def id(self) -> UUID:
        """The event's id; ids sort by time."""
    @property
    def at(self) -> datetime:
        """When it happened."""
    @property
    def kind(self) -> str:
        """"sessions.new_device", "sessions.password_changed" and so on."""
    @property
    def user_id(self) -> UUID | None:
        """Whom it concerns."""
    @property
    def data(self) -> str:
        """More of it, as a JSON object. A message's holds its link, which is for its recipient only."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        id: UUID | Event | None = ...,
        at: datetime | None = ...,
        kind: str | None = ...,
        user_id: UUID | User | None = ...,
        data: str | None = ...,
    ) -> Event:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class App:
    """An app as it is listed (HU-15). Its id as text is the client_id."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        website: str | None = ...,
        redirect_uris: Iterable[str] | None = ...,
        scopes: Iterable[str] | None = ...,
        id: UUID | App | None = ...,
        user_id: UUID | User | None = ...,
        kind: _AppKind = ...,
        secret_hint: str | None = ...,
        old_secret_until: datetime | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """What people are asked to trust; up to 100 characters."""
    @property
    def website(self) -> str:
        """Where people read more of it: an https address, or empty."""
    @property
    def redirect_uris(self) -> list[str]:
        """Where people are sent back to, compared character by character: 1 to 20 addresses."""
    @property
    def scopes(self) -> list[str]:
        """The most it may ask for; at least one."""
    @property
    def id(self) -> UUID:
        """The app's id, which is no secret: as text, its client_id."""
    @property
    def user_id(self) -> UUID | None:
        """Who registered it. It dies with them."""
    @property
    def kind(self) -> AppKind:
        """Whether it can keep a secret; fixed once registered."""
    @property
    def secret_hint(self) -> str:
        """The secret's first characters: "rsec_2Zk4…"; empty for an app without one."""
    @property
    def old_secret_until(self) -> datetime | None:
        """Until when the secret before this one works too; none when there is none."""
    @property
    def revision(self) -> int:
        """Grows by one with every change; given back to change safely."""
    @property
    def created_at(self) -> datetime:
        """When it was registered."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        website: str | None = ...,
        redirect_uris: Iterable[str] | None = ...,
        scopes: Iterable[str] | None = ...,
        id: UUID | App | None = ...,
        user_id: UUID | User | None = ...,
        kind: _AppKind = ...,
        secret_hint: str | None = ...,
        old_secret_until: datetime | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> App:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class RegisteredApp:
    """An app with the secret that was just made for it, shown here once."""

    def __init__(self, *, app: App = ..., secret: str | None = ...) -> None: ...
    @property
    def app(self) -> App:
        """The app as it is listed."""
    @property
    def secret(self) -> str:
        """Its client_secret, shown here once; empty for a public client."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, app: App = ..., secret: str | None = ...) -> RegisteredApp:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class AuthorizedApp:
    """An app that a user let in (HU-7)."""

    def __init__(
        self,
        *,
        app_id: UUID | App | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        website: str | None = ...,
        scopes: Iterable[str] | None = ...,
        granted_at: datetime | None = ...,
        changed_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> None: ...
    @property
    def app_id(self) -> UUID | None:
        """Which app."""
    @property
    def user_id(self) -> UUID | None:
        """Who let it in."""
    @property
    def name(self) -> str:
        """What it calls itself now."""
    @property
    def website(self) -> str:
        """Where people read more of it; may be empty."""
    @property
    def scopes(self) -> list[str]:
        """What the user agreed to, all of it."""
    @property
    def granted_at(self) -> datetime:
        """When the user first agreed."""
    @property
    def changed_at(self) -> datetime:
        """When they last agreed to more."""
    @property
    def last_used_at(self) -> datetime | None:
        """When it last used its access, to a minute; none if never."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        app_id: UUID | App | None = ...,
        user_id: UUID | User | None = ...,
        name: str | None = ...,
        website: str | None = ...,
        scopes: Iterable[str] | None = ...,
        granted_at: datetime | None = ...,
        changed_at: datetime | None = ...,
        last_used_at: datetime | None = ...,
    ) -> AuthorizedApp:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Authorization:
    """What came of a request for authorization."""

    def __init__(
        self,
        *,
        outcome: _AuthorizationOutcome = ...,
        error: _OAuthError = ...,
        error_description: str | None = ...,
        app: App | None = ...,
        scopes: Iterable[str] | None = ...,
        missing: Iterable[str] | None = ...,
        code: str | None = ...,
        redirect: str | None = ...,
    ) -> None: ...
    @property
    def outcome(self) -> AuthorizationOutcome:
        """What to do next."""
    @property
    def error(self) -> OAuthError:
        """What is wrong; none unless denied or refused."""
    @property
    def error_description(self) -> str:
        """The same for the app's maker, as a sentence."""
    @property
    def app(self) -> App | None:
        """Who asks; none when refused."""
    @property
    def scopes(self) -> list[str]:
        """What is asked for, or what was granted."""
    @property
    def missing(self) -> list[str]:
        """What of it the user has not agreed to yet."""
    @property
    def code(self) -> str:
        """The code alone; it is in `redirect` already. Works once, for a minute."""
    @property
    def redirect(self) -> str:
        """Where to send the browser (302 or 303): with code or error, state and iss (RFC 9207)."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        outcome: _AuthorizationOutcome = ...,
        error: _OAuthError = ...,
        error_description: str | None = ...,
        app: App | None = ...,
        scopes: Iterable[str] | None = ...,
        missing: Iterable[str] | None = ...,
        code: str | None = ...,
        redirect: str | None = ...,
    ) -> Authorization:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TokenResponse:
    """What to answer at the token endpoint (RFC 6749, 5.1 and 5.2)."""

    def __init__(
        self,
        *,
        error: _OAuthError = ...,
        error_description: str | None = ...,
        http_status: int = ...,
        access_token: str | None = ...,
        token_type: str | None = ...,
        expires_in: int = ...,
        refresh_token: str | None = ...,
        scope: str | None = ...,
    ) -> None: ...
    @property
    def error(self) -> OAuthError:
        """What is wrong; none when tokens were given."""
    @property
    def error_description(self) -> str:
        """The same for the app's maker, as a sentence."""
    @property
    def http_status(self) -> int:
        """200, 400, or 401 for an app that did not prove who it is."""
    @property
    def access_token(self) -> str:
        """What Sessions::validate takes; empty with an error."""
    @property
    def token_type(self) -> str:
        """"Bearer"."""
    @property
    def expires_in(self) -> int:
        """How long the access token works, in seconds."""
    @property
    def refresh_token(self) -> str:
        """For refresh(), once; the one before it is used up."""
    @property
    def scope(self) -> str:
        """What the access token is limited to, separated by spaces."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        error: _OAuthError = ...,
        error_description: str | None = ...,
        http_status: int = ...,
        access_token: str | None = ...,
        token_type: str | None = ...,
        expires_in: int = ...,
        refresh_token: str | None = ...,
        scope: str | None = ...,
    ) -> TokenResponse:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Introspection:
    """What is told of a token (RFC 7662, 2.2)."""

    def __init__(
        self,
        *,
        error: _OAuthError = ...,
        active: bool = ...,
        scope: str | None = ...,
        client_id: str | None = ...,
        username: str | None = ...,
        token_type: str | None = ...,
        expires_at: datetime | None = ...,
        issued_at: datetime | None = ...,
        user_id: UUID | User | None = ...,
        issuer: str | None = ...,
    ) -> None: ...
    @property
    def error(self) -> OAuthError:
        """invalid_client when whoever asks did not prove who they are: answer 401."""
    @property
    def active(self) -> bool:
        """The token is good now."""
    @property
    def scope(self) -> str:
        """What it is limited to, separated by spaces."""
    @property
    def client_id(self) -> str:
        """Whose token it is."""
    @property
    def username(self) -> str:
        """The user's primary address; may be empty."""
    @property
    def token_type(self) -> str:
        """"Bearer" for an access token; empty for a refresh token."""
    @property
    def expires_at(self) -> datetime | None:
        """When it ends (exp)."""
    @property
    def issued_at(self) -> datetime | None:
        """When it was made (iat)."""
    @property
    def user_id(self) -> UUID | None:
        """For whom it acts (sub)."""
    @property
    def issuer(self) -> str:
        """SessionSettings::issuer (iss)."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        error: _OAuthError = ...,
        active: bool = ...,
        scope: str | None = ...,
        client_id: str | None = ...,
        username: str | None = ...,
        token_type: str | None = ...,
        expires_at: datetime | None = ...,
        issued_at: datetime | None = ...,
        user_id: UUID | User | None = ...,
        issuer: str | None = ...,
    ) -> Introspection:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PermissionInfo:
    """A permission: what it is called, what it lets people do, who has it anyway."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        sentence: str | None = ...,
        held_from: _HeldFrom = ...,
        inbox_level: _InboxLevel | None = ...,
        per_team: bool = ...,
        collaboration: bool = ...,
        feature: str | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """Stable and unique; a host's own has a prefix and a point: "acme.refund"."""
    @property
    def sentence(self) -> str:
        """What it lets people do, for a screen."""
    @property
    def held_from(self) -> HeldFrom:
        """The lowest built-in role that has it; everybody: customers too."""
    @property
    def inbox_level(self) -> InboxLevel | None:
        """The level needed at an inbox where it is asked about one, and it can be given for one; none where it is
        not about inboxes.
        """
    @property
    def per_team(self) -> bool:
        """It can be given for one team."""
    @property
    def collaboration(self) -> bool:
        """Collaborators can have it (AI-4)."""
    @property
    def feature(self) -> str:
        """The feature of the account it depends on, as in FeatureSwitches; empty for none."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        sentence: str | None = ...,
        held_from: _HeldFrom = ...,
        inbox_level: _InboxLevel | None = ...,
        per_team: bool = ...,
        collaboration: bool = ...,
        feature: str | None = ...,
    ) -> PermissionInfo:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Role:
    """A role of the account's own making (HU-9)."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        description: str | None = ...,
        base: UUID | Role | None = ...,
        permissions: Iterable[str] | None = ...,
        inbox_level: _InboxLevel = ...,
        id: UUID | Role | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The role's name; unique in the account, whatever the case."""
    @property
    def description(self) -> str:
        """What the role is for; may have several lines."""
    @property
    def base(self) -> UUID | None:
        """The built-in role it is a variant of, not owner: for policies that name roles it counts as that one, and
        as all above it up to the lowest that has all it allows; on a plan without custom permissions it allows
        only what that one does too.
        """
    @property
    def permissions(self) -> list[str]:
        """All it allows; and denies, with "-" before it."""
    @property
    def inbox_level(self) -> InboxLevel:
        """The level at every inbox for which nothing else is said."""
    @property
    def id(self) -> UUID:
        """The role's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        base: UUID | Role | None = ...,
        permissions: Iterable[str] | None = ...,
        inbox_level: _InboxLevel = ...,
        id: UUID | Role | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Role:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Inbox:
    """A mailbox, channel or webstore. Its conversations are the host's."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        kind: _InboxKind = ...,
        external_id: str | None = ...,
        id: UUID | Inbox | None = ...,
        revision: int = ...,
        archived_at: datetime | None = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The inbox's name; unique in the account, whatever the case."""
    @property
    def kind(self) -> InboxKind:
        """What it is to the host."""
    @property
    def external_id(self) -> str:
        """The host's own id of it."""
    @property
    def id(self) -> UUID:
        """The inbox's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    @property
    def archived_at(self) -> datetime | None:
        """Since when nobody serves it any more; it can still be read. None while it is in use."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        kind: _InboxKind = ...,
        external_id: str | None = ...,
        id: UUID | Inbox | None = ...,
        revision: int = ...,
        archived_at: datetime | None = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Inbox:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Team:
    """A team (HU-12): people who work together, and share permissions."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        id: UUID | Team | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The team's name; unique in the account, whatever the case."""
    @property
    def description(self) -> str:
        """What the team is for; may have several lines."""
    @property
    def permissions(self) -> list[str]:
        """What it allows its members; or denies them, with "-" before it."""
    @property
    def inboxes(self) -> list[str]:
        """Its members' levels at inboxes: "reply@<inbox>"."""
    @property
    def id(self) -> UUID:
        """The team's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    @property
    def created_at(self) -> datetime:
        """When it was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        id: UUID | Team | None = ...,
        revision: int = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> Team:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TeamMember:
    """That somebody belongs to a team."""

    def __init__(
        self,
        *,
        user_id: UUID | User | None = ...,
        team_id: UUID | Team | None = ...,
        joined_at: datetime | None = ...,
        revision: int = ...,
    ) -> None: ...
    @property
    def user_id(self) -> UUID | None:
        """Who belongs to it."""
    @property
    def team_id(self) -> UUID | None:
        """The team."""
    @property
    def joined_at(self) -> datetime:
        """Since when."""
    @property
    def revision(self) -> int:
        """Grows by one with every change."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        user_id: UUID | User | None = ...,
        team_id: UUID | Team | None = ...,
        joined_at: datetime | None = ...,
        revision: int = ...,
    ) -> TeamMember:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class UserAccess:
    """What is set for one user besides the role (HU-10, HU-11, AI-3, AI-4)."""

    def __init__(
        self,
        *,
        type: _UserType = ...,
        default_inbox: UUID | Inbox | None = ...,
        capacity: int | None = ...,
        user_id: UUID | User | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        serves: Iterable[UUID | Inbox] | None = ...,
        revision: int = ...,
    ) -> None: ...
    @property
    def type(self) -> UserType:
        """Regular, or a collaborator, who reads and comments only (AI-4)."""
    @property
    def default_inbox(self) -> UUID | None:
        """The inbox that opens first (AI-4); nil for none."""
    @property
    def capacity(self) -> int | None:
        """Most conversations at once (AI-4), 0 to 10,000; none for no limit."""
    @property
    def user_id(self) -> UUID | None:
        """Whose it is."""
    @property
    def permissions(self) -> list[str]:
        """What this user is allowed, or denied with "-" before it, whatever the role says (HU-10)."""
    @property
    def inboxes(self) -> list[str]:
        """This user's levels at inboxes: "reply@<inbox>" (HU-11)."""
    @property
    def serves(self) -> list[UUID]:
        """The inboxes whose work can be given to this user (AI-3)."""
    @property
    def revision(self) -> int:
        """Grows by one with every change; 0 when nothing was ever set."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        type: _UserType = ...,
        default_inbox: UUID | Inbox | None = ...,
        capacity: int | None = ...,
        user_id: UUID | User | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        serves: Iterable[UUID | Inbox] | None = ...,
        revision: int = ...,
    ) -> UserAccess:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class TrailStep:
    """One rule that was visited on the way to a decision."""

    def __init__(self, *, rule: _RuleKind = ..., verdict: _Verdict = ..., says: str | None = ...) -> None: ...
    @property
    def rule(self) -> RuleKind:
        """Which rule."""
    @property
    def verdict(self) -> Verdict:
        """What it said; silent: it did not apply, and the next was asked."""
    @property
    def says(self) -> str:
        """The same as a sentence for people."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(self, /, *, rule: _RuleKind = ..., verdict: _Verdict = ..., says: str | None = ...) -> TrailStep:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Decision:
    """An answer with how it came about (BX-1)."""

    def __init__(
        self,
        *,
        allowed: bool = ...,
        permission: str | None = ...,
        trail: Iterable[TrailStep] | None = ...,
    ) -> None: ...
    @property
    def allowed(self) -> bool:
        """Yes or no."""
    @property
    def permission(self) -> str:
        """What was asked for."""
    @property
    def trail(self) -> list[TrailStep]:
        """The rules that were visited, in order; the last one decided."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        allowed: bool = ...,
        permission: str | None = ...,
        trail: Iterable[TrailStep] | None = ...,
    ) -> Decision:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Candidate:
    """Somebody whom work might be given to, and whether it can be."""

    def __init__(
        self,
        *,
        user_id: UUID | User | None = ...,
        eligible: bool = ...,
        level: _InboxLevel = ...,
        capacity: int | None = ...,
        conversations: int = ...,
        reasons: Iterable[str] | None = ...,
    ) -> None: ...
    @property
    def user_id(self) -> UUID | None:
        """Who."""
    @property
    def eligible(self) -> bool:
        """The work can be given to them."""
    @property
    def level(self) -> InboxLevel:
        """Their level at the inbox; for a team the one they need none of."""
    @property
    def capacity(self) -> int | None:
        """Most conversations at once; none for no limit."""
    @property
    def conversations(self) -> int:
        """How many they have."""
    @property
    def reasons(self) -> list[str]:
        """Why: "serves" or "member", then "not_active" and "not_on_plan" where it is so, then "access" or
        "no_access", then "capacity" or "full".
        """
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        user_id: UUID | User | None = ...,
        eligible: bool = ...,
        level: _InboxLevel = ...,
        capacity: int | None = ...,
        conversations: int = ...,
        reasons: Iterable[str] | None = ...,
    ) -> Candidate:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Policy:
    """How the guides differ, as data. roster.policy makes the presets; replace() changes values."""

    def __init__(
        self,
        *,
        preset: str | None = ...,
        email_fixed: bool = ...,
        other_emails: bool = ...,
        self_editable: Iterable[str] | None = ...,
        failed_sign_in_alert: int = ...,
        invitation_lifetime: timedelta = ...,
        reset_lifetime: timedelta = ...,
        session_idle: timedelta = ...,
        session_lifetime: timedelta = ...,
        max_sessions: int = ...,
        password_length: int = ...,
        password_length_with_factor: int = ...,
        second_factor_roles: Iterable[str] | None = ...,
        second_factor_grace: timedelta = ...,
        app_access_lifetime: timedelta = ...,
        app_refresh_idle: timedelta = ...,
        app_refresh_lifetime: timedelta = ...,
        second_factor_from: datetime | None = ...,
    ) -> None: ...
    @property
    def preset(self) -> str:
        """The preset it was made from: help_desk, crm, live_chat or agent_inbox."""
    @property
    def email_fixed(self) -> bool:
        """An e-mail address never changes once the person was invited; a new address is a new invitation (UC-2)."""
    @property
    def other_emails(self) -> bool:
        """Users may have addresses besides the primary one (HP-4, DP-5)."""
    @property
    def self_editable(self) -> list[str]:
        """Names of the user fields that people may change on their own record (HP-2, AI-2); "default_inbox" for the
        inbox that opens first (AI-4).
        """
    @property
    def failed_sign_in_alert(self) -> int:
        """Failed sign-ins from which the list shows an alert (HU-3)."""
    @property
    def invitation_lifetime(self) -> timedelta:
        """How long an invitation may be accepted (HU-18)."""
    @property
    def reset_lifetime(self) -> timedelta:
        """How long a password reset may be used (HU-18)."""
    @property
    def session_idle(self) -> timedelta:
        """A session that is not used for so long ends."""
    @property
    def session_lifetime(self) -> timedelta:
        """A session ends after so long, however much it is used."""
    @property
    def max_sessions(self) -> int:
        """Sessions a user may have at once; one more ends the one that was not used for longest."""
    @property
    def password_length(self) -> int:
        """Least length of a password that is all somebody signs in with, in code points."""
    @property
    def password_length_with_factor(self) -> int:
        """The same for somebody who has a second factor."""
    @property
    def second_factor_roles(self) -> list[str]:
        """Names of the built-in roles that must have a second factor."""
    @property
    def second_factor_grace(self) -> timedelta:
        """How long after they were added they may go on without."""
    @property
    def app_access_lifetime(self) -> timedelta:
        """How long an app's access token works (BX-13)."""
    @property
    def app_refresh_idle(self) -> timedelta:
        """An app that does not refresh its tokens for so long must be let in again."""
    @property
    def app_refresh_lifetime(self) -> timedelta:
        """An app must be let in again after so long, however much it refreshes its tokens."""
    @property
    def second_factor_from(self) -> datetime | None:
        """Nobody must have a second factor before then, however long ago they were added."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        preset: str | None = ...,
        email_fixed: bool = ...,
        other_emails: bool = ...,
        self_editable: Iterable[str] | None = ...,
        failed_sign_in_alert: int = ...,
        invitation_lifetime: timedelta = ...,
        reset_lifetime: timedelta = ...,
        session_idle: timedelta = ...,
        session_lifetime: timedelta = ...,
        max_sessions: int = ...,
        password_length: int = ...,
        password_length_with_factor: int = ...,
        second_factor_roles: Iterable[str] | None = ...,
        second_factor_grace: timedelta = ...,
        app_access_lifetime: timedelta = ...,
        app_refresh_idle: timedelta = ...,
        app_refresh_lifetime: timedelta = ...,
        second_factor_from: datetime | None = ...,
    ) -> Policy:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class FeatureSwitches:
    """Switches the host's support staff sets for one account. None follows the plan."""

    def __init__(
        self,
        *,
        api_keys: bool | None = ...,
        custom_permissions: bool | None = ...,
        teams: bool | None = ...,
        my_profile_for_all: bool | None = ...,
        own_assignments: bool | None = ...,
        apps: bool | None = ...,
    ) -> None: ...
    @property
    def api_keys(self) -> bool | None:
        """API keys for users (HP-9, HU-6)."""
    @property
    def custom_permissions(self) -> bool | None:
        """Permissions chosen for one user (HU-10)."""
    @property
    def teams(self) -> bool | None:
        """Teams (HU-12)."""
    @property
    def my_profile_for_all(self) -> bool | None:
        """The profile page is there for users without access to settings too (AI-1)."""
    @property
    def own_assignments(self) -> bool | None:
        """Users manage the inboxes they serve themselves (AI-3)."""
    @property
    def apps(self) -> bool | None:
        """Apps that act for users by OAuth 2 (HU-7, HU-15)."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        api_keys: bool | None = ...,
        custom_permissions: bool | None = ...,
        teams: bool | None = ...,
        my_profile_for_all: bool | None = ...,
        own_assignments: bool | None = ...,
        apps: bool | None = ...,
    ) -> FeatureSwitches:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class AccountRecord:
    """A tenant as it is kept."""

    def __init__(
        self,
        *,
        name: str | None = ...,
        plan: _Plan = ...,
        policy: Policy = ...,
        features: FeatureSwitches = ...,
        time_zone: str | None = ...,
        language: str | None = ...,
        currency: str | None = ...,
        seat_limit: int | None = ...,
        id: UUID | AccountRecord | Account | None = ...,
        revision: int = ...,
        incomplete: bool = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> None: ...
    @property
    def name(self) -> str:
        """The customer company's name."""
    @property
    def plan(self) -> Plan:
        """What the account pays for."""
    @property
    def policy(self) -> Policy:
        """Which guide's rules are in force."""
    @property
    def features(self) -> FeatureSwitches:
        """Switches that differ from the plan."""
    @property
    def time_zone(self) -> str:
        """IANA zone of users who chose none (HP-5)."""
    @property
    def language(self) -> str:
        """BCP 47 tag of users who chose none (DP-8)."""
    @property
    def currency(self) -> str:
        """ISO 4217 code of users who chose none (UC-4)."""
    @property
    def seat_limit(self) -> int | None:
        """Most billable seats (HU-2); none means no limit."""
    @property
    def id(self) -> UUID:
        """The account's id."""
    @property
    def revision(self) -> int:
        """Grows by one with every change; given back to change safely."""
    @property
    def incomplete(self) -> bool:
        """It is being copied into this store and not all of it is here: nobody can enter it."""
    @property
    def created_at(self) -> datetime:
        """When the account was created."""
    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        name: str | None = ...,
        plan: _Plan = ...,
        policy: Policy = ...,
        features: FeatureSwitches = ...,
        time_zone: str | None = ...,
        language: str | None = ...,
        currency: str | None = ...,
        seat_limit: int | None = ...,
        id: UUID | AccountRecord | Account | None = ...,
        revision: int = ...,
        incomplete: bool = ...,
        created_at: datetime | None = ...,
        updated_at: datetime | None = ...,
    ) -> AccountRecord:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class CopyProgress:
    """How far a copy is."""

    def __init__(
        self,
        *,
        kind: str | None = ...,
        records: int = ...,
        written: int = ...,
        passes: int = ...,
        verifying: bool = ...,
    ) -> None: ...
    @property
    def kind(self) -> str:
        """What is being dealt with: "account", "users", "history" …"""
    @property
    def records(self) -> int:
        """Records of all kinds dealt with in this pass."""
    @property
    def written(self) -> int:
        """Records written, or erased, by this call so far."""
    @property
    def passes(self) -> int:
        """Passes over the source, this one counted."""
    @property
    def verifying(self) -> bool:
        """Both sides are being read to be compared; records counts anew."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        kind: str | None = ...,
        records: int = ...,
        written: int = ...,
        passes: int = ...,
        verifying: bool = ...,
    ) -> CopyProgress:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Copied:
    """What came of a copy."""

    def __init__(
        self,
        *,
        records: int = ...,
        written: int = ...,
        passes: int = ...,
        digest: str | None = ...,
    ) -> None: ...
    @property
    def records(self) -> int:
        """Records of the account, of all kinds."""
    @property
    def written(self) -> int:
        """Those that this call wrote or erased; 0 when the target was the same already."""
    @property
    def passes(self) -> int:
        """Passes over the source; 0 when the target had the whole account before."""
    @property
    def digest(self) -> str:
        """Of all records, 64 hexadecimal digits; alike in every store that holds the same."""
    def to_dict(self) -> dict[str, Any]:
        """Every field by its name, nested records as dictionaries; secrets are left out."""
    def replace(
        self,
        /,
        *,
        records: int = ...,
        written: int = ...,
        passes: int = ...,
        digest: str | None = ...,
    ) -> Copied:
        """A copy in which the given fields have other values."""
    def __replace__(self, /, **fields: Any) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

class Error(Exception):
    """A call could not do what it was asked to; nothing of it was kept. Each code has a class of its own."""

    code: ClassVar[ErrorCode]
    reason: str
    fields: Sequence[FieldError]
    @property
    def message(self) -> str: ...

class InvalidArgument(Error): ...

class NotFound(Error): ...

class AlreadyExists(Error): ...

class PermissionDenied(Error): ...

class Unauthenticated(Error): ...

class FailedPrecondition(Error): ...

class Aborted(Error): ...

class ResourceExhausted(Error): ...

class Unavailable(Error): ...

class DataLoss(Error): ...

class Unimplemented(Error): ...

class Internal(Error): ...

class Cancelled(Error): ...

@final
class Actor:
    """Who does something: a user of the account, possibly on behalf of another, or the host itself."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    @staticmethod
    def user(id: UUID | User) -> Actor:
        """A person acts, with that person's rights."""
    @staticmethod
    def system(name: str = 'system') -> Actor:
        """The host acts: a job, a migration, a back office. Not bound by any user's rights, only by the rules. The
        name is shown in the history.
        """
    @staticmethod
    def of(principal: Principal) -> Actor:
        """Somebody who was found good just now, with no more than an API key is limited to."""
    def limited_to(self, permissions: Iterable[str]) -> Actor:
        """The same actor with no more than these permissions, by name."""
    def on_behalf_of(self, id: UUID | User) -> Actor:
        """The same actor, acting for somebody else. The rights stay the actor's; the history keeps both."""
    @property
    def is_system(self) -> bool:
        """Whether the host acts."""
    @property
    def user_id(self) -> UUID | None:
        """None for the system."""
    @property
    def name(self) -> str:
        """Empty for users."""
    @property
    def limit(self) -> list[str] | None:
        """Names of the permissions that it is limited to; None for all that the user has."""
    @property
    def represented(self) -> UUID | None:
        """For whom the actor acts; None when for nobody."""

@final
class Users:
    """The people of one account. Every change is one transaction and leaves one history entry."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(
        self,
        actor: Actor,
        /,
        *,
        start: _Onboarding | None = None,
        kind: _UserKind = ...,
        first_name: str | None = ...,
        last_name: str | None = ...,
        job_title: str | None = ...,
        pronouns: str | None = ...,
        phone: str | None = ...,
        email: str | None = ...,
        other_emails: Iterable[str] | None = ...,
        role: UUID | Role | None = ...,
        organization: UUID | Organization | None = ...,
        groups: Iterable[UUID | Group] | None = ...,
        labels: Iterable[str] | None = ...,
        language: str | None = ...,
        time_zone: str | None = ...,
        external_id: str | None = ...,
        function: str | None = ...,
        extension: str | None = ...,
        second_factor_phone: str | None = ...,
    ) -> User:
        """Adds a person (HU-1). `start` is where they begin: staff are invited unless told otherwise, customers
        not_invited; active is for the system, which thereby vouches for them.
        """
    def update(
        self,
        actor: Actor,
        id: UUID | User,
        /,
        *,
        expected: int | None = None,
        kind: _UserKind = ...,
        first_name: str | None = ...,
        last_name: str | None = ...,
        job_title: str | None = ...,
        pronouns: str | None = ...,
        phone: str | None = ...,
        email: str | None = ...,
        other_emails: Iterable[str] | None = ...,
        role: UUID | Role | None = ...,
        organization: UUID | Organization | None = ...,
        groups: Iterable[UUID | Group] | None = ...,
        labels: Iterable[str] | None = ...,
        language: str | None = ...,
        time_zone: str | None = ...,
        external_id: str | None = ...,
        function: str | None = ...,
        extension: str | None = ...,
        second_factor_phone: str | None = ...,
    ) -> User:
        """Changes the given fields; None clears one. With `expected` the change is refused as Aborted unless the
        record still has that revision.
        """
    def label(self, actor: Actor, id: UUID | User, /, add: Iterable[str] = (), remove: Iterable[str] = ()) -> User:
        """Adds and removes labels without touching the others (DP-2)."""
    def get(self, actor: Actor, id: UUID | User, /) -> User:
        """The user; NotFound when there is none. Deleted users are found too."""
    def get_by_number(self, actor: Actor, number: int, /) -> User:
        """The user of that number (DP-1). Deleted users are found too."""
    def get_by_email(self, actor: Actor, address: str, /) -> User:
        """By the primary or any other address, in any spelling that means the same mailbox (HP-4)."""
    def get_by_external_id(self, actor: Actor, external_id: str, /) -> User:
        """By the host's own id."""
    def find_by_email(self, actor: Actor, address: str, /) -> User | None:
        """As get_by_email, None where there is nobody."""
    def find_by_external_id(self, actor: Actor, external_id: str, /) -> User | None:
        """As get_by_external_id, None where there is nobody."""
    def get_many(self, actor: Actor, ids: Iterable[UUID | User], /) -> builtins.list[User]:
        """Many at once, at most 1,000, in the order asked; unknown ids are left out."""
    def list(
        self,
        actor: Actor,
        /,
        *,
        kind: _UserKind | None = ...,
        status: _UserStatus | None = ...,
        role: UUID | Role | None = ...,
        labels: Iterable[str] | None = ...,
        organization: UUID | Organization | None = ...,
        group: UUID | Group | None = ...,
        text: str | None = ...,
        with_alert: bool = ...,
        sort: _UserSort = ...,
        descending: bool = ...,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[User]:
        """The people that meet every condition given."""
    def all(
        self,
        actor: Actor,
        /,
        *,
        kind: _UserKind | None = ...,
        status: _UserStatus | None = ...,
        role: UUID | Role | None = ...,
        labels: Iterable[str] | None = ...,
        organization: UUID | Organization | None = ...,
        group: UUID | Group | None = ...,
        text: str | None = ...,
        with_alert: bool = ...,
        sort: _UserSort = ...,
        descending: bool = ...,
    ) -> Iterator[User]:
        """The people that meet every condition given."""
    def labels(self, actor: Actor, /, prefix: str = '', *, limit: int = ..., after: str | None = ...) -> Page[str]:
        """Labels in use that begin with the prefix, in byte order (DP-2)."""
    def all_labels(self, actor: Actor, /, prefix: str = '') -> Iterator[str]:
        """Labels in use that begin with the prefix, in byte order (DP-2)."""
    def alerts(self, actor: Actor, id: UUID | User, /) -> builtins.list[Alert]:
        """What an administrator should see to about this user, each with the action that clears it (HU-3)."""
    def seats(self, actor: Actor, /) -> SeatUsage:
        """Billable seats used and allowed (HU-2)."""
    def invite(self, actor: Actor, id: UUID | User, /) -> User:
        """Records that an invitation went out (again), which ends the earlier one."""
    def accept(self, actor: Actor, id: UUID | User, /) -> User:
        """Records that the user accepted."""
    def activate(self, actor: Actor, id: UUID | User, /) -> User:
        """The host vouches that the person may sign in, without an invitation. The system only."""
    def suspend(
        self,
        actor: Actor,
        id: UUID | User,
        from_day: date,
        /,
        through: date | None = None,
        *,
        reason: str = '',
    ) -> User:
        """Takes somebody out for a while (HU-19): from the beginning of from_day to the end of through, in the
        user's zone; open-ended without through. Nothing is lost, the seat stays.
        """
    def resume(self, actor: Actor, id: UUID | User, /) -> User:
        """Ends a suspension, also one that is yet to begin."""
    def remove(self, actor: Actor, id: UUID | User, /, reason: str) -> User:
        """Deletes a user (HU-16): the record stays, for restoring and for the names in old work; addresses,
        external id and seat become free.
        """
    def restore(self, actor: Actor, id: UUID | User, /) -> Restored:
        """Brings the same user back (HU-17), with everything that is still free."""
    def record_activity(self, actor: Actor, id: UUID | User, /) -> None:
        """The person was seen now. The system only."""
    def record_failed_sign_in(self, actor: Actor, id: UUID | User, /) -> int:
        """A sign-in failed; gives the failures in a row. The system only."""
    def record_sign_in(self, actor: Actor, id: UUID | User, /) -> None:
        """A sign-in succeeded: failures count from 0 again. The system only."""

@final
class Organizations:
    """The organizations of one account (DP-6)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(self, actor: Actor, /, *, name: str | None = ..., external_id: str | None = ...) -> Organization:
        """Creates an organization."""
    def update(
        self,
        actor: Actor,
        id: UUID | Organization,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        external_id: str | None = ...,
    ) -> Organization:
        """Changes the given fields."""
    def get(self, actor: Actor, id: UUID | Organization, /) -> Organization:
        """The organization; NotFound when there is none."""
    def find_by_name(self, actor: Actor, name: str, /) -> Organization | None:
        """By name, whatever the case and accents; None where there is none."""
    def list(
        self,
        actor: Actor,
        /,
        search: str = '',
        *,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[Organization]:
        """Those whose name begins with the search text, by name: what a drop-down needs."""
    def all(self, actor: Actor, /, search: str = '') -> Iterator[Organization]:
        """Those whose name begins with the search text, by name: what a drop-down needs."""
    def remove(self, actor: Actor, id: UUID | Organization, /) -> None:
        """Deletes an organization to which nobody belongs."""

@final
class Groups:
    """The groups of one account (DP-14). Membership is the user's field `groups`."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(
        self,
        actor: Actor,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
    ) -> Group:
        """Creates a group."""
    def update(
        self,
        actor: Actor,
        id: UUID | Group,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
    ) -> Group:
        """Changes the given fields."""
    def get(self, actor: Actor, id: UUID | Group, /) -> Group:
        """The group; NotFound when there is none."""
    def find_by_name(self, actor: Actor, name: str, /) -> Group | None:
        """By name, whatever the case and accents; None where there is none."""
    def list(self, actor: Actor, /, search: str = '', *, limit: int = ..., after: str | None = ...) -> Page[Group]:
        """Those whose name begins with the search text, by name: what a drop-down needs."""
    def all(self, actor: Actor, /, search: str = '') -> Iterator[Group]:
        """Those whose name begins with the search text, by name: what a drop-down needs."""
    def remove(self, actor: Actor, id: UUID | Group, /) -> None:
        """Deletes a group without members."""

@final
class Imports:
    """Bringing in people from CSV or JSON lines (BX-15). A row is taken whole or not at all."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def run(
        self,
        actor: Actor,
        source: str | PathLike[str] | BinaryIO,
        /,
        *,
        progress: Callable[[ImportProgress], bool | None] | None = None,
        on_fault: Callable[[ImportFault], object] | None = None,
        key: str | None = ...,
        format: _ImportFormat | None = ...,
        columns: Mapping[str, str] | None = ...,
        delimiter: str | None = ...,
        kind: _UserKind = ...,
        onboarding: _Onboarding = ...,
        create_organizations: bool = ...,
        batch_rows: int = ...,
    ) -> Import:
        """Runs (or resumes) an import to its end. The source is a path or a file object opened for bytes.
        progress(ImportProgress) is called after every batch, and stops the import by giving False;
        on_fault(ImportFault) is called for every fault. What they raise ends the import and comes out; what was
        committed stays, and the import can be resumed.
        """
    def find(self, actor: Actor, key: str, /) -> Import | None:
        """The import begun under this key; None when there is none."""
    def faults(
        self,
        actor: Actor,
        import_: UUID | Import,
        /,
        *,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[ImportFault]:
        """The faults of an import, in the order of their lines."""
    def all_faults(self, actor: Actor, import_: UUID | Import, /) -> Iterator[ImportFault]:
        """The faults of an import, in the order of their lines."""

@final
class History:
    """Every change of the account's records, newest first (DP-12)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def list(
        self,
        by: Actor,
        /,
        *,
        subject_kind: str | None = ...,
        subject_id: str | None = ...,
        actor: UUID | User | None = ...,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[HistoryEntry]:
        """The entries that meet every condition given. The first argument is the actor who asks; the keyword
        `actor` finds what a user did.
        """
    def all(
        self,
        by: Actor,
        /,
        *,
        subject_kind: str | None = ...,
        subject_id: str | None = ...,
        actor: UUID | User | None = ...,
    ) -> Iterator[HistoryEntry]:
        """The entries that meet every condition given. The first argument is the actor who asks; the keyword
        `actor` finds what a user did.
        """
    def of_user(
        self,
        actor: Actor,
        user: UUID | User,
        /,
        *,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[HistoryEntry]:
        """The history of one user."""
    def all_of_user(self, actor: Actor, user: UUID | User, /) -> Iterator[HistoryEntry]:
        """The history of one user."""

@final
class Sessions:
    """Who is signed in to one account."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def sign_in(
        self,
        email: str,
        password: str,
        *,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Signs in with e-mail address and password. Every refusal looks alike; from the fifth failure on one
        waits.
        """
    def sign_in_with_identity(
        self,
        issuer: str,
        subject: str,
        *,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Signs in somebody an identity provider vouches for; the host has checked its answer."""
    def second_factor(
        self,
        pending: str,
        /,
        *,
        totp: str | None = None,
        recovery_code: str | None = None,
        passkey: str | None = None,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Goes on with a sign-in that waits for its second factor. Five tries, ten minutes."""
    def validate(self, token: str, /) -> Principal | None:
        """Who this is, now: what every request begins with. Session tokens, API keys, apps' access tokens; None
        when it is not good.
        """
    def step_up(
        self,
        token: str,
        /,
        *,
        totp: str | None = None,
        recovery_code: str | None = None,
        passkey: str | None = None,
    ) -> SignIn:
        """Shows a second factor within a session, which gets a new token."""
    def confirm(self, token: str, password: str, /) -> SignIn:
        """The same with the password."""
    def sign_out(self, token: str, /) -> bool:
        """Ends the session of this token; False when there was none."""
    def list(self, actor: Actor, user: UUID | User, /) -> builtins.list[Session]:
        """A user's live sessions, the latest used first."""
    def name(self, actor: Actor, user: UUID | User, id: UUID | Session, name: str, /) -> Session:
        """Calls a session something."""
    def revoke(
        self,
        actor: Actor,
        user: UUID | User,
        /,
        *,
        id: UUID | Session | None = None,
        except_: UUID | Session | None = None,
        begun_before: datetime | None = None,
        device: str | None = None,
    ) -> int:
        """Ends the chosen sessions of a user, all of them without a choice. How many."""
    def link_identity(self, actor: Actor, user: UUID | User, issuer: str, subject: str, /) -> None:
        """Links a user to whom a provider knows; they have no password from then on (UC-8). The system only."""
    def unlink_identity(self, actor: Actor, user: UUID | User, issuer: str, subject: str, /) -> None:
        """Takes the link back, and ends the user's sessions. The system only."""
    def events(self, actor: Actor, /, *, limit: int = ..., after: str | None = ...) -> Page[Event]:
        """What hosts deliver or show, in order. The system only."""
    def all_events(self, actor: Actor, /) -> Iterator[Event]:
        """What hosts deliver or show, in order. The system only."""
    def sweep(self, actor: Actor, /) -> int:
        """Forgets what is over. The system only. How much that was."""

@final
class Passwords:
    """Passwords, invitations and resets of one account's users. Nobody sets another's (HU-18)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def check(self, user: UUID | User, password: str, /) -> list[FieldError]:
        """What is wrong with a password for this user; empty when it will do."""
    def change(self, token: str, current: str, wanted: str, /) -> SignIn:
        """The user changes their own, within a session, which gets a new token; the others end."""
    def import_hash(self, actor: Actor, user: UUID | User, hash: str, /) -> None:
        """Takes over the hash another system kept; it is replaced at the first sign-in. The system only."""
    def invite(self, actor: Actor, user: UUID | User, /) -> Message:
        """Invites a user, or again, which ends the earlier link."""
    def accept(
        self,
        token: str,
        password: str,
        /,
        *,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Accepts an invitation: sets the first password and signs in. Works once."""
    def accept_with_identity(
        self,
        token: str,
        issuer: str,
        subject: str,
        /,
        *,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Accepts with an identity provider in place of a password, links the user to whom it knows, and signs in.
        """
    def start_reset(self, actor: Actor, user: UUID | User, /) -> Message:
        """Who may manage users has a reset sent; anybody their own."""
    def request_reset(self, email: str, /) -> Message | None:
        """Somebody asks for a reset. What is to be sent, or None: tell whoever asked the same either way."""
    def reset(self, token: str, password: str, /) -> None:
        """Sets a new password and ends all sessions. Works once."""
    def look(self, token: str, /) -> LinkInfo | None:
        """Whom a link is for; None when it is not good any more."""

@final
class Factors:
    """Second factors of one account's users (UC-7, HU-5)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def status(self, actor: Actor, user: UUID | User, /) -> FactorStatus:
        """Whether and which a user has."""
    def authenticators(self, actor: Actor, user: UUID | User, /) -> list[Authenticator]:
        """A user's authenticator apps."""
    def add_authenticator(self, token: str, name: str, /) -> AuthenticatorSetup:
        """Begins to set up an authenticator app, within a session that is fresh."""
    def confirm_authenticator(
        self,
        token: str,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey,
        code: str,
        /,
    ) -> ConfirmedAuthenticator:
        """Confirms it with a first code."""
    def remove_authenticator(self, token: str, id: UUID | Authenticator | AuthenticatorSetup | Passkey, /) -> None:
        """Takes one away."""
    def renew_recovery_codes(self, token: str, /) -> list[str]:
        """Ten new recovery codes in place of those that are left."""
    def reset(self, actor: Actor, user: UUID | User, /) -> None:
        """An administrator takes away all second factors of somebody who lost them."""
    def reseal(self, actor: Actor, /) -> int:
        """Seals every seed anew that an older key sealed: before that key is dropped. The system only. How many it
        were.
        """

@final
class Passkeys:
    """Passkeys of one account's users (BX-12)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def begin_registration(self, token: str, /) -> PasskeyOptions:
        """What to ask the browser for a new passkey, within a session that is fresh."""
    def finish_registration(self, token: str, name: str, response: str, /) -> RegisteredPasskey:
        """Takes the new passkey: what the browser answered, as JSON."""
    def list(self, actor: Actor, user: UUID | User, /) -> builtins.list[Passkey]:
        """A user's passkeys, oldest first."""
    def rename(
        self,
        actor: Actor,
        user: UUID | User,
        id: UUID | Authenticator | AuthenticatorSetup | Passkey,
        name: str,
        /,
    ) -> Passkey:
        """Calls one something else."""
    def remove(self, token: str, id: UUID | Authenticator | AuthenticatorSetup | Passkey, /) -> None:
        """Takes one away, within a session that is fresh."""
    def begin_sign_in(self) -> PasskeyOptions:
        """What to ask the browser of somebody who is not known yet: the same for everybody."""
    def finish_sign_in(
        self,
        response: str,
        /,
        *,
        user_agent: str | None = ...,
        address: str | None = ...,
        known_device: str | None = ...,
    ) -> SignIn:
        """Signs in with a passkey alone. Every refusal looks alike."""
    def begin_second_factor(self, pending: str, /) -> PasskeyOptions:
        """What to ask the browser of somebody whose sign-in waits; the answer goes to sessions.second_factor."""
    def begin_step_up(self, token: str, /) -> PasskeyOptions:
        """The same within a session; the answer goes to sessions.step_up."""

@final
class ApiKeys:
    """API keys of one account's users (HP-9, HU-6)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def create(
        self,
        actor: Actor,
        label: str,
        /,
        *,
        scopes: Iterable[str] = (),
        expires_at: datetime | None = None,
    ) -> NewApiKey:
        """Makes a key for the acting user."""
    def list(self, actor: Actor, user: UUID | User, /) -> builtins.list[ApiKey]:
        """A user's keys."""
    def rename(self, actor: Actor, user: UUID | User, id: UUID | ApiKey, label: str, /) -> ApiKey:
        """Calls a key something else."""
    def revoke(self, actor: Actor, user: UUID | User, id: UUID | ApiKey, /) -> None:
        """Ends a key at once."""
    def rotate(self, actor: Actor, id: UUID | ApiKey, /, *, overlap: timedelta) -> NewApiKey:
        """A new key in place of an old one, which works on until `overlap` has passed."""

@final
class Apps:
    """Registered OAuth apps of one account, and what its users let them do (HU-7, HU-15, BX-13)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def create(
        self,
        actor: Actor,
        /,
        *,
        kind: _AppKind | None = None,
        name: str | None = ...,
        website: str | None = ...,
        redirect_uris: Iterable[str] | None = ...,
        scopes: Iterable[str] | None = ...,
    ) -> RegisteredApp:
        """Registers an app of the acting user; confidential unless another kind is given."""
    def update(
        self,
        actor: Actor,
        id: UUID | App,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        website: str | None = ...,
        redirect_uris: Iterable[str] | None = ...,
        scopes: Iterable[str] | None = ...,
    ) -> App:
        """Changes the given fields. A scope taken away is gone from every token at once."""
    def rotate_secret(self, actor: Actor, id: UUID | App, /, *, overlap: timedelta) -> RegisteredApp:
        """A new secret in place of the old one, which works on until `overlap` has passed. Its owner only."""
    def remove(self, actor: Actor, id: UUID | App, /) -> None:
        """Takes an app away with everybody's consent, codes and tokens."""
    def get(self, actor: Actor, id: UUID | App, /) -> App:
        """One app; NotFound when there is none."""
    def list(self, actor: Actor, user: UUID | User, /) -> builtins.list[App]:
        """The apps a user registered."""
    def all(self, actor: Actor, /, *, limit: int = ..., after: str | None = ...) -> Page[App]:
        """Everybody's apps, the oldest first. Administrators and the system."""
    def all_apps(self, actor: Actor, /) -> Iterator[App]:
        """Everybody's apps, the oldest first. Administrators and the system."""
    def authorize(
        self,
        token: str,
        /,
        *,
        response_type: str | None = ...,
        client_id: str | None = ...,
        redirect_uri: str | None = ...,
        scope: str | None = ...,
        state: str | None = ...,
        code_challenge: str | None = ...,
        code_challenge_method: str | None = ...,
    ) -> Authorization:
        """Whether this app may be let in: at once where the user agreed before, else by consent()."""
    def consent(
        self,
        token: str,
        agreed: Iterable[str],
        /,
        *,
        response_type: str | None = ...,
        client_id: str | None = ...,
        redirect_uri: str | None = ...,
        scope: str | None = ...,
        state: str | None = ...,
        code_challenge: str | None = ...,
        code_challenge_method: str | None = ...,
    ) -> Authorization:
        """The user agrees to some or all of the scopes asked for, and the app is let in with these."""
    def decline(
        self,
        token: str,
        /,
        *,
        response_type: str | None = ...,
        client_id: str | None = ...,
        redirect_uri: str | None = ...,
        scope: str | None = ...,
        state: str | None = ...,
        code_challenge: str | None = ...,
        code_challenge_method: str | None = ...,
    ) -> Authorization:
        """The user does not agree: the app is told so."""
    def exchange_code(
        self,
        client_id: str,
        /,
        *,
        code: str,
        redirect_uri: str,
        code_verifier: str,
        client_secret: str | None = None,
    ) -> TokenResponse:
        """Gives tokens for a code."""
    def refresh(
        self,
        client_id: str,
        /,
        *,
        refresh_token: str,
        client_secret: str | None = None,
        scope: str | None = None,
    ) -> TokenResponse:
        """Gives new tokens for a refresh token, which is used up."""
    def introspect(self, client_id: str, token: str, /, *, client_secret: str | None = None) -> Introspection:
        """What an app's own token is worth (RFC 7662). Confidential clients only."""
    def look_up(self, actor: Actor, token: str, /) -> Introspection:
        """The same of any app's token, for a host's own resource servers. The system only."""
    def revoke_token(self, client_id: str, token: str, /, *, client_secret: str | None = None) -> OAuthError:
        """The app gives a token back (RFC 7009). One that is not good is no error."""
    def authorized(self, actor: Actor, user: UUID | User, /) -> builtins.list[AuthorizedApp]:
        """The apps a user let in (HU-7)."""
    def revoke(self, actor: Actor, user: UUID | User, app: UUID | App, /) -> None:
        """Ends an app's access for a user at once, with all its tokens."""

@final
class Access:
    """Everything that a user may, as of the call that gave it: asking costs no statement."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def may(
        self,
        permission: str,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
    ) -> bool:
        """Whether they may."""
    def permissions(
        self,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
    ) -> list[str]:
        """All they may there, by name."""
    def level(self, inbox: UUID | Inbox, /) -> InboxLevel:
        """Their level at an inbox."""
    def within(self, other: Access, /) -> bool:
        """Whether whoever has this has no more than whoever has the other."""

@final
class Roles:
    """The roles of one account, what single users are allowed, and every question about it."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(
        self,
        actor: Actor,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        base: UUID | Role | None = ...,
        permissions: Iterable[str] | None = ...,
        inbox_level: _InboxLevel = ...,
    ) -> Role:
        """Makes a role of the account's own (HU-9)."""
    def update(
        self,
        actor: Actor,
        id: UUID | Role,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        description: str | None = ...,
        base: UUID | Role | None = ...,
        permissions: Iterable[str] | None = ...,
        inbox_level: _InboxLevel = ...,
    ) -> Role:
        """Changes the given fields."""
    def get(self, actor: Actor, id: UUID | Role, /) -> Role:
        """The role; NotFound when there is none, and for built-in ones."""
    def find_by_name(self, actor: Actor, name: str, /) -> Role | None:
        """By name, whatever the case and accents; None where there is none."""
    def list(self, actor: Actor, /, search: str = '', *, limit: int = ..., after: str | None = ...) -> Page[Role]:
        """Those whose name begins with the search text, by name."""
    def all(self, actor: Actor, /, search: str = '') -> Iterator[Role]:
        """Those whose name begins with the search text, by name."""
    def remove(self, actor: Actor, id: UUID | Role, /, replacement: UUID | Role | None = None) -> None:
        """Removes a role. Those who have it, deleted users too, get the replacement; without one nobody may have
        it.
        """
    def access_of(self, actor: Actor, user: UUID | User, /) -> UserAccess:
        """What is set for one user besides the role."""
    def update_access(
        self,
        actor: Actor,
        user: UUID | User,
        /,
        *,
        expected: int | None = None,
        type: _UserType = ...,
        default_inbox: UUID | Inbox | None = ...,
        capacity: int | None = ...,
    ) -> UserAccess:
        """Type, default inbox and capacity (AI-4)."""
    def choose(
        self,
        actor: Actor,
        user: UUID | User,
        permission: str,
        choice: _Choice,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
    ) -> UserAccess:
        """Allows or denies one permission to one user, or lets the role decide again (HU-10)."""
    def transfer_ownership(
        self,
        actor: Actor,
        to: UUID | User,
        /,
        *,
        from_: UUID | User | None = None,
        becomes: UUID | Role | None = None,
    ) -> None:
        """Hands the account over: `to` becomes an owner, and the owner an administrator, or what is said."""
    def may(
        self,
        principal: Principal,
        permission: str,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
    ) -> bool:
        """Whether somebody who was found good just now may. No store is asked."""
    def access(self, actor: Actor, user: UUID | User, /) -> Access:
        """Everything that a user may now, ready to be asked."""
    def why(
        self,
        actor: Actor,
        user: UUID | User,
        permission: str,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
        role: UUID | Role | None = ...,
        groups: Iterable[UUID | Group] | None = ...,
        teams: Iterable[UUID | Team] | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
        type: _UserType = ...,
        status: _UserStatus = ...,
        plan: _Plan = ...,
        scopes: Iterable[str] | None = ...,
    ) -> Decision:
        """Whether a user may now, or would, and why (BX-1): the rules that were visited, in their order."""
    def who_may(
        self,
        actor: Actor,
        permission: str,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[UUID]:
        """Exactly those for whom the answer is yes, by id: staff, and customers where everybody has the permission.
        """
    def all_who_may(
        self,
        actor: Actor,
        permission: str,
        /,
        *,
        inbox: UUID | Inbox | None = ...,
        team: UUID | Team | None = ...,
        assigned: bool = ...,
    ) -> Iterator[UUID]:
        """Exactly those for whom the answer is yes, by id: staff, and customers where everybody has the permission.
        """
    def permissions(self) -> builtins.list[PermissionInfo]:
        """Everything that can be allowed, with a sentence for each."""

@final
class Inboxes:
    """The inboxes of one account (HU-11, AI-3): who gets how far there, and who serves them."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(
        self,
        actor: Actor,
        /,
        *,
        name: str | None = ...,
        kind: _InboxKind = ...,
        external_id: str | None = ...,
    ) -> Inbox:
        """Adds an inbox."""
    def update(
        self,
        actor: Actor,
        id: UUID | Inbox,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        kind: _InboxKind = ...,
        external_id: str | None = ...,
    ) -> Inbox:
        """Changes the given fields."""
    def archive(self, actor: Actor, id: UUID | Inbox, /) -> Inbox:
        """Takes an inbox out of use: nobody serves it any more."""
    def unarchive(self, actor: Actor, id: UUID | Inbox, /) -> Inbox:
        """Brings it back."""
    def get(self, actor: Actor, id: UUID | Inbox, /) -> Inbox:
        """The inbox; NotFound when there is none."""
    def find_by_name(self, actor: Actor, name: str, /) -> Inbox | None:
        """By name, whatever the case and accents; None where there is none."""
    def list(self, actor: Actor, /, search: str = '', *, limit: int = ..., after: str | None = ...) -> Page[Inbox]:
        """Those whose name begins with the search text, by name."""
    def all(self, actor: Actor, /, search: str = '') -> Iterator[Inbox]:
        """Those whose name begins with the search text, by name."""
    def set_access(
        self,
        actor: Actor,
        inbox: UUID | Inbox,
        level: _InboxLevel | None,
        /,
        *,
        user: UUID | User | None = ...,
        group: UUID | Group | None = ...,
        team: UUID | Team | None = ...,
    ) -> None:
        """How far a user, or a group's or team's members, get at an inbox; None lets what is more general decide.
        """
    def serve(self, actor: Actor, user: UUID | User, inbox: UUID | Inbox, serves: bool, /) -> UserAccess:
        """Whether a user serves an inbox (AI-3)."""
    def who_can_take(
        self,
        actor: Actor,
        inbox: UUID | Inbox,
        /,
        *,
        loads: dict[UUID, int] | None = None,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[Candidate]:
        """Those who serve the inbox, and of each whether work can be given to them now, and why."""
    def all_who_can_take(
        self,
        actor: Actor,
        inbox: UUID | Inbox,
        /,
        *,
        loads: dict[UUID, int] | None = None,
    ) -> Iterator[Candidate]:
        """Those who serve the inbox, and of each whether work can be given to them now, and why."""

@final
class Teams:
    """The teams of one account (HU-12)."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def add(
        self,
        actor: Actor,
        /,
        *,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
    ) -> Team:
        """Adds a team."""
    def update(
        self,
        actor: Actor,
        id: UUID | Team,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        description: str | None = ...,
        permissions: Iterable[str] | None = ...,
        inboxes: Iterable[str] | None = ...,
    ) -> Team:
        """Changes the given fields."""
    def get(self, actor: Actor, id: UUID | Team, /) -> Team:
        """The team; NotFound when there is none."""
    def find_by_name(self, actor: Actor, name: str, /) -> Team | None:
        """By name, whatever the case and accents; None where there is none."""
    def list(self, actor: Actor, /, search: str = '', *, limit: int = ..., after: str | None = ...) -> Page[Team]:
        """Those whose name begins with the search text, by name."""
    def all(self, actor: Actor, /, search: str = '') -> Iterator[Team]:
        """Those whose name begins with the search text, by name."""
    def remove(self, actor: Actor, id: UUID | Team, /) -> None:
        """Removes a team without members."""
    def add_member(self, actor: Actor, id: UUID | Team, user: UUID | User, /) -> None:
        """Puts a member of the staff into a team."""
    def remove_member(self, actor: Actor, id: UUID | Team, user: UUID | User, /) -> None:
        """Takes somebody out of a team."""
    def members(self, actor: Actor, id: UUID | Team, /, *, limit: int = ..., after: str | None = ...) -> Page[UUID]:
        """A team's members, by id."""
    def all_members(self, actor: Actor, id: UUID | Team, /) -> Iterator[UUID]:
        """A team's members, by id."""
    def of_user(self, actor: Actor, user: UUID | User, /) -> builtins.list[TeamMember]:
        """A user's teams."""
    def who_can_take(
        self,
        actor: Actor,
        id: UUID | Team,
        /,
        *,
        loads: dict[UUID, int] | None = None,
        limit: int = ...,
        after: str | None = ...,
    ) -> Page[Candidate]:
        """The members, and of each whether work can be given to them now, and why."""
    def all_who_can_take(
        self,
        actor: Actor,
        id: UUID | Team,
        /,
        *,
        loads: dict[UUID, int] | None = None,
    ) -> Iterator[Candidate]:
        """The members, and of each whether work can be given to them now, and why."""

@final
class Account:
    """One tenant, and the only way to its data. Keeps the store open while it lives."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    @property
    def id(self) -> UUID:
        """The account's id."""
    def record(self) -> AccountRecord:
        """The tenant's record."""
    def update(
        self,
        actor: Actor,
        /,
        *,
        expected: int | None = None,
        name: str | None = ...,
        plan: _Plan = ...,
        policy: Policy = ...,
        features: FeatureSwitches = ...,
        time_zone: str | None = ...,
        language: str | None = ...,
        currency: str | None = ...,
        seat_limit: int | None = ...,
    ) -> AccountRecord:
        """Changes the given fields. Administrators and the system; plan, features and seat limit the system only.
        """
    @property
    def users(self) -> Users:
        """The people of the account."""
    @property
    def organizations(self) -> Organizations:
        """What customers belong to."""
    @property
    def groups(self) -> Groups:
        """Users who share permissions."""
    @property
    def imports(self) -> Imports:
        """Bringing in people from files."""
    @property
    def sessions(self) -> Sessions:
        """Who is signed in where."""
    @property
    def passwords(self) -> Passwords:
        """Passwords, invitations, resets."""
    @property
    def factors(self) -> Factors:
        """Second factors."""
    @property
    def passkeys(self) -> Passkeys:
        """Signing in with a phone, a computer, a key."""
    @property
    def api_keys(self) -> ApiKeys:
        """Keys for programs."""
    @property
    def apps(self) -> Apps:
        """OAuth apps that act for users."""
    @property
    def roles(self) -> Roles:
        """Roles, what single users are allowed, and questions."""
    @property
    def inboxes(self) -> Inboxes:
        """Inboxes, who gets how far there, who serves them."""
    @property
    def teams(self) -> Teams:
        """Teams and their members."""
    @property
    def history(self) -> History:
        """Who changed what, when."""

@final
class Directory:
    """An opened store of many accounts; any thread may use it. Closes at the end of a with block."""

    def __init__(self, *args: Never, **kwargs: Never) -> None: ...
    def create_account(
        self,
        *,
        name: str | None = ...,
        plan: _Plan = ...,
        policy: Policy = ...,
        features: FeatureSwitches = ...,
        time_zone: str | None = ...,
        language: str | None = ...,
        currency: str | None = ...,
        seat_limit: int | None = ...,
    ) -> Account:
        """Creates a tenant. The host's own decision: there is no actor yet."""
    def account(self, id: UUID | AccountRecord | Account, /) -> Account:
        """A handle to a tenant; NotFound when there is none."""
    def accounts(self, *, limit: int = ..., after: str | None = ...) -> Page[AccountRecord]:
        """The tenants, oldest first."""
    def all_accounts(self) -> Iterator[AccountRecord]:
        """The tenants, oldest first."""
    def check(self) -> list[str]:
        """Examines the whole store; one line for each fault, empty when it is sound. Slow."""
    def backup(self, path: str | PathLike[str], /) -> None:
        """Copies the store into a new file while others go on working."""
    def close(self) -> None:
        """Waits for the calls that are under way, and closes the store. Every later call through this directory or
        its accounts raises FailedPrecondition.
        """
    @property
    def closed(self) -> bool:
        """Whether the store was closed."""
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

def open(
    location: str | PathLike[str],
    /,
    *,
    create: bool = True,
    read_only: bool = False,
    clock: Callable[[], datetime] | None = None,
    entropy: Callable[[int], bytes] | None = None,
    standby: str | None = None,
    max_staleness: timedelta | None = None,
    product: str | None = None,
    invitation_link: str | None = None,
    reset_link: str | None = None,
    keys: dict[str, bytes] | None = None,
    issuer: str | None = None,
    rp_id: str | None = None,
    rp_name: str | None = None,
    origins: Iterable[str] = (),
    permissions: Iterable[PermissionInfo] | None = None,
    place_file: str | PathLike[str] | None = None,
    device_file: str | PathLike[str] | None = None,
    validated_tokens: int | None = None,
    parallel_hashes: int | None = None,
    hashing_memory: int | None = None,
    place: Callable[[str], str | None] | None = None,
) -> Directory:
    """Opens a store: a path is an SQLite file, ":memory:" an SQLite store that lives as long as the Directory,
    "postgresql://…" a PostgreSQL database. Migrates an older store to this version first. For tests, `clock`
    gives the time and `entropy` the random bytes. With `standby`, the "postgresql://…" of one or more streaming
    standbys, reads go there while what they show is known to be no older than `max_staleness`, and otherwise to
    the primary; each account reads its own writes, made through this Directory. Two reads one after the other
    may see states in the wrong order. For signing in: `product` is what authenticator apps show,
    `invitation_link` and `reset_link` are where links lead, with {token} where the secret goes, and `keys` seal
    the seeds of authenticator apps and the links in the feed of events: ids and 32 bytes each, the first one
    seals; `issuer` is what apps are told this server is called (RFC 9207). For passkeys: `rp_id` is the domain
    they belong to, for good, and `origins` are the pages that may ask for them, like "https://desk.example";
    browsers show `rp_name`. `permissions` are the host's own, known in the whole process from then on.
    `place_file`, in MaxMind's format, says where addresses are in lists of sessions, and `device_file`, uap-
    core's regexes.yaml, what devices are called; `validated_tokens` is how many tokens are kept in memory with
    who they stand for, so that validating them again reads nothing while nobody writes. `parallel_hashes`
    passwords are hashed at once, 4 unless told, in at most `hashing_memory` bytes, 256 MiB unless told; others
    wait. `place` is asked, in any thread, where an address is, in place of the file: what it raises goes to
    sys.unraisablehook, and no place is known.
    """
def copy(
    source: Directory,
    target: Directory,
    account: UUID | AccountRecord | Account,
    /,
    *,
    progress: Callable[[CopyProgress], bool | None] | None = None,
    batch_records: int = ...,
    finish: bool = ...,
) -> Copied:
    """Copies an account with everything in it into another store, or goes on with a copy that was cut short, and
    verifies it. Until it is finished nobody can enter the account there. progress(CopyProgress) is called after
    every batch, and stops the copy by giving False; it must not call either store. What is written to the source
    after the last look at it is not in the target.
    """

def _schema() -> dict[str, Any]: ...

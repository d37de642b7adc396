"""The people of the access tests, and one address for each row of their table."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.choices import Role
from accounts.models import User
from fair.attendance.choices import PlaceKind
from fair.attendance.selectors import code_of_person, code_of_place
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.whole import Company, WholeFair, company
from tests.fair.people import signed_in

# A form's key: who may send the form, makes one more row under it.
KEY = UUID("6a0f3f5e-0c43-4d1c-9a54-0b0e2f6c7d11")

ROLES = ("anonymous", "sup_a", "sup_b", "buy_a", "buy_b", "organiser", "other_org", "delegate")


@dataclass(frozen=True, slots=True)
class World:
    """Company A's rows, its rivals in the same fair, a client for each role, and the addresses."""

    fair: WholeFair
    rivals: tuple[Company, Company]
    clients: dict[str, Client]
    urls: dict[str, str]


def world_of(fair: WholeFair, *, other: WholeFair) -> World:
    """Put the rivals into the fair and sign everybody in; A are the fair's own companies."""
    supplier_b = company("RIVAL", "supplier", SupplierFactory, edition=fair.edition)
    buyer_b = company("RIVAL", "buyer", BuyerFactory, edition=fair.edition)
    users = {
        "sup_a": fair.supplier.owner,
        "sup_b": supplier_b.owner,
        "buy_a": fair.buyer.owner,
        "buy_b": buyer_b.owner,
        "organiser": fair.organiser,
        "other_org": other.organiser,
        "delegate": _delegate_of(fair.supplier, fair.buyer),
    }
    clients = {role: signed_in(user) for role, user in users.items()}
    return World(fair, (supplier_b, buyer_b), {"anonymous": Client(), **clients}, addresses(fair))


def url_names() -> set[str]:
    """Return the name of every address of the site, without the administration's own pages."""
    return set(_names(get_resolver().url_patterns, ""))


def addresses(fair: WholeFair) -> dict[str, str]:
    """Return the address of each row of the table, of company A's rows wherever it names one."""
    return {**_library(), **_site(fair), **_of_organisation(fair), **_of_edition(fair)}


def _delegate_of(*companies: Company) -> User:
    user = UserFactory(email="delegate@example.com", full_name="Delegate of A")
    for each in companies:
        organisation = each.participation.organisation
        MembershipFactory(user=user, organisation=organisation, role=Role.DELEGATE)
    return user


def _names(patterns: list[URLPattern | URLResolver], namespace: str) -> list[str]:
    names: list[str] = []
    for each in patterns:
        if isinstance(each, URLPattern):
            names.append(namespace + str(each.name))
        elif each.namespace != "admin":
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            names += _names(each.url_patterns, inner)
    return names


def _library() -> dict[str, str]:
    """Addresses of django-allauth that take a secret; a wrong one here."""
    key = {"account_reset_password_from_key": ["0", "nobodys-key"]}
    names = {name for name in url_names() if ":" not in name}
    return {name: reverse(name, args=key.get(name, [])) for name in names}


def _site(fair: WholeFair) -> dict[str, str]:
    without_object = ["accounts:profile", "accounts:organisation-create", "portal:edition-list"]
    return {
        **{name: reverse(name) for name in without_object},
        "taxonomy:words": reverse("taxonomy:words", args=["processes"]),
        "accounts:invitation-accept": reverse("accounts:invitation-accept", args=["nobodys"]),
        **_of_person(fair),
    }


def _of_person(fair: WholeFair) -> dict[str, str]:
    """The messages and choices of one person, supplier A's owner; a wrong seal."""
    rows: dict[str, list[object]] = {
        **{name: [] for name in ("notice-list", "unread", "read-all", "preferences")},
        **{name: [] for name in ("line-code", "line-hook")},  # off
        **{name: [fair.notice.public_id] for name in ("notice-detail", "read")},
        **{f"channel-{name}": ["sms"] for name in ("link", "confirm", "unlink")},  # off
        "unsubscribe": ["nobodys"],
    }
    return {
        f"notifications:{name}": reverse(f"notifications:{name}", args=args)
        for name, args in rows.items()
    }


def _of_organisation(fair: WholeFair) -> dict[str, str]:
    organisation = fair.supplier.participation.organisation
    member = organisation.memberships.get(user=fair.supplier.delegate)
    rows = {
        "organisation-detail": [],
        "organisation-edit": [],
        "organisation-logo": [],
        "invite": [],
        "invitation-withdraw": [fair.invitation.pk],
        "member-role": [member.pk],
        "member-remove": [member.pk],
    }
    return {
        f"accounts:{name}": reverse(f"accounts:{name}", args=[organisation.public_id, *args])
        for name, args in rows.items()
    }


def _of_edition(fair: WholeFair) -> dict[str, str]:
    found = {}
    for name in url_names():
        room, _colon, page = name.partition(":")
        rooms = {
            "editions": _in_editions,
            "exhibitors": _in_exhibitors,
            "sourcing": _in_sourcing,
            "matching": _in_matching,
            "meetings": _in_meetings,
            "outcomes": _in_outcomes,
            "attendance": _in_attendance,
            "imports": _in_imports,
            "conferencing": _in_conferencing,
            "portal": _in_portal,
        }
        if room in rooms and name != "portal:edition-list":
            for variant, args in rooms[room](fair, page).items():
                key = f"{name} {variant}".strip()
                found[key] = reverse(name, args=[fair.edition.slug, *args])
    return found


Variants = dict[str, list[object]]

PHOTO_ACTIONS = ("photo-remove", "photo-back", "photo-front")
WITHOUT_OBJECT = {
    *("meeting-list", "meeting-workbook", "agenda", "agenda-worker", "agenda-print"),
    *("calendar", "feed-renew", "feed-revoke", "paper-list", "paper-start"),
    *("request-list", "request-desk"),
    *(
        "rules",
        "rules-preview",
        "plan-list",
        "plan-start",
        "plan-start-patch",
        "plan-what-if",
        "plan-compare",
    ),
}
OF_A_SUPPLIER = (
    *("participation-agenda", "participation-print", "availability"),
    *("meet-now", "booth-code", "booth-code-svg"),
)
OF_A_PAIR = {"plan-pair", "plan-free", "plan-seat", "plan-take-out", "plan-pin", "plan-unpin"}
CERTIFICATE_PAGES = ("certificate-edit", "certificate-delete", "certificate-evidence")


def _in_editions(fair: WholeFair, page: str) -> Variants:
    supplier = fair.supplier.participation.public_id
    if page == "delegate-remove":
        return {"": [supplier, fair.delegate.public_id]}
    return {"": [supplier] if page in {"participation", "delegate-create", "withdraw"} else []}


def _in_exhibitors(fair: WholeFair, page: str) -> Variants:
    if page == "line-detail":
        return {"(draft)": [fair.draft_line.public_id], "(published)": [fair.line.public_id]}
    objects: dict[str, list[object]] = {
        "line-edit": [fair.draft_line.public_id],
        "line-publish": [fair.draft_line.public_id],
        "line-withdraw": [fair.line.public_id],
        "line-copy": [fair.draft_line.public_id, KEY],
        "line-delete": [fair.draft_line.public_id],
        "photo-add": [fair.draft_line.public_id],
        "booth-release": [fair.registration.pk],
        **{name: [fair.photo.public_id] for name in ("photo", *PHOTO_ACTIONS)},
        **{name: [fair.certificate.public_id] for name in CERTIFICATE_PAGES},
    }
    return {"": objects.get(page, [])}


def _in_sourcing(fair: WholeFair, page: str) -> Variants:
    if page == "need-detail":
        return {"(draft)": [fair.draft_need.public_id], "(after NDA)": [fair.need.public_id]}
    reader = fair.access_record.organisation
    arguments: dict[str, list[object]] = {
        **{name: [] for name in ("own-list", "need-create", "need-read")},
        **{name: [fair.need.public_id] for name in ("access-log", "access-workbook", "nda-accept")},
        **{name: [fair.document.public_id] for name in ("document", "document-remove")},
        **{
            f"access-{act}": [fair.need.public_id, reader.public_id]
            for act in ("revoke", "restore")
        },
        "need-copy": [fair.draft_need.public_id, KEY],
    }
    return {"": arguments.get(page, [fair.draft_need.public_id])}


def _in_matching(fair: WholeFair, page: str) -> Variants:
    arguments: dict[str, list[object]] = {
        "need-matches": [fair.need.public_id],
        "line-matches": [fair.line.public_id],
        "compare": [fair.need.public_id],
        "shortlist": [fair.need.public_id],
        "shortlist-workbook": [fair.need.public_id],
        "match-detail": [fair.need.public_id, fair.line.public_id],
        "match-pdf": [fair.need.public_id, fair.line.public_id],
        "match-mail": [fair.need.public_id, fair.line.public_id],
        "verdict": [fair.need.public_id, fair.line.public_id],
        "run-progress": [fair.run.public_id],
        "run-cancel": [fair.run.public_id],
        "weights-restore": [1],
    }
    return {"": arguments.get(page, [])}


def _in_meetings(fair: WholeFair, page: str) -> Variants:
    supplier = fair.supplier.participation.public_id
    if page in WITHOUT_OBJECT:
        return {"": []}
    if page.startswith("request-"):
        return _about_requests(fair, page)
    buyer = fair.buyer.participation.public_id
    objects: dict[str, list[object]] = {
        **{name: [supplier] for name in OF_A_SUPPLIER},
        **{name: [fair.plan.public_id, buyer, supplier] for name in OF_A_PAIR},
        "meeting-book": [buyer, supplier],
        "availability-remove": [supplier, fair.window.pk],
        "feed": ["nobodys"],
        "paper-progress": [fair.papers.public_id],
        "paper-file": [fair.papers.public_id],
        "paper-place": ["tables", fair.table.pk],
        "plan-undo": [fair.plan.public_id, fair.edit.pk],
    }
    usual = (fair.plan if page.startswith("plan-") else fair.meeting).public_id
    return {"": objects.get(page, [usual])}


def _about_requests(fair: WholeFair, page: str) -> Variants:
    sent, draft = fair.request.public_id, fair.draft_request.public_id
    if page == "request-create":
        sides = (fair.supplier.participation.public_id, fair.buyer.participation.public_id)
        return dict(zip(("(exhibitor)", "(buyer)"), ([side] for side in sides), strict=True))
    if page == "request-detail":
        return {"(draft)": [draft], "(sent)": [sent]}
    return {"": [draft if page in {"request-edit", "request-discard"} else sent]}


def _in_outcomes(fair: WholeFair, page: str) -> Variants:
    supplier, buyer = fair.supplier.participation.public_id, fair.buyer.participation.public_id
    objects: dict[str, list[object]] = {
        **{key: [buyer, supplier] for key in ("pair", "pair-cards")},
        **{key: [supplier] for key in ("all-cards", "share", "stop-sharing")},
        **{key: [fair.held.public_id] for key in ("tell", "draft")},
        **{key: [fair.note.public_id] for key in ("note-remove", "note-restore")},
        "answer": ["nobodys:token"],
    }
    if page.startswith("step-"):
        return {"": [fair.step.public_id]}
    return {"": objects.get(page, [])}


def _in_attendance(fair: WholeFair, page: str) -> Variants:
    edition = fair.edition
    of_side: list[object] = [fair.meeting.public_id, "buyer"]
    side_acts = ("check-in", "check-in-undo", "late", "absent", "take-back")
    objects: dict[str, list[object]] = {
        **dict.fromkeys(side_acts, of_side),
        "settle": [fair.meeting.public_id],
        "place": [code_of_place(PlaceKind.TABLE, fair.table.pk)],
        "person": [code_of_person(edition, fair.supplier.owner)],
        "offer-accept": [fair.offer.public_id],
        "offer-decline": [fair.offer.public_id],
        "freed-stop": [fair.freed.public_id],
        "offer-choice": [fair.supplier.participation.public_id],
        "screen": [fair.screen.public_id],
        "screen-revoke": [fair.screen.public_id],
        "sheets": [fair.table.hall_id, "t"],
    }
    return {"": objects.get(page, [])}


def _in_imports(fair: WholeFair, page: str) -> Variants:
    takes_a_run = page in {"run-detail", "take-in", "discard"}
    return {"": [fair.upload.public_id] if takes_a_run else []}


def _in_conferencing(fair: WholeFair, page: str) -> Variants:
    if page == "personal-link":
        return {"": [fair.join_link.token]}
    if page == "kiosk-let-in":
        return {"": [fair.kiosk.token]}
    if page in {"kiosk-renew", "kiosk-close"}:
        return {"": [fair.kiosk.public_id]}
    return {"": [] if page in {"kiosk", "kiosk-list"} else [fair.online_meeting.public_id]}


def _in_portal(fair: WholeFair, page: str) -> Variants:
    if page == "exhibitor-detail":
        return {
            "(approved)": [fair.supplier.participation.public_id],
            "(pending)": [fair.applicant.participation.public_id],
        }
    return {"": []}

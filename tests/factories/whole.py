"""A fair with one row of everything, for tests that ask who reaches what."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Invitation, Organisation, User
from fair.attendance.models import FreedTime, Screen, TimeOffer
from fair.conferencing.choices import ProviderKind
from fair.conferencing.models import JoinLink, Kiosk, OnlineRoom
from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.editions.models import Booth, Delegate, Edition, MeetingTable, Participation
from fair.exhibitors.models import BoothRegistration, HeldCertificate, LinePhoto, ProductLine
from fair.imports.choices import ImportKind
from fair.imports.models import ImportRun
from fair.matching.models import Match, MatchRun, MatchVerdict
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import (
    AvailabilityWindow,
    CalendarFeed,
    HandEdit,
    Meeting,
    MeetingRequest,
    PaperRun,
    PlanRun,
)
from fair.notifications.choices import Channel, NoticeState
from fair.notifications.models import ChannelAddress, Notice, ShortMessage
from fair.outcomes.models import DealStep, MeetingNote
from fair.sourcing.models import AccessRecord, ComponentNeed, NdaAcceptance, NeedDocument
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    OrganiserOrganisationFactory,
    UserFactory,
)
from tests.factories.attendance import (
    CheckInFactory,
    DayRulesFactory,
    FreedTimeFactory,
    LatenessFactory,
    ScreenFactory,
    TimeOfferFactory,
)
from tests.factories.conferencing import (
    JoinLinkFactory,
    KioskFactory,
    OnlineRoomFactory,
    OnlineSettingsFactory,
)
from tests.factories.editions import (
    BoothFactory,
    BuyerFactory,
    DelegateFactory,
    EditionFactory,
    FairDayFactory,
    HallFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    LinePhotoFactory,
    ProductLineFactory,
    PublishedLineFactory,
)
from tests.factories.matching import (
    CurrentRunFactory,
    GapReportFactory,
    MatchFactory,
    MatchVerdictFactory,
    TextModelVersionFactory,
)
from tests.factories.meetings import (
    FIRST_SLOT,
    AvailabilityWindowFactory,
    BookingRulesFactory,
    CalendarFeedFactory,
    DraftFactory,
    HandEditFactory,
    InterpreterFactory,
    MeetingFactory,
    PaperRunFactory,
    TablePartyFactory,
    TeamFactory,
    seated_meeting,
)
from tests.factories.outcomes import (
    AskedPairFactory,
    ContactConsentFactory,
    DealStepFactory,
    HeldMeetingFactory,
    MeetingNoteFactory,
    MeetingRatingFactory,
    NoteDraftFactory,
    OutcomeRulesFactory,
    PromptFactory,
    ReferenceRateFactory,
    StepReplyFactory,
)
from tests.factories.requests import DraftRequestFactory, RequestFactory, RequestStepFactory
from tests.factories.sourcing import (
    AccessRecordFactory,
    ComponentNeedFactory,
    ConfidentialNeedFactory,
    NdaAcceptanceFactory,
    NeedDocumentFactory,
)


@dataclass(frozen=True, slots=True)
class Company:
    """A participant with an owner and a delegate who have logins."""

    participation: Participation
    owner: User
    delegate: User


@dataclass(frozen=True, slots=True)
class WholeFair:
    """One edition with one row of everything; whatever somebody wrote in it begins with `word`."""

    word: str
    edition: Edition
    organiser: User
    supplier: Company
    buyer: Company
    applicant: Company
    booth: Booth
    table: MeetingTable
    registration: BoothRegistration
    line: ProductLine
    draft_line: ProductLine
    photo: LinePhoto
    certificate: HeldCertificate
    need: ComponentNeed
    draft_need: ComponentNeed
    document: NeedDocument
    acceptance: NdaAcceptance
    run: MatchRun
    match: Match
    verdict: MatchVerdict
    plan: PlanRun
    edit: HandEdit
    meeting: Meeting
    request: MeetingRequest
    draft_request: MeetingRequest
    held: Meeting
    note: MeetingNote
    step: DealStep
    window: AvailabilityWindow
    freed: FreedTime
    offer: TimeOffer
    screen: Screen
    delegate: Delegate
    invitation: Invitation
    feed: CalendarFeed
    papers: PaperRun
    notice: Notice
    upload: ImportRun
    online_meeting: Meeting
    room: OnlineRoom
    join_link: JoinLink
    kiosk: Kiosk
    access_record: AccessRecord


def whole_fair(word: str) -> WholeFair:
    """Make the fair; `word` is in every name and text of it, and tells whose row a page shows.

    It has at most eight letters, so that it fits into codes.
    """
    edition = _edition(word)
    supplier = company(word, "supplier", SupplierFactory, edition=edition)
    buyer = company(word, "buyer", BuyerFactory, edition=edition)
    applicant = company(
        word, "applicant", SupplierFactory, edition=edition, status=ParticipationStatus.PENDING
    )
    hall = HallFactory(edition=edition, code=f"{word}-H")
    table = MeetingTableFactory(edition=edition, hall=hall, code=f"{word}-T")
    booth = BoothFactory(hall=hall, code=f"{word}-B")
    line, need = _line(word, supplier), _need(word, buyer)
    held = HeldMeetingFactory(
        edition=edition,
        buyer=buyer.participation,
        supplier=supplier.participation,
        starts_at=FIRST_SLOT - timedelta(hours=1),
    )
    run = CurrentRunFactory(edition=edition)
    room = _online_room(buyer, supplier)
    meeting = _meeting(buyer, supplier, table)
    freed = FreedTimeFactory(lost=meeting)
    CheckInFactory(meeting=meeting)
    LatenessFactory(meeting=meeting)
    DayRulesFactory(edition=edition)
    OnlineSettingsFactory(edition=edition)
    _short_message(word, supplier)
    plan = DraftFactory(edition=edition)
    GapReportFactory(run=run)
    BookingRulesFactory(edition=edition)
    InterpreterFactory(edition=edition, full_name=f"{word} interpreter")
    TextModelVersionFactory(edition=edition)
    return WholeFair(
        word=word,
        edition=edition,
        organiser=_organiser(word, edition),
        supplier=supplier,
        buyer=buyer,
        applicant=applicant,
        booth=booth,
        table=table,
        registration=BoothRegistrationFactory(
            participation=supplier.participation, hall_wish=hall, remarks=f"{word} remark"
        ),
        line=line,
        draft_line=ProductLineFactory(
            participation=supplier.participation, title={"en": f"{word} draft line"}
        ),
        photo=LinePhotoFactory(line=line, caption=f"{word} photo"),
        certificate=_certificate(word, supplier),
        need=need,
        draft_need=ComponentNeedFactory(
            participation=buyer.participation, title={"en": f"{word} draft need"}
        ),
        document=NeedDocumentFactory(
            need=need, title=f"{word} drawing", filename=f"{word}-drawing.pdf"
        ),
        acceptance=NdaAcceptanceFactory(
            need=need,
            organisation=applicant.participation.organisation,
            accepted_by=applicant.owner,
            signed_name=f"{word} signature",
        ),
        run=run,
        match=MatchFactory(run=run, need=need, line=line),
        verdict=MatchVerdictFactory(
            need=need, line=line, decided_by=buyer.owner, note=f"{word} verdict note"
        ),
        plan=plan,
        edit=HandEditFactory(run=plan, buyer=buyer.participation, supplier=supplier.participation),
        meeting=meeting,
        request=_request(word, buyer, supplier),
        draft_request=DraftRequestFactory(
            edition=edition,
            buyer=buyer.participation,
            supplier=supplier.participation,
            asked_by=Side.SUPPLIER,
            message=f"{word} draft request",
        ),
        held=held,
        note=_words(word, held, buyer, supplier),
        step=_step(word, held, supplier),
        window=AvailabilityWindowFactory(participation=supplier.participation),
        freed=freed,
        offer=TimeOfferFactory(freed=freed, partner=supplier.participation),
        screen=ScreenFactory(edition=edition),
        delegate=DelegateFactory(
            participation=supplier.participation, full_name=f"{word} traveller"
        ),
        invitation=_invitation(word, supplier),
        feed=CalendarFeedFactory(user=supplier.owner, edition=edition),
        papers=PaperRunFactory(edition=edition),
        notice=Notice.objects.create(
            recipient=supplier.owner,
            to_email=supplier.owner.email,
            kind="meetings/timetable_changed",
            subject=f"{word} notice",
            body_text=f"{word} notice's text",
            state=NoticeState.FAILED,
        ),
        upload=ImportRun.objects.create(
            edition=edition,
            kind=ImportKind.EXHIBITORS,
            filename=f"{word}-upload.xlsx",
            file=ContentFile(b"not read here", name="upload.xlsx"),
        ),
        online_meeting=room.meeting,
        room=room,
        join_link=JoinLinkFactory(room=room, user=supplier.owner),
        kiosk=KioskFactory(edition=edition, name=f"{word} kiosk"),
        access_record=AccessRecordFactory(
            need=need,
            organisation=applicant.participation.organisation,
            person_name=f"{word} reader",
        ),
    )


def company(word: str, role: str, factory, **fields) -> Company:
    """Make a participant of `factory`, named after `word` and `role`, with its people."""
    organisation: Organisation = OrganisationFactory(
        legal_name=f"{word} {role}",
        contact_name=f"{word} {role} contact",
        contact_email=f"{word}-{role}-contact@example.com".lower(),
        contact_phone=f"{word}-{role}-phone",
    )
    participation = factory(organisation=organisation, **fields)
    return Company(
        participation,
        owner=_person(word, f"{role}-owner", organisation, role=Role.OWNER),
        delegate=_person(word, f"{role}-delegate", organisation, role=Role.DELEGATE),
    )


def _edition(word: str) -> Edition:
    edition = EditionFactory(
        slug=word.lower(),
        title={"en": f"{word} fair"},
        organiser=OrganiserOrganisationFactory(legal_name=f"{word} organiser"),
        state=EditionState.SCHEDULING,
    )
    SessionFactory(day=FairDayFactory(edition=edition))
    return edition


def _person(word: str, name: str, organisation: Organisation, *, role: str) -> User:
    user = UserFactory(email=f"{word}-{name}@example.com".lower(), full_name=f"{word} {name}")
    MembershipFactory(user=user, organisation=organisation, role=role)
    return user


def _organiser(word: str, edition: Edition) -> User:
    user = _person(word, "organiser", edition.organiser, role=Role.OWNER)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def _line(word: str, supplier: Company) -> ProductLine:
    return PublishedLineFactory(participation=supplier.participation, title={"en": f"{word} line"})


def _certificate(word: str, supplier: Company) -> HeldCertificate:
    return HeldCertificateFactory(
        participation=supplier.participation,
        number=f"{word}-number",
        evidence=ContentFile(f"%PDF-1.7 {word} evidence".encode(), name="evidence.pdf"),
    )


def _need(word: str, buyer: Company) -> ComponentNeed:
    return ConfidentialNeedFactory(
        participation=buyer.participation,
        title={"en": f"{word} need"},
        description={"en": f"{word} confidential description"},
    )


def _meeting(buyer: Company, supplier: Company, table: MeetingTable) -> Meeting:
    sides = {"buyer": buyer.participation, "supplier": supplier.participation}
    teams = [TeamFactory(participation=participation) for participation in sides.values()]
    return seated_meeting(*teams, TablePartyFactory(table=table), edition=table.edition, **sides)


def _request(word: str, buyer: Company, supplier: Company) -> MeetingRequest:
    """A request of the buyer that the supplier has to answer, in the fair's own time."""
    now = timezone.now()
    request = RequestFactory(
        edition=buyer.participation.edition,
        buyer=buyer.participation,
        supplier=supplier.participation,
        message=f"{word} request message",
        sent_at=now,
        turn_since=now,
        answer_by=now + timedelta(days=3),
    )
    RequestStepFactory(request=request, actor=buyer.owner, at=now, note=request.message)
    return request


def _online_room(buyer: Company, supplier: Company) -> OnlineRoom:
    """Make the room of a meeting that is going on: noted as held, as the two have another one."""
    meeting = MeetingFactory(
        edition=buyer.participation.edition,
        buyer=buyer.participation,
        supplier=supplier.participation,
        mode=MeetingMode.ONLINE,
        state=MeetingState.HELD,
        starts_at=timezone.now(),
    )
    return OnlineRoomFactory(
        meeting=meeting, provider=ProviderKind.LINK, link="https://meet.example.com/whole"
    )


def _words(word: str, held: Meeting, buyer: Company, supplier: Company) -> MeetingNote:
    """Write down what each side thinks, ask somebody, and share a card; return the buyer's note."""
    rules = OutcomeRulesFactory(edition=held.edition, reference_currency="USD")
    ReferenceRateFactory(rules=rules)
    MeetingRatingFactory(meeting=held)
    sides = {"buyer": held.buyer, "supplier": held.supplier}
    AskedPairFactory(prompt=PromptFactory(edition=held.edition, user=buyer.owner), **sides)
    now = timezone.now()
    ContactConsentFactory(participation=held.supplier, user=supplier.owner, given_at=now)
    NoteDraftFactory(meeting=held, author=buyer.owner, text=f"{word} unfinished")
    MeetingNoteFactory(
        meeting=held, side="supplier", author=supplier.owner, text=f"{word} supplier note"
    )
    return MeetingNoteFactory(meeting=held, author=buyer.owner, text=f"{word} buyer note")


def _step(word: str, held: Meeting, supplier: Company) -> DealStep:
    step = DealStepFactory(
        meeting=held,
        happened_on=timezone.localdate(),
        reported_at=timezone.now(),
        value="8765.43",
        currency="USD",
        remark=f"{word} step remark",
        evidence=ContentFile(f"%PDF-1.7 {word} proof".encode(), name="proof.pdf"),
        evidence_name=f"{word}-proof.pdf",
        reported_by=supplier.owner,
    )
    StepReplyFactory(step=step, verdict="disputed", remark=f"{word} reply remark")
    return step


def _short_message(word: str, supplier: Company) -> ShortMessage:
    """The code that should have confirmed the owner's phone number, and did not arrive."""
    address = ChannelAddress.objects.create(
        user=supplier.owner, channel=Channel.SMS, address="+84912345678"
    )
    return ShortMessage.objects.create(
        to=address, text=f"{word} code", state=NoticeState.FAILED, error="Refused: HTTP 422"
    )


def _invitation(word: str, supplier: Company) -> Invitation:
    return Invitation.objects.create(
        organisation=supplier.participation.organisation,
        email=f"{word}-invited@example.com".lower(),
        token_hash=f"{word}-hash",
        invited_by=supplier.owner,
        expires_at=timezone.now() + timedelta(days=1),
    )

from fair.notifications.topics import TOPIC_OF, Topic, topic_of


def test_kind_has_its_topic():
    assert topic_of("meetings/timetable_changed") == Topic.TIMETABLE


def test_kind_without_a_topic_is_always_sent():
    assert topic_of("editions/participation_approved") is None


def test_every_kind_with_a_topic_has_a_text(settings):
    folder = settings.BASE_DIR / "templates" / "emails"

    assert [kind for kind in TOPIC_OF if not (folder / f"{kind}.txt").is_file()] == []

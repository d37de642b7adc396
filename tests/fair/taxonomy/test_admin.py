import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fair.taxonomy.models import OutsideCode
from tests.factories.taxonomy import GradeEquivalentFactory, OutsideCodeFactory, ProcessFactory

MODELS = [
    "process",
    "material",
    "partfamily",
    "certification",
    "sector",
    "impliedprocess",
    "outsidecode",
    "taxonomyversion",
]


def test_lists_open(admin_client, shipped):
    for model in MODELS:
        response = admin_client.get(reverse(f"admin:taxonomy_{model}_changelist"))

        assert response.status_code == 200, model


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_by_hand(model, admin_client):
    response = admin_client.get(reverse(f"admin:taxonomy_{model}_add"))

    assert response.status_code == 403


def test_search_finds_labels_synonyms_and_codes(admin_client, shipped):
    url = reverse("admin:taxonomy_process_changelist")

    for word in ("Tiện tự động", "自動旋盤", "swiss", "走心机", "MC.AUT", "スイス型旋盤"):
        found = admin_client.get(url, {"q": word}).context["cl"].result_list

        assert [process.code for process in found] == ["MC.AUT"], word


def test_search_finds_a_grade_by_its_equivalent(admin_client, shipped):
    response = admin_client.get(reverse("admin:taxonomy_material_changelist"), {"q": "1.4301"})

    codes = [material.code for material in response.context["cl"].result_list]
    assert codes == ["FE.SUS.SUS304"]


def test_term_page_shows_and_does_not_change(admin_client):
    process = ProcessFactory(
        labels={"en": "Turning", "vi": "Tiện"}, synonyms={"ja": ["旋盤", "旋削"]}
    )
    url = reverse("admin:taxonomy_process_change", args=[process.pk])

    page = admin_client.get(url)
    answer = admin_client.post(url, {"code": "X"})
    process.refresh_from_db()

    assert "<div>Tiếng Việt: Tiện</div><div>English: Turning</div>" in page.content.decode()
    assert "<div>日本語: 旋盤, 旋削</div>" in page.content.decode()
    assert answer.status_code == 403
    assert process.code != "X"


def test_grade_page_shows_its_equivalents(admin_client):
    equivalent = GradeEquivalentFactory(designation="SUS 304 X")
    url = reverse("admin:taxonomy_material_change", args=[equivalent.material.pk])

    assert "SUS 304 X" in admin_client.get(url).content.decode()


def test_outside_code_can_be_ticked_as_verified(admin_client):
    code = OutsideCodeFactory()
    url = reverse("admin:taxonomy_outsidecode_change", args=[code.pk])

    answer = admin_client.post(url, {"is_verified": "on", "label": "Changed"})
    code.refresh_from_db()

    assert answer.status_code == 302
    assert (code.is_verified, code.label) == (True, "Machining")
    assert OutsideCode.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "factory"), [("process", ProcessFactory), ("outsidecode", OutsideCodeFactory)]
)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(model, factory, admin_client):
    url = reverse(f"admin:taxonomy_{model}_changelist")
    # Every process but the first has a parent to show; that first one is a row as well.
    below = {"parent": ProcessFactory()} if model == "process" else {}
    factory(**below)
    admin_client.get(url)

    with CaptureQueriesContext(connection) as one:
        admin_client.get(url)
    factory.create_batch(2, **below)
    with CaptureQueriesContext(connection) as three:
        admin_client.get(url)

    assert len(three) == len(one)

"""Lists of boxes: grouped, in order, found by words in every language."""

import pytest
from django import forms

from accounts.models import Organisation
from fair.common.pickers import NamePicker, Picker
from fair.common.search import folded
from fair.taxonomy.models import Process
from tests.factories.accounts import OrganisationFactory
from tests.factories.taxonomy import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    machining = ProcessFactory(code="MC", labels={"en": "Machining"}, position=1)
    turning = ProcessFactory(
        code="MC.TUR",
        labels={"en": "Turning", "vi": "Tiện", "ja": "旋盤加工"},
        synonyms={"en": ["lathe work"], "vi": ["gia công tiện đứng"]},
        parent=machining,
        position=2,
    )
    swiss = ProcessFactory(code="MC.AUT", labels={"en": "Swiss"}, parent=turning, position=3)
    alone = ProcessFactory(code="PK", labels={"en": "Packaging"}, position=4)
    return machining, turning, swiss, alone


def groups_of(*chosen):
    field = forms.ModelMultipleChoiceField(Process.objects.in_order(), widget=Picker)
    context = field.widget.get_context("processes", [term.pk for term in chosen], {})
    return context["widget"]["groups"]


def test_terms_stand_below_their_topmost_ancestor(tree):
    alone, machining = groups_of()

    assert (alone.label, [option.label for option in alone.options]) == ("", ["Packaging"])
    assert machining.label == "Machining"
    assert [(option.label, option.depth) for option in machining.options] == [
        ("Turning", 0),
        ("Swiss", 1),
    ]


def test_group_itself_is_offered_only_while_it_is_chosen(tree):
    machining, _turning, swiss, _alone = tree

    group = groups_of(machining, swiss)[1]

    assert [(option.label, option.is_chosen) for option in group.options] == [
        ("Machining", True),
        ("Turning", False),
        ("Swiss", True),
    ]
    assert group.chosen_count == 2


def test_company_is_found_by_its_names_in_other_languages_without_diacritics():
    OrganisationFactory(names={"en": "Eastern Metal", "vi": "Cơ khí Phương Đông"})
    field = forms.ModelMultipleChoiceField(Organisation.objects.all(), widget=Picker)

    context = field.widget.get_context("companies", [], {})

    [group] = context["widget"]["groups"]
    [company] = group.options
    assert (company.label, company.words) == ("Eastern Metal", "co khi phuong dong")


def test_boxes_are_drawn_with_values_and_labels(tree):
    field = forms.ModelMultipleChoiceField(Process.objects.in_order(), widget=Picker)
    html = field.widget.render("processes", [tree[1].pk], {"id": "id_processes"})

    assert html.count('type="checkbox"') == 3
    assert html.count(" checked") == 1
    assert f'name="processes" value="{tree[1].pk}"' in html


@pytest.mark.parametrize(
    ("text", "plain"), [("Đúc áp lực", "duc ap luc"), ("Ép phun NHỰA", "ep phun nhua")]
)
def test_folded(text, plain):
    assert folded(text) == plain


def names_in(widget, *chosen):
    field = forms.ModelMultipleChoiceField(Organisation.objects.order_by("-id"), widget=widget)
    context = field.widget.get_context("blocked", [each.pk for each in chosen], {})["widget"]
    options = [option for group in context["groups"] for option in group.options]
    return [(option.label, option.is_chosen) for option in options], context["like"]


def test_names_stand_in_the_order_in_which_the_reader_knows_them():
    OrganisationFactory(legal_name="Công ty Đông Á", names={"en": "East Asia"})
    OrganisationFactory(legal_name="Bách Khoa", names={})
    OrganisationFactory(legal_name="Zenith", names={"en": "Átlas"})

    assert names_in(NamePicker) == (
        [("Átlas", False), ("Bách Khoa", False), ("East Asia", False)],
        "",
    )


def test_second_list_of_the_same_names_holds_what_is_chosen_only():
    chosen, _other = (OrganisationFactory(names={"en": name}) for name in ("East", "West"))
    widget = NamePicker(like="invited")

    assert names_in(widget, chosen) == ([("East", True)], "invited")
    widget.is_whole = True
    assert names_in(widget, chosen) == ([("East", True), ("West", False)], "")

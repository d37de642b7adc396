"""Which figures a text states, in one unit for each kind."""

import pytest

from fair.reading.engine.types import Quantity, QuantityKind
from tests.fair.reading.engine.samples import figures, read

K = QuantityKind


def test_a_figure_tells_its_place():
    (found,) = read("Dung sai ±20 µm").quantities

    assert found == Quantity(K.TOLERANCE, (0.02,), 9, 15, "±20 µm")


@pytest.mark.parametrize(
    "text",
    [
        "±0.02 mm",
        "±0,02mm",
        "+/-0.02",
        "+/- 0.02 mm",
        "±20 µm",
        "±20μm",
        "20㎛",
        "20 micron",
        "accuracy 20 microns",
        "dung sai 0,02",
        "dung sai ±0,02",
        "公差0.02",
        "공차 0.02mm",
        "精度2丝",
        "公差2条",
        "tolerance 2/100",
        "± 2/100",
    ],
)
def test_tolerance(text):
    assert figures(text, K.TOLERANCE) == [(0.02,)]


@pytest.mark.parametrize(
    ("text", "mm"),
    [
        ('±0.0008"', 0.02032),
        ("±.001 in", 0.0254),
        ("±.001 inch", 0.0254),
        ("within 2 thou", 0.0508),
    ],
)
def test_tolerance_in_inches(text, mm):
    assert figures(text, K.TOLERANCE) == [(mm,)]


def test_a_range_of_tolerances_begins_with_the_finer():
    assert figures("±0.05~0.02 mm", K.TOLERANCE) == [(0.02, 0.05)]


@pytest.mark.parametrize(
    "text",
    [
        "±5%",
        "±1°C",
        "±0.5 kg",
        "plating 20 µm thick",
        "mạ dày 20 micron",
        "Ra 0.8 µm",
        "10条产线",
        "IT7",
    ],
)
def test_no_tolerance(text):
    assert figures(text, K.TOLERANCE) == []


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("600 x 400 x 300 mm", (600, 400, 300)),
        ("600×400×300", (600, 400, 300)),
        ("60cm x 40cm x 30cm", (600, 400, 300)),
        ("kích thước 600*400 mm", (600, 400)),
        ("25 x 25 x 1,4", (25, 25, 1.4)),
        ("dài 1.450 x 320 x 140 mm, hộp", (1450, 320, 140)),
        ("1,450 x 320 x 140 mm box", (1450, 320, 140)),
        ("2 x 1 x 0.5 inch", (50.8, 25.4, 12.7)),
    ],
)
def test_size(text, edges):
    assert figures(text, K.SIZE) == [edges]


@pytest.mark.parametrize("text", ["24x7", "2 x M6", "SUS304 x 2", "5-axis x 3 machines"])
def test_no_size(text):
    assert figures(text, K.SIZE) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Ø25", (25,)),
        ("φ10×200", (10, 200)),
        ("phi 30", (30,)),
        ("đường kính 30mm", (30,)),
        ("直径30mm", (30,)),
    ],
)
def test_diameter(text, values):
    assert figures(text, K.DIAMETER) == [values]


@pytest.mark.parametrize(
    "text", ["t=1.2", "t1.2", "dày 1,2mm", "板厚1.2mm", "두께 1.2T", "1.2 mm thick"]
)
def test_thickness(text):
    assert figures(text, K.THICKNESS) == [(1.2,)]


def test_roughness():
    assert figures("Ra 0.8", K.ROUGHNESS) == [(0.8,)]
    assert figures("độ nhám Ra≤0,8 µm", K.ROUGHNESS) == [(0.8,)]
    assert figures("表面粗さRa0.8", K.ROUGHNESS) == [(0.8,)]
    assert figures("Rz 6.3", K.ROUGHNESS) == []
    assert figures("làm ra 50 sản phẩm", K.ROUGHNESS) == []


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("stamping presses 80-350 ton", (80, 350)),
        ("máy dập 45 đến 200 tấn", (45, 200)),
        ("프레스 200톤", (200,)),
        ("冲床80吨", (80,)),
        ("プレス機 80t～350t", (80, 350)),
    ],
)
def test_press(text, tonnes):
    assert figures(text, K.PRESS) == [tonnes]
    assert figures(text, K.CLAMP) == []


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("injection 650T", (650,)),
        ("型締650t", (650,)),
        ("사출기 650톤", (650,)),
        ("注塑机650吨", (650,)),
        ("máy ép nhựa 80-650 tấn", (80, 650)),
    ],
)
def test_clamp(text, tonnes):
    assert figures(text, K.CLAMP) == [tonnes]
    assert figures(text, K.PRESS) == []


@pytest.mark.parametrize("text", ["200 tons per month stamping", "dập 200 tấn/tháng", "crane 5 t"])
def test_tonnes_of_goods_are_no_force(text):
    assert figures(text, K.PRESS) == figures(text, K.CLAMP) == []


@pytest.mark.parametrize(
    ("text", "kg"),
    [
        ("0.5 kg", (0.5,)),
        ("nặng 11,5 kg", (11.5,)),
        ("weight 0.3-12 kg", (0.3, 12)),
        ("重さ120g", (0.12,)),
        ("weight 2 lbs", (0.90718474,)),
        ("castings weighing up to 5 tons", (5000,)),
    ],
)
def test_weight(text, kg):
    assert figures(text, K.WEIGHT) == [kg]


@pytest.mark.parametrize(
    "text", ["12,000 VND/kg", "500 kg/month", "5G base station", "300 g paper"]
)
def test_no_weight(text):
    assert figures(text, K.WEIGHT) == []


@pytest.mark.parametrize(
    "text",
    [
        "50k/month",
        "50,000 pcs/month",
        "50.000 cái/tháng",
        "50,000 pcs/tháng",
        "50000 pieces per month",
        "月産5万個",
        "月间产能50000件",
        "月产5万件",
        "월 5만개",
        "월간 50,000개",
        "monthly capacity: 50,000 pcs",
        "50.000 khung mỗi tháng",
    ],
)
def test_pieces_per_month(text):
    assert figures(text, K.VOLUME_MONTH) == [(50_000,)]


@pytest.mark.parametrize(
    "text",
    [
        "200K/yr",
        "200,000 pcs/year",
        "200.000 khung/năm",
        "年産20万個",
        "연간 20만개",
        "annual volume 200,000",
        "年产20万件",
    ],
)
def test_pieces_per_year(text):
    assert figures(text, K.VOLUME_YEAR) == [(200_000,)]


@pytest.mark.parametrize(
    "text",
    [
        "200 tấn/tháng",
        "2,000 USD/month",
        "10월 3일",
        "10 shifts",
        "300 workers",
        "5 năm",
        "2 months",
    ],
)
def test_no_volume(text):
    assert figures(text, K.VOLUME_MONTH) == figures(text, K.VOLUME_YEAR) == []


@pytest.mark.parametrize(
    "text",
    [
        "MOQ 500",
        "MOQ: 500 pcs",
        "minimum order 500 pieces",
        "đặt tối thiểu 500 cái",
        "最小ロット500個",
        "최소주문수량 500개",
        "起订量500件",
        "500 pcs MOQ",
    ],
)
def test_minimum(text):
    assert figures(text, K.MINIMUM) == [(500,)]


def test_a_smallest_measure_is_no_smallest_order():
    assert figures("tối thiểu 500 mm", K.MINIMUM) == []
    assert figures("no MOQ, 500 pcs in stock", K.MINIMUM) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lead time 3 weeks", (21,)),
        ("giao hàng 15 ngày", (15,)),
        ("納期2週間", (14,)),
        ("납기 20일", (20,)),
        ("交期15天", (15,)),
        ("delivery within 15-20 working days", (15, 20)),
        ("lead time: 2 months", (60,)),
        ("リードタイム1ヶ月", (30,)),
    ],
)
def test_lead_time(text, days):
    assert figures(text, K.LEAD) == [days]


def test_times_of_samples_and_tools_are_apart():
    text = "Sample lead time 10 days, tooling 45 days, delivery 3 weeks"

    assert figures(text, K.SAMPLE_LEAD) == [(10,)]
    assert figures(text, K.TOOLING_LEAD) == [(45,)]
    assert figures(text, K.LEAD) == [(21,)]


@pytest.mark.parametrize(
    "text", ["T/T 60 days", "thanh toán 30 ngày", "24 hours", "7 days a week", "bảo hành 12 tháng"]
)
def test_other_times_are_no_lead_time(text):
    kinds = {found.kind for found in read(text).quantities}

    assert not kinds & {K.LEAD, K.SAMPLE_LEAD, K.TOOLING_LEAD}


@pytest.mark.parametrize(
    "text", ["T6 in house", "0,4 MPa", "lò 1,5 tấn", "mạ anod 30–60 µm", "9" * 400 + " kg"]
)
def test_figures_that_measure_nothing_we_keep(text):
    assert read(text).quantities == ()


def test_the_figures_of_a_designation_measure_nothing():
    assert read("SUS304, A6061-T6, PA66-GF30, ISO 9001").quantities == ()

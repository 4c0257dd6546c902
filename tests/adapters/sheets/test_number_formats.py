"""A number of a workbook is said as its cell shows it."""

from __future__ import annotations

import pytest

from campaign.sources.sheets.number_formats import shown

SPANISH = (",", ".")

SHOWN = {
    (0.589, "0.0%"): "58,9%",
    (0.6, "0%"): "60%",
    (0.6, r"0\ %"): "60 %",
    (8, "0.0"): "8,0",
    (12.345, "0.0"): "12,3",
    (2.675, "0.00"): "2,68",
    (2500, '"$"#,##0'): "$2.500",
    (1234567.5, "#,##0.00"): "1.234.567,50",
    (71.4, "0.00"): "71,40",
    (71.4, '0.0" pts"'): "71,4 pts",
    (71.4, "0.##"): "71,4",
    (0.4, "#.0"): ",4",
    (7, "000"): "007",
    (1500000, '0.0,,"M"'): "1,5M",
    (2500, "[$€-407] #,##0"): "€ 2.500",
    (2500, "#,##0 [$€-C0A]"): "2.500 €",
    (2500, '_ "$"* #,##0_ ;_ "$"* \\-#,##0_ ;_ "$"* "-"_ ;_ @_ '): "$2.500",
    (-2500, '_ "$"* #,##0_ ;_ "$"* \\-#,##0_ ;_ "$"* "-"_ ;_ @_ '): "$-2.500",
    (0, '_ "$"* #,##0_ ;_ "$"* \\-#,##0_ ;_ "$"* "-"_ ;_ @_ '): "$-",
    (-3, "#,##0_);[Red](#,##0)"): "(3)",
    (-3.5, "0.0"): "-3,5",
    (-0.04, "0.0"): "0,0",
    (3.5, 'General" puntos"'): "3,5 puntos",
}


@pytest.mark.parametrize(("value", "code"), SHOWN)
def test_a_number_is_shown_as_in_its_cell(value: float, code: str) -> None:
    assert shown(value, code, SPANISH) == SHOWN[value, code]


def test_marks_are_those_of_the_language() -> None:
    assert shown(2500.5, "#,##0.0", (".", ",")) == "2,500.5"


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>100]0.0;0", '##"."###"."###-#', "@"])
def test_a_rare_format_is_not_guessed(code: str) -> None:
    assert shown(12.5, code, SPANISH) is None

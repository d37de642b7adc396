"""A tiny set of vocabulary files to load and to spoil."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)

TEXTS = (
    "label_en,label_vi,label_ja,label_ko,label_zh,"
    "synonyms_en,synonyms_vi,synonyms_ja,synonyms_ko,synonyms_zh"
)
SCHEMES = "jis,aisi,en,din,gb,ks,tcvn,iso,uns,trade"

FILES = {
    "processes.csv": f"""code,parent,{TEXTS}
MC,,Machining,Gia công,切削加工,절삭,切削,,,,,
MC.TUR,MC,CNC turning,Tiện CNC,旋盤加工,선삭,车削,turning|lathe,tiện,旋盤,선반,车床
MC.AUT,MC.TUR,Swiss-type turning,Tiện tự động,自動旋盤,자동선반,走心机,,,,,
MC.MIL,MC,CNC milling,Phay CNC,フライス加工,밀링,铣削,milling,phay,フライス,밀링 가공,数控铣
""",
    "materials.csv": f"""code,parent,{TEXTS}
FE,,Ferrous metals,Kim loại đen,鉄鋼,철강,黑色金属,,,,,
FE.SUS,FE,Stainless steel,Thép không gỉ,ステンレス鋼,스테인리스강,不锈钢,inox,inox,,,
""",
    "grades.csv": f"""code,parent,{TEXTS},{SCHEMES}
FE.SUS.SUS304,FE.SUS,SUS304,SUS304,SUS304,SUS304,SUS304,,,,,,SUS304,304,1.4301|~1.4303,,,,,,,
""",
    "part_families.csv": f"""code,{TEXTS}
SHAFT,Shafts,Trục,シャフト,샤프트,轴,,,,,
""",
    "certifications.csv": f"""code,kind,is_international,{TEXTS}
ISO9001,quality,yes,ISO 9001,ISO 9001,ISO 9001,ISO 9001,ISO 9001,,,,,
""",
    "sectors.csv": f"""code,parent,{TEXTS}
CMP,,Components,Linh kiện,部品,부품,零部件,,,,,
""",
    "implied_processes.csv": """material,part_family,process,weight
FE.SUS,,MC.TUR,0.3
,SHAFT,MC.TUR,0.8
""",
    "outside_codes.csv": """scheme,edition,code,label,is_verified,sector,process,part_family
vsic,2018,2592,Machining,no,,MC,
hs,2022,8483,Transmission shafts,no,,,SHAFT
decree_111,111/2015/NĐ-CP,V,Mechanical engineering,no,CMP,,
""",
}


def write_files(directory: Path, **changed: str) -> Path:
    """Write the files to `directory`; `changed` replaces some, by name without ".csv"."""
    for name, text in FILES.items():
        written = changed.get(name.removesuffix(".csv"), text)
        (directory / name).write_text(written, encoding="utf-8")
    return directory


def with_row(name: str, row: str) -> str:
    """Return the text of a file with one more row at its end."""
    return f"{FILES[f'{name}.csv']}{row}\n"


def without_row(name: str, start: str) -> str:
    """Return the text of a file without the rows that begin with `start`."""
    lines = FILES[f"{name}.csv"].splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(start))

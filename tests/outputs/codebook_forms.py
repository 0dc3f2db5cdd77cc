"""Forms whose codebooks the tests read: one with everything, one of another author without scores."""

from __future__ import annotations

from pathlib import Path

from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.readers import read_form
from tests.questionnaire.form_tables import write_form

# Repeats in a repeat, calculated and hidden values, an option "not applicable", a filter, every kind of answer.
NESTED = r"""
| survey | name | label::Thai (th) | label::English (en) | hint::Thai (th) | guidance_hint::Thai (th) | required | relevant | constraint | constraint_message::Thai (th) | calculation | default | choice_filter | eval_code | eval_node | eval_rule | eval_weight | eval_cap | eval_skip | eval_na | eval_evidence | eval_sensitivity | eval_source |
| begin_group | a | หมวดทั่วไป | General | | | | | | | | | | | | | | | | | | | |
| note | intro | โปรดตอบตามจริง | Answer as it is | | | | | | | | | | | | | | | | | | | |
| select_one plan | plan | มีแผนดิจิทัลหรือไม่ | Is there a plan? | ดูจากเล่มแผน | ตัวอย่าง: หน้าปก | yes | | | | | | | 1.1-01 | A1 | choice | 2 | 80 | zero | yes | gate:50 | | ร่างขึ้นเอง (own drafting) |
| select_multiple link | link | เชื่อมกับแผนใด | Linked to which? | | | | ${plan} != 'none' | | | | | level = ${plan} | 1.1-02 | A1 | multi_sum | | | | | | internal | |
| date | signed | วันที่ลงนาม | Signed on | | | | selected(${link}, 'n1') or not(selected(${link}, 'x')) | . <= today() | ต้องไม่เกินวันนี้ | | | | | | | | | | | | | |
| hidden | office_code | | | | | | | | | | | | | | | | | | | | | |
| end_group | | | | | | | | | | | | | | | | | | | | | | |
| begin_repeat | project | โครงการ | Project | | | | ${plan} = 'yes' | | | | | | | | | | | | | | | |
| text | title | ชื่อโครงการ “กำลังเดิน” | Title | | | | | | | | | | | | | | | | | | personal | |
| begin_repeat | task | งานย่อย | Task | | | | | | | | | | | | | | | | | | | |
| decimal | cost | ค่าใช้จ่าย | Cost | | | | string-length(${title}) > 3 | . >= 0 | ต้องไม่ติดลบ | | 0 | | | | | | | | | | | |
| file | proof | ไฟล์แนบ | File | | | | | | | | | | | | | | | | | required | restricted | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | | |
| integer | tasks | จำนวนงาน | Tasks | | | | | | | count(${task}) | | | | | | | | | | | | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | | |

| choices | name | label::Thai (th) | label::English (en) | score | exclusive | level |
| plan | none | ไม่มี | None | 0 | | |
| plan | yes | มีแล้ว | In force | 100 | | |
| plan | na | ไม่เกี่ยวข้อง | Not applicable | na | | |
| link | n1 | แผนชาติ | National | 62.5 | | yes |
| link | x | ไม่ได้เชื่อม | None | 0 | yes | yes |

| settings | form_title | version | default_language | eval_profile |
| nested | แบบทดสอบชุดซ้ำ | 7 | Thai (th) | 1 |

| eval_tree | parent | level | weight | label::Thai (th) | label::English (en) |
| total | | total | 1 | คะแนนรวม | Total |
| A1 | total | indicator | 1 | แผน | Plan |

| eval_levels | level | from | label::Thai (th) | label::English (en) | gate |
| main | 1 | 0 | เริ่มต้น | Starting | |
| main | 2 | 62.5 | พร้อม | Ready | ${plan} = 'yes' |
"""  # noqa: E501  a table is read by rows

# As a survey of another house looks: one language without a code, no version, no scores.
FOREIGN = """
| survey            | name  | label                   | relevant        | calculation |
| select_one yes_no | water | Is there water & power? |                 |             |
| text              | why   | Why not?                | ${water} = 'no' |             |
| calculate         | n     |                         |                 | 1 + 1       |

| choices | name | label |
| yes_no  | yes  | Yes   |
| yes_no  | no   | No    |
"""


def made(text: str, folder: Path) -> Form:
    """The form of these tables, read from a workbook as its author would save it."""
    return read_form(write_form(text, folder / "form.xlsx"))

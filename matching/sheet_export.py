"""A decision sheet as a file of its owner's: names, judgements and reasons. Nothing of the mentors beside the name, revealed or not."""

import csv
import io

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.importing.checking import guarded
from matching.sheets import Table


def as_csv(table: Table) -> str:
    """A row for each cell, with what was said before a change of mind."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Criterion"), _("Weight"), _("Name"), _("Level"), _("Reason or question"), _("Changed my mind")]
    )
    for row in table.rows:
        for cell in row.cells:
            judgement = cell.judgement
            thoughts = list(judgement.second_thoughts.all()) if judgement else []
            writer.writerow(
                guarded(value)
                for value in (
                    row.criterion.text,
                    row.criterion.weight or "",
                    cell.seat.name,
                    judgement.get_level_display() if judgement else "",
                    judgement.text if judgement else "",
                    "; ".join(
                        f"{t.get_before_display()} → {t.get_after_display()}: {t.why}" for t in thoughts
                    ),
                )
            )
    if table.chosen:
        writer.writerow([_("Choice"), "", guarded(table.chosen.name), "", guarded(table.sheet.why), ""])
    return out.getvalue()


def as_text(table: Table) -> str:
    """The sheet to read, criterion by criterion."""
    lines = [table.sheet.goal_text, date_format(localdate(table.sheet.made_at)), ""]
    for row in table.rows:
        lines += [row.criterion.text, "-" * len(row.criterion.text)]
        for cell in row.cells:
            judgement = cell.judgement
            level = judgement.get_level_display() if judgement and judgement.level else _("Not judged yet")
            lines.append(f"{cell.seat.name}: {level}")
            if judgement and judgement.text:
                lines.append(f"  {judgement.text}")
            for thought in judgement.second_thoughts.all() if judgement else ():
                lines.append(
                    f"  {thought.get_before_display()} → {thought.get_after_display()}: {thought.why}"
                )
        lines.append("")
    if table.chosen:
        lines += [f"{_('Choice')}: {table.chosen.name}", f"  {table.sheet.why}", ""]
    return "\n".join(lines)

from partnerships.first_talk import questions
from partnerships.ground import Ground

from .factories import GROUND

NAMES = {"mentee": "Naledi", "mentor": "Adaeze"}


def test_questions_are_made_of_what_they_wrote():
    of_passage, of_pull, of_goal = questions(GROUND, **NAMES, goal="One hard conversation by June.")
    assert of_passage.startswith("Adaeze: First time managing people.")
    assert of_pull.startswith("Both: Independence of mind for Naledi, Steady ground for Adaeze.")
    assert of_goal.startswith("Naledi: “One hard conversation by June.”")


def test_without_a_pull_the_mentors_own_line_is_asked_about():
    ground = Ground(shared=GROUND.shared, passages=GROUND.passages)
    assert GROUND.shared[0].mentor_line in questions(ground, **NAMES, goal="x")[1]


def test_without_any_ground_there_are_still_three():
    assert len(set(questions(Ground(), **NAMES, goal=""))) == 3

"""The outcome's page: shown, saved, refused."""

from tests.conftest import Cast
from tests.server.assess.conftest import Visit
from wardmote.server.assess import models


def address(begun: models.Assessment, code: str = "A1.b", part: int = 0) -> str:
    return f"/assessments/{begun.pk}/part/{part}/{code}/"


def test_it_is_shown_and_saved(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    client = visit("alice")
    page = client.get(address(begun))
    assert page.status_code == 200, page.content.decode()[:3000]
    sent = {"version": "0", "notes": "Board minutes of May", "answer-A1.b.NA.1": "no", "go": "stay"}
    answer = client.post(address(begun), sent)
    assert (answer.status_code, answer["Location"]) == (302, address(begun))
    text = client.get(address(begun)).content.decode()
    assert "Board minutes of May" in text
    assert "Your answers are saved." in text

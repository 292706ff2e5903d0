import pytest

MINUTES = """PELL HARBOUR BOARD

Minutes of the meeting of the Pell Harbour Board held on 4 March 2031

PRESENT: Mr A Stone (Chairman), Ms B Reed, Mr C Lane, Mrs D Moss, Dr E Quill

12. Ferry tolls

(1) The Clerk introduced the report on ferry tolls and the dredging of the quay.

(2) Mr Stone proposed, and Ms Reed seconded the motion that the tolls for the ferry be raised to £4.

(3) Mr Lane proposed, and Dr Quill seconded the following amendment: that children travel without toll.

(4) The Chairman put the amendment to the vote and the voting was as follows:

For (2)

Mr Lane, Dr Quill

Against (3)

Mr Stone, Ms Reed, Mrs Moss

Abstain (0)

Amendment lost.

(5) Mrs Moss proposed, and Mr Lane seconded the following amendment: that the toll for lorries be frozen.

For (2)

Mr Lane, Mrs Moss

Against (2)

Mr Stone, Ms Reed

Abstain (1)

Dr Quill

Amendment lost.

(6) The Chairman put the substantive motion to the vote and the voting was as follows:

For (3)

Mr Stone, Ms Reed, Mrs Moss

Against (2)

Mr Lane, Dr Quill

Abstain (0)

Substantive Motion carried.

13. Dredging

(1) The Clerk reported that the dredger was hired. On a vote the hire was agreed by 4 votes to 1.
"""


@pytest.fixture
def board(make_board):
    return make_board({"pell minutes 4 March 2031.md": MINUTES})


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("What was the vote on Mr Lane's amendment?", "2 for, 3 against, 0 abstained; amendment lost.", "lorries"),
        ("How did the vote on the amendment about lorries go?", "2 for, 2 against, 1 abstained", "children"),
        ("What was the final vote in minute 12?", "3 for, 2 against, 0 abstained; substantive motion", "2 for,"),
        ("How did Dr Quill vote on the ferry tolls in March 2031?", "Dr Quill is listed under “Against”.", "“For”"),
        ("Who voted against the amendment on children?", "against (3): Mr Stone, Ms Reed, Mrs Moss.", "Dr Quill."),
        ("Who abstained on the amendment about lorries?", "abstained (1): Dr Quill.", "Mr Stone"),
        ("What was the vote on the dredger?", "agreed by 4 votes to 1", "for,"),
    ],
)  # fmt: skip
def test_a_vote_is_told_from_the_register_with_what_was_put(board, question, told, not_told):
    answer = board.ask(question)
    text = "\n".join(claim.text for claim in answer.claims)
    assert told in text
    assert not_told not in text
    assert all(claim.citations for claim in answer.claims)


@pytest.mark.parametrize(
    "question",
    [
        "What was the vote on Mr Stone's amendment?",
        "What was the vote on the lighthouse?",
        "Who voted against the hire of the dredger?",
        "Who may vote on the Pell Harbour Board?",
        "What was the vote on the tolls in June 2031?",
    ],
)
def test_a_vote_that_the_minutes_do_not_tell_is_not_put_in_its_place(board, question):
    text = board.ask(question).text
    assert "Minute 12" not in text
    assert "is listed under" not in text

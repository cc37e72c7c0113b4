"""Every installation begins with the same words; learning them again changes nothing."""

from collections import Counter

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.vocabulary import rules
from tongzhuo.vocabulary.actions import learn_terms
from tongzhuo.vocabulary.defaults import Word, default_words
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import WordFinder, terms_on, unit, unit_of
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db
US = the_system("start")


def test_a_new_installation_has_the_default_words_already():
    stored = Counter(Term.objects.values_list("shelf", flat=True))
    assert stored == Counter(word.shelf for word in default_words())
    assert stored["skill"] == 30
    assert stored["unit"] == 26


def test_every_default_word_has_both_names_and_no_two_words_of_a_shelf_are_written_alike():
    written: dict[tuple[str, str], str] = {}
    for word in default_words():
        assert word.name_zh
        assert word.name_en
        for text in {word.slug, word.name_zh, word.name_en.casefold(), *word.aliases}:
            assert written.setdefault((word.shelf, text), word.slug) == word.slug


def test_learning_the_same_words_again_changes_nothing_and_leaves_no_line():
    learned = learn_terms(by=US)
    assert (learned.made, learned.changed, len(learned.same)) == ([], [], Term.objects.count())
    assert Line.objects.count() == 0


def test_a_new_word_is_made_and_a_changed_one_mended_with_one_line():
    words = [
        Word(Shelf.ITEM, "kite", "风筝", "Kites", ("纸鸢",), "piece"),
        Word(Shelf.ITEM, "desk-lamp", "护眼台灯", "Desk lamps", ("lamp",), "piece"),
    ]
    learned = learn_terms(by=US, terms=words)
    assert (learned.made, learned.changed) == (["kite"], ["desk-lamp"])
    assert WordFinder(Shelf.ITEM).find("纸鸢").base == unit("piece")
    assert [line.did for line in Line.objects.all()] == ["vocabulary.learned"]


def test_only_the_product_itself_learns_words(cast):
    for name in ("chen", "gao", "outsider", None):
        assert rules.may_learn_terms(cast.as_(name), at=None).code == "not_yours"
    with pytest.raises(Refused):
        learn_terms(by=NOBODY, terms=[])
    assert rules.may_learn_terms(US, at=None)


def test_a_word_is_found_by_any_way_of_writing_it():
    assert {WordFinder(Shelf.UNIT).find(text).slug for text in ("kg", " KG ", "公斤", "千克", "kilogram")} == {
        "kilogram"
    }
    assert WordFinder(Shelf.ITEM).find("N95口罩").slug == "n95-mask"
    assert WordFinder(Shelf.ITEM).find("moon dust") is None
    assert WordFinder(Shelf.LANGUAGE).find("广东话").slug == "cantonese"


def test_an_item_knows_its_unit_and_a_unit_its_base():
    assert unit_of(WordFinder(Shelf.ITEM).find("rice")) == unit("gram")
    assert unit_of(unit("yuan")) == unit("fen")
    assert unit_of(unit("piece")) == unit("piece")
    assert unit_of(None) is None


def test_a_retired_word_is_offered_no_more():
    Term.objects.filter(slug="kitchen").update(retired=True)
    assert "kitchen" not in {term.slug for term in terms_on(Shelf.SPACE_KIND)}

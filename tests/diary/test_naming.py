import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.letters.naming import Child, Named, named_in, surname_forms

pytestmark = [pytest.mark.requirement("ACC-10"), pytest.mark.requirement("JRN-12")]

# Cases as a grammar gives them: nominative, genitive, dative, accusative, instrumental, prepositional, of a family.
CASES = {
    "Петров": "Петров Петрова Петрову Петрова Петровым Петрове Петровы Петровых Петровыми",
    "Петрова": "Петрова Петровой Петровой Петрову Петровою Петровой Петровы Петровых",
    "Соловьёв": "Соловьев Соловьёва Соловьеву Соловьёвым Соловьёве Соловьёвых",
    "Ильин": "Ильин Ильина Ильину Ильиным Ильине Ильиных",
    "Птицына": "Птицына Птицыной Птицыну Птицыных",
    "Ковальский": "Ковальский Ковальского Ковальскому Ковальским Ковальском Ковальские Ковальских",
    "Ковальская": "Ковальская Ковальской Ковальскую Ковальских",
    "Толстой": "Толстой Толстого Толстому Толстым Толстом Толстые Толстых",
    "Белый": "Белый Белого Белому Белым Белом",
    "Мельник": "Мельник Мельника Мельнику Мельником Мельнике Мельники Мельников Мельникам",
    "Кравец": "Кравец Кравца Кравцу Кравцом Кравце Кравцы Кравцов",
    "Гоголь": "Гоголь Гоголя Гоголю Гоголем Гоголе Гоголи",
    "Гайдай": "Гайдай Гайдая Гайдаю Гайдаем Гайдае",
    "Воробей": "Воробей Воробья Воробью Воробьём Воробье",
    "Сорока": "Сорока Сороки Сороке Сороку Сорокой Сорок",
    "Заря": "Заря Зари Заре Зарю Зарёй",
    "Шевченко": "Шевченко",
    "Белых": "Белых",
    "Петросян": "Петросян Петросяна Петросяну Петросяном Петросяне",
    "Ким": "Ким Кима Киму Кимом Киме",
    "Римский-Корсаков": "Римского-Корсакова Римскому-Корсакову Корсаковым",
    "Мамедов оглы": "Мамедову Мамедовым",
}
IVAN = Child("Петров", "Иван", "Сергеевич")
OWN = Child("Сидорова", "Анна", "Павловна")


def words(text, *others, own=(OWN,)):
    return [(found.word, found.is_certain) for found in named_in(text, others, own)]


@pytest.mark.parametrize("surname", CASES)
def test_a_surname_is_found_in_every_case_of_a_man_a_woman_and_a_family(surname):
    child = Child(surname, "Женя")
    for form in CASES[surname].split():
        assert named_in(f"Вчера об этом говорили: {form} и другие.", [child]), form


@pytest.mark.parametrize(
    "text",
    ["ПЕТРОВУ нужно", "петрову нужно", "«Петрову» нужно", "Пе\u0301трову нужно", "Пет\u00adрову нужно", "Пeтpoву нужно"],
)  # fmt: skip
def test_it_is_found_however_it_is_typed(text):
    assert len(named_in(text, [IVAN], [OWN])) == 1


def test_yo_is_found_where_it_is_written_without_dots_and_the_other_way_round():
    assert words("Семёнова и Семенова", Child("Семенов", "Лев"))
    assert words("Семенову", Child("Семёнов", "Лев"))


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Рядом сидит Петров.", False),
        ("Рядом сидит Иван Петров.", True),
        ("Поссорилась с Петровым Иваном.", True),
        ("Иван Сергеевич Петров", True),
        ("Петрову Ивану Сергеевичу", True),
        # A grown-up namesake, and a name of the next sentence.
        ("Подойдите к Петрову Ивану Кузьмичу.", False),
        ("Её сосед Петров. Иван Грозный выучен.", False),
        ("Петров, Иван и Мария", False),
    ],
)
def test_it_is_the_child_where_the_first_name_stands_with_the_surname(text, certain):
    assert [found for _, found in words(text, IVAN)] == [certain]


def test_own_names_are_nobody_else_s_but_a_brother_called_by_name_is():
    brother = Child("Сидоров", "Пётр")
    assert words("Сидорова старается, у Сидоровых всё хорошо.", brother) == []
    assert words("Сидоров Петр мешает.", brother) == [("Сидоров", True)]


def test_a_common_word_is_a_name_only_with_a_capital():
    frost = Child("Мороз", "Олег")
    assert words("На улице мороз, оденьтесь теплее.", frost) == []
    assert words("Мороз мешал на уроке.", frost) == [("Мороз", False)]


def test_a_word_is_told_once_and_as_certain_where_it_is_anywhere():
    assert named_in("Петров спорил. Петров Иван кричал.", [IVAN], [OWN]) == [
        Named("Петров", "Петров Иван", True)
    ]


def test_first_names_and_longer_words_name_nobody():
    assert words("Иван помог Анне; петровский парк, Петровск.", IVAN) == []


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_and_any_names_are_read(text, last, first):
    named_in(text, [Child(last, first, first)], [OWN])


@given(st.text("абвгдежзиклмнопрстуфхцчшщыьэюя", min_size=3, max_size=12))
def test_every_surname_is_found_as_it_stands_on_the_list(surname):
    assert surname in surname_forms(surname)
    assert named_in(f"Пишу про {surname.capitalize()} ещё раз", [Child(surname, "Ян")])

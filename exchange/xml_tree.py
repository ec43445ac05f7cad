"""XML from outside, read safely: no entities, no document types, a bounded tree, lines kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from .problems import Problem, Unreadable

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 50


@dataclass
class Node:
    """An element with the line it begins at."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, tag: str) -> Iterator["Node"]:
        return (child for child in self.children if child.tag == tag)

    def one(self, tag: str) -> "Node | None":
        return next(self.all(tag), None)

    def value(self, *tags: str) -> str:
        """Text of the first child that has one of these names."""
        for tag in tags:
            found = self.one(tag)
            if found is not None:
                return " ".join(found.text.split())
        return ""


def listed(root: Node, section: str, tag: str) -> list[Node]:
    """Elements of a section; none when the section is absent."""
    found = root.one(section)
    return list(found.all(tag)) if found else []


class _TooMuch(Exception):
    """More elements or levels than any timetable has."""


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.locator = Locator()
        self.top = Node("", 0)
        self.stack = [self.top]
        # Text comes in pieces, by the million where the file is hostile: joined once, at the end of its element.
        self.pieces: list[list[str]] = [[]]
        self.count = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.stack) > MAX_DEPTH:
            raise _TooMuch
        node = Node(name, self.locator.getLineNumber() or 0, dict(attrs.items()))
        self.stack[-1].children.append(node)
        self.stack.append(node)
        self.pieces.append([])

    def endElement(self, name: str) -> None:  # noqa: N802
        self.stack.pop().text = "".join(self.pieces.pop())

    def characters(self, content: str) -> None:
        self.pieces[-1].append(content)


def parse(data: bytes, *, file: str) -> Node:
    """The root element; raises Unreadable saying at which line and column the file breaks."""
    builder = _Builder()
    try:
        parseString(data, builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        text = "внутри есть определения (DOCTYPE, ENTITY), которыми портят программы. "
        text += "Такой файл не читается; сохраните расписание заново."
        line = builder.locator.getLineNumber()
        raise Unreadable(Problem(file, line, "", text)) from error
    except SAXParseException as error:
        column = (error.getColumnNumber() or 0) + 1
        text = "это не XML или файл обрезан. Сохраните его в программе заново."
        raise Unreadable(Problem(file, error.getLineNumber(), str(column), text)) from error
    except (_TooMuch, ValueError, LookupError) as error:
        text = "файл устроен не так, как расписание школы, и не читается."
        raise Unreadable(Problem(file, builder.locator.getLineNumber(), "", text)) from error
    return builder.top.children[0]

"""The sample site: every outlet's answers by host and path, and a log of who asked."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from flows.sample.layout import Trouble, read_layouts
from flows.sample.pages import Page, Press, read_templates
from flows.sample.pieces import LONDON, Block, Piece, read_pieces

SERVED_ON = date(2026, 1, 9)
"""The masthead's day unless another is given: fixed, so that the bytes and their ETags stay the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the site saw it, and the status it answered."""

    host: str
    path: str
    user_agent: str
    status: int


class SampleSite:
    """All sample outlets. `address` is where they are served (127.0.0.1:port); `folder` is seeds/sample."""

    def __init__(self, folder: Path, served_on: date = SERVED_ON) -> None:
        self.folder, self.served_on = folder, served_on
        self.address = ""
        self.layouts, self.troubles = read_layouts(folder)
        self.pieces = read_pieces(folder, self.layouts)
        self._pages = self._print(self.pieces)
        self._asked: list[Asked] = []
        self._lock = Lock()

    @property
    def outlets_file(self) -> Path:
        """The declaration of these outlets, as seeds/outlets.toml declares the real ones."""
        return self.folder / "outlets.toml"

    @property
    def register_folder(self) -> Path:
        """The invented parliamentarians, in the shape of mySociety's package."""
        return self.folder / "register"

    @property
    def host_overrides(self) -> dict[str, str]:
        """Host name -> the address it is really served at."""
        return {layout.host: self.address for layout in self.layouts.values()}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every request so far, in order."""
        with self._lock:
            return tuple(self._asked)

    def url_of(self, piece: Piece) -> str:
        """Return the address of the piece's page."""
        layout = self.layouts[piece.outlet_id]
        return layout.address(layout.path_of(piece))

    def edit(self, at: datetime) -> tuple[Piece, ...]:
        """Correct the pieces that have a correction, at this (aware) instant; return them as they now are."""
        local = at.astimezone(LONDON).replace(tzinfo=None)
        self.pieces = tuple(_corrected(piece, local) if piece.correction else piece for piece in self.pieces)
        for place, page in self._print(self.pieces).items():
            if page.body != self._pages[place].body:
                self._pages[place] = replace(page, changed_at=at)
        return tuple(piece for piece in self.pieces if piece.correction)

    def page(self, host: str, path: str) -> Page | None:
        """Return the page at this address, if there is one."""
        return self._pages.get((host, path))

    def trouble(self, host: str, path: str) -> Trouble | None:
        """Return the trouble at this address, if there is any; a busy page is busy at its first request only."""
        found = self._trouble_at(host, path)
        if found and found.kind == "busy":
            asked = Counter((asked.host, asked.path) for asked in self.asked)
            return found if not asked[host, path] else None
        return found

    def note(self, asked: Asked) -> None:
        """Write a request into the log."""
        with self._lock:
            self._asked.append(asked)

    def _trouble_at(self, host: str, path: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.path == path and self.layouts[trouble.outlet].host == host:
                return trouble
        return None

    def _print(self, pieces: tuple[Piece, ...]) -> dict[tuple[str, str], Page]:
        templates = read_templates(self.folder)
        pages: dict[tuple[str, str], Page] = {}
        for outlet_id, layout in self.layouts.items():
            own = [piece for piece in pieces if piece.outlet_id == outlet_id]
            troubles = [trouble for trouble in self.troubles if trouble.outlet == outlet_id]
            printed = Press(templates, layout, own, troubles, self.served_on).print_all()
            pages |= {(layout.host, path): page for path, page in printed.items()}
        return pages


def _corrected(piece: Piece, at: datetime) -> Piece:
    block = Block("text", str(piece.correction))
    blocks = piece.blocks if block in piece.blocks else (*piece.blocks, block)
    return replace(piece, blocks=blocks, modified=at)

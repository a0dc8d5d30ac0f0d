"""The sample site: every outlet's responses by host and path, and a record of the requests."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from flows.sample.layout import Fault, read_layouts
from flows.sample.pages import OutletRenderer, SampleResponse, read_templates
from flows.sample.pieces import LONDON, Block, Piece, read_pieces

SERVED_ON = date(2026, 1, 9)
"""The default day of the masthead; fixed, so that the bytes and their ETags stay the same."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request that the site received, and the status of its response."""

    host: str
    path: str
    user_agent: str
    status: int


class SampleSite:
    """All sample outlets. `address`: where they are served (127.0.0.1:port); `folder`: seeds/sample."""

    def __init__(self, folder: Path, served_on: date = SERVED_ON) -> None:
        self.folder, self.served_on = folder, served_on
        self.address = ""
        self.layouts, self.faults = read_layouts(folder)
        self.pieces = read_pieces(folder, self.layouts)
        self._pages = self._render(self.pieces)
        self._asked: list[RequestRecord] = []
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
        """Host name -> address:port of this server."""
        return {layout.host: self.address for layout in self.layouts.values()}

    @property
    def asked(self) -> tuple[RequestRecord, ...]:
        """All requests so far, in order."""
        with self._lock:
            return tuple(self._asked)

    def url_of(self, piece: Piece) -> str:
        """Return the address of the piece's page."""
        layout = self.layouts[piece.outlet_id]
        return layout.address(layout.path_of(piece))

    def edit(self, at: datetime) -> tuple[Piece, ...]:
        """Apply the corrections of the pieces that have one, at this (aware) instant; return the corrected pieces."""
        local = at.astimezone(LONDON).replace(tzinfo=None)
        self.pieces = tuple(_apply_correction(piece, local) if piece.correction else piece for piece in self.pieces)
        for place, page in self._render(self.pieces).items():
            if page.body != self._pages[place].body:
                self._pages[place] = replace(page, changed_at=at)
        return tuple(piece for piece in self.pieces if piece.correction)

    def page(self, host: str, path: str) -> SampleResponse | None:
        """Return the response of this address, or None."""
        return self._pages.get((host, path))

    def fault(self, host: str, path: str) -> Fault | None:
        """Return the fault of this address, or None; a busy page is busy only at its first request."""
        found = self._fault_at(host, path)
        if found and found.kind == "busy":
            asked = Counter((asked.host, asked.path) for asked in self.asked)
            return found if not asked[host, path] else None
        return found

    def record_request(self, asked: RequestRecord) -> None:
        """Record a request."""
        with self._lock:
            self._asked.append(asked)

    def _fault_at(self, host: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.path == path and self.layouts[fault.outlet].host == host:
                return fault
        return None

    def _render(self, pieces: tuple[Piece, ...]) -> dict[tuple[str, str], SampleResponse]:
        templates = read_templates(self.folder)
        pages: dict[tuple[str, str], SampleResponse] = {}
        for outlet_id, layout in self.layouts.items():
            own = [piece for piece in pieces if piece.outlet_id == outlet_id]
            faults = [fault for fault in self.faults if fault.outlet == outlet_id]
            printed = OutletRenderer(templates, layout, own, faults, self.served_on).render_all()
            pages |= {(layout.host, path): page for path, page in printed.items()}
        return pages


def _apply_correction(piece: Piece, at: datetime) -> Piece:
    block = Block("text", str(piece.correction))
    blocks = piece.blocks if block in piece.blocks else (*piece.blocks, block)
    return replace(piece, blocks=blocks, modified=at)

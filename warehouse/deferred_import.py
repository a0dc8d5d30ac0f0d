"""Defer the import of a module until something in it is used."""

import sys
from importlib import import_module
from importlib.util import find_spec
from threading import RLock
from types import ModuleType

_lock = RLock()


def defer_import(name: str) -> None:
    """Let `import name` take no time; the module is loaded at the first access to one of its attributes.

    The import of one of its submodules loads it too.
    """
    if name not in sys.modules:
        sys.modules[name] = _DeferredModule(name)


class _DeferredModule(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = find_spec(name)

    def __getattr__(self, attribute: str) -> object:
        # Tools look for __file__ in all loaded modules; the import of a submodule looks for __path__.
        if attribute.startswith("__") and attribute not in {"__path__", "__version__"}:
            raise AttributeError(attribute)
        with _lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), attribute)

"""Defer the import of a module until something in it is used."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def defer_import(name: str) -> None:
    """Let `import name` take no time; the module is loaded at the first access to one of its attributes."""
    if name not in sys.modules:
        sys.modules[name] = _DeferredModule(name)


class _DeferredModule(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = find_spec(name)

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):  # tools look for __file__ or __path__ in all loaded modules
            raise AttributeError(attribute)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), attribute)

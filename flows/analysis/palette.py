"""Colours and type of every plot: few, apart in grey and to colour-blind eyes, and never alone in saying something."""

INK, GREY, FAINT, SILENT = "#1b1b1b", "#5a5a5a", "#c4c4c4", "#ececec"
FIRST, SECOND = "#1f4e79", "#b4500f"
BAND, EDGE = "#f6e7c1", "#8a6d1a"
DOMAIN, GRID, PAPER = "#888888", "#e3e3e3", "#ffffff"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

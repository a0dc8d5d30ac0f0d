"""Collect all rules of the gate: those derived from the contract, and those across columns, rows and volumes."""

from expectations.author_rules import AUTHOR_RULES
from expectations.contract_rules import JUDGED, derive_contract_rules
from expectations.date_rules import DATE_RULES
from expectations.rule import Rule
from expectations.run_rules import RUN_RULES
from expectations.text_rules import TEXT_RULES

HAND_RULES: tuple[Rule, ...] = (*TEXT_RULES, *DATE_RULES, *AUTHOR_RULES)
CONTRACT_RULES: tuple[Rule, ...] = tuple(rule for table in JUDGED for rule in derive_contract_rules(table))
ROW_RULES: tuple[Rule, ...] = (*HAND_RULES, *CONTRACT_RULES)
RULES: dict[str, Rule] = {rule.name: rule for rule in (*ROW_RULES, *RUN_RULES)}
"""Every rule by its name: rules of rows first, then of the run."""

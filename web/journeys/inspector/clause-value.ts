import type { ClauseValue, OperatorName } from '@cairn/rules/contracts/condition.js';

type Single = string | number | boolean | null;

/** As people type it: 9 and true are what they look like; "9" in quotes is text; a list is separated by commas. */
export function parseClauseValue(text: string, operator: OperatorName): ClauseValue {
  if (operator === 'in' || operator === 'notIn') return text.split(',').map((part) => parseSingle(part.trim()));
  return parseSingle(text);
}

function parseSingle(text: string): Single {
  const plain = text.trim();
  if (plain === 'true') return true;
  if (plain === 'false') return false;
  if (plain === 'null') return null;
  // Only what reads back the same: 007 and 1.50 are codes, not numbers.
  if (plain !== '' && String(Number(plain)) === plain) return Number(plain);
  const quoted = /^"(.*)"$/.exec(plain);
  return quoted?.[1] ?? text;
}

export function clauseValueText(value: ClauseValue | undefined): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(singleText).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : singleText(value);
}

function singleText(value: Single): string {
  if (typeof value === 'string' && typeof parseSingle(value) !== 'string') return `"${value}"`;
  return String(value);
}

import { ingestionLimits } from '../events/ingestion.limits.js';

/** How the values of an identity type are made comparable. A closed list: no user text becomes code. */
export const normalisers = ['exact', 'trimmed', 'lowerCase', 'email', 'phone'] as const;
export type Normaliser = (typeof normalisers)[number];

/** Null: the value identifies nobody, and is a trait or nothing. */
export function normalise(normaliser: Normaliser, value: string): string | null {
  switch (normaliser) {
    case 'exact':
      return value.length > ingestionLimits.identityLength ? null : value || null;
    case 'trimmed':
      return value.trim() || null;
    case 'lowerCase':
      return value.trim().toLowerCase() || null;
    case 'email':
      return normaliseEmail(value);
    case 'phone':
      return normalisePhone(value);
  }
}

/** Trimmed and lower case; null unless it has the shape of one address: then it is a trait and nothing more. */
export function normaliseEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 254) return null;
  const email = value.trim().toLowerCase();
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(email) ? email : null;
}

/** Digits, with the + of an international number kept; null unless 6–15 digits (E.164). `0049…` becomes `+49…`. */
export function normalisePhone(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  if (text.length > 40 || !/^\+?[\d\s().\-/]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '').replace(/^00/, text.startsWith('+') ? '00' : '+');
  const number = text.startsWith('+') ? `+${digits}` : digits;
  return /^\+?\d{6,15}$/.test(number) ? number : null;
}

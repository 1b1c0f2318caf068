import { UserError } from '../platform/errors.js';

export const accessErrors = {
  notSignedIn: () =>
    new UserError(401, 'not-signed-in', 'This call needs a session or an API key.', { action: 'Sign in, or send an API key as `Authorization: Bearer ck_…`.' }),
  wrongApiKey: () =>
    new UserError(401, 'wrong-api-key', 'This API key is not known, or was withdrawn.', { action: 'Make a new one under Settings → API keys.' }),
  wrongCredentials: () =>
    new UserError(401, 'wrong-credentials', 'No account has this email and password.', { action: 'Check both; capitals matter in the password.' }),
  tooManySignIns: (minutes: number) =>
    new UserError(429, 'too-many-sign-ins', 'Too many failed sign-ins for this account or from this address.', {
      action: `Wait ${minutes} minutes, then try again.`,
      values: { minutes },
    }),
  linkUsed: () =>
    new UserError(410, 'sign-in-link-used', 'This sign-in link was used already, or has expired.', {
      action: 'Sign in with email and password, or restart `npm start` for a new link.',
    }),
  foreignOrigin: (origin: string) =>
    new UserError(403, 'foreign-origin', `A page of ${origin} may not change things with your session.`, {
      action: 'Use an API key, or open Cairn itself.',
      values: { origin },
    }),
  unknownKey: (id: string) => new UserError(404, 'unknown-api-key', `There is no API key ${id}.`, { action: 'GET /api/api-keys lists them.' }),
  unknownToken: (id: string) => new UserError(404, 'unknown-public-token', `There is no public token ${id}.`, { action: 'GET /api/public-tokens lists them.' }),
  missingReadToken: () =>
    new UserError(401, 'missing-token', 'This call needs an API key, or in a browser a public token.', {
      action: 'Send `Authorization: Bearer ck_…`, or in a browser `?token=pk_…`.',
    }),
  wrongReadToken: () =>
    new UserError(401, 'wrong-token', 'This token is not known, or was withdrawn.', { action: 'Make a new one under Settings → API keys.' }),
  originRefused: (origin: string) =>
    new UserError(403, 'origin-refused', `This public token is not for pages of ${origin.slice(0, 200)}.`, {
      action: 'Add the origin to the token, or use another.',
    }),
  sessionOnly: () => new UserError(403, 'session-only', 'API keys cannot manage API keys.', { action: 'Sign in and do it there.' }),
};

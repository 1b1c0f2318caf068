import { lazy } from 'react';

/** The list loads without the canvas. */
export const JourneysListRoute = lazy(async () => ({ default: (await import('./list/JourneysListPage.js')).JourneysListPage }));
export const JourneyRoute = lazy(async () => ({ default: (await import('./page/JourneyPage.js')).JourneyPage }));

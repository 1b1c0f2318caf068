import { createBrowserRouter, type RouteObject } from 'react-router';

import { NotFoundPage } from './NotFoundPage.js';
import { RouteErrorPage } from './RouteErrorPage.js';
import { SignedIn } from './SignedIn.js';

/** The pages. Each is loaded on its first visit; the navigation (navigation.ts) lists the ones that have a place of their own. */
export const pageRoutes: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('./home/HomePage.js')).HomePage }) },
  { path: 'journeys', lazy: async () => ({ Component: (await import('../journeys/routes.js')).JourneysListRoute }) },
  { path: 'journeys/:key', lazy: async () => ({ Component: (await import('../journeys/routes.js')).JourneyRoute }) },
  { path: 'profiles', lazy: async () => ({ Component: (await import('../profiles/ProfilesPage.js')).ProfilesPage }) },
  { path: 'profiles/accounts', lazy: async () => ({ Component: (await import('../accounts/AccountsPage.js')).AccountsPage }) },
  { path: 'profiles/accounts/:id', lazy: async () => ({ Component: (await import('../accounts/AccountPage.js')).AccountPage }) },
  { path: 'profiles/:id/:tab?', lazy: async () => ({ Component: (await import('../profiles/ProfilePage.js')).ProfilePage }) },
  { path: 'segments', lazy: async () => ({ Component: (await import('../segments/SegmentsPage.js')).SegmentsPage }) },
  { path: 'segments/:key', lazy: async () => ({ Component: (await import('../segments/SegmentPage.js')).SegmentPage }) },
  { path: 'traits', lazy: async () => ({ Component: (await import('../traits/TraitsPage.js')).TraitsPage }) },
  { path: 'traits/computed', lazy: async () => ({ Component: (await import('../traits/ComputedTraitsPage.js')).ComputedTraitsPage }) },
  { path: 'traits/computed/:name', lazy: async () => ({ Component: (await import('../traits/ComputedTraitPage.js')).ComputedTraitPage }) },
  { path: 'traits/tags', lazy: async () => ({ Component: (await import('../tags/TagsPage.js')).TagsPage }) },
  { path: 'traits/tags/:key', lazy: async () => ({ Component: (await import('../tags/TagPage.js')).TagPage }) },
  { path: 'traits/ready/:set', lazy: async () => ({ Component: (await import('../traits/ReadySetPage.js')).ReadySetPage }) },
  { path: 'matching/:tab?', lazy: async () => ({ Component: (await import('../matching/MatchingPage.js')).MatchingPage }) },
  { path: 'templates', lazy: async () => ({ Component: (await import('../messages/TemplatesPage.js')).TemplatesPage }) },
  { path: 'templates/:key', lazy: async () => ({ Component: (await import('../messages/TemplatePage.js')).TemplatePage }) },
  { path: 'deliveries', lazy: async () => ({ Component: (await import('../messages/DeliveriesPage.js')).DeliveriesPage }) },
  { path: 'deliveries/:key', lazy: async () => ({ Component: (await import('../messages/DeliveryPage.js')).DeliveryPage }) },
  { path: 'dead-letters', lazy: async () => ({ Component: (await import('../events/DeadLettersPage.js')).DeadLettersPage }) },
  { path: 'jobs', lazy: async () => ({ Component: (await import('../jobs/JobsPage.js')).JobsPage }) },
  { path: 'api-keys', lazy: async () => ({ Component: (await import('../access/ApiKeysPage.js')).ApiKeysPage }) },
  { path: '*', Component: NotFoundPage },
];

export function createRouter() {
  return createBrowserRouter([
    {
      path: '/sign-in/:token?',
      lazy: async () => ({ Component: (await import('../access/SignInPage.js')).SignInPage }),
      ErrorBoundary: RouteErrorPage,
      HydrateFallback: () => null,
    },
    {
      path: '/',
      Component: SignedIn,
      HydrateFallback: () => null,
      children: [{ ErrorBoundary: RouteErrorPage, children: pageRoutes }],
      ErrorBoundary: RouteErrorPage,
    },
  ]);
}

import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { createBrowserRouter, type RouteObject } from 'react-router';

import { askAhead } from '../api/query.js';
import { canvasReads } from '../journeys/canvas-reads.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { NotFoundPage } from './NotFoundPage.js';
import { RouteErrorPage } from './RouteErrorPage.js';
import { SignedIn } from './SignedIn.js';

/** The pages. Each is loaded on its first visit; the navigation (navigation.ts) lists the ones that have a place of their own. */
const pageRoutes = (queryClient: QueryClient): RouteObject[] => [
  { index: true, lazy: async () => ({ Component: (await import('./home/HomePage.js')).HomePage }) },
  { path: 'journeys', lazy: async () => ({ Component: (await import('../journeys/list/JourneysListPage.js')).JourneysListPage }) },
  {
    path: 'journeys/:key',
    // The largest page: what it reads is asked for while its code and its words come, not after.
    loader: ({ params }) => askAhead(queryClient, canvasReads(params.key ?? '')),
    shouldRevalidate: ({ currentParams, nextParams }) => currentParams.key !== nextParams.key,
    lazy: async () => {
      const [{ JourneyPage }] = await Promise.all([import('../journeys/page/JourneyPage.js'), i18next.loadNamespaces('journeys')]);
      return { Component: JourneyPage };
    },
  },
  { path: 'profiles', lazy: async () => ({ Component: (await import('../profiles/ProfilesPage.js')).ProfilesPage }) },
  { path: 'profiles/accounts', lazy: async () => ({ Component: (await import('../accounts/AccountsPage.js')).AccountsPage }) },
  { path: 'profiles/accounts/:id', lazy: async () => ({ Component: (await import('../accounts/AccountPage.js')).AccountPage }) },
  { path: 'profiles/:id/:tab?', lazy: async () => ({ Component: (await import('../profiles/ProfilePage.js')).ProfilePage }) },
  { path: 'segments', lazy: async () => ({ Component: (await import('../segments/SegmentsPage.js')).SegmentsPage }) },
  { path: 'segments/:key', lazy: async () => ({ Component: (await import('../segments/SegmentPage.js')).SegmentPage }) },
  { path: 'conditions', lazy: async () => ({ Component: (await import('../conditions/SharedConditionsPage.js')).SharedConditionsPage }) },
  { path: 'conditions/:key', lazy: async () => ({ Component: (await import('../conditions/SharedConditionPage.js')).SharedConditionPage }) },
  { path: 'clusters', lazy: async () => ({ Component: (await import('../clusters/ClustersPage.js')).ClustersPage }) },
  { path: 'rules', lazy: async () => ({ Component: (await import('../rules/RulesPage.js')).RulesPage }) },
  { path: 'notices', lazy: async () => ({ Component: (await import('../rules/NoticesPage.js')).NoticesPage }) },
  { path: 'rules/:key', lazy: async () => ({ Component: (await import('../rules/RulePage.js')).RulePage }) },
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

export function createRouter(queryClient: QueryClient) {
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
      children: [{ ErrorBoundary: RouteErrorPage, HydrateFallback: PageSkeleton, children: pageRoutes(queryClient) }],
      ErrorBoundary: RouteErrorPage,
    },
  ]);
}

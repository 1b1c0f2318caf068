import '../ui/library.css';
import '@mantine/notifications/styles.css';
import '../ui/base.css';

import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';

import { createQueryClient } from '../api/query.js';
import { readSession, sessionKey } from '../api/session.js';
import { cssVariablesResolver, theme } from '../ui/theme.js';
import { startI18n } from './i18n/i18n.js';
import { createRouter } from './routes.js';

const schemeManager = localStorageColorSchemeManager({ key: 'cairn-color-scheme' });
const queryClient = createQueryClient();

async function start(): Promise<void> {
  // Asked at once, and awaited where it is needed: code, words and data come side by side.
  void queryClient.prefetchQuery({ queryKey: sessionKey, queryFn: readSession });
  const words = startI18n();
  const router = createRouter(queryClient);
  await words;
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={schemeManager} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" autoClose={10_000} limit={3} />
          <Suspense fallback={null}>
            <RouterProvider router={router} />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();

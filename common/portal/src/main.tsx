import './look/mantine.css';
import './look/tokens.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/client';
import { dispatchKey, noteWindows } from './app/keys';
import { router } from './app/router';
import { SignInGate } from './app/sign_in';
import { Loading } from './look/page';
import { theme } from './look/theme';
import { startWords } from './words/i18n';

/** A refusal stays one; a daemon that was silent may be back in a moment. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (count, error) =>
        count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
      retryDelay: 300,
    },
  },
});

await startWords();
window.addEventListener('keydown', noteWindows, { capture: true });
window.addEventListener('keydown', dispatchKey);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has lost its root');
createRoot(root).render(
  <QueryClientProvider client={client}>
    <MantineProvider theme={theme} forceColorScheme="light" withCssVariables={false}
      withGlobalClasses={false} deduplicateInlineStyles={false}>
      <Suspense fallback={<Loading />}>
        <SignInGate><RouterProvider router={router} /></SignInGate>
      </Suspense>
    </MantineProvider>
  </QueryClientProvider>,
);

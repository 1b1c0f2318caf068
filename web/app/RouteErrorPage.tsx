import { useRouteError } from 'react-router';

import { ErrorState } from '../ui/ErrorState.js';

/** A page that failed while it was drawn or loaded: the shell stays, and loading it again may help (a new build replaces files). */
export function RouteErrorPage() {
  const error = useRouteError();
  return <ErrorState error={error} onRetry={() => window.location.reload()} fullPage />;
}

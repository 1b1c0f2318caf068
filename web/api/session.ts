import { useQuery } from '@tanstack/react-query';

import { ApiError, call } from './client.js';
import type { components } from './generated/schema.js';

/** Who is signed in, where, and where the neighbours' pages are. */
export type Session = components['schemas']['Session'];

export const sessionKey = ['/api/session'];

/** Null: nobody is signed in. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call<Session>('GET', '/api/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSessionQuery() {
  return useQuery<Session | null, ApiError>({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

/** The session of a page behind the sign-in; such pages are never shown without one. */
export function useSession(): Session {
  const { data } = useSessionQuery();
  if (data === undefined || data === null) throw new Error('useSession outside the signed-in pages');
  return data;
}

/** Where a run (or all runs of a search) stands in Temporal's own pages; null when there are none. */
export function temporalLink(session: Session, workflowId: string): string | null {
  const { temporalUiUrl, temporalNamespace } = session.links;
  if (temporalUiUrl === null) return null;
  return `${temporalUiUrl.replace(/\/$/, '')}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';

import { ApiError, call } from '../api/client.js';
import { segmentsPath } from '../api/segments.js';
import { computedPath } from '../api/traits.js';
import { keyFromName, putNew } from '../ui/keys.js';
import { conditionOf, traitName } from './cluster-source.js';

export interface SaveRequest {
  label: string;
  source: ReturnType<typeof import('./cluster-source.js').sourceOf>;
  /** The group's value → the segment's name. */
  names: ReadonlyMap<string, string>;
}

/** Saves a trait and a segment for each group. What was saved before a failure is not saved again by the next try. */
export function useSaveClusters(): { busy: boolean; failure: unknown; save: (request: SaveRequest) => Promise<void> } {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const done = useRef<{ source: unknown; trait: string; segments: Set<string> } | null>(null);
  const save = async ({ label, source, names }: SaveRequest): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      if (done.current?.source !== source) done.current = { source, trait: await putTrait(label, source), segments: new Set() };
      const { trait, segments } = done.current;
      for (const [value, name] of names) {
        if (segments.has(value)) continue;
        await putNew(segmentsPath, keyFromName(name, 'group'), { name, condition: conditionOf(trait, value) });
        segments.add(value);
      }
      await queryClient.invalidateQueries({ queryKey: [segmentsPath] });
      await queryClient.invalidateQueries({ queryKey: [computedPath] });
      await navigate('/segments');
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, save };
}

/** Under its name, or the first free `name_2`, `name_3` …. Answers the name. */
async function putTrait(label: string, source: object): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? traitName(label) : `${traitName(label)}_${number}`;
    try {
      await call('PUT', `${computedPath}/${encodeURIComponent(name)}`, { body: { label, source }, headers: { 'if-none-match': '*' } });
      return name;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'key-taken') throw error;
    }
  }
}

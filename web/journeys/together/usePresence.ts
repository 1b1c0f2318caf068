import { useEffect, useRef, useState } from 'react';

import { call } from '../../api/client.js';
import type { components } from '../../api/generated/schema.js';
import { journeyAddress, readNewerDraft } from '../api.js';
import { useEditor } from '../page/EditorContext.js';

type Presence = components['schemas']['JourneyPresence'];
export type Other = Presence['others'][number];

const beatMs = 10_000;
/** One for this page's life: two windows of one person are two. */
const windowId = Math.random().toString(36).slice(2, 12);

/** Says that this window has the journey open, again and again while it is visible, and learns who else has, and whether somebody saved. */
export function usePresence(stepId: string): Other[] {
  const { journey, editor } = useEditor();
  const [others, setOthers] = useState<Other[]>([]);
  const { key } = journey;
  const step = useRef(stepId);
  step.current = stepId;
  useEffect(() => {
    const address = `${journeyAddress(key)}/presence/${windowId}`;
    let timer = 0;
    let isOver = false;
    const beat = async (): Promise<void> => {
      window.clearTimeout(timer);
      if (document.visibilityState === 'visible') {
        try {
          const { others: present, draftRevision } = await call<Presence>('PUT', address, { body: { stepId: step.current === '' ? null : step.current } });
          if (isOver) return;
          setOthers((before) => (JSON.stringify(before) === JSON.stringify(present) ? before : present));
          if (draftRevision > editor.savedRevision) editor.receive(await readNewerDraft(key, editor.savedRevision));
        } catch {
          // A courtesy: whatever fails here fails louder elsewhere, or passes.
        }
      }
      if (!isOver) timer = window.setTimeout(() => void beat(), beatMs);
    };
    const leave = (): void => void fetch(address, { method: 'DELETE', keepalive: true, credentials: 'same-origin' }).catch(() => {});
    const onVisible = (): void => void (document.visibilityState === 'visible' && beat());
    void beat();
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('pagehide', leave);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [key, editor]);
  return others;
}

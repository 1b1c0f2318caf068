import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import type { Page } from '../../api/client.js';
import { conditionsPath, type SharedConditionItem } from '../../api/conditions.js';
import { useGet } from '../../api/query.js';
import { useSession } from '../../api/session.js';
import { LoadFailure } from '../../ui/LoadFailure.js';
import { PageSkeleton } from '../../ui/skeletons.js';
import { type Journey, journeyAddress, saveDraft, useEventNames, useJourneys, useSegments, useTags, useTemplates } from '../api.js';
import { browserDraftStorage } from '../saving/draft-storage.js';
import { Editor } from '../saving/editor.js';
import { EditorContext, type EditorTools, useEditorState } from './EditorContext.js';
import { JourneyWorkspace } from './JourneyWorkspace.js';
import { UiStore, UiStoreContext } from './ui-store.js';
import { useActions } from './useActions.js';
import { useProblems } from './useProblems.js';

/** One journey: the draft is opened once for each key; the server's later answers refresh its state, never the draft under somebody's hands. */
export function JourneyPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('journeys');
  const journey = useGet<Journey>(journeyAddress(key), { every: 30_000 });
  if (journey.error && !journey.data)
    return <LoadFailure error={journey.error} onRetry={() => void journey.refetch()} list={{ to: '/journeys', label: t('list.title') }} />;
  if (!journey.data || journey.data.key !== key) return <PageSkeleton />;
  return <OpenJourney key={key} journey={journey.data} />;
}

function OpenJourney({ journey }: { journey: Journey }) {
  const editor = useOpenEditor(journey);
  return editor ? <EditorFrame journey={journey} editor={editor} /> : <PageSkeleton />;
}

function useOpenEditor(journey: Journey): Editor | null {
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const [editor, setEditor] = useState<Editor | null>(null);
  const { key } = journey;
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once with the draft as it was then; the editor merges later ones itself.
  useEffect(() => {
    let opened: Editor | null = null;
    let isGone = false;
    const dependencies = {
      workspace: workspace.id,
      journey: key,
      storage: browserDraftStorage(),
      save: async (draft: Parameters<typeof saveDraft>[1]) => {
        const answer = await saveDraft(key, draft);
        if (answer.kind === 'saved') void queryClient.invalidateQueries({ queryKey: [journeyAddress(key)], exact: false });
        return answer;
      },
      now: () => Date.now(),
      setTimer: (task: () => void, ms: number) => window.setTimeout(task, ms),
      clearTimer: (timer: unknown) => window.clearTimeout(timer as number | undefined),
    };
    void Editor.open(dependencies, { definition: journey.draft, layout: journey.layout, draftRevision: journey.draftRevision }).then((ready) => {
      if (isGone) return ready.close();
      opened = ready;
      setEditor(ready);
    });
    const flush = (): void => void opened?.flush();
    window.addEventListener('blur', flush);
    window.addEventListener('online', flush);
    window.addEventListener('pagehide', flush);
    return () => {
      isGone = true;
      opened?.close();
      window.removeEventListener('blur', flush);
      window.removeEventListener('online', flush);
      window.removeEventListener('pagehide', flush);
    };
  }, [key, workspace.id]);
  return editor;
}

function EditorFrame({ journey, editor }: { journey: Journey; editor: Editor }) {
  const [ui] = useState(() => new UiStore());
  const templates = useTemplates().data?.items;
  const segments = useSegments().data?.items;
  const tags = useTags().data?.items;
  const events = useEventNames().data?.items;
  const conditions = useGet<Page<SharedConditionItem>>(conditionsPath).data?.items;
  const { definition } = useEditorState(editor).history.present;
  const journeys = useJourneys(definition.steps.some(({ type }) => type === 'enterJourney')).data;
  const names = useMemo(() => {
    const templateNames = new Map(templates?.map((template) => [template.key, template.draft.name]));
    const segmentNames = new Map(segments?.map((segment) => [segment.key, segment.name]));
    const tagNames = new Map(tags?.map((tag) => [tag.key, tag.name]));
    const journeyNames = new Map(journeys?.items.map(({ key, draft }) => [key, draft.name]));
    return {
      journey: (key: string) => journeyNames.get(key),
      template: (key: string) => templateNames.get(key),
      segment: (key: string) => segmentNames.get(key),
      tag: (key: string) => tagNames.get(key),
    };
  }, [templates, segments, tags, journeys]);
  const problems = useProblems(definition, { templates, segments, tags, journeys, conditions, events });
  const actions = useActions(editor, ui, names);
  const readOnly = journey.state === 'archived';
  const tools = useMemo(
    (): EditorTools => ({ journey, editor, actions, names, problems, readOnly, version: null }),
    [journey, editor, actions, names, problems, readOnly],
  );
  return (
    <UiStoreContext value={ui}>
      <EditorContext value={tools}>
        <JourneyWorkspace />
      </EditorContext>
    </UiStoreContext>
  );
}

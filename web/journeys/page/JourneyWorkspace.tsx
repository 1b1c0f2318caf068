import { Alert } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useGet } from '../../api/query.js';
import { useUrlState } from '../../ui/useUrlState.js';
import { journeyAddress, type Run, useInside, useVersion } from '../api.js';
import { Canvas } from '../canvas/Canvas.js';
import { type CanvasCommands, CanvasCommandsContext } from '../canvas/CanvasCommands.js';
import { followRun } from '../canvas/follow.js';
import { changesBetween, sameJson } from '../model/changes.js';
import { nodeOrder } from '../model/order.js';
import { stepById, triggerId } from '../model/ports.js';
import { Outline } from '../outline/Outline.js';
import { useCommentCounts } from '../together/comments-api.js';
import { usePresence } from '../together/usePresence.js';
import { DeleteBranchDialog } from './DeleteBranchDialog.js';
import { EditorContext, type EditorTools, useDefinition, useEditor } from './EditorContext.js';
import { FindDialog } from './FindDialog.js';
import { JourneyHeader } from './JourneyHeader.js';
import styles from './JourneyPage.module.css';
import { KeysDialog } from './KeysDialog.js';
import { MergeNotice } from './MergeNotice.js';
import { OpenPanel } from './OpenPanel.js';
import { ProblemsBar } from './ProblemsBar.js';
import { PublishDialog } from './PublishDialog.js';
import type { JourneyProblem } from './problems.js';
import { useUi, useUiStore } from './ui-store.js';
import { useCounts } from './useCounts.js';
import { usePageKeys } from './usePageKeys.js';
import { type PanelState, usePanel } from './usePanel.js';
import { VersionBanner } from './VersionBanner.js';

type Dialog = 'publish' | 'keys' | 'find' | null;

const noComments = {};

/** Header, canvas or outline, one panel, problems; what is open stands in the URL. */
export function JourneyWorkspace() {
  const { t } = useTranslation('journeys');
  const shown = useEditor();
  const { journey, names, problems } = shown;
  const ui = useUiStore();
  const definition = useDefinition();
  const narrow = useMediaQuery('(max-width: 64em)', false, { getInitialValueInEffect: false }) ?? false;
  const panel = usePanel();
  const [view, setView] = useUrlState('view', 'canvas');
  const [window_, setWindow] = useUrlState('counts', journey.liveVersion === null ? 'off' : 'version');
  const [dialog, setDialog] = useState<Dialog>(null);
  const [problemsOpen, setProblemsOpen] = useState(false);
  const deleting = useUi((state) => state.deleting);
  const deletingStep = deleting === null ? undefined : stepById(definition, deleting);
  const live = useVersion(journey.key, journey.liveVersion).data ?? null;
  const changes = useMemo(
    () => (journey.liveVersion !== null && !live ? null : changesBetween(live?.definition ?? null, definition, names)),
    [journey.liveVersion, live, definition, names],
  );
  const counts = useCounts(journey.key, window_, live);
  const inside = useInside(journey.key, journey.liveVersion !== null).data;
  const comments = useCommentCounts(journey.key);
  const others = usePresence(panel.step);
  const { run, error: runError, tools } = useFollowedRun(panel.run);
  const followed = useMemo(() => (run && tools ? followRun(tools.version?.definition ?? definition, run) : null), [run, tools, definition]);
  const outline = narrow || view === 'outline';
  const isLooking = tools?.version != null;

  const openProblem = (problem: JourneyProblem): void => {
    const id = problem.stepId ?? triggerId;
    ui.set({ current: id, selected: new Set([id]) });
    panel.inspect(id, 'setup');
  };
  const problemAt = useRef(-1);
  const nextProblem = useCallback(
    (by: 1 | -1) => {
      if (problems.length === 0) return;
      const order = nodeOrder(definition);
      const sorted = [...problems].sort((a, b) => order.indexOf(a.stepId ?? triggerId) - order.indexOf(b.stepId ?? triggerId));
      problemAt.current = (problemAt.current + by + sorted.length) % sorted.length;
      const id = sorted[problemAt.current]?.stepId ?? triggerId;
      setProblemsOpen(true);
      ui.set({ current: id, selected: new Set([id]) });
      panel.inspect(id, 'setup');
    },
    [problems, definition, ui, panel.inspect],
  );
  usePageKeys({ isLooking, onNextProblem: nextProblem, onFind: () => setDialog('find') });
  const commands = useCommands(panel);
  return (
    <CanvasCommandsContext value={commands}>
      <div className={styles.page}>
        <div className={styles.frame}>
          <JourneyHeader
            changes={changes?.length ?? null}
            view={outline ? 'outline' : 'canvas'}
            onView={narrow ? undefined : setView}
            counts={window_}
            onCounts={setWindow}
            inside={inside ?? null}
            isLooking={isLooking}
            others={others}
            comments={comments ? comments.journey + Object.values(comments.steps).reduce((sum, count) => sum + count, 0) : 0}
            onPublish={() => setDialog('publish')}
            onRuns={() => panel.open('runs')}
            onTry={() => panel.open('try')}
            onComments={() => panel.open('comments')}
          />
          <MergeNotice />
          {counts.error && window_ !== 'off' && (
            <Alert color="orange" m="xs" p="xs">
              {t('counts.unavailable')}
            </Alert>
          )}
          <EditorContext value={tools ?? shown}>
            <div className={styles.body}>
              <div className={styles.main}>
                {tools?.version && <VersionBanner version={tools.version} onBack={() => panel.follow('')} />}
                {outline ? (
                  <div className={styles.outlineScroll}>
                    <Outline counts={counts.data} comments={comments?.steps ?? noComments} onInspect={panel.inspect} />
                  </div>
                ) : (
                  <Canvas
                    counts={counts.data}
                    withCounts={window_ !== 'off'}
                    followed={followed}
                    comments={comments?.steps ?? noComments}
                    onKeysHelp={() => setDialog('keys')}
                    onNextProblem={nextProblem}
                    onOutline={() => setView('outline')}
                  />
                )}
                {!tools?.version && <ProblemsBar opened={problemsOpen} onToggle={() => setProblemsOpen(!problemsOpen)} onOpen={openProblem} />}
              </div>
              <OpenPanel panel={panel} run={run} runError={runError} counted={counts.window} comments={comments?.steps ?? noComments} />
            </div>
          </EditorContext>
        </div>
      </div>
      {dialog === 'publish' && changes !== null && <PublishDialog live={live?.definition ?? null} changes={changes} onClose={() => setDialog(null)} />}
      {dialog === 'keys' && <KeysDialog onClose={() => setDialog(null)} />}
      {dialog === 'find' && (
        <FindDialog
          onClose={() => setDialog(null)}
          onChoose={(id) => {
            setDialog(null);
            ui.set({ current: id, selected: new Set([id]) });
            panel.inspect(id);
          }}
        />
      )}
      {deletingStep && <DeleteBranchDialog step={deletingStep} onClose={() => ui.set({ deleting: null })} />}
    </CanvasCommandsContext>
  );
}

/** The run that is followed, painted on the version that it follows: where that is not what the draft says, the version is shown, to be looked at. */
function useFollowedRun(runId: string): { run: Run | undefined; error: unknown; tools: EditorTools | null } {
  const tools = useEditor();
  const definition = useDefinition();
  const { data, error } = useGet<Run>(`${journeyAddress(tools.journey.key)}/runs/${encodeURIComponent(runId)}`, { enabled: runId !== '', every: 1_500 });
  const run = runId !== '' && data?.runId === runId ? data : undefined;
  const version = useVersion(tools.journey.key, run?.version ?? null);
  const shown = useMemo((): EditorTools | null => {
    if (!run || !version.data) return null;
    if (sameJson(version.data.definition, definition)) return tools;
    return { ...tools, version: version.data, readOnly: true, problems: [] };
  }, [run, version.data, definition, tools]);
  return { run: shown ? run : undefined, error: error ?? version.error, tools: shown };
}

function useCommands(panel: PanelState): CanvasCommands {
  const ui = useUiStore();
  const latest = useRef(panel);
  useEffect(() => {
    latest.current = panel;
  });
  return useMemo(
    () => ({
      click: (id, toggle) => {
        const { selected } = ui.get();
        const next = new Set(selected);
        if (toggle && next.has(id)) next.delete(id);
        else next.add(id);
        ui.set({ current: id, selected: toggle ? next : new Set([id]), menu: null });
        if (!toggle && latest.current.run === '') latest.current.inspect(id);
      },
      inspect: (id, focus) => {
        latest.current.inspect(id);
        if (!focus) return;
        // Enter was an order to edit: the focus goes into the form once it is there.
        requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>('aside input, aside textarea, aside button')?.focus()));
      },
      back: () => latest.current.close(),
      showPeople: (stepId, filter) => latest.current.showPeople(stepId, filter),
      showComments: (stepId) => {
        ui.set({ current: stepId, selected: new Set([stepId]) });
        latest.current.inspect(stepId, 'comments');
      },
    }),
    [ui],
  );
}

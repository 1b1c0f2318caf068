import { Alert } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useGet } from '../../api/query.js';
import { useUrlState } from '../../ui/useUrlState.js';
import { journeyAddress, type Run, useVersions } from '../api.js';
import { Canvas } from '../canvas/Canvas.js';
import { type CanvasCommands, CanvasCommandsContext } from '../canvas/CanvasCommands.js';
import { followRun } from '../canvas/follow.js';
import { Inspector } from '../inspector/Inspector.js';
import { changesBetween } from '../model/changes.js';
import { nodeOrder } from '../model/order.js';
import { stepById, triggerId } from '../model/ports.js';
import { Outline } from '../outline/Outline.js';
import { RunPanel } from '../panels/RunPanel.js';
import { RunsPanel } from '../panels/RunsPanel.js';
import { TryItPanel } from '../panels/TryItPanel.js';
import { DeleteBranchDialog } from './DeleteBranchDialog.js';
import { useDefinition, useEditor } from './EditorContext.js';
import { FindDialog } from './FindDialog.js';
import { JourneyHeader } from './JourneyHeader.js';
import styles from './JourneyPage.module.css';
import { KeysDialog } from './KeysDialog.js';
import { MergeNotice } from './MergeNotice.js';
import { ProblemsBar } from './ProblemsBar.js';
import { PublishDialog } from './PublishDialog.js';
import type { JourneyProblem } from './problems.js';
import { useUi, useUiStore } from './ui-store.js';
import { useCounts } from './useCounts.js';
import { usePageKeys } from './usePageKeys.js';

type Dialog = 'publish' | 'keys' | 'find' | null;

/** Header, canvas or outline, one panel, problems; what is open stands in the URL. */
export function JourneyWorkspace() {
  const { t } = useTranslation('journeys');
  const { journey, names, problems } = useEditor();
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
  const versions = useVersions(journey.key, journey.liveVersion !== null);
  const live = versions.data?.items.find((version) => version.hash === journey.liveVersion) ?? null;
  const changes = useMemo(
    () => (journey.liveVersion !== null && !live?.definition ? null : changesBetween(live?.definition ?? null, definition, names)),
    [journey.liveVersion, live, definition, names],
  );
  const counts = useCounts(journey.key, window_, live);
  const run = useGet<Run>(`${journeyAddress(journey.key)}/runs/${encodeURIComponent(panel.run)}`, { enabled: panel.run !== '', every: 1_500 });
  const shownRun = panel.run !== '' && run.data?.runId === panel.run ? run.data : undefined;
  const followed = useMemo(() => (shownRun ? followRun(definition, shownRun) : null), [shownRun, definition]);
  const outline = narrow || view === 'outline';

  const openProblem = (problem: JourneyProblem): void => {
    const id = problem.stepId ?? triggerId;
    ui.set({ current: id, selected: new Set([id]) });
    panel.inspect(id);
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
      panel.inspect(id);
    },
    [problems, definition, ui, panel.inspect],
  );
  usePageKeys({ onNextProblem: nextProblem, onFind: () => setDialog('find') });
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
            total={counts.data}
            onPublish={() => setDialog('publish')}
            onRuns={() => panel.open('runs')}
            onTry={() => panel.open('try')}
          />
          <MergeNotice />
          {counts.error && window_ !== 'off' && (
            <Alert color="orange" m="xs" p="xs">
              {t('counts.unavailable')}
            </Alert>
          )}
          <div className={styles.body}>
            <div className={styles.main}>
              {outline ? (
                <div className={styles.outlineScroll}>
                  <Outline counts={counts.data} onInspect={panel.inspect} />
                </div>
              ) : (
                <Canvas
                  counts={counts.data}
                  withCounts={window_ !== 'off'}
                  followed={followed}
                  onKeysHelp={() => setDialog('keys')}
                  onNextProblem={nextProblem}
                  onOutline={() => setView('outline')}
                />
              )}
              <ProblemsBar opened={problemsOpen} onToggle={() => setProblemsOpen(!problemsOpen)} onOpen={openProblem} />
            </div>
            <OpenPanel panel={panel} run={shownRun} runError={run.error} />
          </div>
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

type PanelState = ReturnType<typeof usePanel>;

function OpenPanel({ panel, run, runError }: { panel: PanelState; run: Run | undefined; runError: unknown }) {
  const definition = useDefinition();
  const ui = useUiStore();
  const close = (): void => {
    panel.close();
    // Esc leads back to where one came from.
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>(`[data-node="${CSS.escape(ui.get().current)}"], [data-outline="${CSS.escape(ui.get().current)}"]`)
        ?.focus({ preventScroll: true }),
    );
  };
  if (panel.run !== '')
    return (
      <RunPanel run={run} error={runError} onStep={(id) => ui.set({ current: id, selected: new Set([id]) })} onBack={() => panel.follow('')} onClose={close} />
    );
  if (panel.name === 'runs')
    return <RunsPanel step={panel.filterStep} state={panel.filterState} onFilter={panel.filter} onFollow={panel.follow} onClose={close} />;
  if (panel.name === 'try') return <TryItPanel onFollow={panel.follow} onClose={close} />;
  const isThere = panel.step === triggerId || stepById(definition, panel.step) !== undefined;
  return isThere ? <Inspector key={panel.step} id={panel.step} onClose={close} /> : null;
}

/** The right panel, as it stands in the URL: a step's form, the people, one person, or "Try it". */
function usePanel() {
  const [value, setValue] = useUrlState('panel');
  const [name = '', first = '', second = '', run = ''] = value.split('~');
  return useMemo(
    () => ({
      name,
      step: name === 'step' ? first : '',
      filterStep: name === 'runs' ? first : '',
      filterState: name === 'runs' ? second : '',
      run: name === 'runs' || name === 'try' ? run : '',
      inspect: (id: string) => setValue(`step~${id}`),
      open: (panel: 'runs' | 'try') => setValue(name === panel && run === '' ? '' : panel),
      filter: (step: string, state: string) => setValue(`runs~${step}~${state}`),
      follow: (runId: string) => setValue(`${name === 'try' ? 'try' : 'runs'}~${name === 'runs' ? first : ''}~${name === 'runs' ? second : ''}~${runId}`),
      close: () => setValue(''),
    }),
    [name, first, second, run, setValue],
  );
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
      showPeople: (stepId, kind) => latest.current.filter(stepId, kind === 'waiting' ? 'active' : kind === 'failed' ? 'failed' : ''),
    }),
    [ui],
  );
}

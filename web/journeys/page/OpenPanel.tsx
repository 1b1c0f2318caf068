import type { Run } from '../api.js';
import { Inspector } from '../inspector/Inspector.js';
import { stepById, triggerId } from '../model/ports.js';
import { RunPanel } from '../panels/RunPanel.js';
import { RunsPanel } from '../panels/RunsPanel.js';
import { TryItPanel } from '../panels/try/TryItPanel.js';
import { CommentsPanel } from '../together/CommentsPanel.js';
import { useDefinition } from './EditorContext.js';
import { useUiStore } from './ui-store.js';
import type { CountsWindow } from './useCounts.js';
import type { PanelState } from './usePanel.js';

interface OpenPanelProps {
  panel: PanelState;
  run: Run | undefined;
  runError: unknown;
  counted: CountsWindow;
  comments: { readonly [stepId: string]: number };
}

/** The one panel that is open, if any. */
export function OpenPanel({ panel, run, runError, counted, comments }: OpenPanelProps) {
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
  const show = (id: string): void => ui.set({ current: id, selected: new Set([id]) });
  if (panel.run !== '') return <RunPanel run={run} error={runError} onStep={show} onBack={() => panel.follow('')} onClose={close} />;
  if (panel.name === 'runs')
    return <RunsPanel step={panel.filterStep} filter={panel.filter} counted={counted} onFilter={panel.showPeople} onFollow={panel.follow} onClose={close} />;
  if (panel.name === 'try') return <TryItPanel onFollow={panel.follow} onClose={close} />;
  if (panel.name === 'comments')
    return (
      <CommentsPanel
        onStep={(id) => {
          show(id);
          panel.inspect(id, 'comments');
        }}
        onClose={close}
      />
    );
  const isThere = panel.step === triggerId || stepById(definition, panel.step) !== undefined;
  if (!isThere) return null;
  return (
    <Inspector
      key={panel.step}
      id={panel.step}
      tab={panel.tab}
      counted={counted}
      comments={comments[panel.step] ?? 0}
      onTab={(tab) => panel.inspect(panel.step, tab)}
      onClose={close}
    />
  );
}

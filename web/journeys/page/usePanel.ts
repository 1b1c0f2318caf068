import { useMemo } from 'react';

import { useUrlState } from '../../ui/useUrlState.js';

export const stepTabs = ['setup', 'preview', 'results', 'comments'] as const;
export type StepTab = (typeof stepTabs)[number];

export interface PanelState {
  name: string;
  /** The step whose panel is open, and its tab. */
  step: string;
  tab: StepTab;
  /** Whose people are listed: of one step or all; see {@link PeopleFilter}. */
  filterStep: string;
  filter: string;
  /** The run that is followed. */
  run: string;
  /** @param tab absent: the one that is open */
  inspect(id: string, tab?: StepTab): void;
  open(panel: 'runs' | 'try' | 'comments'): void;
  showPeople(step: string, filter: string): void;
  follow(runId: string): void;
  close(): void;
}

/** The right panel, as it stands in the URL: a step's panel, the people, one person, comments, or "Try it". */
export function usePanel(): PanelState {
  const [value, setValue] = useUrlState('panel');
  const [name = '', first = '', second = '', run = ''] = value.split('~');
  return useMemo(() => {
    const isList = name === 'runs';
    const tab = stepTabs.find((each) => name === 'step' && each === second) ?? 'setup';
    return {
      name,
      step: name === 'step' ? first : '',
      tab,
      filterStep: isList ? first : '',
      filter: isList ? second : '',
      run: isList || name === 'try' ? run : '',
      inspect: (id, next = tab) => setValue(next === 'setup' ? `step~${id}` : `step~${id}~${next}`),
      open: (panel) => setValue(name === panel && run === '' ? '' : panel),
      showPeople: (step, filter) => setValue(`runs~${step}~${filter}`),
      follow: (runId) => setValue(`${name === 'try' ? 'try' : 'runs'}~${isList ? first : ''}~${isList ? second : ''}~${runId}`),
      close: () => setValue(''),
    };
  }, [name, first, second, run, setValue]);
}

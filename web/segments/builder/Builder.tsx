import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ConditionContext } from '../model/clauses.js';
import { isComplete } from '../model/query.js';
import { useRowNotes } from '../useRowNotes.js';
import classes from './Builder.module.css';
import { type BuilderContext, groupName } from './BuilderContext.js';
import { focusRow } from './focus-row.js';
import { Rows } from './Rows.js';
import { Toolbar } from './Toolbar.js';
import { useHistory } from './useHistory.js';
import { useProblems } from './useProblems.js';
import { YamlEditor, yamlOf } from './YamlEditor.js';

export interface ConditionBuilderProps {
  value: Condition;
  /** With every change; half-made rows included (`isComplete` tells). */
  onChange: (condition: Condition) => void;
  /** `trigger`: the event that started the run may be asked too. */
  context?: ConditionContext;
  /** Names the whole group for screen readers. */
  label?: string;
  /** Say at each row how many people it removes or adds. */
  counts?: boolean;
  /** Undo survives a reload under this name. */
  keptAs?: string;
}

/** Edits one condition, as rows or as its file, with undo and a way through what is wrong. */
export function Builder({ value, onChange, context = 'person', label, counts = false, keptAs }: ConditionBuilderProps) {
  const { t } = useTranslation('segments');
  const card = useRef<HTMLDivElement>(null);
  const history = useHistory(value, onChange, keptAs);
  const notes = useRowNotes(counts && isComplete(history.present) ? history.present : null);
  const problems = useProblems(history.present, context);
  const [sayAll, setSayAll] = useState(false);
  const [base, setBase] = useState<number[]>([]);
  /** The file's text while it is looked at; null: rows. */
  const [yaml, setYaml] = useState<string | null>(null);
  const lastProblem = useRef(-1);
  const goToProblem = (by: 1 | -1): void => {
    setSayAll(true);
    if (problems.length === 0) return;
    lastProblem.current = (lastProblem.current + by + problems.length) % problems.length;
    const row = problems[lastProblem.current]?.row ?? [];
    setBase(openedFor(row));
    // Once a group that was closed is drawn.
    window.requestAnimationFrame(() => focusRow(row, card.current ?? document));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const inText = (event.target as HTMLElement).closest('input, textarea, [contenteditable="true"]') !== null;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    let task: (() => void) | undefined;
    if (event.key === 'F8') task = () => goToProblem(event.shiftKey ? -1 : 1);
    else if (command && !inText && key === 'z') task = event.shiftKey ? history.redo : history.undo;
    else if (command && !inText && key === 'y') task = history.redo;
    if (!task) return;
    // The page has keys of its own under the same names.
    event.preventDefault();
    event.stopPropagation();
    task();
  };
  const around: Omit<BuilderContext, 'shown'> = { conditionContext: context, base, problems, sayAll, notes, open: setBase };
  const showMode = async (mode: 'rows' | 'yaml'): Promise<void> => setYaml(mode === 'rows' ? null : await yamlOf(history.present));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a card in every browser
    <div role="group" aria-label={label ?? t('builder.label')} className={classes.builder} ref={card} onKeyDown={onKeyDown}>
      <Toolbar
        mode={yaml === null ? 'rows' : 'yaml'}
        onMode={(mode) => void showMode(mode)}
        history={history}
        problems={problems.length}
        onNextProblem={() => goToProblem(1)}
      />
      {yaml !== null ? (
        <YamlEditor text={yaml} onText={setYaml} onChange={history.take} context={context} />
      ) : (
        <>
          {base.length > 0 && (
            <Button
              className={classes.back ?? ''}
              size="xs"
              variant="subtle"
              leftSection={<IconArrowLeft size={16} stroke={1.5} />}
              onClick={() => {
                setBase(openedFor(base));
                window.requestAnimationFrame(() => focusRow(base, card.current ?? document));
              }}
            >
              {t('builder.backTo', { group: groupName(openedFor(base)) })}
            </Button>
          )}
          <Rows condition={history.present} onChange={history.take} around={around} />
        </>
      )}
    </div>
  );
}

/** Which group must be open on its own for a row to be seen: every third one on the way. */
function openedFor(row: readonly number[]): number[] {
  return row.slice(0, Math.floor(Math.max(row.length - 1, 0) / 3) * 3);
}

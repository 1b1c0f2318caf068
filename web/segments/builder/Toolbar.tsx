import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Change } from '../model/change.js';
import { conditionText } from '../model/sentence.js';
import { useSpeaker } from '../useSpeaker.js';
import classes from './Builder.module.css';
import type { ConditionHistory } from './useHistory.js';

interface ToolbarProps {
  mode: 'rows' | 'yaml';
  onMode: (mode: 'rows' | 'yaml') => void;
  history: ConditionHistory;
  problems: number;
  onNextProblem: () => void;
}

/** Rows or file, undo and redo by name, and the way through what is wrong. */
export function Toolbar({ mode, onMode, history, problems, onNextProblem }: ToolbarProps) {
  const { t } = useTranslation('segments');
  const speaker = useSpeaker();
  const named = (change: Change | undefined, what: 'undo' | 'redo'): string => {
    if (change === undefined) return t(`builder.${what}.nothing`);
    return t(`builder.${what}.${change.kind}`, { what: change.clause === undefined ? '' : conditionText(change.clause, speaker) });
  };
  return (
    <div className={classes.toolbar}>
      <SegmentedControl
        size="xs"
        aria-label={t('builder.mode')}
        value={mode}
        onChange={(next) => onMode(next as 'rows' | 'yaml')}
        data={(['rows', 'yaml'] as const).map((value) => ({ value, label: t(`builder.as.${value}`) }))}
      />
      {(['undo', 'redo'] as const).map((what) => {
        const change = what === 'undo' ? history.undone : history.redone;
        const label = named(change, what);
        const none = change === undefined;
        return (
          <Tooltip key={what} label={label}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={label}
              aria-disabled={none || undefined}
              data-disabled={none || undefined}
              onClick={() => !none && history[what]()}
            >
              {what === 'undo' ? <IconArrowBackUp size={16} stroke={1.5} /> : <IconArrowForwardUp size={16} stroke={1.5} />}
            </ActionIcon>
          </Tooltip>
        );
      })}
      {problems > 0 && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconAlertTriangle size={16} stroke={1.5} />}
          onClick={onNextProblem}
          title={t('builder.problemsHint')}
        >
          {t('builder.problems', { count: problems })}
        </Button>
      )}
    </div>
  );
}

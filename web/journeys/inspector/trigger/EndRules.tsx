import type { ExitRule } from '@cairn/workflows/contracts/journey.js';
import { Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { EventOrCondition } from '../fields/EventOrCondition.js';
import styles from '../Inspector.module.css';

interface EndRulesProps {
  /** Whose words are used. */
  kind: 'goals' | 'exits';
  rules: ExitRule[];
  newId(): string;
  onChange(rules: ExitRule[]): void;
}

const mostRules = 20;

/** What ends a run: as a success or early. Any of them does. */
export function EndRules({ kind, rules, newId, onChange }: EndRulesProps) {
  const { t } = useTranslation('journeys');
  return (
    <>
      {rules.map((rule, index) => (
        <section key={rule.id} className={styles.branch} aria-label={t(`${kind}.rule`, { number: index + 1 })}>
          <div className={styles.branchHead}>
            <h3>{t(`${kind}.rule`, { number: index + 1 })}</h3>
            <Button
              variant="subtle"
              size="compact-sm"
              h={28}
              leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />}
              onClick={() => onChange(rules.filter((each) => each.id !== rule.id))}
            >
              {t(`${kind}.remove`)}
            </Button>
          </div>
          <EventOrCondition
            value={rule}
            label={t(`${kind}.kind`)}
            onChange={(either) => onChange(rules.map((each) => (each.id === rule.id ? { id: rule.id, ...either } : each)))}
          />
        </section>
      ))}
      {rules.length < mostRules && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => onChange([...rules, { id: newId(), event: { name: '' } }])}
        >
          {t(`${kind}.add`)}
        </Button>
      )}
    </>
  );
}

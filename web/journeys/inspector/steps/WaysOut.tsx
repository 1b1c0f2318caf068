import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { outletsOf, stepById } from '../../model/ports.js';
import { portPhrase, title } from '../../model/summary.js';
import { useDefinition, useEditor } from '../../page/EditorContext.js';
import { useUiStore } from '../../page/ui-store.js';
import { usePhrase } from '../../usePhrase.js';
import styles from '../Inspector.module.css';

/** Where each way out leads, and how to lead it elsewhere. */
export function WaysOut({ step }: { step: Step }) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const say = usePhrase();
  const definition = useDefinition();
  const { names, readOnly } = useEditor();
  const ways = outletsOf(step);
  if (ways.length === 0) return null;
  return (
    <section aria-label={t('ways.title')}>
      <h3 className={styles.heading}>{t('ways.title')}</h3>
      {ways.map(({ outlet, next }) => {
        const port = { from: step.id, outlet };
        const words = portPhrase(definition, port, names);
        const target = next === null ? undefined : stepById(definition, next);
        const place = target ? t('menu.leadsTo', { title: say(title(target)) }) : t('menu.looseEnd');
        return (
          <div key={outlet} className={styles.way}>
            <span className={styles.wayWords}>{words ? t('ways.branch', { branch: say(words), place }) : place}</span>
            {!readOnly && (
              <Button
                variant="subtle"
                size="compact-sm"
                h={28}
                onClick={(event) => {
                  const box = event.currentTarget.getBoundingClientRect();
                  ui.set({ menu: { kind: 'connect', port, id: step.id, at: { x: box.left - 330, y: box.top } } });
                }}
              >
                {t('ways.change')}
              </Button>
            )}
          </div>
        );
      })}
    </section>
  );
}

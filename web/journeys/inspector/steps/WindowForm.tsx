import type { WindowStep } from '@cairn/workflows/contracts/journey.js';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../page/EditorContext.js';
import styles from '../fields/Fields.module.css';
import { TimeField } from '../fields/TimeField.js';
import { WeekdaysField } from '../fields/WeekdaysField.js';

/** On which weekdays, from when until when people go on. */
export function WindowForm({ step }: { step: WindowStep }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('window.help')}
      </Text>
      <WeekdaysField label={t('time.weekdays')} value={step.weekdays} onChange={(weekdays) => actions.change({ ...step, weekdays })} />
      <div className={styles.row}>
        <TimeField label={t('window.from')} value={step.from} onChange={(from) => actions.change({ ...step, from })} />
        <TimeField
          label={t('window.to')}
          description={step.to <= step.from ? t('window.nextDay') : undefined}
          value={step.to}
          onChange={(to) => actions.change({ ...step, to })}
        />
      </div>
    </>
  );
}

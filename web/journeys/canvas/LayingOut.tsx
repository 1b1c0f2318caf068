import { Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useDefinition } from '../page/EditorContext.js';
import styles from './Canvas.module.css';

const patienceMs = 400;

/** A large journey takes a moment to lay out the first time; a short moment shows nothing. */
export function LayingOut() {
  const { t } = useTranslation('journeys');
  const count = useDefinition().steps.length;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.layingOut} role="status">
      {late && (
        <>
          <Loader size="sm" />
          <Text size="sm" c="dimmed">
            {t('canvas.layingOut', { count })}
          </Text>
        </>
      )}
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconArrowBackUp, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { JourneyVersion } from '../api.js';
import styles from './JourneyPage.module.css';

/** Says that the canvas shows a version, not the draft, and leads back. */
export function VersionBanner({ version, onBack }: { version: JourneyVersion; onBack(): void }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  return (
    <div className={styles.versionBanner} role="status">
      <IconHistory size={18} stroke={1.5} aria-hidden />
      <span className={styles.versionWords}>
        <strong>{t('version.follows', { number: version.number })}</strong> {t('version.differs', { time: format.moment(version.createdAt) })}
      </span>
      <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={16} stroke={1.5} aria-hidden />} onClick={onBack}>
        {t('version.back')}
      </Button>
    </div>
  );
}

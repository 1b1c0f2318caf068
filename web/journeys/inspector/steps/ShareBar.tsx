import type { RandomBranch } from '@cairn/workflows/contracts/journey.js';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../../app/i18n/format.js';
import styles from '../Inspector.module.css';

/** One bar, a part for each branch; what is missing of 100 stays empty. The fields below say the same in numbers. */
export function ShareBar({ branches }: { branches: readonly RandomBranch[] }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const words = branches.map((branch, index) =>
    t('randomSplit.part', { name: branch.name ?? t('branch.heading', { number: index + 1 }), share: format.percent(branch.percent / 100) }),
  );
  return (
    <div className={styles.shares} role="img" aria-label={format.list(words)}>
      {branches.map((branch, index) => (
        <span
          key={branch.id}
          className={styles.sharePart}
          title={words[index]}
          style={{ '--part': branch.percent, '--hue': `var(--cairn-series-${(index % 6) + 1})` } as React.CSSProperties}
        />
      ))}
    </div>
  );
}

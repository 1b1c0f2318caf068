import { useTranslation } from 'react-i18next';

import type { Clusters } from '../api/clusters.js';
import { useFormat } from '../app/i18n/format.js';
import { Bars } from '../ui/Bars.js';
import { Card } from '../ui/Card.js';
import classes from './Clusters.module.css';

/** How clear the groups would be, by how many there are. */
export function Silhouettes({ candidates, chosen }: { candidates: Clusters['candidates']; chosen: number }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  return (
    <Card title={t('silhouette')}>
      <p className={classes.dim}>{t('silhouetteHow')}</p>
      <Bars
        label={t('silhouette')}
        heads={[t('howMany'), t('silhouetteShort')]}
        bars={candidates.map(({ k, silhouette }) => ({
          key: String(k),
          name: k === chosen ? <strong>{t('shown', { n: format.number(k) })}</strong> : format.number(k),
          count: Math.max(0, silhouette),
          said: format.number(Math.round(silhouette * 100) / 100),
          isRest: k !== chosen,
        }))}
      />
    </Card>
  );
}

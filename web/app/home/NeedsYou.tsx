import { IconAlertTriangle, IconArrowsJoin, IconCircleCheck, IconMailX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Home } from '../../api/home.js';
import { Card } from '../../ui/Card.js';
import { LinkButton } from '../../ui/LinkButton.js';
import { useFormat } from '../i18n/format.js';
import { deadLettersPath } from './dead-letters.js';
import classes from './Home.module.css';

const icons = { 'failed-deliveries': IconMailX, 'unknown-deliveries': IconAlertTriangle, 'dead-letters': IconAlertTriangle, duplicates: IconArrowsJoin };
const places = {
  'failed-deliveries': '/deliveries?state=failed',
  'unknown-deliveries': '/deliveries?state=unknown',
  'dead-letters': deadLettersPath,
  duplicates: '/matching',
};

/** What somebody must look at, one action a row; or the calm sentence that there is nothing. */
export function NeedsYou({ items }: { items: Home['needsYou'] }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  return (
    <Card title={t('home.needsYou')}>
      {items.length === 0 ? (
        <p className={classes.calm}>
          <IconCircleCheck size={20} stroke={1.5} aria-hidden="true" />
          {t('home.nothingNeedsYou')}
        </p>
      ) : (
        <ul className={classes.rows}>
          {items.map((item) => {
            const IconOf = icons[item.kind];
            return (
              <li key={item.kind}>
                <IconOf size={20} stroke={1.5} aria-hidden="true" className={classes.warn} />
                <span>{t(`home.needs.${item.kind}`, { count: item.count, n: format.number(item.count) })}</span>
                <LinkButton to={places[item.kind]} size="xs" variant="default">
                  {t('home.look')}
                </LinkButton>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

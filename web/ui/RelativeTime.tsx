import { Tooltip } from '@mantine/core';

import { type Instant, useFormat } from '../app/i18n/format.js';
import { useNow } from './useNow.js';

/** "3 minutes ago", the exact time on hover and focus; older than a week: the date itself. */
export function RelativeTime({ at }: { at: Instant }) {
  const format = useFormat();
  const now = useNow();
  const instant = new Date(at);
  const old = Math.abs(now - instant.getTime()) > 7 * 86_400_000;
  return (
    <Tooltip label={format.dateTimeExact(at)}>
      <time dateTime={instant.toISOString()} className="cairn-tabular">
        {old ? format.date(at) : format.relative(at, now)}
      </time>
    </Tooltip>
  );
}
